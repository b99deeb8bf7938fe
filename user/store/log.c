/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log on the disk: see log.h. Every sector says what it is part of and carries a checksum, so
 * that no bytes of a value are ever taken for a record, wherever a cut has left them.
 */
#include "user/store/log.h"

#include <stddef.h>
#include <string.h>

enum {
	VERSION = 1,
	DELETE = 0x80, /* bit of name_length: the name is no more */
	HEADER = 0xff, /* index of an area's header */
	FIRST = 1,     /* sector of an area: of its first record */
	HEADERS = 2,   /* of an area: its first and its last sector */
	BYTES_MAX = LOG_RECORD_MAX * LOG_PAYLOAD,
};

_Static_assert(TABLE_NAME_MAX + TABLE_VALUE_MAX <= BYTES_MAX, "a record holds the longest value");
_Static_assert(LOG_SPARE >= LOG_RECORD_MAX + 1, "a record fits beside the one that it replaces");

/* A sector, little-endian. All but the payload and the index is the same in all of a record. */
struct sector {
	uint32_t crc;	     /* of the rest of the sector */
	uint32_t record_crc; /* of the record's name and value; a header's: of the payload */
	uint32_t generation; /* of the area */
	uint32_t sequence; /* of the record in its area; a header's: records copied at its start */
	uint16_t length;   /* bytes of name and value together */
	uint8_t index;	   /* of the sector in its record */
	uint8_t name_length; /* | DELETE */
	uint8_t payload[LOG_PAYLOAD];
};

/* What a header's payload begins with. */
struct area_header {
	char magic[8];
	uint32_t version;
	uint32_t area_sectors;
};

_Static_assert(sizeof(struct sector) == LOG_SECTOR, "a sector is a sector");

static const char magic[8] = {'P', 'I', 'T', 'H', 'S', 'T', 'O', 'R'};

/* CRC-32 as in Ethernet (reflected 0x04c11db7), four bytes at a time: crc_table[n][b] is what the
 * byte b leaves behind when n more have passed. */
static uint32_t crc_table[4][256];

static void crc_prepare(void)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t crc = byte;

		for (uint32_t bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
		crc_table[0][byte] = crc;
	}
	for (uint32_t byte = 0; byte < 256; byte++)
		for (uint32_t n = 1; n < 4; n++)
			crc_table[n][byte] = crc_table[n - 1][byte] >> 8 ^
					     crc_table[0][crc_table[n - 1][byte] & 0xff];
}

static uint32_t crc32(const uint8_t *bytes, uint32_t length)
{
	uint32_t crc = ~0u, word;

	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		crc ^= word;
		crc = crc_table[3][crc & 0xff] ^ crc_table[2][crc >> 8 & 0xff] ^
		      crc_table[1][crc >> 16 & 0xff] ^ crc_table[0][crc >> 24];
	}
	for (; length; bytes++, length--)
		crc = crc >> 8 ^ crc_table[0][(crc ^ *bytes) & 0xff];
	return ~crc;
}

static uint32_t sector_crc(const struct sector *sector)
{
	return crc32((const uint8_t *)sector + sizeof(sector->crc),
	    LOG_SECTOR - (uint32_t)sizeof(sector->crc));
}

/* Of a record with so many bytes of name and value. */
static uint32_t sectors_of(uint32_t bytes)
{
	return (bytes + LOG_PAYLOAD - 1) / LOG_PAYLOAD;
}

uint32_t log_sectors(uint32_t name_length, uint32_t value_length)
{
	return sectors_of(name_length + value_length);
}

/* Sectors for records in an area. */
static uint32_t area_room(const struct log *log)
{
	return log->area_sectors - HEADERS;
}

/* Where a sector of an area is on the disk. */
static uint32_t place(const struct log *log, uint32_t area, uint32_t sector)
{
	return area * log->area_sectors + sector;
}

static struct sector *buffer(const struct log *log, uint32_t sector)
{
	return (struct sector *)(void *)(log->disk.buffer + (size_t)sector * LOG_SECTOR);
}

/* --- Writing -------------------------------------------------------------------------- */

struct record {
	uint32_t generation, sequence;
	const char *name;
	const void *value; /* NULL: a delete */
	uint32_t name_length, value_length;
};

