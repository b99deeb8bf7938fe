/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt lines: claiming, binding, the way of an interrupt, and giving back.
 */
#include "tests/unit/core/rig.h"

TestSuite(irq, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE, CONTROL = PITH_BOOT_IRQCONTROL, LINE = 70 };

static uint32_t get(uint32_t line)
{
	uint32_t slot = rig_slots(1);

	ok(CONTROL, IRQCONTROL_GET, W(line, slot), C(K));
	return slot;
}

Test(irq, every_shared_line_can_be_claimed_once)
{
	for (uint32_t line = HAL_IRQ_FIRST; line < HAL_IRQ_LINES; line++) {
		if (line != RIG_BELL_LINE)
			get(line);
		refused(OCCUPIED, PITH_ARG_WORD, CONTROL, IRQCONTROL_GET, W(line, rig.next), C(K));
	}
}

Test(irq, lines_of_the_processor_and_beyond_the_last_are_refused)
{
	static const uint32_t bad[] = {0, HAL_IRQ_FIRST - 1, HAL_IRQ_LINES, ~0u};

	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++)
		refused(RANGE, PITH_ARG_WORD, CONTROL, IRQCONTROL_GET, W(bad[i], rig.next), C(K));
}

Test(irq, the_new_slot_must_be_there_and_empty)
{
	refused(RANGE, PITH_ARG_WORD + 1, CONTROL, IRQCONTROL_GET, W(LINE, 0), C(K));
	refused(RANGE, PITH_ARG_WORD + 1, CONTROL, IRQCONTROL_GET,
	    W(LINE, 1u << rig.info->cspace_bits), C(K));
	refused(OCCUPIED, PITH_ARG_WORD + 1, CONTROL, IRQCONTROL_GET, W(LINE, K), C(K));
	refused(TYPE, PITH_ARG_CAP, CONTROL, IRQCONTROL_GET, W(LINE, rig.next), C(CONTROL));
	refused(CAPABILITY, PITH_ARG_CAP, CONTROL, IRQCONTROL_GET, W(LINE, rig.next), C(0));
}

Test(irq, an_interrupt_masks_its_line_and_signals_the_badge)
{
	uint32_t irq = get(LINE), nt = make(PITH_TYPE_NOTIFICATION);
	struct actor driver = actor(20), other = actor(10);

	ok(irq, IRQ_BIND, C(copy(nt, PITH_SEND, 0x40)));
	must(!fake.unmasked[LINE]);
	ok(irq, IRQ_ACKNOWLEDGE);
	must(fake.unmasked[LINE]);
	as(&driver);
	recv(.cap = nt);
	as(&other);
	for (uint32_t i = 0; i < 3; i++) {
		interrupt(LINE);
		as(&driver);
		got_signal(0x40);
		ok(irq, IRQ_ACKNOWLEDGE);
		recv(.cap = nt);
		as(&other);
	}
}

Test(irq, an_interrupt_for_a_lower_thread_changes_nothing_for_who_runs)
{
	uint32_t irq = get(LINE), nt = make(PITH_TYPE_NOTIFICATION);
	struct actor driver = actor(5), other = actor(10);

	ok(irq, IRQ_BIND, C(nt));
	ok(irq, IRQ_ACKNOWLEDGE);
	as(&other);
	rest();
	as(&driver);
	recv(.cap = nt);
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&other);
	interrupt(LINE);
	as(&other);
	same(fake.left, FAKE_RESUME);
	rest();
	as(&driver);
	got_signal(1);
}

Test(irq, an_interrupt_ends_idling)
{
	uint32_t irq = get(LINE), nt = make(PITH_TYPE_NOTIFICATION);
	struct actor driver = actor(5);

	ok(irq, IRQ_BIND, C(nt));
	ok(irq, IRQ_ACKNOWLEDGE);
	as(&driver);
	recv(.cap = nt);
	idle();
	interrupt(LINE);
	as(&driver);
	got_signal(1);
}

