/* SPDX-License-Identifier: BSD-2-Clause */
/* The display server, as it is, but mortal: it fails when frames are presented. */
#include "tests/system/restart-display/mortal.h"
#include "user/display/scale.c"
#include "user/display/screen.c"

static bool mortal_present(struct screen *on, struct layer *layer, uint32_t buffer,
    const struct rect *damage, uint32_t count)
{
	mortal(30);
	return screen_present(on, layer, buffer, damage, count);
}

#define screen_present mortal_present
#include "user/display/main.c"