/* Puts a record into the sectors of the buffer from `first` on; returns how many they are. */
static uint32_t encode(const struct log *log, const struct record *record, uint32_t first)
{
	uint8_t bytes[BYTES_MAX];
	uint32_t length = record->name_length + record->value_length;
	uint32_t count = sectors_of(length), crc;

	memcpy(bytes, record->name, record->name_length);
	if (record->value)
		memcpy(bytes + record->name_length, record->value, record->value_length);
	crc = crc32(bytes, length);
	for (uint32_t i = 0; i < count; i++) {
		struct sector *sector = buffer(log, first + i);
		uint32_t from = i * LOG_PAYLOAD, left = length - from;

		*sector = (struct sector){.record_crc = crc,
		    .generation = record->generation,
		    .sequence = record->sequence,
		    .length = (uint16_t)length,
		    .index = (uint8_t)i,
		    .name_length = (uint8_t)(record->name_length | (record->value ? 0 : DELETE))};
		memcpy(sector->payload, bytes + from, left < LOG_PAYLOAD ? left : LOG_PAYLOAD);
		sector->crc = sector_crc(sector);
	}
	return count;
}

/* From now on the area counts: its header, twice, in case one goes bad; then a flush. */
static bool write_header(struct log *log, uint32_t area, uint32_t generation, uint32_t records)
{
	struct area_header header = {.version = VERSION, .area_sectors = log->area_sectors};
	struct sector *sector = buffer(log, 0);

	memcpy(header.magic, magic, sizeof(magic));
	*sector = (struct sector){.generation = generation, .sequence = records, .index = HEADER};
	memcpy(sector->payload, &header, sizeof(header));
	sector->record_crc = crc32(sector->payload, LOG_PAYLOAD);
	sector->crc = sector_crc(sector);
	return log->disk.write(log->disk.context, place(log, area, 0), 1) &&
	       log->disk.write(log->disk.context, place(log, area, log->area_sectors - 1), 1) &&
	       log->disk.flush(log->disk.context);
}

/* The table's entries to an area, from its first sector on: *tail, *records. Not flushed. */
static bool copy_table(
    struct log *log, uint32_t area, uint32_t generation, uint32_t *tail, uint32_t *records)
{
	const struct entry *entry = NULL;
	uint32_t filled = 0;

	*tail = FIRST;
	*records = 0;
	while ((entry = table_next(log->table, entry))) {
		const struct record record = {.generation = generation,
		    .sequence = (*records)++,
		    .name = entry->name,
		    .value = entry_value(entry),
		    .name_length = entry->name_length,
		    .value_length = entry->value_length};

		if (filled + LOG_RECORD_MAX > log->disk.room) {
			if (!log->disk.write(log->disk.context, place(log, area, *tail), filled))
				return false;
			*tail += filled;
			filled = 0;
		}
		filled += encode(log, &record, filled);
	}
	if (filled && !log->disk.write(log->disk.context, place(log, area, *tail), filled))
		return false;
	*tail += filled;
	return true;
}

/* Begins the other area with what is valid; it counts from the moment its header is there. On
 * failure nobody knows which one does, as nobody knows what the disk has of the header; both hold
 * all that is valid, and until it has succeeded nothing more is written to either. */
static bool compact(struct log *log)
{
	/* A number that was never used, so that nothing left there is taken for ours. */
	uint32_t generation = ++log->newest, area = !log->area, tail, records;

	log->spoilt = true;
	if (!copy_table(log, area, generation, &tail, &records) ||
	    !log->disk.flush(log->disk.context) || !write_header(log, area, generation, records))
		return false;
	log->area = area;
	log->generation = generation;
	log->tail = tail;
	log->sequence = records;
	log->spoilt = false;
	return true;
}

/* Whether disk and memory have room for the entry in the place of the old one. */
static bool fits(const struct log *log, const char *name, uint32_t name_length,
    uint32_t value_length, uint32_t old)
{
	if (!table_fits(log->table, name, name_length, value_length))
		return false;
	return !log->durable || log->live - old + log_sectors(name_length, value_length) <=
				    area_room(log) - LOG_SPARE;
}

/* Writes the record behind the last. */
static bool write_record(struct log *log, struct record *record)
{
	uint32_t count = sectors_of(record->name_length + record->value_length);

	if ((log->spoilt || log->tail + count > FIRST + area_room(log)) && !compact(log))
		return false;
	record->generation = log->generation;
	record->sequence = log->sequence;
	encode(log, record, 0);
	if (!log->disk.write(log->disk.context, place(log, log->area, log->tail), count)) {
		log->spoilt = true;
		return false;
	}
	log->tail += count;
	log->sequence++;
	return true;
}