Test(irq, several_lines_share_a_notification)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);

	for (uint32_t i = 0; i < 4; i++) {
		uint32_t irq = get(LINE + i);

		ok(irq, IRQ_BIND, C(copy(nt, PITH_SEND, 1u << i)));
		ok(irq, IRQ_ACKNOWLEDGE);
	}
	interrupt(LINE);
	interrupt(LINE + 3);
	recv(.cap = nt);
	got_signal(9);
}

Test(irq, an_interrupt_that_nobody_has_claimed_is_masked)
{
	fake.unmasked[LINE] = true;
	interrupt(LINE);
	must(!fake.unmasked[LINE]);
}

Test(irq, masking_keeps_the_line_quiet_until_it_is_acknowledged)
{
	uint32_t irq = get(LINE);

	ok(irq, IRQ_BIND, C(rig.nowhere));
	ok(irq, IRQ_ACKNOWLEDGE);
	ok(irq, IRQ_MASK);
	must(!fake.unmasked[LINE]);
	ok(irq, IRQ_MASK);
	ok(irq, IRQ_ACKNOWLEDGE);
	must(fake.unmasked[LINE]);
}

Test(irq, binding_takes_one_notification_with_the_right_to_signal)
{
	uint32_t irq = get(LINE), nt = make(PITH_TYPE_NOTIFICATION);

	refused(STATE, PITH_ARG_TARGET, irq, IRQ_ACKNOWLEDGE);
	refused(RIGHTS, PITH_ARG_CAP, irq, IRQ_BIND, C(copy(nt, PITH_RECV, 0)));
	refused(TYPE, PITH_ARG_CAP, irq, IRQ_BIND, C(make(PITH_TYPE_ENDPOINT)));
	refused(CAPABILITY, PITH_ARG_CAP, irq, IRQ_BIND, C(0));
	ok(irq, IRQ_BIND, C(nt));
	refused(STATE, PITH_ARG_TARGET, irq, IRQ_BIND, C(nt));
}

/* --- Giving back
 * ---------------------------------------------------------------------------------------- */

Test(irq, a_deleted_capability_masks_the_line_and_frees_it)
{
	uint32_t irq = get(LINE), twin, nt = make(PITH_TYPE_NOTIFICATION);
	const void *object = hal_pointer(rig_object(nt));

	twin = copy(irq, 0, 0);
	ok(irq, IRQ_BIND, C(nt));
	ok(irq, IRQ_ACKNOWLEDGE);
	ok(K, CSPACE_DELETE, W(nt));
	must(fake_alive(object)); /* the line still signals it */
	ok(K, CSPACE_DELETE, W(irq));
	must(fake.unmasked[LINE]);
	ok(K, CSPACE_DELETE, W(twin));
	must(!fake.unmasked[LINE]);
	must(!fake_alive(object));
	irq = get(LINE);
	refused(STATE, PITH_ARG_TARGET, irq, IRQ_ACKNOWLEDGE);
}

Test(irq, revoking_the_control_takes_all_lines)
{
	uint32_t control = copy(CONTROL, 0, 0), mine = get(LINE), theirs = rig_slots(1);

	ok(control, IRQCONTROL_GET, W(LINE + 1, theirs), C(K));
	ok(K, CSPACE_REVOKE, W(control));
	must(empty(theirs) && !empty(mine));
	ok(K, CSPACE_REVOKE, W(CONTROL));
	must(empty(mine) && empty(control) && empty(rig.bell_irq));
	rig.bell_irq = get(RIG_BELL_LINE);
}

Test(irq, a_notification_that_ends_leaves_the_line_unbound_and_quiet_at_the_next_interrupt)
{
	uint32_t irq = get(LINE), nt = make(PITH_TYPE_NOTIFICATION);

	ok(irq, IRQ_BIND, C(nt));
	ok(irq, IRQ_ACKNOWLEDGE);
	ok(K, CSPACE_REVOKE, W(nt));
	interrupt(LINE);
	refused(STATE, PITH_ARG_TARGET, irq, IRQ_ACKNOWLEDGE);
	ok(irq, IRQ_BIND, C(rig.nowhere));
	ok(irq, IRQ_ACKNOWLEDGE);
}
