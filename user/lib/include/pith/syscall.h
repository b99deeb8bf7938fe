/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's calls as C functions: one message structure, one function for each
 * call. What the kernel's objects can be asked is in objects.h; who answers as a
 * server uses server.h.
 *
 * Results: every function here that returns `uint32_t` returns 0 when the call went
 * well, else enum pith_error | argument << 8 (the label of the kernel's error answer).
 * Servers answer in the same way, so that one test serves both: label 0 is success.
 */
#ifndef PITH_SYSCALL_H
#define PITH_SYSCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "pith/abi.h"

/*
 * A message, in and out. The assembly stubs depend on the order of the fields.
 * All eight words travel whatever the tag says: build a message with a literal,
 * struct pith_message m = {.tag = pith_tag(label, length, caps), .word = {...}},
 * and nothing of the stack leaks. Words 8-63 and capabilities: pith_buffer().
 */
struct pith_message {
	uint32_t tag;
	uint32_t word[PITH_REGISTER_WORDS];
	uint32_t badge; /* out only: who sent it (recv), or the notification's bits */
};

/* The bare calls: everything as it is in the registers. reply: r10. They touch no TLS. */
#define X(NAME, name) \
	void pith_raw_##name(uint32_t cap, struct pith_message *message, uint32_t reply);
PITH_CALLS(X)
#undef X

static inline enum pith_kind pith_message_kind(const struct pith_message *message)
{
	return (enum pith_kind)pith_tag_kind(message->tag);
}

static inline uint32_t pith_message_label(const struct pith_message *message)
{
	return pith_tag_label(message->tag);
}

/* The error in a result, without the argument it is about. */
static inline enum pith_error pith_result_error(uint32_t result)
{
	return (enum pith_error)(result & 0xff);
}

/* This thread's IPC buffer. */
struct pith_buffer *pith_buffer(void);

/* Send and wait for the answer, which replaces the message. The result is the answer's label. */
uint32_t pith_call(uint32_t endpoint, struct pith_message *message);
/* Send; wait for a receiver, or (nbsend) fail with WOULD_BLOCK when none waits. */
uint32_t pith_send(uint32_t endpoint, const struct pith_message *message);
uint32_t pith_nbsend(uint32_t endpoint, const struct pith_message *message);
/* Wait for a message. With a Reply object in `reply` the sender of a call can be answered;
 * 0: callers get NO_REPLY. The result is 0 for messages, signals and faults. */
uint32_t pith_recv(uint32_t endpoint, struct pith_message *message, uint32_t reply);
uint32_t pith_nbrecv(uint32_t endpoint, struct pith_message *message, uint32_t reply);
/* Answer, through the Reply object that the call was received with. */
uint32_t pith_reply(uint32_t reply, const struct pith_message *message);
/* Answer, then wait for the next message. */
uint32_t pith_reply_recv(uint32_t endpoint, struct pith_message *message, uint32_t reply);

/* Signal a notification: its capability's badge is ORed in. Never blocks. */
uint32_t pith_signal(uint32_t notification);
/* Wait until a notification has bits; returns and clears them. 0: the capability is bad. */
uint32_t pith_wait(uint32_t notification);
/* The same without waiting: 0 when there are none. */
uint32_t pith_poll(uint32_t notification);

/* Give the rest of the time slice away. */
void pith_yield(void);
/* Nanoseconds since the machine started. */
uint64_t pith_clock(void);

/*
 * Message words by index 0..63, in registers or in the buffer, whichever it is. And bytes, packed
 * four to a word from word `first` on, lowest address in the lowest byte: at most
 * PITH_MAX_BYTES(first) of them; the rest of the last word is 0.
 */
#define PITH_MAX_BYTES(first) ((PITH_MAX_WORDS - (first)) * 4u)
uint32_t pith_message_get(const struct pith_message *message, uint32_t index);
void pith_message_put(struct pith_message *message, uint32_t index, uint32_t value);
void pith_message_get_bytes(
    const struct pith_message *message, uint32_t first, void *to, size_t length);
void pith_message_put_bytes(
    struct pith_message *message, uint32_t first, const void *from, size_t length);

#endif
