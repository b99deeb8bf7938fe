/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The comparison with the specification must notice a kernel that is sound and wrong.
 * Each case changes one thing behind the kernel's back, most of them such that its
 * own invariants still hold: a right, a badge, a turn, a nanosecond.
 */
#include "tests/unit/core/rig.h"
#include "tests/spec/parts.h"

#include <stdlib.h>
#include <string.h>

enum { K = PITH_BOOT_CSPACE, VADDR = 0x500000, LARGE_VADDR = 0x40000000, LINE = 77 };

static uint32_t ep, queue, right, nt, badged, frame, large, table, space, irq, untyped;
static struct actor server, client, sender, second, third, fourth, ready, behind;

/* A kernel with something of everything in it; root runs. */
static void set_up(void)
{
	rig_boot();
	ep = make(PITH_TYPE_ENDPOINT);
	queue = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	nt = make(PITH_TYPE_NOTIFICATION);
	badged = copy(ep, PITH_SEND | PITH_GRANT, 0x77);
	space = make(PITH_TYPE_SPACE);
	table = make(PITH_TYPE_PAGETABLE);
	frame = make_bits(PITH_TYPE_FRAME, 12);
	large = make_bits(PITH_TYPE_FRAME, 20);
	untyped = make_bits(PITH_TYPE_UNTYPED, 12);
	make_from(untyped, PITH_TYPE_REPLY, 0, PITH_MEMORY_NORMAL);
	ok(table, PAGETABLE_MAP, W(VADDR, 3), C(space));
	ok(frame, FRAME_MAP, W(VADDR, PITH_READ), C(space));
	ok(large, FRAME_MAP, W(LARGE_VADDR, PITH_READ | PITH_WRITE), C(space));
	irq = rig_slots(1);
	ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(LINE, irq), C(K));
	server = actor(20);
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	sender = actor(15);
	second = actor(15);
	as(&sender);
	send(.cap = queue);
	send(.cap = queue);
	as(&rig.root);
	third = actor(12);
	fourth = actor(12);
	as(&third);
	recv(.cap = nt);
	recv(.cap = nt);
	as(&rig.root);
	client = actor(11);
	as(&client);
	call(.cap = badged);
	as(&server);
	recv(.cap = rig.nowhere);
	as(&rig.root);
	ready = actor(10);
	behind = actor(10);
}

TestSuite(spec, .init = set_up);

static void sees(struct here here)
{
	if (!rig_difference())
		rig_fail(here, "not noticed");
}

static void same_again(struct here here)
{
	if (rig_difference())
		rig_fail(here, "differs: %s", rig_difference());
}

static void changed(struct here here, void *at, uint32_t value)
{
	uint32_t *word = at, before = *word;

	same_again(here);
	if (before == value)
		rig_fail(here, "the value is no change");
	*word = value;
	sees(here);
	*word = before;
	same_again(here);
}
#define wrong(field, value) changed(HERE, &(field), (value))
/* One that core_check finds nothing wrong with. */
#define sound(field, value)                              \
	do {                                             \
		uint32_t before_ = (uint32_t)(field);    \
                                                         \
		wrong(field, value);                     \
		(field) = (value);                       \
		if (core_check(rig.cpu))                 \
			fail("core_check notices, too"); \
		(field) = before_;                       \
	} while (0)

Test(spec, the_two_agree)
{
	must(!rig_difference());
}

Test(spec, a_right_more_or_less)
{
	sound(rig_slot(badged)->ops, CAP_EP_SEND);
	sound(rig_slot(badged)->ops, CAP_ENDPOINT);
	sound(rig_slot(frame)->ops, CAP_FRAME_READ);
	wrong(rig_slot(nt)->ops, CAP_NT_WAIT);
}

Test(spec, a_badge)
{
	sound(rig_slot(badged)->badge, 0x78);
	sound(rig_slot(ep)->badge, 1);
}

