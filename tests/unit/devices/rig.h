/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The test rig: a whole board on a machine that has memory, a clock that stands where the test
 * puts it, and ears for everything that a device says. One rig; each test has its own process.
 */
#ifndef PITH_TESTS_UNIT_DEVICES_RIG_H
#define PITH_TESTS_UNIT_DEVICES_RIG_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "devices/board.h"

enum {
	RIG_RAM_BASE = 0x80000000,
	RIG_RAM_SIZE = 1 << 20,
	RIG_EPOCH = 1000000000,
	RIG_LINES = 160,
	RIG_OUTPUT = 1 << 16,
};

struct rig {
	struct board board;
	struct device_bus bus;
	uint64_t now;
	uint64_t alarm; /* the last that was set */
	bool level[RIG_LINES];
	unsigned edges[RIG_LINES]; /* changes of the level */
	uint8_t ram[RIG_RAM_SIZE];
	uint8_t *video; /* BOARD_VIDEO_RAM_SIZE; mapped, for the leak finder reads all statics */

	uint8_t output[RIG_OUTPUT]; /* the first bytes of it */
	size_t output_size;
	unsigned errors;
	char error[DEVICE_ERROR_TEXT]; /* the last */
	unsigned shutdowns, reboots;
};

extern struct rig rig;

/* Call first in each test (as .init): attaches a board to a fresh machine. */
void rig_start(void);

/* Word accesses. Devices are named by enum board_device. */
uint32_t rd(unsigned device, uint32_t offset);
void wr(unsigned device, uint32_t offset, uint32_t value);

/* Lets virtual time pass, serving each alarm at exactly its time. */
void rig_pass(uint64_t ns);

/* The level of a device's own line. */
bool rig_line(unsigned device);

/* How many rules were broken since the last call. */
unsigned rig_errors(void);

/* Host address of physical memory. */
void *rig_memory(uint32_t address);

/* An offset at which the manual has no register: must read 0, change nothing and be reported. */
void rig_check_hole(unsigned device, uint32_t offset);

/* Wrong widths, unaligned and outside accesses: each reported, reading 0. */
void rig_check_bad_accesses(unsigned device, unsigned widths);

#endif
