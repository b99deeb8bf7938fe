/* SPDX-License-Identifier: BSD-2-Clause */
/* The clock server, as it is, but mortal: it fails when it takes a notification. */
#include "pith/server.h"
#include "tests/system/restart-display/mortal.h"

enum { LAST_NOTIFICATION = 300 };

static uint32_t mortal_keep(
    struct pith_server *server, const struct pith_message *message, uint32_t index)
{
	mortal(LAST_NOTIFICATION);
	return pith_server_keep_notification(server, message, index);
}

#define pith_server_keep_notification mortal_keep
#include "user/clock/clock.c"
