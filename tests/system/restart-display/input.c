/* SPDX-License-Identifier: BSD-2-Clause */
/* The input server, as it is, but mortal: it fails while fingers move. */
#include "tests/system/restart-display/mortal.h"
#include "user/input/router.c"

static bool mortal_contact(struct router *of, uint64_t time, const struct input_contact *report)
{
	mortal(70);
	return router_contact(of, time, report);
}

#define router_contact mortal_contact
#include "user/input/main.c"
