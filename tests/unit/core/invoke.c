/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all operations have in common: how a message is decoded before any object
 * sees it. Driven by the ABI's own list, so a new operation is tested as it appears.
 */
#include "tests/unit/core/rig.h"

TestSuite(invoke, .init = rig_boot);

static const struct operation {
	const char *name;
	enum pith_type type;
	uint32_t words, caps;
} operations[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) \
	[PITH_OP_##TYPE##_##NAME] = {#TYPE "_" #NAME, PITH_TYPE_##TYPE, words, caps},
    PITH_OPERATIONS(X)
#undef X
};

/* A capability of each type, in root's CSpace. */
static uint32_t one_of(enum pith_type type)
{
	static uint32_t line = 60;
	uint32_t slot;

	switch (type) {
	case PITH_TYPE_IRQCONTROL:
		return PITH_BOOT_IRQCONTROL;
	case PITH_TYPE_SCHEDCONTROL:
		return PITH_BOOT_SCHEDCONTROL;
	case PITH_TYPE_IRQ:
		slot = rig_slots(1);
		ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(line++, slot), C(PITH_BOOT_CSPACE));
		return slot;
	case PITH_TYPE_UNTYPED:
	case PITH_TYPE_FRAME:
		return make_bits(type, 12);
	case PITH_TYPE_CSPACE:
		return make_bits(type, 2);
	default:
		return make(type);
	}
}

static bool takes_messages(enum pith_type type)
{
	return type == PITH_TYPE_ENDPOINT || type == PITH_TYPE_NOTIFICATION;
}

Test(invoke, an_operation_of_another_type_is_refused)
{
	for (uint32_t type = PITH_TYPE_EMPTY + 1; type < PITH_TYPE_COUNT; type++) {
		uint32_t target;

		if (takes_messages(type))
			continue;
		target = one_of(type);
		for (uint32_t op = 1; op < PITH_OP_COUNT; op++)
			if (operations[op].type != type)
				refuses(OPERATION, PITH_ARG_TARGET, CALL, .cap = target,
				    .label = op, W(0, 0, 0, 0, 0, 0, 0, 0), C(1, 1, 1, 1));
	}
}

Test(invoke, a_label_that_is_no_operation_is_refused)
{
	static const uint32_t labels[] = {0, PITH_OP_COUNT, PITH_OP_COUNT + 1, 0xff,
	    0x100 | PITH_OP_CSPACE_COPY, (1 << PITH_TAG_LABEL_BITS) - 1};

	for (uint32_t type = PITH_TYPE_EMPTY + 1; type < PITH_TYPE_COUNT; type++) {
		uint32_t target;

		if (takes_messages(type))
			continue;
		target = one_of(type);
		for (uint32_t i = 0; i < ARRAY_SIZE(labels); i++)
			refuses(
			    OPERATION, PITH_ARG_TARGET, CALL, .cap = target, .label = labels[i]);
	}
}

Test(invoke, too_few_words_are_refused_by_every_operation)
{
	for (uint32_t op = 1; op < PITH_OP_COUNT; op++) {
		uint32_t target = one_of(operations[op].type);

		for (uint32_t length = 0; length < operations[op].words; length++)
			refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = target,
			    .tag = pith_tag(op, length, 4), .slots = {1, 1, 1, 1});
	}
}

Test(invoke, too_few_capabilities_are_refused_by_every_operation)
{
	for (uint32_t op = 1; op < PITH_OP_COUNT; op++) {
		uint32_t target = one_of(operations[op].type);

		for (uint32_t caps = 0; caps < operations[op].caps; caps++)
			refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = target,
			    .tag = pith_tag(op, 8, caps));
	}
}

Test(invoke, lengths_and_counts_beyond_the_abis_are_refused_by_every_operation)
{
	for (uint32_t op = 1; op < PITH_OP_COUNT; op++) {
		uint32_t target = one_of(operations[op].type);

		refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = target, .tag = pith_tag(op, 65, 0));
		refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = target, .tag = pith_tag(op, 127, 0));
		refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = target, .tag = pith_tag(op, 8, 5));
		refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = target, .tag = pith_tag(op, 8, 7));
	}
}

Test(invoke, a_kind_that_only_the_kernel_sets_is_refused_by_every_operation)
{
	for (uint32_t op = 1; op < PITH_OP_COUNT; op++) {
		uint32_t target = one_of(operations[op].type);

		for (uint32_t kind = 1; kind < 4; kind++)
			refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = target,
			    .tag = pith_tag(op, operations[op].words, 0) |
				   kind << PITH_TAG_KIND_SHIFT);
	}
}

