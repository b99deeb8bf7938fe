/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The nine calls, and the end of waiting. Manual: calls.md, "The calls".
 */
#include "tests/spec/parts.h"

bool waits_to_send(const struct spec_thread *thread)
{
	return thread->wait == SPEC_SENDING || thread->wait == SPEC_CALLING ||
	       thread->wait == SPEC_FAULTING;
}

bool waits_to_receive(const struct spec_thread *thread)
{
	return thread->wait == SPEC_RECEIVING || thread->wait == SPEC_RECEIVING_FOR;
}

bool waits_for_answer(const struct spec_thread *thread)
{
	return thread->wait == SPEC_AWAITS_REPLY || thread->wait == SPEC_AWAITS_FAULT;
}

/* The thread is to execute its call instruction once more. */
void call_again(struct spec *spec, struct spec_thread *from)
{
	bool thumb = from->registers[PITH_REGISTER_CPSR] & 1u << 5;

	from->registers[PITH_REGISTER_PC] -=
	    thumb ? spec->machine.pc_back / 2 : spec->machine.pc_back;
}

/* The call is refused: an error, or for a STRICT thread a fault. */
void refuse(struct spec *spec, struct spec_thread *from, uint32_t error)
{
	uint32_t label = pith_tag_label(error);

	if (from->flags & PITH_FLAG_STRICT && (label & 0xff) == PITH_ERROR_CAPABILITY) {
		call_again(spec, from);
		fault_now(spec, from, PITH_FAULT_CAPABILITY, *register_r(from, 0), label, 0);
	} else {
		set_result(from, error);
	}
}

/* Whatever the thread waits for is over: it is stopped. */
void end_wait(struct spec *spec, struct spec_thread *thread)
{
	list_remove(&spec->ready, thread->name);
	if (waits_to_send(thread)) {
		list_remove(&spec_endpoint(spec, thread->on)->senders, thread->name);
	} else if (waits_to_receive(thread)) {
		list_remove(&spec_endpoint(spec, thread->on)->receivers, thread->name);
		if (thread->wait == SPEC_RECEIVING_FOR)
			spec_reply(spec, thread->reply)->thread = 0;
	} else if (thread->wait == SPEC_WAITING) {
		list_remove(&spec_notification(spec, thread->on)->waiters, thread->name);
	} else if (waits_for_answer(thread)) {
		struct spec_time *time = time_of_latest(spec, thread->on);

		/* A server without time of its own keeps what it was lent until it receives. */
		if (time && spec_thread(spec, time->user)->own)
			time_give_back(spec, time);
		leave_stack(spec, thread->on);
		spec_reply(spec, thread->on)->thread = 0;
		time_fall_back(spec, thread);
	}
	thread->wait = SPEC_STOPPED;
	thread->on = 0;
	thread->reply = 0;
}

/* Its call ends with this result. */
void wake_with(struct spec *spec, struct spec_thread *thread, uint32_t tag)
{
	end_wait(spec, thread);
	set_result(thread, tag);
	go_on_last(spec, thread);
}

/* The sender waits for the answer that the reply object stands for; its time runs the server. */
static void await(struct spec *spec, struct spec_thread *from, struct spec_thread *to,
    struct spec_reply *reply, enum spec_wait how)
{
	reply->thread = from->name;
	from->wait = how;
	from->on = reply->name;
	time_lend(spec, from, to, reply);
}

/* Sender and receiver are both there; neither stands in a line any more. `reply` is the receiver's,
 * 0 if it has none. */
static void meet(struct spec *spec, struct spec_thread *from, struct spec_thread *to,
    struct spec_reply *reply, enum spec_wait how, uint32_t badge, bool grant)
{
	if (how == SPEC_FAULTING) {
		tell_handler(from, to, badge);
		if (reply) {
			await(spec, from, to, reply, SPEC_AWAITS_FAULT);
		} else {
			from->wait = SPEC_STOPPED;
			from->on = 0;
		}
		return;
	}
	message_deliver(spec, from, to, badge, grant);
	/* A server without time of its own serves a plain send as a call. */
	if (reply && (how == SPEC_CALLING || !to->time)) {
		await(spec, from, to, reply, SPEC_AWAITS_REPLY);
		return;
	}
	set_result(from, how == SPEC_CALLING ? pith_error_tag(PITH_ERROR_NO_REPLY, PITH_ARG_TARGET)
					     : pith_tag(0, 0, 0));
	go_on_last(spec, from);
}

