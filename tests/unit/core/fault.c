/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults: what the handler is told, what it can answer, and what becomes of a fault
 * when nobody answers it.
 */
#include "tests/unit/core/rig.h"

enum { K = PITH_BOOT_CSPACE };

static uint32_t ep, right;
static struct actor handler, broken;

static void set_up(void)
{
	rig_boot();
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	handler = actor(20);
	broken = actor(10);
	ok(broken.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(copy(ep, PITH_SEND, 66)));
}

TestSuite(fault, .init = set_up);

static void handler_waits(void)
{
	as(&handler);
	recv(.cap = ep, .reply = right);
}

/* Registers that can be told apart. */
static void number_registers(void)
{
	as(&broken);
	for (uint32_t i = 0; i < 15; i++)
		broken.at->context.r[i] = 0x900 + i;
	broken.at->context.pc = 0x5000;
	broken.at->context.cpsr = 0x60000010;
}

/* The broken thread has a page fault, which the handler has received. */
static void page_fault(void)
{
	handler_waits();
	number_registers();
	fault(PAGE, 0xabcd, PITH_WRITE, 0x805);
	as(&handler);
	got_fault(66, PAGE);
}

Test(fault, the_message_tells_all_about_it)
{
	static const enum pith_fault kinds[] = {PITH_FAULT_PAGE, PITH_FAULT_UNDEFINED,
	    PITH_FAULT_BREAKPOINT, PITH_FAULT_ALIGNMENT, PITH_FAULT_BUS};

	handler_waits();
	for (uint32_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		number_registers();
		rig_fault(HERE, kinds[i], 0x1000 + i, i, 0x80 + i);
		as(&handler);
		same(pith_tag_kind(tag()), PITH_KIND_FAULT);
		same(pith_tag_label(tag()), kinds[i]);
		same(pith_tag_length(tag()), PITH_FAULT_WORDS);
		same(rig_register(0), 66);
		got_words(0x5000, 0x1000 + i, i, 0x80 + i, 0x60000010, 0x900 + CONTEXT_SP,
		    0x900 + CONTEXT_LR, 0x900);
		waits(&broken, WAIT_FAULT);
		reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY);
		as(&broken);
	}
}

Test(fault, retry_goes_on_with_the_same_registers)
{
	page_fault();
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY, .length = 17,
	    .words = {1, 2, 3});
	as(&broken);
	for (uint32_t i = 0; i < 15; i++)
		same(broken.at->context.r[i], 0x900 + i);
	same(broken.at->context.pc, 0x5000);
	same(broken.at->context.cpsr, 0x60000010);
}

Test(fault, set_writes_the_first_n_registers)
{
	for (uint32_t n = 0; n <= PITH_REGISTER_COUNT + 3; n++) {
		struct message m = {
		    .cap = ep, .reply = right, .label = PITH_FAULT_SET, .length = n, .words = {0}};
		uint32_t before[PITH_REGISTER_COUNT];

		page_fault();
		for (uint32_t i = 0; i < n; i++)
			m.words[i] = i == PITH_REGISTER_CPSR ? 0xa00000d3 : 0x400 + i;
		for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
			before[i] = thread_read(broken.at, i);
		rig_call(HERE, PITH_CALL_REPLY_RECV, &m);
		as(&broken);
		for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++) {
			uint32_t want = i >= n			  ? before[i]
					: i == PITH_REGISTER_CPSR ? 0xa0000010
								  : 0x400 + i;

			same(thread_read(broken.at, i), want);
		}
		as(&rig.root);
		ok(handler.thread, THREAD_SUSPEND);
		ok(handler.thread, THREAD_RESUME);
	}
}

Test(fault, stop_and_unknown_answers_leave_it_stopped)
{
	static const uint32_t labels[] = {PITH_FAULT_STOP, PITH_FAULT_STOP + 1, 0xfffff};

	for (uint32_t i = 0; i < ARRAY_SIZE(labels); i++) {
		page_fault();
		reply(.cap = right, .label = labels[i], W(1, 2, 3));
		got_nothing();
		waits(&broken, WAIT_STOPPED);
		same(broken.at->context.pc, 0x5000);
		as(&rig.root);
		ok(broken.thread, THREAD_RESUME);
		as(&handler);
	}
	same(fake.unhandled, 0);
}

Test(fault, without_a_handler_it_is_reported_and_the_thread_stopped)
{
	ok(broken.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_FAULT));
	as(&handler);
	rest();
	number_registers();
	fault(BUS, 0x1234, PITH_READ, 8);
	idle();
	waits(&broken, WAIT_STOPPED);
	same(fake.unhandled, 1);
	must(fake.unhandled_thread == broken.at);
	same(fake.unhandled_words[0], PITH_FAULT_BUS);
	same(fake.unhandled_words[1], 0x1234);
	same(fake.unhandled_words[2], PITH_READ);
	same(fake.unhandled_words[3], 8);
}

Test(fault, a_handler_without_a_reply_object_gets_it_and_the_thread_stays_stopped)
{
	as(&handler);
	recv(.cap = ep);
	number_registers();
	fault(UNDEFINED, 0, 0, 0);
	as(&handler);
	got_fault(66, UNDEFINED);
	waits(&broken, WAIT_STOPPED);
	as(&rig.root);
	ok(broken.thread, THREAD_RESUME);
	same(fake.unhandled, 0);
}

