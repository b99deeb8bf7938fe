# SPDX-License-Identifier: BSD-2-Clause
# All readers of a system description: the board's start, the simulator, and the policy module as
# far as the components are built, over a model of the kernel's objects.
policy_read := $(patsubst %,user/policy/%.c,assert batch blob build devices elf files grants memory regions)
FUZZ_SOURCES_blob := $(policy_read) hal/armv7/blob.c sim/blob.c sim/file.c user/lib/objects.c user/lib/ipc.c \
	tests/fuzz/kernel.c tests/fuzz/state.c
FUZZ_STATE_blob := $(policy_read)
FUZZ_CFLAGS_blob := -Iuser/lib/include