enum log_result log_append(struct log *log, const char *name, uint32_t name_length,
    const void *value, uint32_t value_length)
{
	const struct entry *entry = table_find(log->table, name, name_length);
	uint32_t old = entry ? log_sectors(name_length, entry->value_length) : 0;
	struct record record = {.name = name,
	    .value = value,
	    .name_length = name_length,
	    .value_length = value ? value_length : 0};

	if (value && !fits(log, name, name_length, value_length, old))
		return LOG_FULL;
	if (log->durable && !write_record(log, &record))
		return LOG_ERROR;
	log->live -= old;
	if (value) {
		table_put(log->table, name, name_length, value, value_length);
		log->live += log_sectors(name_length, value_length);
	} else {
		table_remove(log->table, name, name_length);
	}
	return LOG_DONE;
}

bool log_flush(struct log *log)
{
	if (!log->durable || log->disk.flush(log->disk.context))
		return true;
	log->spoilt = true;
	return false;
}

/* --- Reading ---------------------------------------------------------------------------- */

/* What was seen on the way through an area. */
struct scan {
	uint32_t generation; /* the one wanted; 0: only look */
	uint32_t newest;     /* of all valid sectors */
	uint32_t ours;	     /* valid sectors */
	uint32_t other;	     /* sectors with anything else but zeros, where no header belongs */
	uint32_t header;     /* generation of a valid header; 0: none */
	uint32_t copied;     /* records that this area began with */
	bool other_size;     /* a valid header is of an area of another size */
	uint32_t wanted;     /* valid sectors of records of that generation */
	uint32_t used;	     /* of these, in whole records */
	uint32_t tail;	     /* behind the last whole record */
	uint32_t sequence;   /* likewise */
	bool crowded;	     /* the table's memory is too small */
	/* The record that is being put together: sectors so far, 0: none. */
	uint32_t parts;
	struct sector head; /* but for the payload */
	uint8_t bytes[BYTES_MAX];
};

static bool blank(const struct sector *sector)
{
	const uint32_t *words = (const uint32_t *)(const void *)sector;

	for (uint32_t i = 0; i < LOG_SECTOR / 4; i++)
		if (words[i])
			return false;
	return true;
}

static void take_header(const struct log *log, const struct sector *sector, struct scan *scan)
{
	struct area_header header;

	memcpy(&header, sector->payload, sizeof(header));
	if (memcmp(header.magic, magic, sizeof(magic)) != 0 || header.version != VERSION ||
	    header.area_sectors != log->area_sectors) {
		scan->other_size = true;
	} else if (sector->generation >= scan->header) {
		scan->header = sector->generation;
		scan->copied = sector->sequence;
	}
}

/* A whole record becomes what it says in the table. */
static void apply(struct log *log, struct scan *scan, uint32_t end)
{
	uint32_t name_length = scan->head.name_length & ~(uint32_t)DELETE;
	uint32_t value_length = scan->head.length - name_length;
	const char *name = (const char *)scan->bytes;

	if (crc32(scan->bytes, scan->head.length) != scan->head.record_crc ||
	    !table_name_valid(name, name_length) || scan->head.sequence < scan->sequence)
		return;
	scan->used += sectors_of(scan->head.length);
	scan->tail = end;
	scan->sequence = scan->head.sequence + 1;
	if (scan->head.name_length & DELETE)
		table_remove(log->table, name, name_length);
	else if (table_fits(log->table, name, name_length, value_length))
		table_put(log->table, name, name_length, scan->bytes + name_length, value_length);
	else
		scan->crowded = true;
}

/* Whether the lengths are such as we write. */
static bool sensible(const struct sector *sector)
{
	uint32_t name_length = sector->name_length & ~(uint32_t)DELETE;

	return name_length >= 1 && name_length <= TABLE_NAME_MAX && sector->length >= name_length &&
	       sector->length - name_length <= TABLE_VALUE_MAX &&
	       sector->index < sectors_of(sector->length) &&
	       (!(sector->name_length & DELETE) || sector->length == name_length);
}

/* The next valid sector of a record: number `at` of the area. */
static void take_part(struct log *log, struct scan *scan, const struct sector *sector, uint32_t at)
{
	scan->wanted++;
	if (!sensible(sector)) {
		scan->parts = 0;
		return;
	}
	if (sector->index == 0) {
		memcpy(&scan->head, sector, offsetof(struct sector, payload));
		scan->parts = 0;
	} else if (scan->parts != sector->index || scan->head.record_crc != sector->record_crc ||
		   scan->head.sequence != sector->sequence || scan->head.length != sector->length ||
		   scan->head.name_length != sector->name_length) {
		scan->parts = 0;
		return;
	}
	memcpy(scan->bytes + scan->parts * LOG_PAYLOAD, sector->payload, LOG_PAYLOAD);
	if (++scan->parts < sectors_of(sector->length))
		return;
	scan->parts = 0;
	apply(log, scan, at + 1);
}

