/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A controller that is gone while what it has started goes on.
 */
#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/policy.h"

int main(void)
{
	pith_must("starting", policy_start("orphan"));
	policy_stop(pith_name());
	return 1;
}
