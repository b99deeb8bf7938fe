/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies in messages: long ones that are cut wrongly, calls that say a wrong result.
 */
#include "tests/unit/core/enemies.h"

static uint32_t ep, right, nap; /* an endpoint, a reply object, where the server sleeps */
static struct actor server, client;

static void set_up(void)
{
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	nap = make(PITH_TYPE_NOTIFICATION);
	server = actor(20);
	client = actor(10);
	rig.unchecked = true;
}

/* The server sleeps or wakes up. */
static void sleep_now(void)
{
	as(&server);
	recv(.cap = nap);
}

static void wake_up(void)
{
	as(&rig.root);
	send(.cap = nap);
	as(&server);
}

static void set_buffer(const struct actor *actor, bool on)
{
	as(&rig.root);
	if (on)
		ok(actor->thread, THREAD_CONFIGURE, W(PITH_THREAD_BUFFER, 0), C(actor->buffer));
	else
		ok(actor->thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
}

/* --- Wrong truncation of long messages ------------------------------------------- */

enum path {
	CALL_TO_WAITING,
	CALL_QUEUED,
	SEND_TO_WAITING,
	SEND_QUEUED,
	NBSEND_TO_WAITING,
	ANSWER,
	ANSWER_BY_SEND,
	ANSWER_AND_RECEIVE,
	PATHS
};

static bool is_answer(enum path path)
{
	return path >= ANSWER;
}

static bool is_queued(enum path path)
{
	return path == CALL_QUEUED || path == SEND_QUEUED;
}

/* Send a message one of the ways; in its class, what is answered is received first. */
static void transmit(enum path path, struct message m)
{
	static const enum pith_call calls[PATHS] = {PITH_CALL_CALL, PITH_CALL_CALL, PITH_CALL_SEND,
	    PITH_CALL_SEND, PITH_CALL_NBSEND, PITH_CALL_REPLY, PITH_CALL_SEND,
	    PITH_CALL_REPLY_RECV};

	if (is_queued(path)) {
		sleep_now();
	} else {
		as(&server);
		recv(.cap = ep, .reply = right);
	}
	as(&client);
	if (is_answer(path)) {
		call(.cap = ep);
		as(&server);
	}
	m.cap = path == ANSWER || path == ANSWER_BY_SEND ? right : ep;
	m.reply = path == ANSWER_AND_RECEIVE ? right : 0;
	rig_call(HERE, calls[path], &m);
}

/* Both are ready again. */
static void settle(enum path path, bool refused)
{
	if (is_queued(path)) {
		wake_up();
		if (!refused && path == SEND_QUEUED)
			return;
	}
	if (path == CALL_TO_WAITING || path == CALL_QUEUED || is_answer(path)) {
		if (path == ANSWER_AND_RECEIVE && !refused) {
			as(&client);
			send(.cap = ep);
		} else if (is_answer(path) == refused && !(path == CALL_QUEUED && refused)) {
			as(&server);
			reply(.cap = right);
		} else if (path == CALL_TO_WAITING) {
			send(.cap = ep);
		}
	} else if (refused && !is_queued(path)) {
		send(.cap = ep);
	}
}

static void arrived(const struct actor *to, const struct message *sent, uint32_t length)
{
	const uint32_t *r = to->at->context.r;

	same(r[1], pith_tag(sent->label, length, 0));
	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		same(r[2 + i], i < sent->length ? sent->words[i] : RIG_JUNK + i);
	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
		same(to->page->words[i],
		    i >= PITH_REGISTER_WORDS && i < length ? sent->words[i] : 0xdead0000 + i);
}

static void one_length(enum path path, uint32_t length, bool sender_has, bool receiver_has)
{
	const struct actor *from = is_answer(path) ? &server : &client;
	const struct actor *to = is_answer(path) ? &client : &server;
	struct message m = {.label = 0xfffff - length, .length = length};
	uint32_t error = 0;

	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++) {
		m.words[i] = 0xc0de0000 + (length << 8) + i;
		to->page->words[i] = 0xdead0000 + i;
	}
	transmit(path, m);
	if (length > PITH_MAX_WORDS)
		error = pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	else if (length > PITH_REGISTER_WORDS && !sender_has)
		error = pith_error_tag(PITH_ERROR_BUFFER, PITH_ARG_TAG);
	if (error) {
		same(from->at->context.r[1], error);
		settle(path, true);
		return;
	}
	if (is_queued(path)) {
		wake_up();
		recv(.cap = ep, .reply = right);
	}
	arrived(
	    to, &m, length > PITH_REGISTER_WORDS && !receiver_has ? PITH_REGISTER_WORDS : length);
	if (path == CALL_QUEUED)
		reply(.cap = right);
	else if (path != SEND_QUEUED)
		settle(path, false);
}

