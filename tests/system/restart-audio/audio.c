/* SPDX-License-Identifier: BSD-2-Clause */
/* The audio server, as it is, but mortal: it fails while it mixes. */
#include "tests/system/restart-display/mortal.h"
#include "user/audio/mix.c"

static void mortal_period(struct mixer *mixing, struct audio_frame *ring, uint32_t mask)
{
	mortal(40);
	mix_period(mixing, ring, mask);
}

#define mix_period mortal_period
#include "user/audio/main.c"
