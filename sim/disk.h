/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The disk behind the simulated machine's virtio-blk device: a file, and before it a cache that a
 * power cut empties. The file always holds exactly what a cut now would leave for certain: what
 * was flushed.
 */
#ifndef PITH_SIM_DISK_H
#define PITH_SIM_DISK_H

#include <stdbool.h>
#include <stdint.h>
#include "devices/device.h"

enum {
	DISK_SECTOR = 512,
	DISK_MOST = 256 << 20, /* bytes; all of it is kept in memory */
	DISK_ERROR_TEXT = 512,
};

/* When the power goes: at the write of that sector, counted from 1; 0: never. What is in the cache
 * then is lost (seed 0), or each sector of it is kept, lost or torn, as the seed has it. */
struct disk_cut {
	uint64_t at;
	uint64_t seed;
};

struct disk {
	int file; /* -1: there is no disk */
	char *name;
	bool read_only;
	uint32_t sectors;
	uint8_t *bytes; /* as the machine sees them */
	bool *fresh;	/* by sector: written and not flushed */
	struct disk_cut cut;
	uint64_t written;	   /* sectors so far */
	uint32_t kept, torn, lost; /* at the cut */
	bool is_cut;
	bool failed; /* the file could not be written; it was told */
};

/*
 * Opens the file `what` says, "FILE", "FILE,ro" (can only be read) or "FILE,SIZE" (made with that
 * size if it is not there). False: error[] has a sentence. NULL: no disk.
 */
bool disk_open(
    struct disk *disk, const char *what, const struct disk_cut *cut, char error[DISK_ERROR_TEXT]);

/* As device_bus.disk, without the machine. After the cut everything fails. */
bool disk_do(
    struct disk *disk, enum device_disk what, uint64_t sector, void *bytes, uint32_t count);

/* The machine was switched off in order: the cache reaches the file. False, and told, if the file
 * could not be written, now or before. */
bool disk_close(struct disk *disk);

#endif
