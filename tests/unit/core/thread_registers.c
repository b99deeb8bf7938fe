/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread's registers and what stands beside them: reading, writing, the TLS
 * register, flags, domains, name.
 */
#include "tests/unit/core/rig.h"

#include <string.h>

TestSuite(registers, .init = rig_boot);

static uint32_t value_of(uint32_t index)
{
	return index == PITH_REGISTER_CPSR ? CPSR_USER : 0x100 + index;
}

/* A thread with a number of its own in every register. */
static uint32_t numbered(void)
{
	uint32_t thread = make(PITH_TYPE_THREAD);

	ok(thread, THREAD_WRITE,
	    W(0, value_of(0), value_of(1), value_of(2), value_of(3), value_of(4), value_of(5),
		value_of(6), value_of(7), value_of(8), value_of(9), value_of(10), value_of(11),
		value_of(12), value_of(13), value_of(14), value_of(15), value_of(16)));
	return thread;
}

Test(registers, all_of_them_are_written_and_read_in_the_abis_order)
{
	uint32_t thread = numbered();
	const struct context *context = &rig_thread(thread)->context;

	same(context->pc, value_of(PITH_REGISTER_PC));
	same(context->r[CONTEXT_SP], value_of(PITH_REGISTER_SP));
	same(context->r[CONTEXT_LR], value_of(PITH_REGISTER_LR));
	for (uint32_t i = 0; i < 13; i++)
		same(context->r[i], value_of(PITH_REGISTER_R0 + i));
	ok(thread, THREAD_READ, W(0));
	for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
		same(i < 8 ? word(i) : rig.root.page->words[i], value_of(i));
}

Test(registers, the_first_n_are_written_and_the_others_stay)
{
	for (uint32_t n = 0; n <= PITH_REGISTER_COUNT; n++) {
		uint32_t thread = numbered();
		struct message m = {
		    .cap = thread, .label = PITH_OP_THREAD_WRITE, .length = 1 + n, .words = {0}};

		for (uint32_t i = 0; i < n; i++)
			m.words[1 + i] = 0x7000 + i;
		m.words[1 + PITH_REGISTER_CPSR] = CPSR_USER;
		rig_ok(HERE, PITH_OP_THREAD_WRITE, &m);
		for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
			if (i != PITH_REGISTER_CPSR)
				same(thread_read(rig_thread(thread), i),
				    i < n ? 0x7000 + i : value_of(i));
		ok(PITH_BOOT_CSPACE, CSPACE_DELETE, W(thread));
	}
}

Test(registers, a_program_chooses_only_its_own_part_of_the_status)
{
	uint32_t thread = make(PITH_TYPE_THREAD);
	static const uint32_t bad[] = {0, 0x13, 0x1f, 0xd3, 0xffffffff};

	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ok(thread, THREAD_WRITE, W(0, 0, 0, bad[i]));
		same(rig_thread(thread)->context.cpsr,
		    CPSR_USER | (bad[i] & (uint32_t)CPSR_USER_MASK));
	}
	ok(thread, THREAD_WRITE, W(0, 0, 0, 0xf0000030));
	same(rig_thread(thread)->context.cpsr, 0xf0000030);
}

Test(registers, a_thread_that_reads_itself_sees_what_it_called_with)
{
	struct actor self = actor(10);

	as(&self);
	call(.cap = self.thread, .label = PITH_OP_THREAD_READ,
	    W(0, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88), .reply = 0x1010);
	same(tag(), pith_tag(0, PITH_REGISTER_COUNT, 0));
	same(word(PITH_REGISTER_PC), RIG_PC_AFTER);
	same(word(PITH_REGISTER_R0), self.thread);
	same(word(PITH_REGISTER_R0 + 2), 0);
	same(word(PITH_REGISTER_R0 + 3), 0x22);
	for (uint32_t r = 4; r < 10; r++)
		same(self.page->words[PITH_REGISTER_R0 + r], 0x11 * (r - 1));
	same(self.page->words[PITH_REGISTER_R0 + 10], 0x1010);
	same(self.page->words[PITH_REGISTER_R0 + 12], PITH_CALL_CALL);
}

Test(registers, wrong_arguments_of_read_and_write_are_refused)
{
	uint32_t thread = numbered();

	refused(RANGE, PITH_ARG_WORD, thread, THREAD_READ, W(2));
	refused(RANGE, PITH_ARG_WORD, thread, THREAD_READ, W(~0u));
	refused(RANGE, PITH_ARG_WORD, thread, THREAD_WRITE, W(2));
	refused(RANGE, PITH_ARG_WORD, thread, THREAD_WRITE, W(~0u, 1, 2));
	refused(LENGTH, PITH_ARG_TAG, thread, THREAD_WRITE, .length = PITH_REGISTER_COUNT + 2);
	refused(LENGTH, PITH_ARG_TAG, thread, THREAD_WRITE, .length = PITH_MAX_WORDS);
	refused(STATE, PITH_ARG_TARGET, PITH_BOOT_THREAD, THREAD_WRITE, W(0, 1));
}

Test(registers, writing_can_resume_in_the_same_call)
{
	struct actor other = new_thread(10);

	ok(other.thread, THREAD_WRITE, W(1, 0x4444));
	as(&other);
	same(other.at->context.pc, 0x4444);
	as(&rig.root);
	refused(STATE, PITH_ARG_TARGET, other.thread, THREAD_WRITE, W(1, 0x4444)); /* is ready */
	ok(other.thread, THREAD_WRITE, W(0, 0x5555));
	same(other.at->context.pc, 0x5555);
}

