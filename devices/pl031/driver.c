/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of the PL031 real-time clock (proto/rtc.h): reads and sets its seconds. Its alarm is
 * not used: it knows whole seconds only, and timers are better at waiting.
 */
#include <stdint.h>
#include "devices/pl031/regs.h"
#include "pith/barrier.h"
#include "pith/info.h"
#include "pith/primecell.h"
#include "pith/proto/rtc.h"
#include "pith/server.h"

static uint32_t rtc; /* address of the registers */

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	(void)server;
	switch (pith_message_label(m)) {
	case RTC_GET:
		return pith_answer(m, pith_read32(rtc + PL031_DR));
	case RTC_SET:
		if (pith_tag_length(m->tag) < 1)
			return PITH_ERROR_LENGTH;
		pith_write32(rtc + PL031_LR, m->word[0]);
		return pith_answer_words(m, 0);
	}
	return PITH_ERROR_OPERATION;
}

int main(void)
{
	struct pith_server server = {.request = request};

	rtc = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	pith_primecell_must(rtc, PL031_PART);
	/* One that has run on its battery does so already, and is not changed by this (3.3.4). */
	pith_write32(rtc + PL031_CR, PL031_CR_START);
	pith_write32(rtc + PL031_IMSC, 0);
	pith_serve(&server);
}
