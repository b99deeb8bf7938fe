/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server in our own space: turns the words of a message around, drops capabilities.
 */
#include "pith/print.h"
#include "tests/system/torture-calls/torture.h"

uint32_t partner_endpoint;
static uint32_t reply, room;

static void serve(void *unused)
{
	struct pith_message m = {0};

	(void)unused;
	pith_buffer()->receive[0] = room;
	pith_raw_recv(partner_endpoint, &m, reply);
	for (;;) {
		uint32_t first = m.word[0], caps = pith_tag_caps(m.tag);

		for (uint32_t i = 0; i + 1 < PITH_REGISTER_WORDS; i++)
			m.word[i] = m.word[i + 1] ^ m.badge;
		m.word[PITH_REGISTER_WORDS - 1] = first;
		m.tag = pith_tag(pith_message_label(&m) ^ 1, pith_tag_length(m.tag), 0);
		if (caps)
			pith_cspace_delete(PITH_SLOT_CSPACE, room);
		pith_raw_reply_recv(partner_endpoint, &m, reply);
	}
}

void partner_make(uint32_t schedcontext)
{
	uint32_t thread;

	room = pith_slot_take();
	pith_must("an endpoint", pith_object_make(PITH_TYPE_ENDPOINT, &partner_endpoint));
	pith_must("a reply object", pith_object_make(PITH_TYPE_REPLY, &reply));
	pith_must("a partner",
	    pith_thread_start(&thread, "partner", 115, schedcontext, 4096, serve, NULL));
}

void partner_call(void)
{
	struct pith_message m = {
	    .tag = pith_tag(0x900 + random_below(100), random_below(70), random_one_in(4))};

	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		m.word[i] = random_below(1000);
	pith_buffer()->caps[0] = random_slot();
	call(random_one_in(4) ? PITH_CALL_SEND : PITH_CALL_CALL, partner_endpoint, &m, 0);
}
