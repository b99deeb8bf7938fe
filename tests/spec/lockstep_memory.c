/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is in memory where the specification says that there is nothing: slots without a
 * capability are empty, and new Frames are zero.
 */
#include "tests/fake/fake.h"
#include "tests/spec/lockstep_parts.h"

/* How many capabilities the CSpace or thread has. */
static uint32_t held_by(const struct spec *spec, name_t holder)
{
	uint32_t count = 0;

	for (uint32_t i = 1; i < spec->cap_count; i++)
		if (spec->caps[i].holder == holder && spec->caps[i].type != PITH_TYPE_EMPTY)
			count++;
	return count;
}

static const char *check_slots_of(
    const struct spec *spec, name_t holder, const struct slot *slots, uint32_t count)
{
	uint32_t full = 0, expected = held_by(spec, holder);

	for (uint32_t i = 0; i < count; i++)
		if (slots[i].ops)
			full++;
	if (full != expected)
		return lockstep_says("0x%x has %u full slots, not %u", holder, full, expected);
	return 0;
}

const char *lockstep_check_slots(const struct spec *spec)
{
	const char *wrong = 0;

	for (uint32_t i = 0; !wrong && i < spec->places; i++) {
		const struct spec_cspace *cspace = &spec->cspaces[i];
		name_t thread = spec->threads[i].name;

		if (cspace->name) /* without slot 0, which is the header */
			wrong = check_slots_of(spec, cspace->name,
			    slot_at(hal_window(cspace->name) + sizeof(struct slot)),
			    cspace->slots - 1);
		if (!wrong && thread)
			wrong = check_slots_of(
			    spec, thread, thread_at(hal_window(thread))->slots, THREAD_SLOTS);
	}
	return wrong;
}

const char *lockstep_check_zero(const struct spec *spec)
{
	const uint8_t *bytes;

	if (!spec->cleared_length)
		return 0;
	bytes = fake_memory(spec->cleared);
	for (uint32_t i = 0; i < spec->cleared_length; i++)
		if (bytes[i])
			return lockstep_says("the new frame at 0x%x is not zero at 0x%x",
			    spec->cleared, spec->cleared + i);
	return 0;
}