Test(invoke, what_goes_through_a_buffer_needs_one)
{
	struct actor bare = actor(10);

	ok(bare.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	for (uint32_t op = 1; op < PITH_OP_COUNT; op++) {
		uint32_t target = (as(&rig.root), one_of(operations[op].type));

		as(&bare);
		refuses(BUFFER, PITH_ARG_TAG, CALL, .cap = target,
		    .tag = pith_tag(op, 8, operations[op].caps ? operations[op].caps : 1));
		if (!operations[op].caps)
			refuses(
			    BUFFER, PITH_ARG_TAG, CALL, .cap = target, .tag = pith_tag(op, 9, 0));
	}
}

Test(invoke, capabilities_and_words_that_are_not_asked_for_do_no_harm)
{
	uint32_t frame = make_bits(PITH_TYPE_FRAME, 12);

	call(.cap = frame, .label = PITH_OP_FRAME_QUERY, .length = 64, C(0, 9999, frame, 1));
	same(tag(), pith_tag(0, 5, 0));
}

Test(invoke, a_target_that_is_none_is_refused_by_every_call)
{
	uint32_t size = 1u << rig.info->cspace_bits,
		 bad[] = {0, rig.next, size - 1, size, size + 1, 0x80000000, 0xffffffff};

	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++) {
		refuses(CAPABILITY, PITH_ARG_TARGET, CALL, .cap = bad[i], .label = 1);
		refuses(CAPABILITY, PITH_ARG_TARGET, SEND, .cap = bad[i]);
		refuses(CAPABILITY, PITH_ARG_TARGET, NBSEND, .cap = bad[i]);
		refuses(CAPABILITY, PITH_ARG_TARGET, RECV, .cap = bad[i]);
		refuses(CAPABILITY, PITH_ARG_TARGET, NBRECV, .cap = bad[i]);
		refuses(CAPABILITY, PITH_ARG_TARGET, REPLY, .cap = bad[i]);
		refuses(CAPABILITY, PITH_ARG_TARGET, REPLY_RECV, .cap = bad[i], .reply = bad[i]);
	}
}

Test(invoke, a_message_capability_that_is_none_is_named)
{
	uint32_t frame = make_bits(PITH_TYPE_FRAME, 12), size = 1u << rig.info->cspace_bits;
	uint32_t bad[] = {0, rig.next, size - 1, size, 0xffffffff};

	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++)
		refused(CAPABILITY, PITH_ARG_CAP, frame, FRAME_MAP, W(0x10000000, PITH_READ),
		    C(bad[i]));
	refused(TYPE, PITH_ARG_CAP, frame, FRAME_MAP, W(0x10000000, PITH_READ), C(frame));
}

Test(invoke, send_and_nbsend_to_an_object_are_operations_too)
{
	uint32_t frame = make_bits(PITH_TYPE_FRAME, 12);

	send(.cap = frame, .label = PITH_OP_FRAME_QUERY);
	same(tag(), pith_tag(0, 5, 0));
	same(word(1), 12);
	nbsend(.cap = frame, .label = PITH_OP_FRAME_QUERY);
	same(tag(), pith_tag(0, 5, 0));
	refuses(OPERATION, PITH_ARG_TARGET, SEND, .cap = frame, .label = PITH_OP_CSPACE_COPY);
}

Test(invoke, an_object_cannot_be_received_from)
{
	uint32_t frame = make_bits(PITH_TYPE_FRAME, 12), right = make(PITH_TYPE_REPLY);

	refuses(TYPE, PITH_ARG_TARGET, RECV, .cap = frame);
	refuses(TYPE, PITH_ARG_TARGET, NBRECV, .cap = PITH_BOOT_THREAD);
	refuses(TYPE, PITH_ARG_TARGET, REPLY_RECV, .cap = right, .reply = right);
	refuses(TYPE, PITH_ARG_TARGET, REPLY, .cap = frame);
}

Test(invoke, a_thread_without_a_cspace_can_name_nothing)
{
	struct actor bare = actor(10);

	ok(bare.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_CSPACE));
	as(&bare);
	for (uint32_t slot = 0; slot < 20; slot++) {
		refuses(
		    CAPABILITY, PITH_ARG_TARGET, CALL, .cap = slot, .label = PITH_OP_FRAME_QUERY);
		refuses(CAPABILITY, PITH_ARG_TARGET, REPLY_RECV, .cap = slot, .reply = slot);
	}
}

Test(invoke, a_result_longer_than_the_registers_is_cut_without_a_buffer)
{
	struct actor bare = actor(10);
	uint32_t other = make(PITH_TYPE_THREAD);

	ok(bare.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	as(&bare);
	call(.cap = other, .label = PITH_OP_THREAD_READ, W(0));
	same(tag(), pith_tag(0, 8, 0));
	as(&rig.root);
	call(.cap = other, .label = PITH_OP_THREAD_READ, W(0));
	same(tag(), pith_tag(0, PITH_REGISTER_COUNT, 0));
}

Test(invoke, an_unknown_call_number_is_a_fault)
{
	struct actor lost = actor(10);

	as(&lost);
	trap(PITH_CALL_COUNT, .cap = 1);
	idle();
	waits(&lost, WAIT_STOPPED);
	same(fake.unhandled, 1);
	same(fake.unhandled_words[0], PITH_FAULT_CALL);
	same(fake.unhandled_words[2], PITH_CALL_COUNT);
}
