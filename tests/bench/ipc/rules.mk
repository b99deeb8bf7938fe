# SPDX-License-Identifier: BSD-2-Clause
#
# What the benchmark's one program consists of, besides ipc.c.

build/programs/ipc-ipc.elf: $(call object,arm,$(wildcard tests/bench/ipc/code/*.c))
