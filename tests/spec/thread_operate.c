/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations on threads. Manual: objects.md, "Thread".
 */
#include "tests/spec/parts.h"

enum { NORMAL_PAGE_BITS = 12 };

/* Where a capability is: that stays true while others come and go. */
struct place {
	name_t holder;
	uint32_t slot;
};

/* The capability for one of the thread's places. */
static uint32_t find_place(struct spec *spec, const struct spec_call *call, uint32_t which,
    uint32_t index, struct place *place)
{
	static const struct {
		enum pith_type type;
		uint32_t rights;
	} wanted[SPEC_THREAD_SLOTS] = {
	    [SPEC_THREAD_CSPACE] = {PITH_TYPE_CSPACE, PITH_ALL_RIGHTS},
	    [SPEC_THREAD_SPACE] = {PITH_TYPE_SPACE, PITH_ALL_RIGHTS},
	    [SPEC_THREAD_BUFFER] = {PITH_TYPE_FRAME, PITH_ALL_RIGHTS},
	    [SPEC_THREAD_FAULT] = {PITH_TYPE_ENDPOINT, PITH_SEND},
	};
	uint32_t cap, both = PITH_READ | PITH_WRITE;
	uint32_t error =
	    call_cap(spec, call, index, wanted[which].type, wanted[which].rights, &cap);

	if (error)
		return error;
	if (which == SPEC_THREAD_BUFFER) {
		const struct spec_cap *frame = &spec->caps[cap];

		if ((frame->rights & both) != both)
			return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_CAP + index);
		if (frame->bits != NORMAL_PAGE_BITS || frame->memory != PITH_MEMORY_NORMAL ||
		    frame->object - spec->machine.ram_base >= spec->machine.window_size)
			return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_CAP + index);
	}
	place->holder = spec->caps[cap].holder;
	place->slot = spec->caps[cap].slot;
	return SPEC_OK;
}

static uint32_t configure(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t set = call_word(spec, call, 0), clear = call_word(spec, call, 1);
	uint32_t all = (1u << SPEC_THREAD_SLOTS) - 1, index = 0;
	struct place places[SPEC_THREAD_SLOTS] = {{0}};

	if (set & ~all)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (clear & ~all || clear & set)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	for (uint32_t which = 0; which < SPEC_THREAD_SLOTS; which++) {
		uint32_t error = SPEC_OK;

		if (set & 1u << which)
			error = find_place(spec, call, which, index++, &places[which]);
		if (error)
			return error;
	}
	/* What is dying is taken apart first. */
	if (spec->dying.count > 0) {
		reap_part(spec);
		return SPEC_AGAIN;
	}
	for (uint32_t which = 0; which < SPEC_THREAD_SLOTS; which++)
		if ((set | clear) & 1u << which)
			thread_set_cap(
			    spec, thread, which, places[which].holder, places[which].slot);
	/* What lost its last capability by it is taken apart now, and the same done once more;
	 * unless the caller itself may see other capabilities now. */
	return spec->dying.count > 0 && thread != call->from ? SPEC_AGAIN : SPEC_OK;
}

/* Its registers are a message: one that it sends or one that it will get. */
static bool in_call(const struct spec_thread *thread)
{
	return thread->wait == SPEC_SENDING || thread->wait == SPEC_CALLING ||
	       thread->wait == SPEC_AWAITS_REPLY || thread->wait == SPEC_WAITING ||
	       waits_to_receive(thread);
}

