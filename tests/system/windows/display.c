/* SPDX-License-Identifier: BSD-2-Clause */
/* The display server, as it is, but mortal: it fails in the middle of an arrangement. */
#include "tests/system/restart-display/mortal.h"
#include "user/display/scale.c"
#include "user/display/screen.c"

static void mortal_arrange(struct screen *on)
{
	mortal(3);
	screen_arrange(on);
}

#define screen_arrange mortal_arrange
#include "user/display/main.c"
