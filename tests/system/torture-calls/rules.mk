# SPDX-License-Identifier: BSD-2-Clause
#
# What the one program consists of, besides torture.c.

build/programs/torture-calls-torture.elf: \
	$(call object,arm,$(wildcard tests/system/torture-calls/code/*.[cS]))
