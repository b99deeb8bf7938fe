/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The servers, each by what reaches it: messages of its clients with whatever words and
 * capabilities, signals, ends and beginnings of its peers, what clients write into shared memory,
 * time, its own end and new beginning. The input's first byte says which server it is.
 *
 * A server may touch only what it is given, answers every call or keeps its Reply object, and calls
 * nobody but the services that it uses: whoever else it waits for could keep it for ever.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "pith/print.h"
#include "tests/fuzz/kernel.h"
#include "tests/fuzz/servers/host.h"
#include "tests/fuzz/servers/world.h"
#include "tests/fuzz/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { RESTARTS_MAX = 3, EVENTS_MAX = 200 };

jmp_buf ending;
bool hostile_peers;

static const uint8_t *next;
static size_t left;
static unsigned events;
static uint64_t now;
static struct pith_buffer buffer;

void wrong(const char *what)
{
	fprintf(stderr, "servers: %s\n", what);
	abort();
}

/* --- The input ---------------------------------------------------------------------------- */

uint32_t input_take(unsigned bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes && left > 0; i++, left--)
		value |= (uint32_t)*next++ << 8 * i;
	return value;
}

uint32_t input_word(void)
{
	static const uint32_t known[] = {256, 512, 1024, 2048, 4096, 8192, 0xffff, 0x10000,
	    0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0xfffffc00, 3840, 48000};
	uint32_t first = input_take(1);

	if (first < 0xe0)
		return first;
	if (first < 0xef)
		return known[first - 0xe0];
	return input_take(first < 0xf6 ? 2 : 4);
}

size_t input_left(void)
{
	return left;
}

/* --- What reaches a server -------------------------------------------------------------------- */

/* A capability comes with a message, into an empty slot that the server has named. */
static bool deliver_capability(uint32_t index, uint32_t what)
{
	static const struct kernel_slot kinds[] = {
	    {.type = PITH_TYPE_NOTIFICATION, .rights = PITH_SEND},
	    {.type = PITH_TYPE_NOTIFICATION, .rights = PITH_RECV},
	    {.type = PITH_TYPE_ENDPOINT, .rights = PITH_ALL_RIGHTS},
	    {.type = PITH_TYPE_FRAME, .bits = 12, .rights = PITH_READ},
	    {.type = PITH_TYPE_REPLY, .rights = PITH_ALL_RIGHTS},
	    {.type = PITH_TYPE_THREAD, .rights = PITH_ALL_RIGHTS},
	    {.type = PITH_TYPE_NOTIFICATION, .rights = PITH_SEND},
	    {.type = PITH_TYPE_NOTIFICATION, .rights = PITH_SEND},
	};
	struct kernel_slot *slot = kernel_slot(buffer.receive[index]);

	if (!slot || slot->type)
		return false;
	*slot = kinds[what % 8];
	buffer.caps[index] = buffer.receive[index];
	return true;
}

static void deliver_message(struct pith_message *m, uint32_t reply)
{
	uint32_t how = input_take(1), label = input_take(1), length = input_take(1);
	uint32_t caps = how >> 4 & 3, delivered = 0;
	bool text = length & 0x80;

	*m = (struct pith_message){.badge = how & 0xf};
	length = (length & 0x7f) % (PITH_MAX_WORDS + 1);
	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++) {
		uint32_t word =
		    i < length && left ? (text && i > 2 ? input_take(4) : input_word()) : 0;

		if (i < PITH_REGISTER_WORDS)
			m->word[i] = word;
		else
			buffer.words[i] = word;
	}
	while (delivered < caps && deliver_capability(delivered, input_take(1)))
		delivered++;
	m->tag = pith_tag(label == 0xff ? input_word() & 0xfffff : label, length, delivered);
	/* It was a call. */
	if (how & 0x40 || !(how & 0x80))
		kernel_slot(reply)->used = 1;
}

static void other_instance(void)
{
	uint32_t what = input_take(1);
	struct pith_grant *grant = world_grant(what % world_grants());

	if (grant->kind == PITH_GRANT_CLIENT || grant->kind == PITH_GRANT_SERVICE)
		grant->generation = what & 0x80 ? 0 : grant->generation + 1;
}

/* What a client writes into shared memory, or a fault of the disk. */
static void write_region(void)
{
	uint32_t index = input_take(1), offset = input_take(2), count = input_take(1) % 16 + 1;
	const struct pith_grant *grant = world_grant(index % world_grants());

	for (uint32_t i = 0; i < count; i++) {
		uint8_t value = (uint8_t)input_take(1);

		if (index & 0x80)
			peer_damage_disk(offset + i, value);
		else if ((grant->kind == PITH_GRANT_REGION || grant->kind == PITH_GRANT_LOG) &&
			 offset % grant->size + i < grant->size)
			*(uint8_t *)(uintptr_t)(grant->address + offset % grant->size + i) = value;
	}
}

