/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What hal.h asks about a context that does not depend on the machine.
 */
#include "hal/hal.h"

uint32_t hal_context_status(uint32_t cpsr)
{
	/* An IT block exists in Thumb code only; elsewhere its bits are unpredictable (B1.3.3). */
	if (!(cpsr & CPSR_THUMB))
		cpsr &= ~(uint32_t)CPSR_IT;
	return (cpsr & CPSR_USER_MASK) | CPSR_USER;
}

void hal_context_restart(struct context *context)
{
	context->pc -= context->cpsr & CPSR_THUMB ? 2 : 4;
}
