/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client that takes the whole screen at the first tap, gives it back at the second, takes it
 * again at the third, and fails at the fourth, while it has it. It says what it was told.
 */
#include <stdio.h>

#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/proto/input.h"

enum { SIGNAL_TOUCH = 1 << 1 };

static struct display display;
static struct input input;

static void fill(uint16_t color)
{
	for (uint32_t i = 0; i < display.stride * display.height; i++)
		display.pixels[i] = color;
	pith_must("presenting", display_present(&display, NULL, 0));
}

static void tapped(uint32_t times)
{
	static volatile uint32_t *volatile nowhere;

	if (times == 4)
		*nowhere = 1;
	pith_must("the whole screen", display_exclusive(&display, times & 1));
	printf("%lu x %lu, %lu frames\n", (unsigned long)display.width,
	    (unsigned long)display.height, (unsigned long)display.frames);
	fill(times & 1 ? 0xf81f : 0x07ff);
}

int main(void)
{
	struct input_event event;
	uint32_t taps = 0;

	pith_must("opening the display", display_open(&display, 0));
	pith_must("opening the input", input_open(&input, SIGNAL_TOUCH));
	fill(0x07ff);
	printf("ready\n");
	for (;;) {
		pith_wait(PITH_SLOT_NOTIFICATION);
		while (input_next(&input, &event)) {
			if (event.phase != INPUT_UP)
				continue;
			printf("tap at %d %d\n", event.x / INPUT_UNIT, event.y / INPUT_UNIT);
			tapped(++taps);
		}
	}
}