Test(spec, memory_given_out_or_zeroed)
{
	sound(rig_slot(untyped)->badge, 128);
	sound(rig_slot(untyped)->aux, 1 << 12);
	wrong(rig_slot(untyped)->object, rig_slot(untyped)->object + 1);
	wrong(rig_slot(large)->object, rig_slot(large)->object | 1 << FRAME_MEMORY_SHIFT);
}

/* Two children of one parent, the other way round. */
Test(spec, the_order_of_derivation)
{
	struct slot *a = rig_slot(copy(nt, PITH_SEND, 1)), *b = rig_slot(copy(nt, PITH_SEND, 1));
	struct slot a_before = *a, b_before = *b, parent = *rig_slot(nt);

	rig_slot(nt)->first = hal_ref(a);
	rig_slot(nt)->last = hal_ref(b);
	a->prev = hal_ref(rig_slot(nt)) | SLOT_PARENT;
	a->next = hal_ref(b);
	b->prev = hal_ref(a);
	b->next = hal_ref(rig_slot(nt)) | SLOT_PARENT;
	must(!core_check(rig.cpu));
	sees(HERE);
	*a = a_before;
	*b = b_before;
	*rig_slot(nt) = parent;
	same_again(HERE);
}

/* The same capability, in the next slot. */
Test(spec, the_slot_of_a_capability)
{
	uint32_t to = rig_slots(1);

	slot_move(rig_slot(to), rig_slot(badged));
	must(!core_check(rig.cpu));
	sees(HERE);
	slot_move(rig_slot(badged), rig_slot(to));
	same_again(HERE);
}

/* A capability that nobody gave, and one that is gone. */
Test(spec, one_capability_more_or_less)
{
	uint32_t to = rig_slots(1);

	slot_copy(rig_slot(to), rig_slot(nt), CAP_NOTIFICATION, 0);
	must(!core_check(rig.cpu));
	sees(HERE);
	slot_clear(rig.cpu, rig_slot(to));
	same_again(HERE);
	slot_clear(rig.cpu, rig_slot(badged));
	must(!core_check(rig.cpu));
	sees(HERE);
}

Test(spec, a_line)
{
	fake.unmasked[LINE] = true;
	sees(HERE);
	fake.unmasked[LINE] = false;
	fake.unmasked[RIG_BELL_LINE] = !fake.unmasked[RIG_BELL_LINE];
	sees(HERE);
	fake.unmasked[RIG_BELL_LINE] = !fake.unmasked[RIG_BELL_LINE];
	same_again(HERE);
	wrong(rig.cpu->irqs[90].header.refs, 1);
}

/* What the processor is told, whatever the kernel remembers. */
Test(spec, an_entry_of_a_page_table)
{
	uint32_t *top = fake_memory(hal_paddr(rig_object(space)));
	uint32_t *entries = fake_memory(hal_paddr(rig_object(table)));
	paddr_t page = rig_slot(frame)->object & (uint32_t)FRAME_PADDR_MASK;
	paddr_t megabyte = rig_slot(large)->object & (uint32_t)FRAME_PADDR_MASK;
	uint32_t index = VADDR >> 20, index_large = LARGE_VADDR >> 20;

	wrong(entries[0], 0);
	wrong(entries[0], pagetable_page(0, page, 3, PITH_MEMORY_NORMAL, 0));
	wrong(entries[0], pagetable_page(0, page, 5, PITH_MEMORY_NORMAL, 0));
	wrong(entries[0], pagetable_page(0, page, 1, PITH_MEMORY_UNCACHED, 0));
	wrong(entries[0], pagetable_page(0, page + 4096, 1, PITH_MEMORY_NORMAL, 0));
	wrong(entries[1], pagetable_page(0, page, 1, PITH_MEMORY_NORMAL, 0));
	wrong(top[index], pagetable_link(hal_paddr(rig_object(table)), 2));
	wrong(top[index], 0);
	wrong(top[index + 1], pagetable_link(hal_paddr(rig_object(table)), 3));
	wrong(top[index_large], pagetable_page(2, megabyte, 1, PITH_MEMORY_NORMAL, 0));
	wrong(top[index_large], pagetable_page(2, megabyte, 3, PITH_MEMORY_NORMAL, 4));
	wrong(top[index_large + 1], pagetable_page(2, megabyte, 3, PITH_MEMORY_NORMAL, 0));
	wrong(top[SPACE_KERNEL_FIRST],
	    pagetable_page(2, FAKE_RAM_BASE, PITH_READ, PITH_MEMORY_NORMAL, 0));
}

