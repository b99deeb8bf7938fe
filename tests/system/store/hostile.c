/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client that sends the store whatever there is: each label, length, number and kind of
 * capability. Then it takes all that it can get, and puts for ever.
 */
#include <stdio.h>

#include "pith/pith.h"
#include "pith/proto/store.h"
#include "tests/system/random.h"

enum { ROUNDS = 800 };

/* Numbers on which checks go wrong, more often than their share. */
static uint32_t number(void)
{
	static const uint32_t edges[] = {0, 1, 2, 3, 62, 63, 64, 243, 244, 245, 248, 3839, 3840,
	    3841, 0x7fffffff, 0x80000000, 0xffffffff};

	return random32() & 3 ? edges[random32() % (sizeof(edges) / sizeof(edges[0]))] : random32();
}

static struct pith_message garbage(uint32_t service)
{
	const uint32_t slots[] = {PITH_SLOT_NOTIFICATION, PITH_SLOT_THREAD, PITH_SLOT_SPACE,
	    PITH_SLOT_CSPACE, PITH_SLOT_REPLY, PITH_SLOT_FAULT, service};
	uint32_t label = random32() & 7 ? random32() % 8 : random32() & 0xfffff;
	uint32_t length = random32() & 1 ? random32() % 9 : random32() % (PITH_MAX_WORDS + 1);
	uint32_t caps = random32() & 1 ? 0 : random32() % (PITH_MAX_CAPS + 1);
	struct pith_message m = {.tag = pith_tag(label, length, caps)};

	/* Numbers that suit each other come about only if they are often small. */
	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
		pith_message_put(&m, i,
		    i >= 3	     ? 0x61616161
		    : random32() & 1 ? random32() % 5
				     : number());
	for (uint32_t i = 0; i < caps; i++)
		pith_buffer()->caps[i] = slots[random32() % (sizeof(slots) / sizeof(slots[0]))];
	return m;
}

int main(void)
{
	static uint8_t value[1000];
	uint32_t service = pith_need(PITH_GRANT_SERVICE, "store")->slot;
	uint32_t answered = 0, refused = 0, gone = 0, taken = 0, result;
	char key[STORE_KEY_MAX + 1];

	while (store_put_string("shared", "the hostile one's"))
		gone++;
	printf("system: %s\n", pith_error_text(store_put_string("system/theme", "pink")));
	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct pith_message m = garbage(service);

		if (random32() % 4 == 0) {
			pith_send(service, &m);
			continue;
		}
		result = pith_call(service, &m);
		answered += !result;
		refused += result != 0;
		gone += pith_result_error(result) == PITH_ERROR_GONE;
	}
	printf("%lu answered, %lu refused\n", (unsigned long)answered, (unsigned long)refused);
	do {
		snprintf(key, sizeof(key), "k-%lu", (unsigned long)taken++);
		result = store_put(key, value, sizeof(value));
	} while (!result || pith_result_error(result) == PITH_ERROR_GONE);
	printf("after %lu: %s\n", (unsigned long)taken, pith_error_text(result));
	for (;;) {
		value[0]++;
		store_put("k-0", value, sizeof(value));
	}
}
