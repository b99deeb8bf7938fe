/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel's threads, their meeting places and their time mean in the specification's
 * terms, and the comparison of both. Reads the kernel's structures and calls none of its functions.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "tests/spec/lockstep_parts.h"
#include "tests/spec/parts.h"
#include "tests/fake/fake.h"

const char *lockstep_says(const char *format, ...)
{
	static char text[240];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return text;
}

/* --- Reading one object ---------------------------------------------------------------- */

static void add(struct spec_list *list, ref_t ref)
{
	if (list->count < SPEC_THREADS)
		list->names[list->count] = lockstep_name(ref);
	list->count++;
}

/* A list of more than that: the specification cannot hold it, and the count says so. */
static bool overflows(const struct spec_list *list)
{
	return list->count > SPEC_THREADS;
}

static void read_wait(struct spec_thread *thread, const struct thread *kernel)
{
	name_t object = lockstep_name(kernel->wait & ~(ref_t)WAIT_KIND_MASK);

	thread->on = object;
	switch ((enum wait_kind)(kernel->wait & WAIT_KIND_MASK)) {
	case WAIT_CALLABLE:
		thread->wait = object ? SPEC_RECEIVING_FOR : SPEC_RUNNABLE;
		thread->reply = object;
		thread->on = 0; /* the endpoint knows */
		break;
	case WAIT_SEND:
		thread->wait = SPEC_SENDING;
		break;
	case WAIT_REPLY:
		thread->wait = SPEC_AWAITS_REPLY;
		break;
	case WAIT_CALL:
		thread->wait = SPEC_CALLING;
		break;
	case WAIT_FAULT:
		thread->wait = SPEC_AWAITS_FAULT;
		break;
	case WAIT_FAULT_SEND:
		thread->wait = SPEC_FAULTING;
		break;
	case WAIT_RECEIVE:
		thread->wait = SPEC_RECEIVING;
		break;
	case WAIT_NOTIFICATION:
		thread->wait = SPEC_WAITING;
		break;
	default:
		thread->wait = SPEC_STOPPED;
	}
}

static void read_thread(struct spec_thread *thread, name_t name)
{
	const struct thread *kernel = thread_at(hal_window(name));
	const struct context *context = &kernel->context;

	memset(thread, 0, sizeof(*thread));
	thread->name = name;
	thread->registers[PITH_REGISTER_PC] = context->pc;
	thread->registers[PITH_REGISTER_SP] = context->r[CONTEXT_SP];
	thread->registers[PITH_REGISTER_CPSR] = context->cpsr;
	thread->registers[PITH_REGISTER_LR] = context->r[CONTEXT_LR];
	memcpy(&thread->registers[PITH_REGISTER_R0], context->r, 13 * sizeof(uint32_t));
	thread->tls = context->tpidruro;
	thread->domains = context->dacr ^ 1u << (2 * PAGETABLE_KERNEL_DOMAIN);
	thread->flags = kernel->flags;
	thread->priority = kernel->priority;
	thread->ceiling = kernel->ceiling;
	memcpy(thread->text, kernel->name, sizeof(thread->text));
	read_wait(thread, kernel);
	thread->time = lockstep_name(kernel->schedcontext);
	thread->own = lockstep_name(kernel->own);
	thread->notification = lockstep_name(kernel->notification);
	thread->badge = kernel->badge;
	thread->grant = kernel->grant;
	thread->fault = kernel->fault;
	thread->fault_address = kernel->fault_address;
	thread->fault_info = kernel->fault_info;
	thread->fault_status = kernel->fault_status;
}

/* A ring of threads that begins and ends at `head`. */
static void read_ring(struct spec_list *list, ref_t head, ref_t first)
{
	list->count = 0;
	for (ref_t at = first; at != head && !overflows(list); at = thread_at(at)->next)
		add(list, at);
}

static void read_senders(struct spec_list *list, ref_t leader)
{
	list->count = 0;
	for (; leader; leader = thread_at(leader)->group_next) {
		add(list, leader);
		for (ref_t at = thread_at(leader)->next; at != leader && !overflows(list);
		     at = thread_at(at)->next)
			add(list, at);
	}
}

static void read_endpoint(struct spec_endpoint *endpoint, name_t name)
{
	ref_t ref = hal_window(name);

	endpoint->name = name;
	read_ring(&endpoint->receivers, ref, endpoint_at(ref)->receive_next);
	read_senders(&endpoint->senders, endpoint_at(ref)->send);
}

static void read_notification(struct spec_notification *notification, name_t name)
{
	ref_t ref = hal_window(name);

	notification->name = name;
	notification->bits = notification_at(ref)->bits;
	notification->bound = lockstep_name(notification_at(ref)->bound);
	read_ring(&notification->waiters, ref, notification_at(ref)->wait_next);
}

