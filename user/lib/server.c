/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop of a server. It holds one Reply object at a time; a deferred answer takes that one
 * away and a spare or a new one comes in its place.
 */
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/server.h"

/* Give the kernel empty slots for what the next message may bring. */
static void arm(struct pith_server *server)
{
	struct pith_buffer *buffer = pith_buffer();

	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++) {
		if (i < server->capabilities && !server->receive[i])
			server->receive[i] = pith_slot_take();
		buffer->receive[i] = i < server->capabilities ? server->receive[i] : 0;
	}
}

/* Delete what the handler has not kept, so that the slots are empty for the next message. */
static void drop(struct pith_server *server, uint32_t count)
{
	for (uint32_t i = 0; i < count && i < PITH_MAX_CAPS; i++)
		if (server->receive[i])
			pith_cspace_delete(PITH_SLOT_CSPACE, server->receive[i]);
}

/* Handle a message. True: *message is now the answer. */
static bool handle(struct pith_server *server, struct pith_message *message)
{
	uint32_t asked = message->tag, result;

	if (pith_message_kind(message) == PITH_KIND_SIGNAL) {
		if (server->signal)
			server->signal(server, message->badge);
		return false;
	}
	if (pith_message_kind(message) != PITH_KIND_MESSAGE)
		return false;
	server->received = pith_tag_caps(message->tag);
	server->deferred = false;
	result = server->request(server, message);
	drop(server, server->received);
	server->received = 0;
	if (server->deferred)
		return false;
	/* A request that was left as it came is answered with nothing, not with its own label. */
	if (result || message->tag == asked)
		*message = (struct pith_message){.tag = pith_tag(result, 0, 0)};
	return true;
}

/* The next message, or false: none waits. An answer is given first. */
static bool take_waiting(struct pith_server *server, struct pith_message *message, bool answer)
{
	if (answer)
		pith_reply(server->reply, message);
	return pith_nbrecv(PITH_SLOT_ENDPOINT, message, server->reply) == 0;
}

void pith_serve(struct pith_server *server)
{
	struct pith_message message;
	bool answer = false;

	server->reply = PITH_SLOT_REPLY;
	if (server->signal)
		pith_must("attaching the notification", pith_notification_attach());
	for (;;) {
		arm(server);
		if (server->idle) {
			if (take_waiting(server, &message, answer)) {
				answer = handle(server, &message);
				continue;
			}
			answer = false;
			server->idle(server);
			arm(server);
		}
		/* The answer is refused if the message was no call or the caller is gone: then it
		 * still remains to receive. */
		if (!answer || pith_reply_recv(PITH_SLOT_ENDPOINT, &message, server->reply) != 0)
			pith_must(
			    "receiving", pith_recv(PITH_SLOT_ENDPOINT, &message, server->reply));
		answer = handle(server, &message);
	}
}

uint32_t pith_server_keep(
    struct pith_server *server, const struct pith_message *message, uint32_t index)
{
	uint32_t slot;

	(void)message;
	if (index >= server->received || index >= PITH_MAX_CAPS)
		return 0;
	slot = server->receive[index];
	server->receive[index] = 0;
	return slot;
}

uint32_t pith_server_keep_notification(
    struct pith_server *server, const struct pith_message *message, uint32_t index)
{
	uint32_t slot = pith_server_keep(server, message, index);
	struct pith_cap_state cap;

	if (!slot)
		return 0;
	if (!pith_cspace_query(PITH_SLOT_CSPACE, slot, &cap) &&
	    cap.type == PITH_TYPE_NOTIFICATION && cap.rights & PITH_SEND)
		return slot;
	pith_slot_free(slot);
	return 0;
}

uint32_t pith_server_defer(struct pith_server *server)
{
	uint32_t taken = server->reply;
	uint32_t next;

	if (server->spares)
		next = server->spare[--server->spares];
	else if (pith_object_make(PITH_TYPE_REPLY, &next))
		return 0;
	server->reply = next;
	server->deferred = true;
	return taken;
}

void pith_server_answer(
    struct pith_server *server, uint32_t reply, const struct pith_message *answer)
{
	/* The caller may be gone; the Reply object is free for another then, too. */
	pith_reply(reply, answer);
	if (server->spares < PITH_SERVER_SPARES)
		server->spare[server->spares++] = reply;
	else
		pith_slot_free(reply);
}
