/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arranges the sheet anew with each frame, as its parameters say: work: "slide", across the screen;
 * "dim", all of it darker and lighter; "half" and "third", smaller; "corner", with round corners.
 * Prints how many frames that were, and the virtual time they took.
 */
#include <stdio.h>
#include <string.h>

#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/proto/power.h"
#include "pith/proto/windows.h"

enum { SIGNAL_CHANGED = 1 << 0, SIGNAL_COMPOSED = 1 << 1 };

static struct display display;
static struct windows windows;
static struct windows_surface surfaces[WINDOWS_SURFACES];

/* The number of the sheet, once it is there. */
static uint32_t find_sheet(void)
{
	uint32_t count;

	for (;;) {
		pith_must("asking", windows_list(&windows, surfaces, &count));
		for (uint32_t i = 0; i < count; i++)
			if (!strcmp(surfaces[i].name, "sheet") && surfaces[i].is & WINDOWS_CONTENT)
				return i;
		pith_wait(PITH_SLOT_NOTIFICATION);
	}
}

static void arrange(const struct windows_place *place)
{
	pith_must("arranging", windows_arrange(&windows, place, 1));
	while (!(pith_wait(PITH_SLOT_NOTIFICATION) & SIGNAL_COMPOSED))
		;
}

int main(void)
{
	const char *work = pith_parameter_string("work", "slide");
	uint32_t frames = pith_parameter_cell("frames", 0, 60);

	pith_must("opening the display", display_open(&display, 0));
	pith_must("presenting", display_present(&display, NULL, 0));
	pith_must("opening windows", windows_open(&windows, SIGNAL_CHANGED, SIGNAL_COMPOSED));
	struct windows_place place = windows_place(find_sheet());

	place.z = 1;
	if (!strcmp(work, "half"))
		place.scale = 2;
	else if (!strcmp(work, "third"))
		place.scale = 3;
	else if (!strcmp(work, "corner"))
		place.corner = 48;
	else if (strcmp(work, "slide") != 0 && strcmp(work, "dim") != 0)
		pith_panic("there is no work '%s'", work);
	arrange(&place);
	uint64_t start = pith_clock();

	/* Seven is no divisor of a word: lines begin at even and odd places. */
	for (uint32_t i = 1; i <= frames; i++) {
		if (!strcmp(work, "dim"))
			place.dim = (uint8_t)(8 * i | 1);
		else
			place.x = (int16_t)(7 * i % 480);
		arrange(&place);
	}
	/* printf() knows no 64-bit numbers. */
	printf("times %lu virtual %lu000000\n", (unsigned long)frames,
	    (unsigned long)((pith_clock() - start) / 1000000));
	return (int)power_off();
}