/* Hand over what `from` sends to the first that receives, or wait in line for one. */
void send_through(struct spec *spec, struct spec_thread *from, name_t name, enum spec_wait how,
    uint32_t badge, bool grant)
{
	struct spec_endpoint *endpoint = spec_endpoint(spec, name);
	struct spec_reply *reply = 0;
	struct spec_thread *to;

	if (endpoint->receivers.count == 0) {
		from->wait = how;
		from->on = name;
		from->badge = badge;
		from->grant = grant;
		stand_in_line(spec, endpoint, from);
		return;
	}
	to = spec_thread(spec, endpoint->receivers.names[0]);
	if (to->wait == SPEC_RECEIVING_FOR)
		reply = spec_reply(spec, to->reply);
	end_wait(spec, to);
	meet(spec, from, to, reply, how, badge, grant);
	go_on_first(spec, to);
}

/* reply; also send and nbsend to a Reply object. */
static void answer(struct spec *spec, struct spec_thread *from)
{
	uint32_t cap = cap_of(spec, from, *register_r(from, 0));
	struct spec_reply *reply;
	uint32_t error;

	if (!cap) {
		refuse(spec, from, pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET));
		return;
	}
	if (spec->caps[cap].type != PITH_TYPE_REPLY) {
		refuse(spec, from, pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_TARGET));
		return;
	}
	reply = spec_reply(spec, spec->caps[cap].object);
	if (!owes_answer(spec, reply)) {
		refuse(spec, from, pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET));
		return;
	}
	error = message_refusal(spec, from, *register_r(from, 1), true);
	if (error) {
		refuse(spec, from, error);
		return;
	}
	give_answer(spec, from, reply);
	set_result(from, pith_tag(0, 0, 0));
}

/* call, send and nbsend to an Endpoint. */
static void send_message(
    struct spec *spec, struct spec_thread *from, const struct spec_cap *cap, uint32_t number)
{
	const struct spec_endpoint *endpoint = spec_endpoint(spec, cap->object);
	bool grant = cap->rights & PITH_GRANT;
	uint32_t error = message_refusal(spec, from, *register_r(from, 1), grant);

	if (!error && number == PITH_CALL_NBSEND &&
	    (endpoint->receivers.count == 0 ||
		!spec_thread(spec, endpoint->receivers.names[0])->time))
		error = pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET);
	if (error)
		refuse(spec, from, error);
	else
		send_through(spec, from, cap->object,
		    number == PITH_CALL_CALL ? SPEC_CALLING : SPEC_SENDING, cap->badge, grant);
}

/* call, send, nbsend. */
static void send_call(struct spec *spec, struct spec_thread *from, uint32_t number)
{
	uint32_t index = cap_of(spec, from, *register_r(from, 0));
	const struct spec_cap *cap = &spec->caps[index];

	if (!index) {
		refuse(spec, from, pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET));
		return;
	}
	if (cap->type == PITH_TYPE_REPLY && number != PITH_CALL_CALL) {
		answer(spec, from);
		return;
	}
	if (cap->type != PITH_TYPE_ENDPOINT && cap->type != PITH_TYPE_NOTIFICATION) {
		spec_invoke(spec, from);
		return;
	}
	if (!(cap->rights & PITH_SEND)) {
		refuse(spec, from, pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET));
		return;
	}
	if (cap->type == PITH_TYPE_NOTIFICATION) {
		set_result(from, pith_tag(0, 0, 0));
		signal_bits(spec, cap->object, cap->badge);
	} else {
		send_message(spec, from, cap, number);
	}
}

/* Receive at a Notification. */
static void receive_bits(
    struct spec *spec, struct spec_thread *from, struct spec_notification *notification, bool wait)
{
	if (notification->bits) {
		deliver_bits(from, take_bits(notification));
	} else if (!wait) {
		set_result(from, pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
	} else {
		time_return(spec, from);
		from->wait = SPEC_WAITING;
		from->on = notification->name;
		list_append(spec, &notification->waiters, from->name);
	}
}

/* Receive at an Endpoint: signals, messages, or wait. */
static void receive_message(struct spec *spec, struct spec_thread *from,
    struct spec_endpoint *endpoint, struct spec_reply *reply, bool wait)
{
	struct spec_thread *sender;
	enum spec_wait how;

