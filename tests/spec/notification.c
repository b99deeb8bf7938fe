/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notifications: bits that are set without waiting, taken all at once. Manual: objects.md,
 * "Notification".
 */
#include "tests/spec/parts.h"

void notification_new(struct spec *spec, name_t name)
{
	struct spec_notification *notification = spec_notification(spec, 0);

	if (notification)
		*notification = (struct spec_notification){.name = name};
}

uint32_t take_bits(struct spec_notification *notification)
{
	uint32_t bits = notification->bits;

	notification->bits = 0;
	return bits;
}

/* A receive ends with these bits. */
void deliver_bits(struct spec_thread *thread, uint32_t bits)
{
	*register_r(thread, 0) = bits;
	set_result(thread, (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT);
}

/* If bits are set and somebody can take them now, it does: the first that waits for them, or the
 * bound thread if it waits to receive and has time. */
void offer_bits(struct spec *spec, struct spec_notification *notification)
{
	struct spec_thread *thread = 0;

	if (!notification->bits)
		return;
	if (notification->waiters.count > 0) {
		thread = spec_thread(spec, notification->waiters.names[0]);
	} else if (notification->bound) {
		thread = spec_thread(spec, notification->bound);
		if (!waits_to_receive(thread) || !thread->time)
			return;
	} else {
		return;
	}
	end_wait(spec, thread);
	deliver_bits(thread, take_bits(notification));
	go_on_last(spec, thread);
}

/* A signal sets the badge of the capability, bit 0 if it has none. */
void signal_bits(struct spec *spec, name_t name, uint32_t badge)
{
	struct spec_notification *notification = spec_notification(spec, name);

	notification->bits |= badge ? badge : 1;
	offer_bits(spec, notification);
}

void unbind_notification(struct spec *spec, struct spec_thread *thread)
{
	if (thread->notification)
		spec_notification(spec, thread->notification)->bound = 0;
	thread->notification = 0;
}

/* All that wait are told, one in a part; then the bound thread goes on without. */
bool notification_reap_part(struct spec *spec, name_t name)
{
	struct spec_notification *notification = spec_notification(spec, name);

	if (notification->waiters.count > 0) {
		wake_with(spec, spec_thread(spec, notification->waiters.names[0]),
		    pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
		return false;
	}
	if (notification->bound)
		unbind_notification(spec, spec_thread(spec, notification->bound));
	notification->name = 0;
	return true;
}
