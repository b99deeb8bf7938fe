/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reply objects: free, armed by a receiver, then standing for a caller. Manual: objects.md,
 * "Reply".
 */
#include "tests/spec/parts.h"

void reply_new(struct spec *spec, name_t name)
{
	struct spec_reply *reply = spec_reply(spec, 0);

	if (reply)
		*reply = (struct spec_reply){.name = name};
}

/* Does somebody wait for its answer? */
bool owes_answer(struct spec *spec, const struct spec_reply *reply)
{
	return reply->thread && waits_for_answer(spec_thread(spec, reply->thread));
}

/* Time goes back, then the message in the registers of `from` is the answer. */
void give_answer(struct spec *spec, struct spec_thread *from, struct spec_reply *reply)
{
	struct spec_thread *to = spec_thread(spec, reply->thread);
	bool fault = to->wait == SPEC_AWAITS_FAULT;
	struct spec_time *time = time_of_latest(spec, reply->name);

	if (time)
		time_give_back(spec, time);
	end_wait(spec, to);
	if (fault) {
		handler_answers(spec, from, to);
	} else {
		message_deliver(spec, from, to, 0, true);
		go_on_first(spec, to);
	}
}

/* A caller has lost its partner, a receiver what it receives with. */
bool reply_reap_part(struct spec *spec, name_t name)
{
	struct spec_reply *reply = spec_reply(spec, name);
	struct spec_thread *thread = reply->thread ? spec_thread(spec, reply->thread) : 0;

	if (thread && thread->wait == SPEC_AWAITS_FAULT) {
		end_wait(spec, thread);
		nobody_cares(spec, thread);
	} else if (thread) {
		wake_with(spec, thread,
		    pith_error_tag(PITH_ERROR_GONE,
			waits_to_receive(thread) ? PITH_ARG_REPLY : PITH_ARG_TARGET));
	}
	reply->name = 0;
	return true;
}
