/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moving a message: eight words in registers, up to 56 more and four capabilities
 * through the IPC buffers. A buffer can be taken away at any moment; then only the
 * registers travel. The kernel reads buffers through its own mapping.
 */
#include "core/index.h"

/* May this message be sent? Nothing is changed. */
uint32_t message_check(struct cpu *cpu, struct thread *from, uint32_t tag, bool grant)
{
	uint32_t caps = pith_tag_caps(tag), length = pith_tag_length(tag);
	const struct pith_buffer *buffer = thread_buffer(from);

	if (pith_tag_kind(tag) || length > PITH_MAX_WORDS || caps > PITH_MAX_CAPS)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	if (!buffer && (length > PITH_REGISTER_WORDS || caps))
		return pith_error_tag(PITH_ERROR_BUFFER, PITH_ARG_TAG);
	if (caps && !grant)
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET);
	for (uint32_t i = 0; i < caps; i++) {
		const struct slot *slot = cspace_lookup(cpu, from, buffer->caps[i]);

		if (!slot)
			return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_CAP + i);
		if (slot->ops & CAP_UNIQUE)
			return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_CAP + i);
	}
	return RESULT_OK;
}

/* Copy capabilities until one of them, or its place, is missing; how many came. */
static uint32_t transfer_caps(
    struct cpu *cpu, struct thread *from, struct thread *to, uint32_t caps)
{
	const struct pith_buffer *source = thread_buffer(from);
	struct pith_buffer *target = thread_buffer(to);
	uint32_t done;

	if (!source || !target)
		return 0;
	for (done = 0; done < caps; done++) {
		struct slot *slot = cspace_lookup(cpu, from, source->caps[done]);
		uint32_t index = target->receive[done];
		struct slot *place = cspace_slot(cspace_of(cpu, to), index);

		if (!slot || slot->ops & CAP_UNIQUE || !place || place->ops)
			break;
		slot_copy(place, slot, slot->ops, slot->badge);
		target->caps[done] = index;
	}
	return done;
}

/* The words of a message that are not in registers; both have a buffer. */
void message_words(const struct thread *from, struct thread *to, uint32_t length)
{
	enum { PIECE = 4 };
	struct piece {
		uint32_t words[PIECE];
	};
	const uint32_t *source = ((const struct pith_buffer *)hal_pointer(from->buffer))->words;
	uint32_t *target = ((struct pith_buffer *)hal_pointer(to->buffer))->words;
	uint32_t i = PITH_REGISTER_WORDS;

	for (; i + PIECE <= length; i += PIECE)
		*(struct piece *)(target + i) = *(const struct piece *)(source + i);
	for (; i < length; i++)
		target[i] = source[i];
}

/*
 * Hand the message in the registers and buffer of `from` to `to`, with badge and tag; the tag
 * that was sent has been checked. `grant`: capabilities may go along. Returns the tag that
 * arrives.
 */
uint32_t message_transfer(struct cpu *cpu, struct thread *from, struct thread *to, uint32_t tag,
    uint32_t badge, bool grant)
{
	uint32_t length = pith_tag_length(tag), caps = grant ? pith_tag_caps(tag) : 0;

	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		to->context.r[2 + i] = from->context.r[2 + i];
	if (length > PITH_REGISTER_WORDS) {
		if (from->buffer && to->buffer)
			message_words(from, to, length);
		else
			length = PITH_REGISTER_WORDS;
	}
	if (caps)
		caps = transfer_caps(cpu, from, to, caps);
	tag = pith_tag(pith_tag_label(tag), length, caps);
	to->context.r[0] = badge;
	message_result(to, tag);
	return tag;
}
