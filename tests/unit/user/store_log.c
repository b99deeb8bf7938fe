/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store's log on a disk whose power is cut: at every sector written, with what the cache held
 * lost, or each sector of it kept, lost or torn. What was acknowledged is there afterwards, what
 * was not is there wholly or not at all; and whatever stands on a disk, nothing breaks.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "user/store/log.h"

enum {
	SECTORS = 2 * 36,
	ROOM = 16, /* sectors that go at once */
	KEYS = 6,
	VARIANTS = 40,
	BATCH = 3,
};

/* A disk with a cache. */
struct disk {
	uint8_t durable[SECTORS * LOG_SECTOR];
	uint8_t seen[SECTORS * LOG_SECTOR];
	bool fresh[SECTORS];
	uint8_t buffer[ROOM * LOG_SECTOR] __attribute__((aligned(8)));
	uint32_t written, failing; /* failing: this write and all after it fail; 0: none */
	void (*at_write)(struct disk *disk);
};

/* What a test knows: the value of each key, by the number of the put; 0: none. And what is under
 * way: whatever of it may have happened. */
struct model {
	uint32_t acknowledged[KEYS];
	uint32_t under_way[KEYS][BATCH];
	uint32_t ways[KEYS];
};

struct world {
	struct log log;
	struct table table;
	uint64_t memory[4096];
};

static uint32_t state;

static uint32_t next(void)
{
	state = state * 1664525 + 1013904223;
	return state >> 8;
}

static bool disk_read(void *context, uint32_t sector, uint32_t count)
{
	struct disk *disk = context;

	cr_assert(count <= ROOM && sector + count <= SECTORS);
	memcpy(disk->buffer, disk->seen + sector * LOG_SECTOR, count * LOG_SECTOR);
	return true;
}

static bool disk_write(void *context, uint32_t sector, uint32_t count)
{
	struct disk *disk = context;

	cr_assert(count <= ROOM && sector + count <= SECTORS);
	for (uint32_t i = 0; i < count; i++) {
		if (disk->failing && disk->written + 1 >= disk->failing)
			return false;
		memcpy(disk->seen + (sector + i) * LOG_SECTOR, disk->buffer + i * LOG_SECTOR,
		    LOG_SECTOR);
		disk->fresh[sector + i] = true;
		disk->written++;
		if (disk->at_write)
			disk->at_write(disk);
	}
	return true;
}

static bool disk_flush(void *context)
{
	struct disk *disk = context;

	if (disk->failing && disk->written + 1 >= disk->failing)
		return false;
	memcpy(disk->durable, disk->seen, sizeof(disk->durable));
	memset(disk->fresh, 0, sizeof(disk->fresh));
	return true;
}

/* The power is cut and comes back. variant 0: all that was not flushed is lost, 1: none of it. */
static void cut(struct disk *disk, uint32_t variant)
{
	for (uint32_t i = 0; i < SECTORS; i++) {
		uint8_t *durable = disk->durable + i * LOG_SECTOR;
		const uint8_t *seen = disk->seen + i * LOG_SECTOR;
		uint32_t fate = next(), at = next() % LOG_SECTOR;

		if (!disk->fresh[i] || variant == 0)
			continue;
		if (variant == 1 || fate % 4 == 0)
			memcpy(durable, seen, LOG_SECTOR);
		else if (fate % 4 == 1)
			memcpy(durable, seen, at);
		else if (fate % 4 == 2)
			memcpy(durable + at, seen + at, LOG_SECTOR - at);
	}
	memcpy(disk->seen, disk->durable, sizeof(disk->seen));
	memset(disk->fresh, 0, sizeof(disk->fresh));
	disk->failing = disk->written = 0;
}

static enum log_found mount(struct world *world, struct disk *disk)
{
	const struct log_disk log_disk = {.context = disk,
	    .sectors = SECTORS,
	    .buffer = disk->buffer,
	    .room = ROOM,
	    .read = disk_read,
	    .write = disk_write,
	    .flush = disk_flush};

