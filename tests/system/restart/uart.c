/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of the PL011, as it is, but mortal. */
#include "tests/system/restart/doom.h"

int driver_main(void);

#define main driver_main
#include "devices/pl011/driver.c"
#undef main

int main(void)
{
	begin_doom(0);
	return driver_main();
}
