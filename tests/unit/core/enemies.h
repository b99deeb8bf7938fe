/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of known enemies share. Each enemy is a class of defect that kernels of
 * this family had; its tests go through all combinations instead of examples. So they walk
 * the kernel's invariants where it matters, not after every trap.
 */
#ifndef PITH_TEST_ENEMIES_H
#define PITH_TEST_ENEMIES_H

#include "tests/unit/core/rig.h"

#include <string.h>

enum {
	K = PITH_BOOT_CSPACE,
	ALL = PITH_ALL_RIGHTS,
	R = PITH_READ,
	RW = PITH_READ | PITH_WRITE,
	RX = PITH_READ | PITH_EXECUTE,
	MB = 1 << 20,
};

/* The kernel's invariants, now. */
#define sound() enemies_sound(HERE)
void enemies_sound(struct here here);

/* A 4 KB or 64 KB frame of RAM, or a larger one of video RAM. */
uint32_t enemies_frame(uint32_t bits);
/* What this operation of the current thread says; the tag of its result. */
#define result(target, OP, ...) \
	enemies_result(HERE, MESSAGE(.cap = (target), .label = PITH_OP_##OP, __VA_ARGS__))
uint32_t enemies_result(struct here here, const struct message *message);
/* Nothing is made of the Untyped, and all of it can be used again. */
#define unused(untyped) enemies_unused(HERE, (untyped))
void enemies_unused(struct here here, uint32_t untyped);
/* The number of capabilities that were derived directly. */
uint32_t enemies_children(uint32_t slot);

#endif