	world->table =
	    (struct table){.memory = (uint8_t *)world->memory, .size = sizeof(world->memory)};
	return log_mount(&world->log, &world->table, &log_disk);
}

/* The name of a key, and the value of a put: its number, and bytes that depend on it. */
static uint32_t name_of(uint32_t key, char *name)
{
	return (uint32_t)sprintf(name, "client/key-%u", key);
}

static uint32_t value_of(uint32_t number, uint8_t *value)
{
	static const uint32_t sizes[] = {4, 30, 478, 479, 900, 1500, 2600};
	uint32_t length = sizes[number % 7];

	memcpy(value, &number, 4);
	for (uint32_t i = 4; i < length; i++)
		value[i] = (uint8_t)(number * 31 + i * (number | 1));
	return length;
}

/* Whether the key has exactly the value of that put; 0: is not there. */
static bool holds(const struct world *world, uint32_t key, uint32_t number)
{
	char name[32];
	uint8_t value[TABLE_VALUE_MAX];
	const struct entry *entry = table_find(&world->table, name, name_of(key, name));

	if (!entry || !number)
		return !entry && !number;
	return entry->value_length == value_of(number, value) &&
	       !memcmp(entry_value(entry), value, entry->value_length);
}

/* Every key is what the model allows, and the model knows now which of it. */
static bool agrees(const struct world *world, struct model *model)
{
	for (uint32_t key = 0; key < KEYS; key++) {
		uint32_t found = holds(world, key, model->acknowledged[key]) ? KEYS : 0;
		uint32_t which = model->acknowledged[key];

		for (uint32_t i = 0; i < model->ways[key]; i++)
			if (holds(world, key, model->under_way[key][i])) {
				found = KEYS;
				which = model->under_way[key][i];
			}
		if (!found)
			return false;
		model->acknowledged[key] = which;
		model->ways[key] = 0;
	}
	return true;
}

/* A few puts and deletes with one flush, as the server makes them. False: the disk failed. */
static bool batch(struct world *world, struct model *model, uint32_t *number)
{
	uint32_t count = 1 + next() % BATCH, done[KEYS] = {0};
	bool changed[KEYS] = {false};

	for (uint32_t i = 0; i < count; i++) {
		uint32_t key = next() % KEYS, length;
		uint8_t value[TABLE_VALUE_MAX];
		char name[32];
		uint32_t name_length = name_of(key, name);
		bool there = table_find(&world->table, name, name_length) != NULL;
		bool put = next() % 5 || !there;
		uint32_t what = put ? ++*number : 0;
		enum log_result result;

		length = value_of(*number, value);
		model->under_way[key][model->ways[key]++] = what;
		result = log_append(&world->log, name, name_length, put ? value : NULL, length);
		if (result == LOG_ERROR)
			return false;
		if (result == LOG_FULL) {
			model->ways[key]--;
			continue;
		}
		done[key] = what;
		changed[key] = true;
	}
	if (!log_flush(&world->log))
		return false;
	for (uint32_t key = 0; key < KEYS; key++) {
		if (changed[key])
			model->acknowledged[key] = done[key];
		model->ways[key] = 0;
	}
	return true;
}

/* --- Every write ------------------------------------------------------------------------ */

static struct disk disk, other;
static struct world world, again;
static struct model model;
static uint32_t cases, found_new;

/* At this very write, in all variants: cut, mount, look, write on, cut, mount, look. */
static void explore(struct disk *now)
{
	uint32_t kept = state;

	for (uint32_t variant = 0; variant < VARIANTS; variant++) {
		struct model copy = model;
		uint32_t number = 1000000 + variant;

		other = *now;
		other.at_write = NULL;
		state = now->written * 977 + variant;
		cut(&other, variant);
		enum log_found found = mount(&again, &other);

		cr_assert(again.log.durable, "found %d at write %u, variant %u", found,
		    now->written, variant);
		found_new += found == LOG_NEW;
		cr_assert(agrees(&again, &copy), "write %u, variant %u", now->written, variant);
		cases++;
		/* What is written now must not mix with what the cut has left. */
		if (variant % 4 == 3) {
			cr_assert(batch(&again, &copy, &number));
			cut(&other, 0);
			mount(&again, &other);
			cr_assert(agrees(&again, &copy), "write %u, variant %u, then on",
			    now->written, variant);
			cases++;
		}
	}
	state = kept;
}

