/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the system controller.
 */
#include "internal.h"
#include "pith/info.h"
#include "pith/proto/console.h"
#include "pith/proto/power.h"

uint32_t power_off(void)
{
	struct pith_message m = {.tag = pith_tag(POWER_OFF, 0, 0)};
	uint32_t console = pith_service("console");

	/* What was printed shall be read. */
	pith_print_flush();
	if (console)
		console_flush(console);
	return pith_call(pith_service("power"), &m);
}

uint32_t oscillator_set(uint32_t service, uint32_t oscillator, uint32_t hertz)
{
	struct pith_message m = {
	    .tag = pith_tag(OSCILLATOR_SET, 2, 0), .word = {oscillator, hertz}};

	return pith_call_again(service, &m);
}

uint32_t oscillator_get(uint32_t service, uint32_t oscillator, uint32_t *hertz)
{
	struct pith_message m = {.tag = pith_tag(OSCILLATOR_GET, 1, 0), .word = {oscillator}};
	uint32_t result = pith_call_again(service, &m);

	*hertz = m.word[0];
	return result;
}
