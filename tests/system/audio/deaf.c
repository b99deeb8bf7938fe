/* SPDX-License-Identifier: BSD-2-Clause */
/* A client for which the description gives the server no region. */
#include <stdio.h>

#include "pith/print.h"
#include "pith/proto/audio.h"

int main(void)
{
	static struct sound sound;

	printf("opening: %s\n", pith_error_text(sound_open(&sound, 0, 1, 0)));
	return 0;
}