Test(spec, something_where_nothing_should_be)
{
	struct slot *slots = slot_at(rig_object(K));
	uint32_t *bytes, fresh;

	wrong(slots[rig.next + 3].ops, CAP_SCHEDCONTROL);
	wrong(third.at->slots[SLOT_FAULT].ops, CAP_EP_SEND);
	fresh = make_bits(PITH_TYPE_FRAME, 16);
	bytes = fake_memory(rig_slot(fresh)->object & (uint32_t)FRAME_PADDR_MASK);
	wrong(bytes[0], 1);
	wrong(bytes[16383], 1u << 31);
}

Test(spec, where_something_is_mapped)
{
	wrong(rig_slot(frame)->badge, VADDR | PITH_READ | PITH_EXECUTE);
	wrong(rig_slot(frame)->badge, (VADDR + 0x1000) | PITH_READ);
	wrong(rig_slot(frame)->aux, 0);
	wrong(rig_slot(table)->badge, 0);
}

Test(spec, what_a_thread_is)
{
	struct thread *thread = third.at;

	sound(thread->context.r[5], 1);
	sound(thread->context.pc, 0);
	sound(thread->context.cpsr, CPSR_USER | CPSR_THUMB);
	sound(thread->context.tpidruro, 4);
	sound(thread->context.dacr, 1u << 30);
	sound(thread->ceiling, 200);
	sound(thread->priority, 13);
	sound(thread->flags, PITH_FLAG_STRICT);
	sound(*(uint32_t *)(void *)thread->name, 0x20202020);
	wrong(thread->buffer, fourth.at->buffer);
	wrong(sender.at->badge, 5);
	wrong(sender.at->grant, 0);
	wrong(server.at->notification, rig_object(nt));
}

/* Threads that wait in one line, the other way round. */
Test(spec, whose_turn_it_is)
{
	struct notification *waiting = notification_at(rig_object(nt));
	struct endpoint *sending = endpoint_at(rig_object(queue));

	waiting->wait_next = hal_ref(fourth.at);
	waiting->wait_prev = hal_ref(third.at);
	fourth.at->prev = rig_object(nt);
	fourth.at->next = hal_ref(third.at);
	third.at->prev = hal_ref(fourth.at);
	third.at->next = rig_object(nt);
	must(!core_check(rig.cpu));
	sees(HERE);
	waiting->wait_next = hal_ref(third.at);
	waiting->wait_prev = hal_ref(fourth.at);
	third.at->prev = rig_object(nt);
	third.at->next = hal_ref(fourth.at);
	fourth.at->prev = hal_ref(third.at);
	fourth.at->next = rig_object(nt);
	same_again(HERE);
	sending->send = hal_ref(second.at);
	second.at->group_prev = 0;
	sender.at->group_prev = 1;
	must(!core_check(rig.cpu));
	sees(HERE);
	sending->send = hal_ref(sender.at);
	sender.at->group_prev = 0;
	second.at->group_prev = 1;
	same_again(HERE);
	sound(rig.cpu->ready[10], hal_ref(behind.at));
	must(rig.cpu->ready[10] == hal_ref(ready.at));
}