static void read_reply(struct spec_reply *reply, name_t name)
{
	reply->name = name;
	reply->thread = lockstep_name(reply_at(hal_window(name))->thread);
}

static void read_time(struct spec_time *time, name_t name)
{
	ref_t ref = hal_window(name);
	const struct schedcontext *kernel = schedcontext_at(ref);

	time->name = name;
	time->owner = lockstep_name(kernel->owner);
	time->user = lockstep_name(kernel->user);
	time->budget = hal_nanoseconds(kernel->budget);
	time->period = hal_nanoseconds(kernel->period);
	time->left = kernel->left;
	time->given = kernel->given;
	time->calls = kernel->calls;
	time->stack.count = 0;
	for (ref_t at = kernel->calls_next; at != ref && !overflows(&time->stack);
	     at = reply_at(at)->calls_next)
		add(&time->stack, at);
}

static void read_ready(struct spec_list *list, const struct cpu *cpu)
{
	list->count = 0;
	for (uint32_t priority = PRIORITIES; priority-- > 0;) {
		ref_t head = cpu->ready[priority];

		if (!head)
			continue;
		add(list, head);
		for (ref_t at = thread_at(head)->next; at != head && !overflows(list);
		     at = thread_at(at)->next)
			add(list, at);
	}
}

/* --- Reading all ------------------------------------------------------------------------- */

/* Who runs, on whose time, and what nobody took care of. */
static void read_machine(struct spec *spec, const struct cpu *cpu)
{
	spec->now = hal_nanoseconds(fake.now);
	spec->began = hal_nanoseconds(cpu->began);
	spec->current = lockstep_name(cpu->current);
	spec->charged = lockstep_name(cpu->charged);
	spec->slice_end = cpu->slice_end;
	spec->unhandled = fake.unhandled;
	spec->unhandled_thread =
	    fake.unhandled_thread ? lockstep_name(hal_ref(fake.unhandled_thread)) : 0;
	memcpy(spec->unhandled_words, fake.unhandled_words, sizeof(spec->unhandled_words));
}

/* Receivers do not know where they wait; and what is too long for a list. */
static void finish_lists(struct spec *spec)
{
	bool full = overflows(&spec->ready);

	for (uint32_t i = 0; i < spec->places; i++) {
		const struct spec_endpoint *endpoint = &spec->endpoints[i];

		if (spec->notifications[i].name && overflows(&spec->notifications[i].waiters))
			full = true;
		if (spec->times[i].name && overflows(&spec->times[i].stack))
			full = true;
		if (!endpoint->name)
			continue;
		if (overflows(&endpoint->senders) || overflows(&endpoint->receivers))
			full = true;
		for (uint32_t k = 0; !full && k < endpoint->receivers.count; k++)
			spec_thread(spec, endpoint->receivers.names[k])->on = endpoint->name;
	}
	if (full)
		spec->full = "places in a queue";
}

void lockstep_read_threads(struct spec *spec, struct cpu *cpu)
{
	read_machine(spec, cpu);
	read_ready(&spec->ready, cpu);
	for (uint32_t i = 0; i < spec->places; i++) {
		if (spec->threads[i].name)
			read_thread(&spec->threads[i], spec->threads[i].name);
		if (spec->endpoints[i].name)
			read_endpoint(&spec->endpoints[i], spec->endpoints[i].name);
		if (spec->notifications[i].name)
			read_notification(&spec->notifications[i], spec->notifications[i].name);
		if (spec->replies[i].name)
			read_reply(&spec->replies[i], spec->replies[i].name);
		if (spec->times[i].name)
			read_time(&spec->times[i], spec->times[i].name);
	}
	finish_lists(spec);
}

/* --- Comparing one object ------------------------------------------------------------------ */

#define SAME(expected, real, what, name)                                                     \
	do {                                                                                 \
		if ((expected) != (real))                                                    \
			return lockstep_says("%s of 0x%x is 0x%llx, not 0x%llx", what, name, \
			    (unsigned long long)(real), (unsigned long long)(expected));     \
	} while (0)

static const char *list_differs(
    const struct spec_list *expected, const struct spec_list *real, const char *what, name_t name)
{
	uint32_t i = 0;

	if (expected->count == real->count &&
	    memcmp(expected->names, real->names, expected->count * sizeof(name_t)) == 0)
		return 0;
	while (i < expected->count && i < real->count && expected->names[i] == real->names[i])
		i++;
	return lockstep_says("%s of 0x%x: place %u has 0x%x, not 0x%x", what, name, i,
	    i < real->count ? real->names[i] : 0, i < expected->count ? expected->names[i] : 0);
}

