/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store on its disk: a log in one of two areas. A put or delete is a record behind the last; at
 * the end of an area what is still valid is copied to the other one, which then counts. Nothing
 * that was flushed is ever written over by what may be torn. The format, and why a cut at any
 * moment is survived: docs/manual/store.md. The contents are in a table (table.h), which the log
 * keeps equal to what is on the disk.
 */
#ifndef PITH_USER_STORE_LOG_H
#define PITH_USER_STORE_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include "user/store/table.h"

enum {
	LOG_SECTOR = 512,
	LOG_RECORD_MAX = 8, /* sectors of one record */
	LOG_PAYLOAD = 492,  /* bytes of name and value in a sector */
	LOG_AREA_MIN = 32,  /* sectors of an area */
	LOG_AREA_MAX = 4096,
	LOG_SPARE = LOG_RECORD_MAX + 2, /* of an area, never filled by what is valid */
};

/* What an empty disk, one of ours and another one have in common: how it was found. */
enum log_found {
	LOG_MEMORY,  /* no disk, or none that we use: nothing will be kept */
	LOG_NEW,     /* the disk was blank and is ready now */
	LOG_MOUNTED, /* it holds what was written */
	LOG_DAMAGED, /* the same, but some of it cannot be read: log->damaged sectors */
	LOG_FOREIGN, /* it holds something else, and is left alone: as LOG_MEMORY */
	LOG_SMALL,   /* it is too small: likewise */
	LOG_FAILED,  /* it cannot be read or written: likewise */
};

/* The disk. All functions return false if it fails; then the sectors written last hold anything. */
struct log_disk {
	void *context;
	uint32_t sectors; /* 0: there is no disk */
	uint8_t *buffer;  /* of the sectors that go to and from the disk, aligned to 4 */
	uint32_t room;	  /* how many sectors it takes, at least LOG_RECORD_MAX */
	bool (*read)(void *context, uint32_t sector, uint32_t count);
	bool (*write)(void *context, uint32_t sector, uint32_t count);
	bool (*flush)(void *context);
};

struct log {
	struct table *table;
	struct log_disk disk;
	bool durable; /* there is a disk in use */
	uint32_t area_sectors;
	uint32_t area;	     /* which one counts, 0 or 1 */
	uint32_t generation; /* of that area */
	uint32_t newest;     /* of all that was ever found or begun */
	uint32_t tail;	     /* the next record's first sector, in the area */
	uint32_t sequence;   /* the next record's number */
	uint32_t live;	     /* sectors that the table's entries take */
	uint32_t damaged;    /* sectors found that once were good and are not */
	bool spoilt;	     /* what is behind the tail is not known: begin another area */
};

enum log_result {
	LOG_DONE,
	LOG_FULL,  /* disk or memory; nothing was changed */
	LOG_ERROR, /* the disk failed; the table is unchanged */
};

/* Sectors of a record. */
uint32_t log_sectors(uint32_t name_length, uint32_t value_length);

/* Reads the disk into the table, which is empty. Afterwards puts are possible, whatever was found.
 */
enum log_found log_mount(struct log *log, struct table *table, const struct log_disk *disk);

/*
 * Appends a put (value not NULL) or a delete, of a name that is there. Once LOG_DONE came it is in
 * the table, and after log_flush() it is durable. Lengths are in the ranges of table.h.
 */
enum log_result log_append(struct log *log, const char *name, uint32_t name_length,
    const void *value, uint32_t value_length);

/* False: what was appended since the last flush may be lost. */
bool log_flush(struct log *log);

#endif
