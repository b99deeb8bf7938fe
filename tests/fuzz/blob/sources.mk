# SPDX-License-Identifier: BSD-2-Clause
# All readers of a system description: the board's start, the simulator, and the policy module, but
# for its main() and its words, over a model of the kernel's objects.
policy_read := $(filter-out %/main.c %/say.c,$(wildcard user/policy/*.c))
FUZZ_SOURCES_blob := $(policy_read) hal/armv7/blob.c sim/blob.c sim/file.c user/lib/objects.c user/lib/ipc.c \
	tests/fuzz/kernel.c tests/fuzz/state.c
FUZZ_STATE_blob := $(policy_read)
FUZZ_CFLAGS_blob := -Iuser/lib/include -include tests/fuzz/blob/host.h