/* What is kept only in some states. */
static const char *waiting_differs(
    const struct spec_thread *expected, const struct spec_thread *real)
{
	name_t name = expected->name;

	if (waits_to_send(expected)) {
		SAME(expected->badge, real->badge, "badge sent", name);
		SAME(expected->grant, real->grant, "right to send capabilities", name);
	}
	if (expected->wait == SPEC_FAULTING || expected->wait == SPEC_AWAITS_FAULT) {
		SAME(expected->fault, real->fault, "fault", name);
		SAME(expected->fault_address, real->fault_address, "fault's address", name);
		SAME(expected->fault_info, real->fault_info, "fault's info", name);
		SAME(expected->fault_status, real->fault_status, "fault's status", name);
	}
	if (expected->wait == SPEC_RECEIVING_FOR)
		SAME(expected->reply, real->reply, "reply object", name);
	else /* else the endpoint's line is compared */
		SAME(expected->on, real->on, "what is waited for", name);
	return 0;
}

static const char *thread_differs(
    const struct spec_thread *expected, const struct spec_thread *real)
{
	name_t name = expected->name;

	for (uint32_t i = 0; i < PITH_REGISTER_COUNT; i++)
		if (expected->registers[i] != real->registers[i])
			return lockstep_says(
			    "register %u (enum pith_register) of thread 0x%x is 0x%x, not 0x%x", i,
			    name, real->registers[i], expected->registers[i]);
	SAME(expected->wait, real->wait, "state", name);
	SAME(expected->time, real->time, "time", name);
	SAME(expected->own, real->own, "own time", name);
	SAME(expected->notification, real->notification, "notification", name);
	SAME(expected->priority, real->priority, "priority", name);
	SAME(expected->ceiling, real->ceiling, "ceiling", name);
	SAME(expected->flags, real->flags, "flags", name);
	SAME(expected->tls, real->tls, "TLS register", name);
	SAME(expected->domains, real->domains, "domains", name);
	if (memcmp(expected->text, real->text, sizeof(real->text)) != 0)
		return lockstep_says("thread 0x%x is called \"%.16s\", not \"%.16s\"", name,
		    real->text, expected->text);
	return waiting_differs(expected, real);
}

static const char *endpoint_differs(
    const struct spec_endpoint *expected, const struct spec_endpoint *real)
{
	const char *wrong =
	    list_differs(&expected->receivers, &real->receivers, "receivers", expected->name);

	return wrong ? wrong
		     : list_differs(&expected->senders, &real->senders, "senders", expected->name);
}

static const char *notification_differs(
    const struct spec_notification *expected, const struct spec_notification *real)
{
	SAME(expected->bits, real->bits, "bits", expected->name);
	SAME(expected->bound, real->bound, "bound thread", expected->name);
	return list_differs(&expected->waiters, &real->waiters, "waiters", expected->name);
}

static const char *reply_differs(const struct spec_reply *expected, const struct spec_reply *real)
{
	SAME(expected->thread, real->thread, "thread of reply object", expected->name);
	return 0;
}

/* Of the one whose time passes only the end of its slice is kept. */
static const char *time_differs(
    const struct spec_time *expected, const struct spec_time *real, bool charged)
{
	name_t name = expected->name;

	SAME(expected->owner, real->owner, "owner of time", name);
	SAME(expected->user, real->user, "user of time", name);
	SAME(expected->budget, real->budget, "budget", name);
	SAME(expected->period, real->period, "period", name);
	if (!charged)
		SAME(expected->left, real->left, "time left", name);
	SAME(expected->given, real->given, "time given", name);
	SAME(expected->calls, real->calls, "calls counted", name);
	return list_differs(&expected->stack, &real->stack, "calls", name);
}

static const char *machine_differs(const struct spec *expected, const struct spec *real)
{
	SAME(expected->began, real->began, "beginning of time", 0u);
	SAME(expected->current, real->current, "running thread", 0u);
	SAME(expected->charged, real->charged, "whose time passes", 0u);
	SAME(expected->slice_end, real->slice_end, "end of the slice", expected->charged);
	SAME(expected->unhandled, real->unhandled, "faults of nobody's: number", 0u);
	SAME(expected->unhandled_thread, real->unhandled_thread, "fault of nobody's: thread", 0u);
	for (uint32_t i = 0; i < 4; i++)
		SAME(expected->unhandled_words[i], real->unhandled_words[i],
		    "fault of nobody's: a word", expected->unhandled_thread);
	return list_differs(&expected->ready, &real->ready, "ready threads", 0);
}

/* --- Comparing all -------------------------------------------------------------------------- */

/* The entry of the same name, 0 if there is none; entries are `stride` bytes, the name first. */
static const void *entry(const void *table, uint32_t count, size_t stride, name_t name)
{
	for (uint32_t i = 0; name && i < count; i++) {
		const name_t *at = (const name_t *)((const char *)table + i * stride);

		if (*at == name)
			return at;
	}
	return 0;
}

#define ENTRY(table, name) \
	entry(table, sizeof(table) / sizeof((table)[0]), sizeof((table)[0]), name)