Test(fault, faults_and_messages_are_queued_alike)
{
	struct actor high = actor(15);

	as(&handler);
	rest();
	as(&high);
	call(.cap = ep, .label = 1);
	number_registers();
	fault(BREAKPOINT, 0, 0, 0);
	waits(&broken, WAIT_FAULT_SEND);
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&handler);
	recv(.cap = ep, .reply = right);
	got(0, 1, 0, 0);
	reply_recv(.cap = ep, .reply = right);
	got_fault(66, BREAKPOINT);
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY);
	as(&high);
	rest();
	as(&broken);
}

Test(fault, an_unknown_call_tells_its_number_and_goes_on_behind_it)
{
	handler_waits();
	as(&broken);
	trap(4711, .cap = 5);
	as(&handler);
	got_fault(66, CALL);
	same(word(PITH_FAULT_INFO), 4711);
	same(word(PITH_FAULT_PC), RIG_PC_AFTER);
	same(word(PITH_FAULT_R0), 5);
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY);
	as(&broken);
	same(broken.at->context.pc, RIG_PC_AFTER);
}

/* --- Strict threads
 * ----------------------------------------------------------------------------------- */

Test(fault, a_strict_thread_faults_on_a_bad_capability_and_repeats_the_call)
{
	uint32_t late = rig_slots(1), nt = make(PITH_TYPE_NOTIFICATION);

	ok(broken.thread, THREAD_SET_FLAGS, W(PITH_FLAG_STRICT));
	handler_waits();
	as(&broken);
	send(.cap = late);
	as(&handler);
	got_fault(66, CAPABILITY);
	same(word(PITH_FAULT_PC), RIG_PC_BEFORE);
	same(word(PITH_FAULT_ADDRESS), late);
	same(word(PITH_FAULT_INFO), PITH_ERROR_CAPABILITY | PITH_ARG_TARGET << 8);
	ok(K, CSPACE_COPY, W(late, nt, PITH_ALL_RIGHTS, 0));
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY);
	as(&broken);
	again();
	got_nothing();
	same(notification_at(rig_object(nt))->bits, 1);
}

Test(fault, a_strict_thread_faults_on_every_capability_argument)
{
	uint32_t frame = make_bits(PITH_TYPE_FRAME, 12), gap = rig_slots(1);

	ok(broken.thread, THREAD_SET_FLAGS, W(PITH_FLAG_STRICT));
	handler_waits();
	as(&broken);
	call(.cap = frame, .label = PITH_OP_FRAME_MAP, W(0x1000, 1), C(gap));
	as(&handler);
	got_fault(66, CAPABILITY);
	same(word(PITH_FAULT_INFO), PITH_ERROR_CAPABILITY | PITH_ARG_CAP << 8);
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_SET, W(0x5000));
	as(&broken);
	recv(.cap = ep, .reply = gap);
	as(&handler);
	same(word(PITH_FAULT_INFO), PITH_ERROR_CAPABILITY | PITH_ARG_REPLY << 8);
	/* Other errors are errors. */
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_SET, W(0x5000));
	as(&broken);
	refuses(TYPE, PITH_ARG_TARGET, RECV, .cap = frame);
	refuses(OPERATION, PITH_ARG_TARGET, CALL, .cap = frame);
}

/* --- Nobody answers
 * -------------------------------------------------------------------------------------- */

Test(fault, when_the_reply_object_ends_the_fault_is_reported)
{
	page_fault();
	ok(K, CSPACE_DELETE, W(right));
	waits(&broken, WAIT_STOPPED);
	same(fake.unhandled, 1);
	same(fake.unhandled_words[1], 0xabcd);
	must(thread_at(schedcontext_at(rig_object(broken.schedcontext))->user) == broken.at);
}

Test(fault, when_the_thread_ends_its_handler_has_nothing_to_answer)
{
	page_fault();
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(broken.thread));
	as(&handler);
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
	reply_recv(.cap = ep, .reply = right);
	waits(&handler, WAIT_CALLABLE);
}

Test(fault, a_revoked_handler_capability_does_not_take_back_a_fault)
{
	page_fault();
	ok(K, CSPACE_REVOKE, W(ep));
	same(broken.at->slots[SLOT_FAULT].ops, 0);
	reply(.cap = right, .label = PITH_FAULT_RETRY);
	rest();
	as(&broken);
	fault(UNDEFINED, 0, 0, 0);
	same(fake.unhandled, 1);
}

/* --- Time
 * --------------------------------------------------------------------------------------------------
 */

Test(fault, a_passive_handler_works_on_the_time_of_who_faults)
{
	handler_waits();
	as(&rig.root);
	ok(handler.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	number_registers();
	fault(PAGE, 0, 0, 0);
	as(&handler);
	same(handler.at->schedcontext, rig_object(broken.schedcontext));
	pass(400);
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY);
	as(&broken);
	ok(broken.schedcontext, SCHEDCONTEXT_CONSUMED);
	same(word(0), 400);
}

Test(fault, a_server_that_faults_in_a_call_goes_on_with_its_callers_time)
{
	uint32_t at = make(PITH_TYPE_ENDPOINT), second = make(PITH_TYPE_REPLY);
	struct actor client;

	handler_waits();
	as(&broken);
	recv(.cap = at, .reply = second);
	as(&rig.root);
	client = actor(5);
	as(&client);
	call(.cap = at);
	as(&broken);
	fault(PAGE, 0, 0, 0);
	as(&handler);
	same(handler.at->schedcontext, rig_object(client.schedcontext));
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY);
	as(&broken);
	same(broken.at->schedcontext, rig_object(client.schedcontext));
	reply_recv(.cap = at, .reply = second);
	as(&client);
	got(0, 0, 0, 0);
}
