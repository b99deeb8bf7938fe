/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of the RealView system registers: the board can be reset by software, but not be
 * switched off, and its driver says so (proto/power.h).
 */
#include <stdint.h>
#include "devices/realview_sysreg/regs.h"
#include "pith/barrier.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "pith/server.h"

static uint32_t sysreg; /* address of the registers */

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	(void)server;
	if (pith_message_label(m) != POWER_RESET)
		return PITH_ERROR_OPERATION;
	pith_write32(sysreg + REALVIEW_LOCK, REALVIEW_LOCK_KEY);
	pith_write32(sysreg + REALVIEW_RESETCTL,
	    pith_read32(sysreg + REALVIEW_RESETCTL) | REALVIEW_RESETCTL_RESET);
	/* We are gone, or the board did not listen. */
	pith_write32(sysreg + REALVIEW_LOCK, 0);
	return PITH_ERROR_STATE;
}

int main(void)
{
	struct pith_server server = {.request = request};

	sysreg = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	pith_serve(&server);
}
