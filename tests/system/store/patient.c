/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client beside hostile ones, of a store that dies under it: what it may not do is refused, what
 * it has put is there, it is told of changes, and it gets its turn.
 */
#include <stdio.h>
#include <string.h>

#include "pith/pith.h"
#include "pith/proto/power.h"
#include "pith/proto/store.h"

enum { BIT = 1 << 3, PUTS = 40 };

static uint32_t gone, slowest;

/* Puts until the store has said that it is done. */
static uint32_t put(const char *key, const char *value)
{
	uint64_t begin = pith_clock();
	uint32_t result, time;

	while (pith_result_error(result = store_put_string(key, value)) == PITH_ERROR_GONE)
		gone++;
	time = (uint32_t)((pith_clock() - begin) / 1000);
	if (time > slowest)
		slowest = time;
	return result;
}

static void expect(const char *what, uint32_t result, uint32_t wanted)
{
	if (pith_result_error(result) != wanted)
		printf("wrong: %s: %s\n", what, pith_error_text(result));
}

static void try_bad_things(void)
{
	static char large[STORE_VALUE_MAX + 2];
	char key[STORE_KEY_MAX + 2], small[4];

	memset(large, 'x', sizeof(large) - 1);
	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = 0;
	expect("no key", put("", "x"), STORE_BAD_KEY);
	expect("blank", put("a b", "x"), STORE_BAD_KEY);
	expect("long key", put(key, "x"), STORE_BAD_KEY);
	expect("only a prefix", put(STORE_SYSTEM, "x"), STORE_BAD_KEY);
	expect("long value", put("key", large), STORE_BAD_KEY);
	expect("absent", store_get("absent", small, 4, NULL), STORE_NO_KEY);
	key[STORE_KEY_MAX] = 0;
	large[STORE_VALUE_MAX] = 0;
	expect("longest key and value", put(key, large), 0);
	expect("small buffer", store_get(key, small, 4, NULL), STORE_SMALL);
	expect("longest string", store_get_string(key, large, sizeof(large)), 0);
	expect("all of it", strlen(large) == STORE_VALUE_MAX ? 0 : PITH_ERROR_RANGE, 0);
	expect("deleting", store_delete(key), 0);
	expect("deleting again", store_delete(key), STORE_NO_KEY);
	expect("bad prefix", store_watch("a b", BIT), STORE_BAD_KEY);
}

/* Told of what was asked about, and of nothing else. */
static void try_watching(void)
{
	expect("watching", store_watch("note", BIT), 0);
	pith_poll(PITH_SLOT_NOTIFICATION);
	expect("other", put("other", "x"), 0);
	expect("not told", pith_poll(PITH_SLOT_NOTIFICATION) & BIT, 0);
	expect("note", put("note-1", "x"), 0);
	while (!(pith_wait(PITH_SLOT_NOTIFICATION) & BIT))
		continue;
	expect("watching no more", store_watch("note", 0), 0);
	expect("note", put("note-1", "y"), 0);
	expect("not told any more", pith_poll(PITH_SLOT_NOTIFICATION) & BIT, 0);
	for (uint32_t i = 0; i < STORE_WATCHES; i++)
		expect("many", store_watch(&"wwww"[i], BIT), 0);
	expect("one of them again", store_watch("ww", BIT), 0);
	expect("too many", store_watch("z", BIT), PITH_ERROR_MEMORY);
}

static void try_listing(void)
{
	char key[STORE_KEY_MAX + 1];

	expect("note", put("note-2", "x"), 0);
	for (key[0] = 0; !store_list("note", key);)
		printf("lists %s\n", key);
	for (key[0] = 0; !store_list(STORE_SYSTEM, key);)
		printf("lists %s\n", key);
}

/* Puts in a row; each is there as it was put, whichever life of the store answers. */
static void try_patience(void)
{
	char text[16], found[16];

	slowest = 0;
	for (uint32_t i = 0; i < PUTS; i++) {
		snprintf(text, sizeof(text), "%lu", (unsigned long)i);
		expect("putting", put("count", text), 0);
		expect("getting", store_get_string("count", found, sizeof(found)), 0);
		expect("the same", (uint32_t)strcmp(text, found), 0);
	}
}

/* Takes all that its share holds; what is there already stays. */
static void try_quota(void)
{
	char key[16], found[16] = "";
	uint32_t count = 0, result;

	do {
		snprintf(key, sizeof(key), "q-%lu", (unsigned long)count++);
		result = put(key, "x");
	} while (!result && count < 1000);
	expect("quota", result, STORE_OVER_QUOTA);
	printf("share used up after %lu more\n", (unsigned long)count - 1);
	expect("an old one in its place", put("q-0", "y"), 0);
	expect("still there", store_get_string("count", found, sizeof(found)), 0);
}

int main(void)
{
	char text[32] = "";

	expect("shared", put("shared", "mine"), 0);
	expect("theme", put("system/theme", "dark"), 0);
	try_bad_things();
	try_watching();
	try_listing();
	try_patience();
	try_quota();
	expect("shared", store_get_string("shared", text, sizeof(text)), 0);
	printf("shared is %s, the store died %lu times\n", text, (unsigned long)gone);
	expect("theme", store_get_string("system/theme", text, sizeof(text)), 0);
	printf("theme is %s\n", text);
	printf("slowest put %s\n", slowest < 20000 ? "in time" : "late");
	printf("%lu us\n", (unsigned long)slowest);
	pith_must("switching off", power_off());
	return 0;
}
