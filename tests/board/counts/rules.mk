# SPDX-License-Identifier: BSD-2-Clause
#
# What the one program consists of, besides counts.c.

build/programs/counts-counts.elf: $(call object,arm,$(wildcard tests/board/counts/code/*.c))