/*
 * The length that is told is not the length that was copied: words of an earlier message, or of
 * memory behind the buffer, are taken for the sender's. Each length there is, on each way that a
 * message can take, with and without a buffer on either side.
 */
Test(enemies, truncation_of_long_messages)
{
	set_up();
	for (uint32_t has = 0; has < 4; has++) {
		bool server_has = has & 1, client_has = has & 2;

		set_buffer(&server, server_has);
		set_buffer(&client, client_has);
		for (uint32_t path = 0; path < PATHS; path++)
			for (uint32_t length = 0; length < 128; length++)
				one_length((enum path)path, length,
				    is_answer((enum path)path) ? server_has : client_has,
				    is_answer((enum path)path) ? client_has : server_has);
		sound();
	}
}

/* --- A wrong indication of success or error -------------------------------------- */

static struct actor taker; /* of the bits of this notification, which is bound to it */
static uint32_t bound;

/* The current thread makes a call that gives it nothing but r1: that, and all else is as before. */
#define indicates(tag, CALL, ...) \
	one_indication(HERE, (tag), PITH_CALL_##CALL, MESSAGE(__VA_ARGS__))
static void one_indication(
    struct here here, uint32_t expected, enum pith_call number, const struct message *m)
{
	static const uint32_t tags[] = {
	    0, 1, 0xfffff, 8 << PITH_TAG_LENGTH_SHIFT, (8 << PITH_TAG_LENGTH_SHIFT) + 0xfffff};
	struct thread *from = cpu_current(rig.cpu);

	for (uint32_t i = 0; i < ARRAY_SIZE(tags); i++) {
		struct message sent = *m;

		sent.label = pith_tag_label(tags[i]);
		sent.length = pith_tag_length(tags[i]);
		for (uint32_t n = 0; n < PITH_REGISTER_WORDS; n++)
			sent.words[n] = 0x5e5e5e50 + n;
		rig_call(here, number, &sent);
		rig_same(here, from->context.r[1], expected, "the result");
		rig_same(here, from->context.r[0], m->cap, "r0");
		for (uint32_t n = 0; n < PITH_REGISTER_WORDS; n++)
			rig_same(here, from->context.r[2 + n],
			    n < sent.length ? sent.words[n] : RIG_JUNK + n, "a word");
		/* Who received waits again, so that the next finds it so; an equal yields, too. */
		if (cpu_current(rig.cpu) == server.at)
			recv(.cap = ep, .reply = right);
		else if (cpu_current(rig.cpu) == taker.at)
			recv(.cap = bound);
		else if (cpu_current(rig.cpu) != from)
			yield();
	}
}

#define ERROR(NAME, argument) pith_error_tag(PITH_ERROR_##NAME, (argument))

/*
 * r1 keeps what the sender put there, or an earlier call's result: a send that was refused is taken
 * for one that was delivered, and the other way round. Whatever the tag was that was sent.
 */
Test(enemies, indication_of_yield_and_of_calls_that_only_send)
{
	uint32_t waited, lonely, nothing;
	struct actor idler;

	set_up();
	bound = make(PITH_TYPE_NOTIFICATION);
	waited = make(PITH_TYPE_NOTIFICATION);
	lonely = make(PITH_TYPE_ENDPOINT);
	nothing = rig_slots(1);
	taker = actor(5);
	idler = actor(10);
	ok(taker.thread, THREAD_BIND, C(bound));
	as(&server);
	recv(.cap = ep, .reply = right);
	for (uint32_t strict = 0; strict < 2; strict++) {
		as(&client);
		indicates(0, YIELD, .cap = 0x7777);
		as(&client);
		indicates(0, SEND, .cap = ep);
		indicates(0, NBSEND, .cap = ep);
		indicates(ERROR(WOULD_BLOCK, PITH_ARG_TARGET), NBSEND, .cap = lonely);
		indicates(0, SEND, .cap = waited);
		indicates(0, NBSEND, .cap = waited);
		indicates(0, CALL, .cap = waited);
		indicates(0, SEND, .cap = bound);
		indicates(0, NBSEND, .cap = bound);
		if (!strict) {
			indicates(ERROR(CAPABILITY, PITH_ARG_TARGET), SEND, .cap = nothing);
			indicates(ERROR(CAPABILITY, PITH_ARG_TARGET), NBSEND, .cap = nothing);
			indicates(ERROR(CAPABILITY, PITH_ARG_TARGET), REPLY, .cap = nothing);
		}
		indicates(ERROR(TYPE, PITH_ARG_TARGET), REPLY, .cap = ep);
		indicates(ERROR(STATE, PITH_ARG_TARGET), REPLY, .cap = right);
		indicates(ERROR(STATE, PITH_ARG_TARGET), SEND, .cap = right);
		indicates(ERROR(STATE, PITH_ARG_TARGET), NBSEND, .cap = right);
		as(&rig.root);
		ok(client.thread, THREAD_SET_FLAGS, W(PITH_FLAG_STRICT));
	}
	/* Somebody takes the bits, above or below the sender: it is told the same. */
	as(&client);
	yield();
	as(&idler);
	rest();
	for (uint32_t priority = 5; priority <= 15; priority += 5) {
		as(&client);
		recv(.cap = nap);
		as(&taker);
		nbrecv(.cap = bound);
		recv(.cap = bound);
		as(&rig.root);
		ok(taker.thread, THREAD_SET_PRIORITY, W(priority, priority));
		send(.cap = nap);
		as(&client);
		indicates(0, SEND, .cap = bound);
		indicates(0, NBSEND, .cap = bound);
		indicates(0, CALL, .cap = bound);
	}
	sound();
}

/* Who answers is told that it has, whatever it has answered, and keeps all its registers. */
Test(enemies, indication_of_an_answer)
{
	static const enum pith_call calls[] = {PITH_CALL_REPLY, PITH_CALL_SEND, PITH_CALL_NBSEND};

	set_up();
	for (uint32_t n = 0; n < 5 * ARRAY_SIZE(calls); n++) {
		struct message m = {
		    .cap = right, .label = n % 5 * 0x3ffff, .length = n % 3 * 4, .words = {1, 2}};

		as(&server);
		recv(.cap = ep, .reply = right);
		as(&client);
		call(.cap = ep);
		as(&server);
		rig_call(HERE, calls[n / 5], &m);
		got_nothing();
		same(rig_register(0), right);
		for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
			same(word(i), i < m.length ? m.words[i] : RIG_JUNK + i);
		same(client.at->context.r[1], pith_tag(m.label, m.length, 0));
	}
	sound();
}

/* yield takes no tag at all, a signal neither; an endpoint refuses what has a kind. */
Test(enemies, indication_whatever_kind_the_tag_says)
{
	uint32_t nt;

	set_up();
	nt = make(PITH_TYPE_NOTIFICATION);
	as(&server);
	recv(.cap = ep, .reply = right);
	for (uint32_t bits = 1; bits < 1 << 12; bits++) {
		uint32_t sent = bits << 20 | 0x12345, length = pith_tag_length(sent);
		uint32_t error = pith_tag_kind(sent) || length > PITH_MAX_WORDS ||
					 pith_tag_caps(sent) > PITH_MAX_CAPS
				     ? pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG)
				     : 0;

		as(&client);
		yield();
		got_nothing();
		trap(PITH_CALL_YIELD, .tag = sent);
		got_nothing();
		trap(PITH_CALL_SEND, .cap = nt, .tag = sent);
		got_nothing();
		trap(PITH_CALL_NBSEND, .cap = nt, .tag = sent);
		got_nothing();
		if (!error)
			continue;
		trap(PITH_CALL_NBSEND, .cap = ep, .tag = sent);
		same(tag(), error);
		trap(PITH_CALL_SEND, .cap = ep, .tag = sent);
		same(tag(), error);
		trap(PITH_CALL_CALL, .cap = ep, .tag = sent);
		same(tag(), error);
	}
	sound();
}

