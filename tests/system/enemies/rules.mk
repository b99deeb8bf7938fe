# SPDX-License-Identifier: BSD-2-Clause
#
# What the one program consists of, besides enemies.c.

build/programs/enemies-enemies.elf: \
	$(call object,arm,$(wildcard tests/system/enemies/code/*.[cS]))
