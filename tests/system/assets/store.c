/* SPDX-License-Identifier: BSD-2-Clause */
/* The asset store, as it is, but mortal: it fails in the middle of a request. */
#include "pith/info.h"
#include "tests/system/restart-display/mortal.h"

static const struct pith_grant *mortal_client(uint32_t badge)
{
	mortal(40);
	return pith_client(badge);
}

#define pith_client mortal_client
#include "user/assets/assets.c"
