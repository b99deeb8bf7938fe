/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one who answers. Its loop is written out with the bare calls, so that what ping measures
 * is the kernel and not a library.
 */
#include "examples/pingpong/pingpong.h"
#include "pith/memory.h"
#include "pith/print.h"

static uint32_t mine;	/* our badged notification, for ping */
static uint32_t theirs; /* ping's */

static void answer(struct pith_message *m, uint32_t received)
{
	uint32_t label = pith_message_label(m), caps = pith_tag_caps(m->tag);

	if (label == PONG_ECHO) {
		m->tag = pith_tag(0, pith_tag_length(m->tag), 0);
		return;
	}
	m->tag = pith_tag(0, 0, 0);
	if (!caps)
		return;
	if (label == PONG_ATTACH && !theirs) {
		theirs = received;
		pith_buffer()->receive[0] = pith_slot_take();
		pith_buffer()->caps[0] = mine;
		m->tag = pith_tag(0, 0, 1);
		return;
	}
	pith_cspace_delete(PITH_SLOT_CSPACE, received);
}

int main(void)
{
	struct pith_message m = {0};

	mine = pith_notification_badged(PONG_SIGNAL);
	pith_must("attaching the notification", pith_notification_attach());
	pith_buffer()->receive[0] = pith_slot_take();
	pith_raw_recv(PITH_SLOT_ENDPOINT, &m, PITH_SLOT_REPLY);
	for (;;) {
		switch (pith_message_kind(&m)) {
		case PITH_KIND_MESSAGE:
			answer(&m, pith_buffer()->caps[0]);
			pith_raw_reply_recv(PITH_SLOT_ENDPOINT, &m, PITH_SLOT_REPLY);
			break;
		case PITH_KIND_SIGNAL:
			pith_signal(theirs);
			pith_raw_recv(PITH_SLOT_ENDPOINT, &m, PITH_SLOT_REPLY);
			break;
		default:
			m = (struct pith_message){0};
			pith_raw_recv(PITH_SLOT_ENDPOINT, &m, PITH_SLOT_REPLY);
			break;
		}
	}
}
