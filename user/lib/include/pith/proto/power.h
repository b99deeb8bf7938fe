/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The board's system controller, as devices/vexpress_sysreg gives it: two services of one driver,
 * so that who may set a clock may not also switch the machine off.
 */
#ifndef PITH_PROTO_POWER_H
#define PITH_PROTO_POWER_H

#include "pith/syscall.h"

/* Service "power". */
enum power_request {
	POWER_OFF = 1, /* not answered when it works. Errors: STATE (the controller refused) */
	POWER_RESET,   /* start the machine anew; likewise */
};

/* Service "oscillator". */
enum oscillator_request {
	/* in: oscillator of the motherboard (1: the display's pixel clock), Hz. Errors: LENGTH;
	 * RANGE (no such oscillator); STATE (the controller refused the frequency). */
	OSCILLATOR_SET = 1,
	OSCILLATOR_GET, /* in: oscillator. out: Hz */
};

/* Ends the run: waits until what we printed is out, then asks our service "power". Returns only if
 * that is refused or not granted. */
uint32_t power_off(void);
uint32_t oscillator_set(uint32_t service, uint32_t oscillator, uint32_t hertz);
uint32_t oscillator_get(uint32_t service, uint32_t oscillator, uint32_t *hertz);

#endif
