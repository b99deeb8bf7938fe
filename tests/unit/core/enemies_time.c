/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies of time: budgets and clocks near the ends of their range. A tick of the test
 * machine is a nanosecond.
 */
#include "tests/unit/core/enemies.h"

static const uint64_t longest = 1ull << 62, shortest = 10000;

static uint32_t low(uint64_t value)
{
	return (uint32_t)value;
}

static uint32_t high(uint64_t value)
{
	return (uint32_t)(value >> 32);
}

static uint32_t configure(uint32_t slot, uint64_t budget, uint64_t period)
{
	return result(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE,
	    W(low(budget), high(budget), low(period), high(period)), C(slot));
}

static uint64_t consumed(uint32_t slot)
{
	ok(slot, SCHEDCONTEXT_CONSUMED);
	return word(0) | (uint64_t)word(1) << 32;
}

/* A budget that overflows is a thread that never runs, or always. */
Test(enemies, budget_overflow_in_configuration)
{
	static const uint64_t values[] = {0, 1, 9999, 10000, 10001, 0xffffffff, 1ull << 32,
	    (1ull << 62) - 1, 1ull << 62, (1ull << 62) + 1, (1ull << 63) - 1, 1ull << 63, ~0ull - 1,
	    ~0ull};
	uint32_t slot = make_schedcontext(RIG_BUDGET);
	const struct schedcontext *sc = schedcontext_at(rig_object(slot));

	for (uint32_t b = 0; b < ARRAY_SIZE(values); b++)
		for (uint32_t p = 0; p < ARRAY_SIZE(values); p++) {
			uint64_t budget = values[b], period = values[p], before = sc->budget;
			uint32_t expected = 0, tag;

			if (budget < shortest || budget > longest)
				expected = pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
			else if (period && (period < budget || period > longest))
				expected = pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 2);
			tag = configure(slot, budget, period);
			same(tag, expected);
			same(sc->budget, tag ? before : budget);
			if (!tag) {
				same(sc->period, period ? period : budget);
				same((uint64_t)sc->left, budget);
			}
			same(consumed(slot), 0);
		}
}

/* The time has come so far: nobody runs meanwhile, as the clock would go on. */
static void set_clock(uint64_t now)
{
	idle();
	must(now >= fake.now);
	fake.now = now;
	as(&rig.root);
}

/*
 * Times are compared, added and subtracted with the top bit set and without. The clock begins
 * where it wants; what a slice ends at must lie before its end, 584 years on.
 */
Test(enemies, clock_near_its_ends)
{
	static const uint64_t starts[] = {1ull << 31, 1ull << 32, (1ull << 63) - RIG_BUDGET / 2,
	    (1ull << 63) + 100ull * RIG_BUDGET, ~0ull - (1ull << 62) - 40ull * RIG_BUDGET,
	    ~0ull - 40ull * RIG_BUDGET};
	struct actor a = actor(10), b = actor(10);
	uint64_t used = 0;

	as(&a);
	rest();
	as(&b);
	rest();
	for (uint32_t i = 0; i < ARRAY_SIZE(starts); i++) {
		set_clock(starts[i]);
		same(consumed(a.schedcontext), used);
		send(.cap = rig.nowhere);
		send(.cap = rig.nowhere);
		as(&a);
		yield();
		yield();
		as(&a);
		pass(RIG_BUDGET - 1);
		as(&a);
		pass(1);
		as(&b);
		pass(RIG_BUDGET);
		as(&a);
		pass(7);
		as(&rig.root);
		used += RIG_BUDGET + 7;
		same(consumed(a.schedcontext), used);
		as(&a);
		yield();
		as(&b);
		yield();
		as(&a);
		clock();
		same(word(0), low(fake.now - rig.cpu->began));
		same(word(1), high(fake.now - rig.cpu->began));
		rest();
		as(&b);
		rest();
	}
}