Test(store_log, cut_at_every_write)
{
	uint32_t number = 0;

	state = 1;
	disk.at_write = explore;
	cr_assert(eq(int, mount(&world, &disk), LOG_NEW));
	while (disk.written < 320)
		cr_assert(batch(&world, &model, &number));
	/* It has gone from area to area, and more than once. */
	cr_expect(world.log.generation > 4, "%u", world.log.generation);
	cr_expect(found_new > 0 && cases > 15000, "%u cases", cases);
}

Test(store_log, one_life_of_many_cuts)
{
	uint32_t number = 0, cuts = 0;

	state = 7;
	for (uint32_t i = 0; i < 1500; i++) {
		mount(&world, &disk);
		cr_assert(world.log.durable, "life %u", i);
		cr_assert(agrees(&world, &model), "life %u", i);
		disk.failing = 1 + next() % 60;
		while (batch(&world, &model, &number))
			;
		cut(&disk, next() % 6);
		cuts++;
	}
	cr_expect(eq(u32, cuts, 1500));
	cr_expect(number > 10000);
}

/* A disk that fails and comes back: the same program goes on, and nothing that it said was done
 * is lost at a cut that comes later. */
Test(store_log, errors_then_a_cut)
{
	uint32_t number = 0;

	state = 3;
	mount(&world, &disk);
	for (uint32_t i = 0; i < 1500; i++) {
		disk.failing = disk.written + 1 + next() % 30;
		while (batch(&world, &model, &number))
			;
		/* Unknown now; the next success of that key settles it, or the cut does. */
		disk.failing = 0;
		if (next() % 3 == 0) {
			cut(&disk, next() % 6);
			mount(&world, &disk);
			cr_assert(world.log.durable && agrees(&world, &model), "round %u", i);
		} else {
			cr_assert(agrees(&world, &model), "round %u", i);
			/* What memory says and was not flushed: make it so. */
			uint8_t value[TABLE_VALUE_MAX];
			uint32_t length = value_of(++number, value);

			cr_assert(eq(int, log_append(&world.log, "client/key-0", 12, value, length),
			    LOG_DONE));
			cr_assert(log_flush(&world.log));
			model.acknowledged[0] = number;
		}
	}
}

/* --- Corrupt disks ------------------------------------------------------------------------- */

/* A disk with values on it, and none of it in the cache. */
static void fill(uint32_t batches)
{
	uint32_t number = 0;

	mount(&world, &disk);
	for (uint32_t i = 0; i < batches; i++)
		cr_assert(batch(&world, &model, &number));
}

/* No value but one that was put, whatever has happened to the disk. */
static uint32_t check_whole(const struct world *mounted)
{
	const struct entry *entry = NULL;
	uint32_t count = 0;

	while ((entry = table_next(&mounted->table, entry))) {
		uint8_t value[TABLE_VALUE_MAX];
		uint32_t number;

		cr_assert(entry->value_length >= 4);
		memcpy(&number, entry_value(entry), 4);
		cr_assert(eq(u32, value_of(number, value), entry->value_length));
		cr_assert(memcmp(value, entry_value(entry), entry->value_length) == 0);
		count++;
	}
	return count;
}

Test(store_log, bits_flip)
{
	uint32_t whole = 0;

	state = 5;
	fill(20);
	whole = check_whole(&world);
	cr_assert(whole >= 3);
	for (uint32_t i = 0; i < 1500; i++) {
		uint32_t at = next() % sizeof(disk.seen), key = next() % KEYS, still;

		other = disk;
		for (uint32_t flips = 1 + i % 3; flips; flips--)
			other.seen[next() % sizeof(other.seen)] ^= (uint8_t)(1u << next() % 8);
		other.seen[at] ^= 0x10;
		mount(&again, &other);
		cr_assert(again.log.durable);
		still = check_whole(&again);
		/* Each flip can take one value, or bring back what one record had deleted. */
		cr_expect(still + 4 >= whole && still <= KEYS);
		cr_expect(
		    eq(int, log_append(&again.log, "client/key-1", 12, "\1\0\0\0", 4), LOG_DONE));
		cr_expect(log_flush(&again.log));
		(void)key;
	}
}

