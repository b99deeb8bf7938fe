/* SPDX-License-Identifier: BSD-2-Clause */
/* Client stubs of the input server: an application's end, and a driver's. */
#include "pith/memory.h"
#include "pith/proto/input.h"

uint32_t input_open(struct input *input, uint32_t bits)
{
	const struct pith_grant *region = pith_grant(PITH_GRANT_REGION, "touch");
	struct pith_message m = {.tag = pith_tag(INPUT_OPEN, 0, 1)};
	uint32_t result;

	/* Opened before: the notification is still ours. */
	if (!input->service || !input->notification) {
		*input = (struct input){.service = pith_service("touch")};
		if (!input->service || !region)
			return PITH_ERROR_CAPABILITY;
		input->notification = pith_notification_badged(bits);
		if (!input->notification)
			return PITH_ERROR_MEMORY;
	}
	pith_buffer()->caps[0] = input->notification;
	result = pith_call(input->service, &m);
	if (result)
		return result;
	/* Only now: the server has just emptied the ring. */
	if (!pith_ring_open(&input->ring, (void *)(uintptr_t)region->address, region->size,
		sizeof(struct input_event), false))
		return PITH_ERROR_MEMORY;
	return 0;
}

bool input_next(struct input *input, struct input_event *event)
{
	return pith_ring_get(&input->ring, event);
}

uint32_t input_report(
    uint32_t service, uint64_t time, const struct input_contact *contacts, uint32_t count)
{
	struct pith_message m = {.tag = pith_tag(INPUT_CONTACTS, 3 + 2 * count, 0)};

	if (count > INPUT_CONTACTS_MAX)
		return PITH_ERROR_LENGTH;
	m.word[0] = count;
	m.word[1] = (uint32_t)time;
	m.word[2] = (uint32_t)(time >> 32);
	for (uint32_t i = 0; i < count; i++) {
		pith_message_put(
		    &m, 3 + 2 * i, contacts[i].contact | (uint32_t)contacts[i].phase << 8);
		pith_message_put(&m, 4 + 2 * i, contacts[i].x | (uint32_t)contacts[i].y << 16);
	}
	return pith_call(service, &m);
}
