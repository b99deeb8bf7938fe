/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages: may one be sent, and what arrives of it. Manual: calls.md, "The tag", "The IPC
 * buffer", "Capabilities in a message".
 */
#include "tests/spec/parts.h"

/* What a call returns in r1. */
void set_result(struct spec_thread *thread, uint32_t tag)
{
	*register_r(thread, 1) = tag;
}

struct pith_buffer *buffer_of(struct spec *spec, const struct spec_thread *thread)
{
	uint32_t cap = cap_in(spec, thread->name, SPEC_THREAD_BUFFER);

	return cap ? spec_page(spec, spec->caps[cap].object) : 0;
}

/* Why the message in the registers of `from` is not sent; SPEC_OK if it can be. */
uint32_t message_refusal(struct spec *spec, struct spec_thread *from, uint32_t tag, bool grant)
{
	uint32_t length = pith_tag_length(tag), caps = pith_tag_caps(tag);
	const struct pith_buffer *buffer = buffer_of(spec, from);

	if (length > PITH_MAX_WORDS || caps > PITH_MAX_CAPS || pith_tag_kind(tag) != 0)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	if ((length > PITH_REGISTER_WORDS || caps > 0) && !buffer)
		return pith_error_tag(PITH_ERROR_BUFFER, PITH_ARG_TAG);
	if (caps > 0 && !grant)
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET);
	for (uint32_t i = 0; i < caps; i++) {
		uint32_t cap = cap_of(spec, from, buffer->caps[i]);

		if (!cap)
			return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_CAP + i);
		if (cap_unique(spec->caps[cap].type))
			return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_CAP + i);
	}
	return SPEC_OK;
}

/* Is this slot of the thread's CSpace there, and empty? */
static bool place_free(struct spec *spec, const struct spec_thread *thread, uint32_t slot)
{
	uint32_t cspace = cap_in(spec, thread->name, SPEC_THREAD_CSPACE);

	return cspace && slot_exists(spec, spec->caps[cspace].object, slot) &&
	       !cap_of(spec, thread, slot);
}

/* Copies of up to `caps` capabilities, in order, as long as there is one and a place for it; how
 * many came. */
static uint32_t deliver_caps(
    struct spec *spec, const struct spec_thread *from, struct spec_thread *to, uint32_t caps)
{
	const struct pith_buffer *source = buffer_of(spec, from);
	struct pith_buffer *target = buffer_of(spec, to);
	uint32_t came = 0;

	if (!source || !target)
		return 0;
	while (came < caps) {
		uint32_t cap = cap_of(spec, from, source->caps[came]);
		uint32_t slot = target->receive[came];

		if (!cap || cap_unique(spec->caps[cap].type) || !place_free(spec, to, slot))
			break;
		cap_copy(
		    spec, cap, spec->caps[cap_in(spec, to->name, SPEC_THREAD_CSPACE)].object, slot);
		target->caps[came] = slot;
		came++;
	}
	return came;
}

/* Hand over the message in the registers and buffer of `from`: registers always, the rest if both
 * have a buffer. */
void message_deliver(struct spec *spec, const struct spec_thread *from, struct spec_thread *to,
    uint32_t badge, bool grant)
{
	uint32_t tag = from->registers[PITH_REGISTER_R0 + 1];
	uint32_t length = pith_tag_length(tag);
	uint32_t caps = grant ? pith_tag_caps(tag) : 0;
	const struct pith_buffer *source = buffer_of(spec, from);
	struct pith_buffer *target = buffer_of(spec, to);

	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		*register_r(to, 2 + i) = from->registers[PITH_REGISTER_R0 + 2 + i];
	if (length > PITH_REGISTER_WORDS && !(source && target))
		length = PITH_REGISTER_WORDS;
	for (uint32_t i = PITH_REGISTER_WORDS; i < length; i++)
		target->words[i] = source->words[i];
	caps = deliver_caps(spec, from, to, caps);
	*register_r(to, 0) = badge;
	set_result(to, pith_tag(pith_tag_label(tag), length, caps));
}
