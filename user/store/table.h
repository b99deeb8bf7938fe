/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store's contents in memory: names and values, one behind the other in one piece of memory
 * without gaps. What stands on the disk, and who may see what, is not known here.
 */
#ifndef PITH_USER_STORE_TABLE_H
#define PITH_USER_STORE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TABLE_COMPONENT_MAX = 15,
	TABLE_KEY_MAX = 63,
	TABLE_NAME_MAX = TABLE_COMPONENT_MAX + 1 + TABLE_KEY_MAX, /* "component/key", characters */
	TABLE_VALUE_MAX = 3840,					  /* bytes */
};

struct entry {
	uint32_t version;      /* of the whole table: another for each put */
	uint16_t value_length; /* bytes */
	uint8_t name_length;   /* characters, 1-TABLE_NAME_MAX */
	uint8_t padding;
	char name[]; /* not terminated; then the value, then up to 3 bytes to the next entry */
};

struct table {
	uint8_t *memory; /* aligned for struct entry */
	uint32_t size;	 /* bytes */
	uint32_t used;
	uint32_t version; /* the last that was given */
};

/* Whether this can be a name: of a component, "/", and of a key as proto/store.h has it. */
bool table_name_valid(const char *name, uint32_t name_length);
bool table_key_valid(const char *key, uint32_t key_length);
/* What a name and a value take in memory, in bytes. */
uint32_t table_need(uint32_t name_length, uint32_t value_length);
/* What a value to come would leave of the memory: false if it does not fit (an older value of
 * the name makes room first). */
bool table_fits(
    const struct table *table, const char *name, uint32_t name_length, uint32_t value_length);

/* NULL: there is no such name. Entries move with each put and remove. */
const struct entry *table_find(const struct table *table, const char *name, uint32_t name_length);
/* All entries in turn, in the order in which they were put; `entry` NULL: the first. */
const struct entry *table_next(const struct table *table, const struct entry *entry);
/* The first entry, in the order of bytes of their names, whose name begins with `prefix` and lies
 * behind `after`; NULL: none. */
const struct entry *table_after(const struct table *table, const char *prefix,
    uint32_t prefix_length, const char *after, uint32_t after_length);
const uint8_t *entry_value(const struct entry *entry);

/* Puts a value in the place of an older one of that name. It fits, and `value` is not in the
 * table's memory. */
void table_put(struct table *table, const char *name, uint32_t name_length, const void *value,
    uint32_t value_length);
/* False: there was no such name. */
bool table_remove(struct table *table, const char *name, uint32_t name_length);

#endif