Test(registers, a_thread_in_a_call_is_not_written_to)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), nt = make(PITH_TYPE_NOTIFICATION);
	struct actor sender = actor(10), waiter = actor(10), caller = actor(10);

	as(&sender);
	send(.cap = ep);
	as(&waiter);
	recv(.cap = nt);
	as(&caller);
	call(.cap = ep);
	as(&rig.root);
	refused(STATE, PITH_ARG_TARGET, sender.thread, THREAD_WRITE, W(0, 1));
	refused(STATE, PITH_ARG_TARGET, waiter.thread, THREAD_WRITE, W(0, 1));
	refused(STATE, PITH_ARG_TARGET, caller.thread, THREAD_WRITE, W(0, 1));
}

Test(registers, a_thread_that_waits_for_its_fault_to_be_answered_can_be_repaired)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	struct actor broken = actor(10);

	ok(broken.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
	as(&broken);
	fault(UNDEFINED, 0x1234, 0, 0);
	as(&rig.root);
	waits(&broken, WAIT_FAULT_SEND);
	ok(broken.thread, THREAD_WRITE, W(0, 0x8888));
	same(broken.at->context.pc, 0x8888);
	refused(STATE, PITH_ARG_TARGET, broken.thread, THREAD_WRITE, W(1, 0x8888));
}

Test(registers, reading_can_suspend_first)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);
	struct actor waiter = actor(10);

	as(&waiter);
	recv(.cap = nt);
	as(&rig.root);
	ok(waiter.thread, THREAD_READ, W(0));
	waits(&waiter, WAIT_NOTIFICATION);
	ok(waiter.thread, THREAD_READ, W(1));
	waits(&waiter, WAIT_STOPPED);
	same(word(PITH_REGISTER_R0 + 1), pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
}

Test(registers, a_thread_that_reads_itself_can_stop_there)
{
	struct actor self = actor(10);

	as(&self);
	call(.cap = self.thread, .label = PITH_OP_THREAD_READ, W(1));
	idle();
	waits(&self, WAIT_STOPPED);
	as(&rig.root);
	ok(self.thread, THREAD_RESUME);
	as(&self);
	same(tag(), pith_tag(0, PITH_REGISTER_COUNT, 0));
}

/* --- What is loaded with them ---------------------------------------------------------------- */

Test(registers, the_tls_register_is_set_for_others_and_for_oneself)
{
	struct actor other = new_thread(10);

	ok(other.thread, THREAD_SET_TLS, W(0x12345678));
	same(other.at->context.tpidruro, 0x12345678);
	ok(PITH_BOOT_THREAD, THREAD_SET_TLS, W(0x87654321));
	same(fake.loaded.tpidruro, 0x87654321);
}

Test(registers, vfp_is_allowed_by_a_flag)
{
	struct actor other = new_thread(10);

	ok(other.thread, THREAD_SET_FLAGS, W(PITH_FLAG_VFP));
	same(other.at->context.fpexc, FPEXC_EN);
	ok(other.thread, THREAD_SET_FLAGS, W(PITH_FLAG_STRICT));
	same(other.at->context.fpexc, 0);
	ok(PITH_BOOT_THREAD, THREAD_SET_FLAGS, W(PITH_FLAG_VFP));
	same(fake.loaded.fpexc, FPEXC_EN);
	ok(PITH_BOOT_THREAD, THREAD_SET_FLAGS, W(0));
	same(fake.loaded.fpexc, 0);
}

Test(registers, flags_that_do_not_exist_are_refused)
{
	refused(RANGE, PITH_ARG_WORD, PITH_BOOT_THREAD, THREAD_SET_FLAGS, W(8));
	refused(RANGE, PITH_ARG_WORD, PITH_BOOT_THREAD, THREAD_SET_FLAGS, W(0x80000001));
}

Test(registers, domains_are_clients_or_nothing_and_the_kernels_is_its_own)
{
	struct actor other = new_thread(10);

	same(other.at->context.dacr, 1 | 1u << 30);
	ok(other.thread, THREAD_SET_DOMAINS, W(0x15555555));
	same(other.at->context.dacr, 0x15555555 | 1u << 30);
	ok(other.thread, THREAD_SET_DOMAINS, W(0));
	same(other.at->context.dacr, 1u << 30);
	for (uint32_t domain = 0; domain < 16; domain++) {
		refused(
		    RANGE, PITH_ARG_WORD, other.thread, THREAD_SET_DOMAINS, W(2u << (2 * domain)));
		refused(
		    RANGE, PITH_ARG_WORD, other.thread, THREAD_SET_DOMAINS, W(3u << (2 * domain)));
	}
	refused(RANGE, PITH_ARG_WORD, other.thread, THREAD_SET_DOMAINS, W(1u << 30));
	ok(PITH_BOOT_THREAD, THREAD_SET_DOMAINS, W(4));
	same(fake.loaded.dacr, 4 | 1u << 30);
}

Test(registers, a_name_is_sixteen_characters)
{
	struct actor other = new_thread(10);

	ok(other.thread, THREAD_SET_NAME, W(0x64636261, 0x68676665, 0x6c6b6a69, 0x706f6e6d));
	must(memcmp(thread_name(other.at), "abcdefghijklmnop", 16) == 0);
	ok(other.thread, THREAD_SET_NAME, W(0x41, 0, 0, 0));
	must(strcmp(thread_name(other.at), "A") == 0);
	must(strcmp(thread_name(rig.root.at), "policy") == 0);
}

Test(registers, the_accessors_for_the_hal_agree)
{
	struct thread *thread = rig.root.at;

	must(context_thread(thread_context(thread)) == thread);
	must((void *)thread_vfp(thread) > (void *)thread);
	must((uint8_t *)(thread_vfp(thread) + 1) <= (uint8_t *)(thread + 1));
}
