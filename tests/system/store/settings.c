/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the phone dark, and leaves it so. */
#include "pith/pith.h"
#include "pith/proto/store.h"
#include "pith/proto/timer.h"

int main(void)
{
	pith_must("sleeping", timer_sleep(300000000));
	pith_must("setting the theme", store_put_string("system/theme", "dark"));
	return 0;
}
