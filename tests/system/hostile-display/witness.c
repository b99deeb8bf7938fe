/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The honest neighbour: a plain green sub-screen that turns to another green at each tap, and says
 * where it was touched.
 */
#include <stdio.h>

#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/proto/input.h"

enum {
	SIGNAL_FRAME = 1 << 0,
	SIGNAL_TOUCH = 1 << 1,
};

static struct display display;
static struct input input;

static void fill(uint16_t color)
{
	for (uint32_t i = 0; i < display.stride * display.height; i++)
		display.pixels[i] = color;
	pith_must("presenting", display_present(&display, NULL, 0));
}

int main(void)
{
	static const char *const names[] = {"down", "move", "up", "cancel"};
	struct input_event event;
	uint16_t color = 0x07e0;
	bool said = false;

	pith_must("opening the display", display_open(&display, SIGNAL_FRAME));
	pith_must("opening the input", input_open(&input, SIGNAL_TOUCH));
	fill(color);
	for (;;) {
		uint32_t bits = pith_wait(PITH_SLOT_NOTIFICATION);

		if (bits & SIGNAL_FRAME && !said) {
			printf("ready\n");
			said = true;
		}
		while (input_next(&input, &event)) {
			printf("%s %d at %d %d\n", names[event.phase & 3], event.finger,
			    event.x / 16, event.y / 16);
			if (event.phase == INPUT_UP)
				fill(color ^= 0x0200);
		}
	}
}