/* The next thing that happens; false: nothing waits, where that is an answer. */
static bool receive(struct pith_message *m, uint32_t reply, bool wait)
{
	for (;;) {
		if (left == 0 || events++ == EVENTS_MAX)
			longjmp(ending, ENDED);
		switch (input_take(1) % 16) {
		case 8:
		case 9:
			*m = (struct pith_message){
			    .tag = (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT};
			m->badge = 1u << input_take(1) % 32;
			m->badge |= 1u << input_take(1) % 32;
			return true;
		case 10:
			other_instance();
			break;
		case 11:
		case 12:
			write_region();
			break;
		case 13:
			now += (uint64_t)(input_take(1) + 1) << input_take(1) % 40;
			break;
		case 14:
			if (!wait)
				return false;
			break;
		case 15:
			if (input_take(1) % 4 == 0)
				longjmp(ending, RESTARTED);
			*m = (struct pith_message){
			    .tag = (uint32_t)PITH_KIND_FAULT << PITH_TAG_KIND_SHIFT};
			return true;
		default:
			deliver_message(m, reply);
			return true;
		}
	}
}

/* --- The kernel's calls -------------------------------------------------------------------------
 */

struct pith_buffer *pith_buffer(void)
{
	return &buffer;
}

static void fail(struct pith_message *m, enum pith_error error)
{
	m->tag = pith_error_tag(error, 0);
}

void pith_raw_call(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	struct kernel_slot *slot = kernel_slot(cap);

	(void)reply;
	if (!slot || slot->type != PITH_TYPE_ENDPOINT) {
		kernel_operate(cap, m);
		return;
	}
	if (!world_service(cap))
		wrong("the server calls somebody whose service it does not use");
	peer_answer(world_service(cap), m);
}

/* A signal is sent in this way; nothing waits for the receiver. */
void pith_raw_nbsend(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	const struct kernel_slot *slot = kernel_slot(cap);

	(void)reply;
	if (!slot || !slot->type)
		fail(m, PITH_ERROR_CAPABILITY);
	else if (slot->type != PITH_TYPE_NOTIFICATION && slot->type != PITH_TYPE_ENDPOINT)
		fail(m, PITH_ERROR_TYPE);
	else
		m->tag = 0;
}

void pith_raw_send(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	(void)cap;
	(void)m;
	(void)reply;
	wrong("a server sends, and waits for who may never receive");
}

void pith_raw_reply(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	struct kernel_slot *slot = kernel_slot(cap);

	(void)reply;
	if (!slot || slot->type != PITH_TYPE_REPLY)
		wrong("an answer goes where there is no Reply object");
	if (slot->used)
		m->tag = 0;
	else
		fail(m, PITH_ERROR_STATE);
	slot->used = 0;
}

static void check_receive(uint32_t endpoint, uint32_t reply)
{
	const struct kernel_slot *slot = kernel_slot(reply);

	if (endpoint != PITH_SLOT_ENDPOINT)
		wrong("a server receives from something else than its endpoint");
	if (!slot || slot->type != PITH_TYPE_REPLY)
		wrong("a server receives without a Reply object");
	if (slot->used)
		wrong("a call was neither answered nor kept");
}

void pith_raw_recv(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	check_receive(cap, reply);
	receive(m, reply, true);
}

void pith_raw_nbrecv(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	check_receive(cap, reply);
	if (!receive(m, reply, false))
		fail(m, PITH_ERROR_WOULD_BLOCK);
}

void pith_raw_reply_recv(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	struct pith_message answer = *m;

	pith_raw_reply(reply, &answer, 0);
	if (pith_tag_kind(answer.tag) == PITH_KIND_ERROR)
		*m = answer;
	else
		pith_raw_recv(cap, m, reply);
}

void pith_raw_yield(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	(void)cap;
	(void)m;
	(void)reply;
}

void pith_raw_clock(uint32_t cap, struct pith_message *m, uint32_t reply)
{
	(void)cap;
	(void)reply;
	m->word[0] = (uint32_t)now;
	m->word[1] = (uint32_t)(now >> 32);
}

/* --- What libpith prints
 * -------------------------------------------------------------------------- */

int fuzz_printf(const char *format, ...)
{
	char text[512];
	va_list list;
	int length;

	va_start(list, format);
	length = vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	return length;
}

const char *pith_error_text(uint32_t result)
{
	return pith_result_error(result) < PITH_ERROR_COUNT ? "an error" : "unknown error";
}

uint32_t pith_request_refused(const char *request, uint32_t slot, uint32_t result)
{
	(void)request;
	(void)slot;
	return result;
}

/* No client may bring a server to this. */
void pith_panic(const char *format, ...)
{
	char text[512];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	if (!hostile_peers)
		wrong(text);
	longjmp(ending, ENDED);
}

void pith_must(const char *what, uint32_t result)
{
	if (result)
		pith_panic("%s: %u", what, result);
}

/* --- Inputs
 * ------------------------------------------------------------------------------------------ */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	world_open();
	state_save();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	volatile unsigned restarts = 0;
	const struct server *server;
	uint8_t first = size ? data[0] : 0;

	if (size < 2)
		return 0;
	next = data + 1;
	left = size - 1;
	events = 0;
	now = 1000000000;
	memset(&buffer, 0, sizeof(buffer));
	server = &servers[first % server_count];
	while (restarts < RESTARTS_MAX && left > 0) {
		state_restore();
		world_start(server, first & 0x80, restarts++ > 0);
		switch (setjmp(ending)) {
		case 0:
			server->main();
			wrong("a server's main() returned");
		case RESTARTED:
			break;
		default:
			return 0;
		}
	}
	return 0;
}