Test(store_log, garbage_is_left_alone)
{
	state = 11;
	for (uint32_t i = 0; i < 300; i++) {
		for (uint32_t at = 0; at < sizeof(disk.seen); at++)
			disk.seen[at] = (uint8_t)next();
		memcpy(disk.durable, disk.seen, sizeof(disk.seen));
		cr_assert(eq(int, mount(&world, &disk), LOG_FOREIGN));
		cr_assert(eq(int, log_append(&world.log, "a/b", 3, "x", 1), LOG_DONE));
		cr_assert(log_flush(&world.log));
		cr_assert(memcmp(disk.durable, disk.seen, sizeof(disk.seen)) == 0);
	}
}

Test(store_log, headers_lost_are_not_values_lost)
{
	state = 13;
	fill(20);
	for (uint32_t area = 0; area < 2; area++) {
		memset(disk.seen + area * SECTORS / 2 * LOG_SECTOR, 0x55, LOG_SECTOR);
		memset(disk.seen + ((area + 1) * SECTORS / 2 - 1) * LOG_SECTOR, 0, LOG_SECTOR);
	}
	cr_assert(eq(int, mount(&again, &disk), LOG_DAMAGED));
	for (uint32_t key = 0; key < KEYS; key++)
		cr_expect(
		    model.acknowledged[key] == 0 || holds(&again, key, model.acknowledged[key]));
}

Test(store_log, disks_that_will_not_do)
{
	struct log_disk small = {.sectors = 2 * LOG_AREA_MIN - 1, .room = ROOM};

	world.table =
	    (struct table){.memory = (uint8_t *)world.memory, .size = sizeof(world.memory)};
	cr_expect(eq(int, log_mount(&world.log, &world.table, &small), LOG_SMALL));
	small.sectors = 0;
	cr_expect(eq(int, log_mount(&world.log, &world.table, &small), LOG_MEMORY));
	cr_expect(eq(int, log_append(&world.log, "a/b", 3, "x", 1), LOG_DONE));
	cr_expect(table_find(&world.table, "a/b", 3) != NULL);
	disk.failing = 1;
	cr_expect(eq(int, mount(&world, &disk), LOG_FAILED));
}

/* --- Full ------------------------------------------------------------------------------------ */

Test(store_log, a_full_disk_takes_nothing_and_loses_nothing)
{
	uint8_t value[TABLE_VALUE_MAX];
	char name[32];
	uint32_t count = 0;

	memset(value, 0xaa, sizeof(value));
	mount(&world, &disk);
	while (log_append(&world.log, name, (uint32_t)sprintf(name, "a/%u", count), value, 1000) ==
	       LOG_DONE)
		count++;
	cr_assert(count > 5 && log_flush(&world.log));
	cr_expect(eq(int, log_append(&world.log, "a/x", 3, value, 3000), LOG_FULL));
	/* Replacing and deleting go on for ever, and across areas. */
	for (uint32_t i = 0; i < 200; i++) {
		uint32_t length = (uint32_t)sprintf(name, "a/%u", i % count);

		value[0] = (uint8_t)i;
		cr_assert(eq(int, log_append(&world.log, name, length, value, 1000), LOG_DONE));
	}
	for (uint32_t i = 0; i < count; i++)
		cr_assert(eq(int,
		    log_append(&world.log, name, (uint32_t)sprintf(name, "a/%u", i), NULL, 0),
		    LOG_DONE));
	cr_assert(log_flush(&world.log));
	cr_expect(eq(int, mount(&again, &disk), LOG_MOUNTED));
	cr_expect(eq(u32, again.table.used, 0));
}
