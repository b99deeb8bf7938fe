/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a server: receive, look, answer, again. The loop keeps out of the way whatever
 * a client may send: faults and unknown kinds never reach the functions below, capabilities
 * that nobody asked for are deleted, and every call is answered.
 *
 *	static uint32_t request(struct pith_server *server, struct pith_message *m)
 *	{
 *		switch (pith_message_label(m)) {
 *		case COUNTER_ADD:
 *			if (pith_tag_length(m->tag) < 1)
 *				return PITH_ERROR_LENGTH;
 *			total += m->word[0];
 *			return pith_answer(m, total);
 *		}
 *		return PITH_ERROR_OPERATION;
 *	}
 *
 *	int main(void)
 *	{
 *		struct pith_server server = {.request = request};
 *		pith_serve(&server);
 *	}
 */
#ifndef PITH_SERVER_H
#define PITH_SERVER_H

#include "pith/info.h"
#include "pith/syscall.h"

/* Result of request(): no answer now, see pith_server_defer(). */
enum { PITH_DEFERRED = 0xfffff, PITH_SERVER_SPARES = 64 };

struct pith_server {
	/*
	 * A client's message; message->badge tells who (pith_client()). All of word[] may be
	 * changed. Returns 0: the message as pith_answer() left it is the answer; an enum
	 * pith_error
	 * (| argument << 8): that is the answer, without words; or PITH_DEFERRED. The answer to a
	 * message that was no call goes nowhere. Words 8 and up are in the IPC buffer, where any
	 * call to the kernel with long messages or capabilities overwrites them: read them first.
	 */
	uint32_t (*request)(struct pith_server *server, struct pith_message *message);
	/* Bits of our own notification, which pith_serve() attaches to the first thread if this
	 * is not NULL. */
	void (*signal)(struct pith_server *server, uint32_t bits);
	/* If it is not NULL: called whenever no message waits, before waiting for one: what a
	 * server does for several clients at once, in its own time. */
	void (*idle)(struct pith_server *server);
	uint32_t capabilities; /* how many capabilities a message may bring, at most; 0: none */

	/* Private from here. */
	uint32_t reply;			 /* receives the next call */
	uint32_t receive[PITH_MAX_CAPS]; /* slots for capabilities; 0: to be taken */
	uint32_t received;		 /* capabilities of the message being handled */
	uint32_t spare[PITH_SERVER_SPARES];
	uint32_t spares; /* Reply objects that are free again */
	bool deferred;
};

/* The answer to the message: the first `length` words (0-8) of word[], label 0. Returns 0. */
static inline uint32_t pith_answer_words(struct pith_message *message, uint32_t length)
{
	message->tag = pith_tag(0, length, 0);
	for (uint32_t i = length; i < PITH_REGISTER_WORDS; i++)
		message->word[i] = 0;
	return 0;
}
/* The same for one word. */
static inline uint32_t pith_answer(struct pith_message *message, uint32_t word)
{
	message->word[0] = word;
	return pith_answer_words(message, 1);
}

/* Serve our endpoint for ever. */
_Noreturn void pith_serve(struct pith_server *server);

/* In request(): keep capability `index` of this message; returns its slot, now the caller's to
 * free with pith_slot_free(); 0: none came. */
uint32_t pith_server_keep(
    struct pith_server *server, const struct pith_message *message, uint32_t index);
/* The same if it is a notification that can be signalled; else 0, and it is deleted. A client may
 * send anything: what is to be signalled must be known to be one. */
uint32_t pith_server_keep_notification(
    struct pith_server *server, const struct pith_message *message, uint32_t index);
/* In request(): answer later, and return PITH_DEFERRED. Gives the Reply object for that; 0: no
 * memory for another one, answer now. Needs `memory` in the description: one Reply object for
 * each answer that is outstanding at the same time. */
uint32_t pith_server_defer(struct pith_server *server);
/* The deferred answer. The Reply object goes back to the server. */
void pith_server_answer(
    struct pith_server *server, uint32_t reply, const struct pith_message *answer);

#endif