	if (from->notification && from->time && spec_notification(spec, from->notification)->bits) {
		deliver_bits(from, take_bits(spec_notification(spec, from->notification)));
		return;
	}
	if (endpoint->senders.count == 0 && !wait) {
		set_result(from, pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
		return;
	}
	/* What was borrowed for earlier calls goes back first. */
	time_return(spec, from);
	if (endpoint->senders.count == 0) {
		from->wait = reply ? SPEC_RECEIVING_FOR : SPEC_RECEIVING;
		from->on = endpoint->name;
		from->reply = reply ? reply->name : 0;
		if (reply)
			reply->thread = from->name;
		list_append(spec, &endpoint->receivers, from->name);
		return;
	}
	sender = spec_thread(spec, endpoint->senders.names[0]);
	list_remove(&endpoint->senders, sender->name);
	how = sender->wait;
	meet(spec, sender, from, reply, how, sender->badge, sender->grant);
}

/* Why recv, nbrecv or reply_recv is refused. */
static uint32_t receive_refusal(struct spec *spec, struct spec_thread *from, uint32_t number)
{
	uint32_t target = cap_of(spec, from, *register_r(from, 0)), r10 = *register_r(from, 10);
	uint32_t reply_cap = r10 ? cap_of(spec, from, r10) : 0;
	const struct spec_cap *cap = &spec->caps[target];
	const struct spec_reply *reply;

	if (!target)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET);
	if (cap->type != PITH_TYPE_ENDPOINT && cap->type != PITH_TYPE_NOTIFICATION)
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_TARGET);
	if (!(cap->rights & PITH_RECV))
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET);
	if (!r10 &&
	    (number == PITH_CALL_REPLY_RECV || (cap->type == PITH_TYPE_ENDPOINT && !from->own)))
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_REPLY);
	if (!r10)
		return SPEC_OK;
	if (!reply_cap)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_REPLY);
	if (spec->caps[reply_cap].type != PITH_TYPE_REPLY)
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_REPLY);
	reply = spec_reply(spec, spec->caps[reply_cap].object);
	if (!reply->thread)
		return SPEC_OK;
	if (number != PITH_CALL_REPLY_RECV || !owes_answer(spec, reply))
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_REPLY);
	return message_refusal(spec, from, *register_r(from, 1), true);
}

/* recv, nbrecv, reply_recv. */
static void receive_call(struct spec *spec, struct spec_thread *from, uint32_t number)
{
	uint32_t error = receive_refusal(spec, from, number), r10 = *register_r(from, 10);
	bool wait = number != PITH_CALL_NBRECV;
	struct spec_reply *reply = 0;
	enum pith_type type;
	name_t object;

	if (error) {
		refuse(spec, from, error);
		return;
	}
	type = spec->caps[cap_of(spec, from, *register_r(from, 0))].type;
	object = spec->caps[cap_of(spec, from, *register_r(from, 0))].object;
	if (r10)
		reply = spec_reply(spec, spec->caps[cap_of(spec, from, r10)].object);
	if (reply && reply->thread && number == PITH_CALL_REPLY_RECV)
		give_answer(spec, from, reply);
	if (type == PITH_TYPE_NOTIFICATION)
		receive_bits(spec, from, spec_notification(spec, object), wait);
	else
		receive_message(spec, from, spec_endpoint(spec, object), reply, wait);
}

static void tell_time(const struct spec *spec, struct spec_thread *from)
{
	uint64_t passed = spec->now - spec->began;

	*register_r(from, 2) = (uint32_t)passed;
	*register_r(from, 3) = (uint32_t)(passed >> 32);
	set_result(from, pith_tag(0, 2, 0));
}

/* The current thread has executed the call instruction with this number in r12. */
void ipc_trap(struct spec *spec, struct spec_thread *from, uint32_t number)
{
	switch (number) {
	case PITH_CALL_CALL:
	case PITH_CALL_SEND:
	case PITH_CALL_NBSEND:
		send_call(spec, from, number);
		return;
	case PITH_CALL_REPLY_RECV:
	case PITH_CALL_RECV:
	case PITH_CALL_NBRECV:
		receive_call(spec, from, number);
		return;
	case PITH_CALL_REPLY:
		answer(spec, from);
		return;
	case PITH_CALL_YIELD:
		yield_slice(spec, from);
		return;
	case PITH_CALL_CLOCK:
		tell_time(spec, from);
		return;
	default:
		fault_now(spec, from, PITH_FAULT_CALL, 0, number, 0);
	}
}