static void take_sector(
    struct log *log, struct scan *scan, const struct sector *sector, uint32_t at)
{
	bool edge = at == 0 || at == log->area_sectors - 1;

	if (blank(sector)) {
		scan->parts = 0;
		return;
	}
	if (sector_crc(sector) != sector->crc) {
		/* A header may be torn the first time it is written. */
		scan->other += !edge;
		scan->parts = 0;
		return;
	}
	scan->ours++;
	if (sector->generation > scan->newest)
		scan->newest = sector->generation;
	if (sector->index == HEADER && edge)
		take_header(log, sector, scan);
	else if (!edge && scan->generation && sector->generation == scan->generation)
		take_part(log, scan, sector, at);
	else
		scan->parts = 0;
}

/* Through a whole area. False: the disk failed. */
static bool scan_area(struct log *log, uint32_t area, uint32_t generation, struct scan *scan)
{
	memset(scan, 0, sizeof(*scan));
	scan->generation = generation;
	scan->tail = FIRST;
	for (uint32_t at = 0; at < log->area_sectors;) {
		uint32_t count = log->area_sectors - at;

		if (count > log->disk.room)
			count = log->disk.room;
		if (!log->disk.read(log->disk.context, place(log, area, at), count))
			return false;
		for (uint32_t i = 0; i < count; i++)
			take_sector(log, scan, buffer(log, i), at + i);
		at += count;
	}
	return true;
}

/* Nothing of what is on the disk counts, and all of it stays as it is. */
static enum log_found memory_only(struct log *log, enum log_found found)
{
	log->durable = false;
	log->table->used = 0;
	log->live = 0;
	return found;
}

/* Fills the table from one area, whose generation counts. False: the disk failed, or memory. */
static bool replay(struct log *log, uint32_t area, uint32_t generation)
{
	static struct scan scan; /* large, for a stack */
	const struct entry *entry = NULL;

	if (!scan_area(log, area, generation, &scan) || scan.crowded)
		return false;
	log->area = area;
	log->generation = generation;
	log->tail = scan.tail;
	log->sequence = scan.sequence;
	log->damaged += scan.tail - FIRST - scan.used;
	/* Those at the end of what was copied have left no gap. */
	if (scan.header == generation && scan.sequence < scan.copied)
		log->damaged++;
	/* Parts of records that are not whole: what comes now shall not lie among them. */
	if (scan.wanted != scan.used || log->damaged)
		log->spoilt = true;
	log->live = 0;
	while ((entry = table_next(log->table, entry)))
		log->live += log_sectors(entry->name_length, entry->value_length);
	return true;
}

/* Both headers of the area that counted are lost: all records that are whole, the older area's
 * first. What was deleted may be back, if the delete is among what was lost. */
static bool salvage(struct log *log, const uint32_t newest[2])
{
	uint32_t older = newest[0] > newest[1];

	log->damaged++;
	if (newest[older] && !replay(log, older, newest[older]))
		return false;
	return replay(log, !older, newest[!older]);
}

enum log_found log_mount(struct log *log, struct table *table, const struct log_disk *disk)
{
	static struct scan scan; /* large, for a stack */
	uint32_t header[2] = {0}, newest[2] = {0}, ours = 0, other = 0;

	crc_prepare();
	*log = (struct log){.table = table, .disk = *disk};
	if (!disk->sectors)
		return LOG_MEMORY;
	log->area_sectors = disk->sectors / 2 < LOG_AREA_MAX ? disk->sectors / 2 : LOG_AREA_MAX;
	if (log->area_sectors < LOG_AREA_MIN || disk->room < LOG_RECORD_MAX)
		return memory_only(log, LOG_SMALL);
	for (uint32_t area = 0; area < 2; area++) {
		if (!scan_area(log, area, 0, &scan))
			return memory_only(log, LOG_FAILED);
		if (scan.other_size)
			return memory_only(log, LOG_FOREIGN);
		header[area] = scan.header;
		newest[area] = scan.newest;
		ours += scan.ours;
		other += scan.other;
		if (scan.newest > log->newest)
			log->newest = scan.newest;
	}
	if (!ours && other)
		return memory_only(log, LOG_FOREIGN);
	log->durable = true;
	if (!ours) {
		log->area = 1;
		return compact(log) ? LOG_NEW : memory_only(log, LOG_FAILED);
	}
	if (header[0] || header[1]) {
		uint32_t area = header[1] > header[0];

		if (!replay(log, area, header[area]))
			return memory_only(log, LOG_FAILED);
	} else if (!salvage(log, newest)) {
		return memory_only(log, LOG_FAILED);
	}
	return log->damaged ? LOG_DAMAGED : LOG_MOUNTED;
}
