# SPDX-License-Identifier: BSD-2-Clause
#
# What both programs have besides their own file.

build/programs/separation-observer.elf build/programs/separation-secret.elf: \
	$(call object,arm,$(wildcard tests/system/separation/code/*.[cS]))