/* What has been consumed is exact through any change of the budget, at any moment of the slice. */
Test(enemies, budget_overflow_in_what_is_consumed)
{
	static const uint64_t budgets[] = {10000, 1000000, 1ull << 31, 1ull << 40, 1ull << 62};
	static const uint64_t passes[] = {0, 1, 9999, 10000, 1ull << 33, 1ull << 59};
	uint64_t used = 0;
	struct actor self = actor(10);

	for (uint32_t a = 0; a < ARRAY_SIZE(budgets); a++)
		for (uint32_t n = 0; n < ARRAY_SIZE(passes); n++)
			for (uint32_t b = 0; b < ARRAY_SIZE(budgets); b++) {
				/* Thousands of slices would come and go. */
				if (passes[n] > budgets[a] * 100)
					continue;
				if (~0ull - fake.now < 2 * longest)
					return;
				as(&rig.root);
				same(configure(self.schedcontext, budgets[a], 0), 0);
				as(&self);
				pass(passes[n]);
				used += passes[n];
				same(consumed(self.schedcontext), used);
				/* Of the one that runs, by itself. */
				same(configure(self.schedcontext, budgets[b], 0), 0);
				same(consumed(self.schedcontext), used);
				same(rig.cpu->slice_end - fake.now, budgets[b]);
				same(fake.deadline, rig.cpu->slice_end);
			}
}

/* A slice that is over by far, as the kernel was busy: what was too much is consumed, and does
 * not become a slice without end, nor is the next one shorter. */
Test(enemies, budget_overflow_of_a_slice_that_ended_long_ago)
{
	static const uint64_t late[] = {1, RIG_BUDGET, 1ull << 32, 1ull << 60};
	struct actor a = actor(10), b = actor(10), urgent = actor(20);
	uint64_t used = 0;

	as(&urgent);
	rest();
	for (uint32_t i = 0; i < ARRAY_SIZE(late); i++)
		for (uint32_t how = 0; how < 5; how++) {
			const struct schedcontext *sc = schedcontext_at(rig_object(a.schedcontext));

			as(&a);
			yield();
			as(&b);
			yield();
			as(&a);
			same(rig.cpu->slice_end - fake.now, RIG_BUDGET);
			fake.now += RIG_BUDGET + late[i];
			used += RIG_BUDGET + late[i];
			if (how == 0) {
				pass(0);
				as(&b);
			} else if (how == 1) {
				yield();
				as(&b);
			} else if (how == 2) {
				send(.cap = rig.nowhere);
				as(&urgent);
				same((uint64_t)sc->left, -late[i]);
				rest();
				as(&a);
				pass(0);
				as(&b);
			} else if (how == 3) {
				ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE,
				    W(RIG_BUDGET, 0, 0, 0), C(a.schedcontext));
				yield();
				as(&b);
			} else {
				same(consumed(a.schedcontext), used);
				pass(0);
				as(&b);
			}
			same(consumed(a.schedcontext), used);
			same((uint64_t)sc->left, RIG_BUDGET);
			yield();
		}
}

/* Time that is lent is the lender's, whatever becomes of either. */
Test(enemies, budget_overflow_of_time_that_is_lent)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY);
	struct actor server = actor(20), client = actor(10);
	uint64_t lent = 0, own = 0;

	for (uint32_t round = 0; round < 200; round++) {
		uint64_t work = round % 7 * (RIG_BUDGET / 3);

		as(&server);
		recv(.cap = ep, .reply = right);
		as(&client);
		call(.cap = ep);
		as(&server);
		pass(work);
		lent += work;
		if (round % 5 == 4) {
			/* The caller leaves in the middle: the rest is on the server's own. */
			as(&rig.root);
			ok(client.thread, THREAD_SUSPEND);
			ok(client.thread, THREAD_RESUME);
			as(&server);
			pass(11);
			own += 11;
		} else {
			reply(.cap = right);
		}
		same(consumed(client.schedcontext), lent);
		same(consumed(server.schedcontext), own);
	}
}
