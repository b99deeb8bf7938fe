/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point registers that cross from one thread to another: because they are saved late, not
 * loaded, or left in memory that becomes another thread.
 */
#include <string.h>
#include "tests/system/enemies/enemies.h"

enum { ROUNDS = 60, TURNS = 20, HOLD = 300000, FPSCR_FLAGS = 28 };

static const struct vfp zero;
static struct vfp areas[PROBES];

static uint32_t at(stub *code)
{
	return (uint32_t)(uintptr_t)code;
}

static uint32_t area(uint32_t i)
{
	return (uint32_t)(uintptr_t)&areas[i];
}

static struct vfp pattern(uint32_t seed)
{
	struct vfp result = {.fpscr = (seed & 15) << FPSCR_FLAGS};

	for (uint32_t i = 0; i < 32; i++)
		result.d[i] = (uint64_t)(seed * 0x9e3779b9) << 32 | (seed << 8) | i;
	return result;
}

static bool equal(const struct vfp *a, const struct vfp *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool load(uint32_t i, uint32_t seed)
{
	areas[i] = pattern(seed);
	return probe_run(&probes[i], at(stub_vfp_load), area(i), 0, NULL) == PITH_FAULT_CALL;
}

/* The probe's registers are these. */
static bool has(uint32_t i, const struct vfp *expected)
{
	memset(&areas[i], 0x55, sizeof(areas[i]));
	areas[i].unused = 0;
	return probe_run(&probes[i], at(stub_vfp_store), area(i), 0, NULL) == PITH_FAULT_CALL &&
	       equal(&areas[i], expected);
}

/* The probe may not touch them, and nothing was written. */
static bool has_none(uint32_t i)
{
	struct vfp before;

	memset(&areas[i], 0x55, sizeof(areas[i]));
	before = areas[i];
	return probe_run(&probes[i], at(stub_vfp_store), area(i), 0, NULL) ==
		   PITH_FAULT_UNDEFINED &&
	       equal(&areas[i], &before);
}

static bool ours_are(const struct vfp *expected)
{
	struct vfp now = {.unused = expected->unused};

	vfp_store(&now);
	return equal(&now, expected);
}

/* We, two probes that have the right and one that has not take turns. */
static bool take_turns(void)
{
	bool good = true;

	for (uint32_t round = 1; round <= ROUNDS; round++) {
		struct vfp mine = pattern(round * 3), first = pattern(round * 3 + 1);
		struct vfp second = pattern(round * 3 + 2);

		vfp_load(&mine);
		good = good && load(0, round * 3 + 1) && has_none(2) && ours_are(&mine);
		good = good && load(1, round * 3 + 2) && has(0, &first) && has_none(2);
		good = good && has(1, &second) && has(0, &first) && ours_are(&mine);
		pith_yield();
		good = good && ours_are(&mine);
	}
	return good;
}

/* Two hold their registers for many slices, in which the other runs. */
static bool hold(void)
{
	bool good = true;

	for (uint32_t turn = 1; turn <= TURNS; turn++) {
		struct vfp mine = pattern(turn), expected[2];

		vfp_load(&mine);
		for (uint32_t i = 0; i < 2; i++) {
			expected[i] = pattern(turn * 2 + i + 100);
			areas[i] = expected[i];
			/* Not above us before both have begun. */
			pith_must("a priority", pith_thread_set_priority(probes[i].thread, 90, 90));
			probe_start(&probes[i], at(stub_vfp_hold), area(i), HOLD / TURNS);
		}
		for (uint32_t i = 0; i < 2; i++)
			good &= probe_fault(NULL) == PITH_FAULT_CALL;
		for (uint32_t i = 0; i < 2; i++) {
			good = good && equal(&areas[i], &expected[i]);
			pith_must(
			    "a priority", pith_thread_set_priority(probes[i].thread, 110, 110));
		}
		good = good && ours_are(&mine);
	}
	return good;
}

static void set_right(uint32_t i, bool on)
{
	pith_must("flags", pith_thread_set_flags(probes[i].thread, on ? PITH_FLAG_VFP : 0));
}

/* Taken and given, by us: what was there is gone, and not the other's instead. */
static bool give_and_take(void)
{
	struct vfp other;
	bool good = true;

	for (uint32_t round = 1; round <= ROUNDS; round++) {
		other = pattern(round + 500);
		good = good && load(0, round + 400) && load(1, round + 500);
		if (round & 1) {
			set_right(0, false);
			good = good && has_none(0) && has(1, &other);
			set_right(0, true);
		} else {
			set_right(0, false);
			set_right(0, true);
		}
		good = good && has(0, &zero) && has(1, &other);
	}
	return good;
}

/* Our own right, while our registers are those in the processor. */
static bool give_and_take_ours(void)
{
	bool good = true;

	for (uint32_t round = 1; round <= ROUNDS; round++) {
		struct vfp mine = pattern(round + 600), other = pattern(round + 700);

		good = good && load(1, round + 700);
		vfp_load(&mine);
		pith_must("our flags", pith_thread_set_flags(PITH_SLOT_THREAD, 0));
		if (round & 1)
			good = good && has(1, &other);
		pith_must("our flags", pith_thread_set_flags(PITH_SLOT_THREAD, PITH_FLAG_VFP));
		good = good && ours_are(&zero) && has(1, &other);
	}
	return good;
}

/* A thread ends, and its memory is the next one's: stopped, or in the middle of its slice. */
static bool reuse(void)
{
	bool good = true;

	for (uint32_t round = 1; round <= ROUNDS; round++) {
		good = good && load(0, round + 800);
		if (round & 1) {
			areas[0] = pattern(round + 900);
			pith_must("flags", pith_thread_set_flags(
					       probes[0].thread, PITH_FLAG_VFP | PITH_FLAG_BUDGET));
			good = good && probe_run(&probes[0], at(stub_vfp_hold), area(0), 0, NULL) ==
					   PITH_FAULT_BUDGET;
		}
		probe_end(&probes[0]);
		probe_make(&probes[0], PITH_SLOT_SPACE, PITH_FLAG_VFP);
		good = good && has(0, &zero);
	}
	return good;
}

/* Who reads and writes a thread's registers sees nothing of these, and leaves them. */
static bool looked_at(void)
{
	uint32_t registers[PITH_REGISTER_COUNT];
	struct vfp expected = pattern(0x1234);
	bool good = load(0, 0x1234);

	pith_must("reading", pith_thread_read(probes[0].thread, true, registers));
	for (uint32_t n = 0; n < PITH_REGISTER_COUNT; n++)
		for (uint32_t i = 0; i < 32; i++)
			good = good && registers[n] != (uint32_t)expected.d[i];
	pith_must(
	    "writing", pith_thread_write(probes[0].thread, false, registers, PITH_REGISTER_COUNT));
	return good && has(0, &expected);
}

void enemies_of_vfp(void)
{
	for (uint32_t i = 0; i < PROBES; i++)
		probe_make(&probes[i], PITH_SLOT_SPACE, i < 2 ? PITH_FLAG_VFP : 0);
	report("fpu: threads that take turns keep their registers", take_turns());
	report("fpu: threads that are preempted keep their registers", hold());
	report("fpu: the right taken and given leaves zeros", give_and_take());
	report("fpu: one's own right taken and given leaves zeros", give_and_take_ours());
	report("fpu: a thread in another's memory begins with zeros", reuse());
	report("fpu: reading and writing a thread shows nothing", looked_at());
	for (uint32_t i = 0; i < PROBES; i++)
		probe_end(&probes[i]);
}