const char *lockstep_threads_differ(const struct spec *expected, const struct spec *real)
{
	const char *wrong = machine_differs(expected, real);
	const void *other;

	for (uint32_t i = 0; !wrong && i < expected->places; i++) {
		if ((other = ENTRY(real->threads, expected->threads[i].name)))
			wrong = thread_differs(&expected->threads[i], other);
		if (!wrong && (other = ENTRY(real->endpoints, expected->endpoints[i].name)))
			wrong = endpoint_differs(&expected->endpoints[i], other);
		if (!wrong && (other = ENTRY(real->notifications, expected->notifications[i].name)))
			wrong = notification_differs(&expected->notifications[i], other);
		if (!wrong && (other = ENTRY(real->replies, expected->replies[i].name)))
			wrong = reply_differs(&expected->replies[i], other);
		if (!wrong && (other = ENTRY(real->times, expected->times[i].name)))
			wrong = time_differs(&expected->times[i], other,
			    expected->times[i].name == expected->charged);
	}
	return wrong;
}

/* The kernel has such an object too. */
static const char *object_missing(name_t name, const char *what)
{
	ref_t ref = hal_window(name);

	if (ref && fake_alive(hal_pointer(ref)))
		return 0;
	return lockstep_says("the %s 0x%x is none of the kernel's", what, name);
}

/* What the kernel keeps of a thread's capabilities, so as not to look them up. */
static const char *thread_cached(const struct spec *expected, const struct spec_thread *thread)
{
	const struct thread *kernel = thread_at(hal_window(thread->name));
	uint32_t space = cap_in(expected, thread->name, SPEC_THREAD_SPACE);
	uint32_t buffer = cap_in(expected, thread->name, SPEC_THREAD_BUFFER);
	uint32_t vfp = thread->flags & PITH_FLAG_VFP ? FPEXC_EN : 0;

	SAME(space ? expected->caps[space].object : 0, kernel->context.ttbr0, "translation base",
	    thread->name);
	SAME(buffer ? expected->caps[buffer].object : 0, lockstep_name(kernel->buffer),
	    "IPC buffer", thread->name);
	SAME(vfp, kernel->context.fpexc, "FPEXC", thread->name);
	return 0;
}

static const char *check_thread(const struct spec *expected, uint32_t index)
{
	const struct spec_thread *thread = &expected->threads[index];
	struct spec_thread real;
	const char *wrong;

	if (!thread->name)
		return 0;
	wrong = object_missing(thread->name, "thread");
	if (wrong)
		return wrong;
	read_thread(&real, thread->name);
	wrong = thread_differs(thread, &real);
	return wrong ? wrong : thread_cached(expected, thread);
}

/* The object in this entry of the table, as the kernel has it. */
#define CHECK_ONE(kind, table, text)                                                 \
	static const char *check_##kind(const struct spec *expected, uint32_t index) \
	{                                                                            \
		const struct spec_##kind *object = &expected->table[index];          \
		struct spec_##kind real;                                             \
		const char *wrong;                                                   \
                                                                                     \
		if (!object->name)                                                   \
			return 0;                                                    \
		wrong = object_missing(object->name, text);                          \
		if (wrong)                                                           \
			return wrong;                                                \
		read_##kind(&real, object->name);                                    \
		return kind##_differs(object, &real);                                \
	}
CHECK_ONE(endpoint, endpoints, "endpoint")
CHECK_ONE(notification, notifications, "notification")
CHECK_ONE(reply, replies, "reply object")

static const char *check_time(const struct spec *expected, uint32_t index)
{
	const struct spec_time *time = &expected->times[index];
	struct spec_time real;
	const char *wrong;

	if (!time->name)
		return 0;
	wrong = object_missing(time->name, "scheduling context");
	if (wrong)
		return wrong;
	read_time(&real, time->name);
	return time_differs(time, &real, time->name == expected->charged);
}

static const char *check_machine(const struct spec *expected, const struct cpu *cpu)
{
	static struct spec real; /* so much of it as read_machine() reads */

	read_machine(&real, cpu);
	read_ready(&real.ready, cpu);
	SAME(expected->slice_end, fake.deadline, "the machine's deadline", 0u);
	return machine_differs(expected, &real);
}

const char *lockstep_check_threads(const struct spec *expected, struct cpu *cpu)
{
	const char *wrong = check_machine(expected, cpu);

	for (uint32_t i = 0; !wrong && i < expected->places; i++) {
		wrong = check_thread(expected, i);
		wrong = wrong ? wrong : check_endpoint(expected, i);
		wrong = wrong ? wrong : check_notification(expected, i);
		wrong = wrong ? wrong : check_reply(expected, i);
		wrong = wrong ? wrong : check_time(expected, i);
	}
	return wrong;
}