Test(spec, bits_and_answers)
{
	uint32_t quiet = make(PITH_TYPE_NOTIFICATION);

	sound(notification_at(rig_object(quiet))->bits, 4);
	wrong(reply_at(rig_object(right))->thread, 0);
	wrong(client.at->wait, rig_object(right) | WAIT_FAULT);
}

Test(spec, time)
{
	struct schedcontext *own = schedcontext_at(rig_object(behind.schedcontext));
	struct schedcontext *lent = schedcontext_at(rig_object(client.schedcontext));

	own->left--;
	must(!core_check(rig.cpu));
	sees(HERE);
	own->left++;
	own->given++;
	sees(HERE);
	own->given--;
	own->budget += 1;
	sees(HERE);
	own->budget -= 1;
	own->period += 1;
	sees(HERE);
	own->period -= 1;
	sound(lent->calls, 0);
	wrong(lent->user, 0);
	fake.deadline--;
	sees(HERE);
	fake.deadline++;
	rig.cpu->slice_end++;
	sees(HERE);
	rig.cpu->slice_end--;
	rig.cpu->began++;
	sees(HERE);
	rig.cpu->began--;
	same_again(HERE);
}

Test(spec, a_fault_that_nobody_took_care_of)
{
	fake.unhandled++;
	sees(HERE);
	fake.unhandled--;
	same_again(HERE);
}

/* How often the last call could have been preempted. */
Test(spec, a_preemption_point_more_or_less)
{
	ok(K, CSPACE_REVOKE, W(ep));
	fake.steps++;
	sees(HERE);
	fake.steps -= 2;
	sees(HERE);
	fake.steps++;
	same_again(HERE);
}

/* The answer of the last call, as its caller sees it. */
Test(spec, a_wrong_answer)
{
	ok(large, FRAME_QUERY);
	must(word(1) == 20);
	wrong(rig.root.at->context.r[3], 21);
	wrong(rig.root.at->context.r[0], 1);
	ok(ready.thread, THREAD_READ, W(0));
	wrong(rig.root.page->words[11], rig.root.page->words[11] + 1);
}

/* Two states that were read. */
Test(spec, two_readings)
{
	struct spec *one = calloc(2, sizeof(struct spec)), *other = one + 1;

	must(one);
	lockstep_read(one, rig.cpu);
	lockstep_read(other, rig.cpu);
	must(!one->full && !lockstep_difference(one, other));
	rig_slot(badged)->badge++;
	lockstep_read(other, rig.cpu);
	must(strstr(lockstep_difference(one, other), "badge is 0x78, not 0x77"));
	rig_slot(badged)->badge--;
	third.at->context.r[7]++;
	lockstep_read(other, rig.cpu);
	must(lockstep_difference(one, other));
	third.at->context.r[7]--;
	lockstep_read(other, rig.cpu);
	must(!lockstep_difference(one, other));
	free(one);
}

/* The kernel does something else than what it is asked for. */
Test(spec, a_trap_that_does_something_else)
{
	struct spec *spec = calloc(1, sizeof(*spec));
	struct spec_trap trap = {.event = SPEC_CALL, .now = fake.now};

	must(spec);
	lockstep_begin(spec, rig.cpu);
	for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
		trap.registers[i] = thread_read(rig.root.at, i);
	trap.registers[PITH_REGISTER_R0] = nt;
	trap.registers[PITH_REGISTER_R0 + 12] = PITH_CALL_SEND;
	lockstep_trap(spec, &trap);
	must(lockstep_check(spec, rig.cpu));
	free(spec);
}

/* It does not give up, as it does where it has no room. */
Test(spec, a_specification_that_names_what_is_not_there)
{
	struct spec *spec = calloc(1, sizeof(*spec));

	must(spec);
	lockstep_begin(spec, rig.cpu);
	must(spec_thread(spec, hal_paddr(hal_ref(third.at))) && !lockstep_check(spec, rig.cpu));
	must(!spec_thread(spec, 1) && lockstep_check(spec, rig.cpu));
	free(spec);
}
