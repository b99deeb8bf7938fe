/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts what outlives the power: at each start it says what it finds, then puts, deletes and
 * lists, and says of each change that it is done only when the store has said so.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pith/pith.h"
#include "pith/proto/power.h"
#include "pith/proto/store.h"
#include "pith/proto/timer.h"

enum { ROUNDS = 6 };

/* Says it, and waits until it is out on the wire: the power may go with the next write. */
#define SAY(...) (printf(__VA_ARGS__), timer_sleep(12000000))

/* The long value of a number: the number in decimal, then bytes that follow from it. */
static uint32_t fill(uint32_t number, char *value)
{
	uint32_t length = 10 + number * 397 % 1400;

	for (uint32_t i = 0; i < length; i++)
		value[i] = (char)('a' + (number + i * i) % 26);
	snprintf(value, 10, "%lu", (unsigned long)number);
	return length;
}

/* The number whose value the key has; -1: there is none, -2: no value that we have put. */
static long number_of(const char *key)
{
	static char value[STORE_VALUE_MAX], right[STORE_VALUE_MAX];
	uint32_t length, number;
	uint32_t result = store_get(key, value, sizeof(value), &length);

	if (result == STORE_NO_KEY)
		return -1;
	if (result || length < 10)
		return -2;
	number = (uint32_t)strtoul(value, NULL, 10);
	return length == fill(number, right) && !memcmp(value, right, length) ? (long)number : -2;
}

int main(void)
{
	static char value[STORE_VALUE_MAX];
	char key[STORE_KEY_MAX + 1];
	long first = number_of("first"), second = number_of("second");
	uint32_t number = first > second ? (uint32_t)first : (uint32_t)second, count = 0;

	if (first < 0 && second < 0)
		number = 0;
	SAY("found %ld %ld %ld\n", first, second, number_of("third"));
	for (uint32_t i = 0; i < ROUNDS; i++) {
		static const char *const keys[] = {"first", "second"};
		uint32_t length = fill(++number, value);

		SAY("puts %s %lu\n", keys[i % 2], (unsigned long)number);
		pith_must("putting", store_put(keys[i % 2], value, length));
		SAY("has put %s %lu\n", keys[i % 2], (unsigned long)number);
		if (i % 3 == 1) {
			SAY("puts third %lu\n", (unsigned long)number);
			pith_must("putting", store_put("third", value, length));
			SAY("has put third %lu\n", (unsigned long)number);
		} else if (i % 3 == 2) {
			SAY("deletes third\n");
			pith_must("deleting", store_delete("third"));
			SAY("has deleted third\n");
		}
	}
	for (key[0] = 0; !store_list("", key);)
		count++;
	SAY("lists %lu\n", (unsigned long)count);
	pith_must("switching off", power_off());
	return 0;
}