static void suspend(struct spec *spec, struct spec_thread *thread)
{
	if (in_call(thread))
		set_result(thread, pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
	end_wait(spec, thread);
}

static uint32_t read_registers(
    struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t stop = call_word(spec, call, 0);

	if (stop > 1)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (stop)
		suspend(spec, thread);
	for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
		call->out[i] = thread->registers[i];
	call->out_count = PITH_REGISTER_COUNT;
	return SPEC_OK;
}

static uint32_t write_registers(
    struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t resume = call_word(spec, call, 0), count = call->length - 1;

	if (resume > 1)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (count > PITH_REGISTER_COUNT)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	if (thread == call->from || in_call(thread) || (resume && thread->wait != SPEC_STOPPED))
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	for (uint32_t i = 0; i < count; i++)
		set_register(thread, i, call_word(spec, call, 1 + i));
	if (resume)
		go_on_last(spec, thread);
	return SPEC_OK;
}

static uint32_t set_flags(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t flags = call_word(spec, call, 0);
	uint32_t all = PITH_FLAG_VFP | PITH_FLAG_STRICT | PITH_FLAG_BUDGET;

	if (flags & ~all)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	thread->flags = flags;
	return SPEC_OK;
}

static uint32_t set_priority(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t priority = call_word(spec, call, 0), ceiling = call_word(spec, call, 1);

	if (priority > call->from->ceiling)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (ceiling > call->from->ceiling)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	thread->ceiling = ceiling;
	if (thread->priority == priority)
		return SPEC_OK; /* it keeps its place */
	thread->priority = priority;
	if (list_remove(&spec->ready, thread->name)) {
		take_turn(spec, thread);
	} else if (waits_to_send(thread)) {
		struct spec_endpoint *endpoint = spec_endpoint(spec, thread->on);

		list_remove(&endpoint->senders, thread->name);
		stand_in_line(spec, endpoint, thread);
	}
	return SPEC_OK;
}

static uint32_t set_domains(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t domains = call_word(spec, call, 0);

	for (uint32_t domain = 0; domain < 16; domain++)
		if ((domains >> 2 * domain & 3) > (domain < 15 ? 1u : 0u))
			return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	thread->domains = domains;
	return SPEC_OK;
}

static uint32_t set_name(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	for (uint32_t i = 0; i < sizeof(thread->text); i++)
		thread->text[i] = (char)(call_word(spec, call, i / 4) >> 8 * (i % 4));
	return SPEC_OK;
}

static uint32_t bind_notification(struct spec *spec, struct spec_thread *thread, name_t name)
{
	struct spec_notification *notification = spec_notification(spec, name);

	if (thread->notification)
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	if (notification->bound)
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_CAP);
	notification->bound = thread->name;
	thread->notification = name;
	offer_bits(spec, notification);
	return SPEC_OK;
}

static uint32_t bind_time(struct spec *spec, struct spec_thread *thread, name_t name)
{
	struct spec_time *time = spec_time(spec, name);

	if (thread->own)
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	if (time->owner || time->user || time->stack.count > 0 || !time->budget)
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_CAP);
	time_bind(spec, time, thread);
	return SPEC_OK;
}

static uint32_t bind(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t cap;
	uint32_t error = call_cap(spec, call, 0, PITH_TYPE_NOTIFICATION, PITH_RECV, &cap);

	if (!error)
		return bind_notification(spec, thread, spec->caps[cap].object);
	if (error != pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_CAP))
		return error;
	error = call_cap(spec, call, 0, PITH_TYPE_SCHEDCONTEXT, PITH_ALL_RIGHTS, &cap);
	return error ? error : bind_time(spec, thread, spec->caps[cap].object);
}

static uint32_t unbind(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	uint32_t type = call_word(spec, call, 0);

	if (type == PITH_TYPE_SCHEDCONTEXT)
		time_unbind(spec, thread);
	else if (type == PITH_TYPE_NOTIFICATION)
		unbind_notification(spec, thread);
	else
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	return SPEC_OK;
}

static uint32_t resume(struct spec *spec, struct spec_thread *thread)
{
	if (thread->wait != SPEC_STOPPED)
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	go_on_last(spec, thread);
	return SPEC_OK;
}

static uint32_t exit_thread(struct spec *spec, struct spec_call *call, struct spec_thread *thread)
{
	if (thread != call->from)
		suspend(spec, thread);
	fault_now(spec, thread, PITH_FAULT_EXIT, 0, call_word(spec, call, 0), 0);
	return SPEC_OK;
}

uint32_t thread_operate(struct spec *spec, struct spec_call *call)
{
	struct spec_thread *thread = spec_thread(spec, spec->caps[call->target].object);

	switch (call->operation) {
	case PITH_OP_THREAD_CONFIGURE:
		return configure(spec, call, thread);
	case PITH_OP_THREAD_READ:
		return read_registers(spec, call, thread);
	case PITH_OP_THREAD_WRITE:
		return write_registers(spec, call, thread);
	case PITH_OP_THREAD_SET_TLS:
		thread->tls = call_word(spec, call, 0);
		return SPEC_OK;
	case PITH_OP_THREAD_SET_FLAGS:
		return set_flags(spec, call, thread);
	case PITH_OP_THREAD_SET_PRIORITY:
		return set_priority(spec, call, thread);
	case PITH_OP_THREAD_SET_DOMAINS:
		return set_domains(spec, call, thread);
	case PITH_OP_THREAD_SET_NAME:
		return set_name(spec, call, thread);
	case PITH_OP_THREAD_RESUME:
		return resume(spec, thread);
	case PITH_OP_THREAD_SUSPEND:
		suspend(spec, thread);
		return SPEC_OK;
	case PITH_OP_THREAD_EXIT:
		return exit_thread(spec, call, thread);
	case PITH_OP_THREAD_BIND:
		return bind(spec, call, thread);
	default:
		return unbind(spec, call, thread);
	}
}
