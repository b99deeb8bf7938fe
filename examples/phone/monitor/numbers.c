/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers in words: see monitor.h. (picolibc's printf prints 32 bits.) */
#include <stdio.h>

#include "examples/phone/monitor/monitor.h"

void number_count(char text[NUMBER_TEXT], uint64_t number)
{
	static const char units[] = "kMGT";
	uint64_t tenths;
	uint32_t unit = 0;

	if (number < 1000) {
		snprintf(text, NUMBER_TEXT, "%u", (unsigned)number);
		return;
	}
	/* Not of the greatest numbers, whose tenths have no room. */
	for (tenths = number / 100; tenths >= 10000 && unit + 2 < sizeof(units); unit++)
		tenths /= 1000;
	if (tenths < 1000)
		snprintf(text, NUMBER_TEXT, "%u.%u%c", (unsigned)(tenths / 10),
		    (unsigned)(tenths % 10), units[unit]);
	else
		snprintf(text, NUMBER_TEXT, "%u%c", (unsigned)(tenths / 10), units[unit]);
}

void number_share(char text[NUMBER_TEXT], uint32_t hundredths)
{
	if (hundredths && hundredths < 10)
		snprintf(text, NUMBER_TEXT, "< 0.1 %%");
	else if (hundredths >= SHARE_ONE)
		snprintf(text, NUMBER_TEXT, "100 %%");
	else
		snprintf(text, NUMBER_TEXT, "%u.%u %%", (unsigned)(hundredths / 100),
		    (unsigned)(hundredths / 10 % 10));
}

void number_bytes(char text[NUMBER_TEXT], uint32_t bytes)
{
	uint32_t kilo = bytes >> 10;

	if (kilo < 1024)
		snprintf(text, NUMBER_TEXT, "%u KB", (unsigned)kilo);
	else if (kilo < 100 * 1024)
		snprintf(text, NUMBER_TEXT, "%u.%u MB", (unsigned)(kilo >> 10),
		    (unsigned)((kilo & 1023) * 10 >> 10));
	else
		snprintf(text, NUMBER_TEXT, "%u MB", (unsigned)(kilo >> 10));
}

void number_span(char text[NUMBER_TEXT], uint64_t nanoseconds)
{
	uint64_t tenths = nanoseconds / (100 * (uint64_t)MOTION_MS);
	uint64_t seconds = tenths / 10;
	unsigned minutes = (unsigned)(seconds / 60 % 60), hours = (unsigned)(seconds / 3600 % 24);

	if (!seconds)
		snprintf(text, NUMBER_TEXT, "%u ms", (unsigned)(nanoseconds / MOTION_MS));
	else if (seconds < 10)
		snprintf(text, NUMBER_TEXT, "%u.%u s", (unsigned)seconds, (unsigned)(tenths % 10));
	else if (seconds < 60)
		snprintf(text, NUMBER_TEXT, "%u s", (unsigned)seconds);
	else if (seconds < 3600)
		snprintf(text, NUMBER_TEXT, "%u min %u s", minutes, (unsigned)(seconds % 60));
	else if (seconds < 86400)
		snprintf(text, NUMBER_TEXT, "%u h %u min", hours, minutes);
	else
		snprintf(text, NUMBER_TEXT, "%u d %u h", (unsigned)(seconds / 86400), hours);
}
