/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of the Versatile Express system registers: switching the machine off, and its
 * oscillators (proto/power.h). Both are commands to the board's configuration controller
 * (DUI 0447, 4.3), which has no interrupt: a command takes some microseconds and is waited for.
 */
#include <stdint.h>
#include <string.h>
#include "devices/vexpress_sysreg/regs.h"
#include "pith/barrier.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "pith/server.h"

static const uint64_t command_limit = 100000000; /* ns; then the controller is taken for dead */

static uint32_t sysreg; /* address of the registers */

/* Carry out a command of the motherboard; *data is its operand and result. */
static uint32_t command(uint32_t function, uint32_t device, bool writes, uint32_t *data)
{
	uint64_t end = pith_clock() + command_limit;
	uint32_t status;

	pith_write32(sysreg + SYSREG_CFGSTAT, 0);
	pith_write32(sysreg + SYSREG_CFGDATA, *data);
	pith_write32(sysreg + SYSREG_CFGCTRL,
	    (uint32_t)SYSREG_CFGCTRL_START | (writes ? SYSREG_CFGCTRL_WRITE : 0) |
		function << SYSREG_CFGCTRL_FUNCTION_SHIFT | device << SYSREG_CFGCTRL_DEVICE_SHIFT);
	for (;;) {
		status = pith_read32(sysreg + SYSREG_CFGSTAT);
		if (status & SYSREG_CFGSTAT_ERROR || pith_clock() > end)
			return PITH_ERROR_STATE;
		if (status & SYSREG_CFGSTAT_COMPLETE)
			break;
		pith_yield();
	}
	*data = pith_read32(sysreg + SYSREG_CFGDATA);
	return 0;
}

static uint32_t power_request(struct pith_message *m)
{
	uint32_t data = 0;
	uint32_t result;

	switch (pith_message_label(m)) {
	case POWER_OFF:
		result = command(SYSREG_FUNCTION_SHUTDOWN, 0, true, &data);
		break;
	case POWER_RESET:
		result = command(SYSREG_FUNCTION_REBOOT, 0, true, &data);
		break;
	default:
		return PITH_ERROR_OPERATION;
	}
	return result ? result : pith_answer_words(m, 0);
}

static uint32_t oscillator_request(struct pith_message *m)
{
	uint32_t label = pith_message_label(m);
	uint32_t oscillator = m->word[0];
	uint32_t hertz = label == OSCILLATOR_SET ? m->word[1] : 0;
	uint32_t result;

	if (label != OSCILLATOR_SET && label != OSCILLATOR_GET)
		return PITH_ERROR_OPERATION;
	if (pith_tag_length(m->tag) < (label == OSCILLATOR_SET ? 2u : 1u))
		return PITH_ERROR_LENGTH;
	if (oscillator >= SYSREG_OSCILLATORS)
		return PITH_ERROR_RANGE;
	result = command(SYSREG_FUNCTION_OSC, oscillator, label == OSCILLATOR_SET, &hertz);
	return result ? result : pith_answer(m, hertz);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	const struct pith_grant *client = pith_client(m->badge);

	(void)server;
	if (client && strcmp(client->name, "power") == 0)
		return power_request(m);
	if (client && strcmp(client->name, "oscillator") == 0)
		return oscillator_request(m);
	return PITH_ERROR_RIGHTS;
}

int main(void)
{
	struct pith_server server = {.request = request};

	sysreg = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	pith_serve(&server);
}
