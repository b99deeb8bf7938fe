/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies: registers of a thread that are written or read beyond those that there are.
 */
#include "tests/unit/core/enemies.h"

static uint32_t ep, right; /* an endpoint, a reply object */
static struct actor server, client;

static void set_up(void)
{
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	server = actor(20);
	client = actor(10);
	rig.unchecked = true;
}

static void set_buffer(const struct actor *actor, bool on)
{
	as(&rig.root);
	if (on)
		ok(actor->thread, THREAD_CONFIGURE, W(PITH_THREAD_BUFFER, 0), C(actor->buffer));
	else
		ok(actor->thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
}

static uint32_t *context_register(struct context *context, uint32_t index)
{
	static const uint8_t other[] = {
	    [PITH_REGISTER_SP] = CONTEXT_SP, [PITH_REGISTER_LR] = CONTEXT_LR};

	if (index == PITH_REGISTER_PC)
		return &context->pc;
	if (index == PITH_REGISTER_CPSR)
		return &context->cpsr;
	return &context->r[index < PITH_REGISTER_R0 ? other[index] : index - PITH_REGISTER_R0];
}

/* The first `count` registers, as a program may set them. */
static void expect_registers(struct context *context, const uint32_t *values, uint32_t count)
{
	for (uint32_t i = 0; i < count && i < PITH_REGISTER_COUNT; i++)
		*context_register(context, i) =
		    i == PITH_REGISTER_CPSR ? hal_context_status(values[i]) : values[i];
}

/*
 * A count from a message is an index into the context, or a loop over the buffer: what lies behind
 * the registers, the translation base first, is written or shown.
 */
Test(enemies, register_writes_beyond_their_count)
{
	struct actor other;

	set_up();
	other = new_thread(5);
	for (uint32_t has = 0; has < 2; has++) {
		set_buffer(&server, has);
		as(&server);
		for (uint32_t length = 0; length < 128; length++) {
			struct message m = {
			    .cap = other.thread, .label = PITH_OP_THREAD_WRITE, .length = length};
			struct thread before = *other.at;
			uint32_t expected = 0;

			for (uint32_t i = 1; i < PITH_MAX_WORDS; i++)
				m.words[i] = 0xf0f00000 + (length << 8) + i;
			for (uint32_t i = PITH_REGISTER_WORDS; i < PITH_MAX_WORDS; i++)
				server.page->words[i] = 0xbadbad00 + i;
			rig_call(HERE, PITH_CALL_CALL, &m);
			if (length == 0 || length > PITH_MAX_WORDS)
				expected = pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
			else if (length > PITH_REGISTER_WORDS && !has)
				expected = pith_error_tag(PITH_ERROR_BUFFER, PITH_ARG_TAG);
			else if (length > 1 + PITH_REGISTER_COUNT)
				expected = pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
			else
				expect_registers(&before.context, m.words + 1, length - 1);
			same(tag(), expected);
			must(memcmp(&before, other.at, sizeof(before)) == 0);
		}
	}
	sound();
}

Test(enemies, register_reads_beyond_their_count)
{
	struct actor other;

	set_up();
	other = new_thread(5);
	for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
		if (i != PITH_REGISTER_CPSR)
			*context_register(&other.at->context, i) = 0xa0a0a000 + i;
	for (uint32_t has = 0; has < 2; has++) {
		struct pith_buffer expected;

		set_buffer(&server, has);
		as(&server);
		for (uint32_t length = 1; length <= PITH_MAX_WORDS; length++) {
			struct message m = {.cap = other.thread,
			    .label = PITH_OP_THREAD_READ,
			    .length = has ? length : (length - 1) % PITH_REGISTER_WORDS + 1};

			memset(server.page, 0x77, sizeof(*server.page));
			memset(&expected, 0x77, sizeof(expected));
			rig_call(HERE, PITH_CALL_CALL, &m);
			/* What the call itself put into the buffer. */
			for (uint32_t i = PITH_REGISTER_WORDS; i < m.length && has; i++)
				expected.words[i] = 0;
			for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
				if (i == PITH_REGISTER_CPSR)
					same(word(i), other.at->context.cpsr);
				else if (i < PITH_REGISTER_WORDS)
					same(word(i), 0xa0a0a000 + i);
				else if (has)
					expected.words[i] = 0xa0a0a000 + i;
			same(
			    tag(), pith_tag(0, has ? PITH_REGISTER_COUNT : PITH_REGISTER_WORDS, 0));
			must(memcmp(server.page, &expected, sizeof(expected)) == 0);
		}
	}
	sound();
}

/* Answers to a fault, in each length, through each call that answers. */
Test(enemies, register_writes_beyond_their_count_by_a_faults_answer)
{
	static const enum pith_call calls[] = {
	    PITH_CALL_REPLY, PITH_CALL_SEND, PITH_CALL_NBSEND, PITH_CALL_REPLY_RECV};
	uint32_t handler;

	set_up();
	handler = copy(ep, PITH_SEND, 0xfa);
	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(handler));
	as(&server);
	recv(.cap = ep, .reply = right);
	for (uint32_t has = 0; has < 2; has++) {
		set_buffer(&server, has);
		for (uint32_t n = 0; n < 4 * 128; n++) {
			bool again = calls[n % 4] == PITH_CALL_REPLY_RECV;
			struct message m = {.cap = again ? ep : right,
			    .label = PITH_FAULT_SET,
			    .length = n / 4,
			    .reply = again ? right : 0};
			struct context expected;
			uint32_t error = 0;

			for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
				m.words[i] = 0xe0e00000 + (n << 8) + i;
			as(&client);
			client.at->context.pc = RIG_PC_AFTER;
			fault(UNDEFINED, 0, 0, 0);
			as(&server);
			got_fault(0xfa, UNDEFINED);
			expected = client.at->context;
			for (uint32_t i = PITH_REGISTER_WORDS; i < PITH_MAX_WORDS; i++)
				server.page->words[i] = 0xbadbad00 + i;
			rig_call(HERE, calls[n % 4], &m);
			if (m.length > PITH_MAX_WORDS)
				error = pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
			else if (m.length > PITH_REGISTER_WORDS && !has)
				error = pith_error_tag(PITH_ERROR_BUFFER, PITH_ARG_TAG);
			else
				expect_registers(&expected, m.words, m.length);
			must(memcmp(&expected, &client.at->context, sizeof(expected)) == 0);
			if (error) {
				same(tag(), error);
				reply(.cap = right);
			}
			if (cpu_current(rig.cpu) == server.at)
				recv(.cap = ep, .reply = right);
		}
	}
	sound();
}
