/* SPDX-License-Identifier: BSD-2-Clause */
/* Names and values in memory: see table.h. Looking is a walk: there are some hundreds of them. */
#include "user/store/table.h"

#include <string.h>

bool table_key_valid(const char *key, uint32_t key_length)
{
	for (uint32_t i = 0; i < key_length; i++)
		if (key[i] < '!' || key[i] > '~')
			return false;
	return key_length >= 1 && key_length <= TABLE_KEY_MAX;
}

bool table_name_valid(const char *name, uint32_t name_length)
{
	const char *slash = memchr(name, '/', name_length);
	uint32_t component = slash ? (uint32_t)(slash - name) : 0;

	return component >= 1 && component <= TABLE_COMPONENT_MAX &&
	       table_key_valid(name, component) &&
	       table_key_valid(slash + 1, name_length - component - 1);
}

uint32_t table_need(uint32_t name_length, uint32_t value_length)
{
	return ((uint32_t)sizeof(struct entry) + name_length + value_length + 3) & ~3u;
}

static uint32_t entry_size(const struct entry *entry)
{
	return table_need(entry->name_length, entry->value_length);
}

const uint8_t *entry_value(const struct entry *entry)
{
	return (const uint8_t *)entry->name + entry->name_length;
}

/* Where the entry begins, in bytes. */
static uint32_t offset_of(const struct table *table, const struct entry *entry)
{
	return (uint32_t)((const uint8_t *)entry - table->memory);
}

const struct entry *table_next(const struct table *table, const struct entry *entry)
{
	uint32_t at = entry ? offset_of(table, entry) + entry_size(entry) : 0;

	return at < table->used ? (const struct entry *)(const void *)(table->memory + at) : NULL;
}

const struct entry *table_find(const struct table *table, const char *name, uint32_t name_length)
{
	const struct entry *entry = NULL;

	while ((entry = table_next(table, entry)))
		if (entry->name_length == name_length && !memcmp(entry->name, name, name_length))
			return entry;
	return NULL;
}

/* As strcmp(), of names that do not end with 0. */
static int compare(const char *one, uint32_t one_length, const char *other, uint32_t other_length)
{
	uint32_t shorter = one_length < other_length ? one_length : other_length;
	int order = memcmp(one, other, shorter);

	return order ? order : (int)one_length - (int)other_length;
}

const struct entry *table_after(const struct table *table, const char *prefix,
    uint32_t prefix_length, const char *after, uint32_t after_length)
{
	const struct entry *entry = NULL, *found = NULL;

	while ((entry = table_next(table, entry))) {
		if (entry->name_length < prefix_length ||
		    memcmp(entry->name, prefix, prefix_length) != 0 ||
		    compare(entry->name, entry->name_length, after, after_length) <= 0)
			continue;
		if (!found ||
		    compare(entry->name, entry->name_length, found->name, found->name_length) < 0)
			found = entry;
	}
	return found;
}

bool table_fits(
    const struct table *table, const char *name, uint32_t name_length, uint32_t value_length)
{
	const struct entry *old = table_find(table, name, name_length);
	uint32_t used = table->used - (old ? entry_size(old) : 0);

	return table_need(name_length, value_length) <= table->size - used;
}

bool table_remove(struct table *table, const char *name, uint32_t name_length)
{
	const struct entry *old = table_find(table, name, name_length);

	if (!old)
		return false;
	uint32_t at = offset_of(table, old), size = entry_size(old);

	memmove(table->memory + at, table->memory + at + size, table->used - at - size);
	table->used -= size;
	return true;
}

void table_put(struct table *table, const char *name, uint32_t name_length, const void *value,
    uint32_t value_length)
{
	struct entry *entry;

	table_remove(table, name, name_length);
	entry = (struct entry *)(void *)(table->memory + table->used);
	entry->version = ++table->version;
	entry->value_length = (uint16_t)value_length;
	entry->name_length = (uint8_t)name_length;
	entry->padding = 0;
	memcpy(entry->name, name, name_length);
	memcpy(entry->name + name_length, value, value_length);
	table->used += entry_size(entry);
}
