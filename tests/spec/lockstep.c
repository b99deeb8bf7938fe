/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel and the specification side by side: beginning, a trap, comparing.
 */
#include "tests/spec/lockstep_parts.h"
#include "tests/fake/fake.h"

/* Word 0 of the last trap: often an address, of which the translation is worth a look. */
static uint32_t named_address;

/* The preemption points that the machine had counted before it. */
static uint32_t steps_before;
static bool trapped;

/* No objects: only their names are cleared, as the rest is written with them. */
static void clear(struct spec *spec)
{
	for (uint32_t i = 0; i < spec->places; i++) {
		spec->cspaces[i].name = 0;
		spec->spaces[i].name = 0;
		spec->threads[i].name = 0;
		spec->endpoints[i].name = 0;
		spec->notifications[i].name = 0;
		spec->replies[i].name = 0;
		spec->times[i].name = 0;
	}
	spec->places = 0;
	spec->page_count = 0;
	spec->full = 0;
	spec->lost = 0;
	spec->cap_count = 0;
	spec->ready.count = 0;
	spec->dying.count = 0;
	spec->points = 0;
	spec->preempt_at = 0;
	spec->cleared_length = 0;
}

/* The comparison looks at the kernel's state without being part of what happens to it. */
static bool look(void)
{
	bool before = fake_looking;

	fake_looking = true;
	return before;
}

void lockstep_read(struct spec *spec, struct cpu *cpu)
{
	bool before = look();

	clear(spec);
	spec->machine = (struct spec_machine){
	    .ram_base = FAKE_RAM_BASE, .window_size = fake_window_size, .pc_back = 4};
	lockstep_read_caps(spec, cpu);
	if (!spec->full)
		lockstep_read_threads(spec, cpu);
	fake_looking = before;
}

const char *lockstep_difference(const struct spec *expected, const struct spec *real)
{
	const char *wrong;

	if (expected->full || real->full)
		return 0;
	wrong = lockstep_caps_differ(expected, real);
	return wrong ? wrong : lockstep_threads_differ(expected, real);
}

void lockstep_begin(struct spec *spec, struct cpu *cpu)
{
	lockstep_read(spec, cpu);
	named_address = 0;
	trapped = false;
}

void lockstep_trap(struct spec *spec, const struct spec_trap *trap)
{
	bool before = look();

	named_address = trap->registers[PITH_REGISTER_R0 + 2];
	steps_before = fake.steps;
	trapped = true;
	if (!spec->full) {
		lockstep_read_buffers(spec);
		spec_trap(spec, trap);
	}
	fake_looking = before;
}

static const char *check_points(const struct spec *spec)
{
	uint32_t points = fake.steps - steps_before;

	if (trapped && points != spec->points)
		return lockstep_says(
		    "it could be preempted at %u points, not %u", points, spec->points);
	return 0;
}

static const char *check(const struct spec *spec, struct cpu *cpu, bool all)
{
	const char *wrong = check_points(spec);

	if (spec->lost)
		return lockstep_says("0x%x is named, and there is no such object", spec->lost);
	if (!wrong)
		wrong = lockstep_check_caps(spec, cpu);
	if (!wrong)
		wrong = lockstep_check_threads(spec, cpu);
	if (!wrong)
		wrong = lockstep_check_buffers(spec);
	if (!wrong)
		wrong = lockstep_check_address(spec, named_address);
	if (!wrong)
		wrong = lockstep_check_zero(spec);
	if (!wrong && all)
		wrong = lockstep_check_tables(spec);
	if (!wrong && all)
		wrong = lockstep_check_slots(spec);
	return wrong;
}

const char *lockstep_check(struct spec *spec, struct cpu *cpu)
{
	bool before = look();
	const char *wrong = spec->full ? 0 : check(spec, cpu, false);

	fake_looking = before;
	return wrong;
}

const char *lockstep_check_all(struct spec *spec, struct cpu *cpu)
{
	bool before = look();
	const char *wrong = spec->full ? 0 : check(spec, cpu, true);

	fake_looking = before;
	return wrong;
}