/* A send that waited is told when it is over, how it ended. */
Test(enemies, indication_of_a_send_that_waited)
{
	enum { RECEIVED, ENDPOINT_GONE, REVOKED, SUSPENDED, WITHOUT_TIME, WAYS };

	set_up();
	sleep_now();
	for (uint32_t way = 0; way < WAYS; way++) {
		uint32_t origin = (as(&rig.root), make(PITH_TYPE_ENDPOINT)), expected = 0;

		as(&client);
		send(.cap = origin, .label = 0xabcde, W(1, 2, 3));
		as(&rig.root);
		switch (way) {
		case RECEIVED:
			send(.cap = nap);
			as(&server);
			recv(.cap = origin, .reply = right);
			got(0, 0xabcde, 3, 0);
			recv(.cap = nap);
			break;
		case ENDPOINT_GONE:
			ok(K, CSPACE_DELETE, W(origin));
			expected = ERROR(GONE, PITH_ARG_TARGET);
			break;
		case REVOKED: /* what is queued stays queued */
			ok(K, CSPACE_REVOKE, W(origin));
			same(client.at->wait & WAIT_KIND_MASK, WAIT_SEND);
			ok(K, CSPACE_DELETE, W(origin));
			expected = ERROR(GONE, PITH_ARG_TARGET);
			break;
		case SUSPENDED:
			ok(client.thread, THREAD_SUSPEND);
			ok(client.thread, THREAD_RESUME);
			expected = ERROR(GONE, PITH_ARG_TARGET);
			break;
		default:
			ok(client.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
			ok(client.thread, THREAD_BIND, C(client.schedcontext));
			expected = ERROR(STATE, PITH_ARG_TARGET);
			break;
		}
		as(&client);
		same(tag(), expected);
	}
	sound();
}
