/* SPDX-License-Identifier: BSD-2-Clause */
/* A full screen of something, once. */
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/display.h"

int main(void)
{
	static struct display display;

	pith_must("opening the display", display_open(&display, 0));
	for (uint32_t i = 0; i < display.stride * display.height; i++)
		display.pixels[i] = (uint16_t)(i * 2654435769u >> 7);
	pith_must("presenting", display_present(&display, NULL, 0));
	for (;;)
		pith_wait(PITH_SLOT_NOTIFICATION);
}
