/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's invariants, as code: everything that the other files rely on, walked
 * from the root of the derivation tree and from the scheduler's queues. For tests,
 * fuzzing and debugging; its loops are bounded by the size of the state only.
 */
#include "core/index.h"

#define CHECK(condition, text)       \
	do {                         \
		if (!(condition))    \
			return text; \
	} while (0)

static struct slot *parent_of(const struct slot *last)
{
	return slot_at(last->next & ~(ref_t)SLOT_PARENT);
}

/* The slot after this one in the tree, parents first; 0 at the end. */
static struct slot *next_in_tree(const struct slot *root, struct slot *slot)
{
	if (slot->first)
		return slot_at(slot->first);
	while (slot != root && slot->next & SLOT_PARENT)
		slot = parent_of(slot);
	return slot == root ? 0 : slot_at(slot->next);
}

static const char *check_links(const struct slot *slot)
{
	ref_t ref = hal_ref(slot), up = ref | SLOT_PARENT;
	const struct slot *prev = slot_at(slot->prev & ~(ref_t)SLOT_PARENT);
	const struct slot *next = slot_at(slot->next & ~(ref_t)SLOT_PARENT);

	CHECK(slot->ops, "derivation tree: an empty slot");
	CHECK((slot->prev & SLOT_PARENT ? prev->first : prev->next) == ref,
	    "derivation tree: the one before does not lead here");
	CHECK((slot->next & SLOT_PARENT ? next->last : next->prev) == ref,
	    "derivation tree: the one behind does not lead here");
	CHECK(!slot->first == !slot->last, "derivation tree: half a list of children");
	CHECK(!slot->first || (slot_at(slot->first)->prev == up && slot_at(slot->last)->next == up),
	    "derivation tree: the children have another parent");
	return 0;
}

static uint32_t object_bytes(const struct slot *slot)
{
	static const uint8_t bits[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) bits,
	    PITH_TYPES(X)
#undef X
	};

	if (slot->ops & CAP_ANY_UNTYPED)
		return 1u << (slot->object & UNTYPED_BITS_MASK);
	if (slot->ops & CAP_FRAME)
		return 1u << pagetable_sizes[slot->object & FRAME_SIZE_MASK].bits;
	if (slot->ops & CAP_CSPACE)
		return cspace_at(slot->object)->header.word << PITH_SLOT_BITS;
	return 1u << bits[slot_type(slot->ops)];
}

static paddr_t object_paddr(const struct slot *slot)
{
	if (slot->ops & CAP_ANY_UNTYPED)
		return slot->object & (uint32_t)UNTYPED_PADDR_MASK;
	if (slot->ops & CAP_FRAME)
		return slot->object & (uint32_t)FRAME_PADDR_MASK;
	return hal_paddr(slot->object);
}

/* Every object made of an Untyped lies in the part that is given out. */
static const char *check_untyped(const struct slot *untyped)
{
	paddr_t start = untyped->object & (uint32_t)UNTYPED_PADDR_MASK;
	ref_t child = untyped->first;

	CHECK(untyped->badge <= object_bytes(untyped), "untyped: more given out than there is");
	while (child && !(child & SLOT_PARENT)) {
		const struct slot *slot = slot_at(child);

		CHECK(slot->ops & CAP_GRAVE ||
			  (object_paddr(slot) - start < untyped->badge &&
			      object_bytes(slot) <= untyped->badge - (object_paddr(slot) - start)),
		    "untyped: a child outside the part given out");
		child = slot->next;
	}
	return 0;
}

static const char *check_frame(const struct slot *frame)
{
	const struct pagetable_size *size = &pagetable_sizes[frame->object & FRAME_SIZE_MASK];
	uint32_t rights = frame->badge & PITH_ALL_RIGHTS;
	const ref_t *shadow;

	if (frame->aux & SLOT_IN_THREAD_MASK)
		return 0;
	if (!frame->aux)
		return 0;
	CHECK(rights & PITH_READ && rights != PITH_ALL_RIGHTS, "frame: mapped without W^X");
	CHECK(!(rights & ~slot_rights(frame->ops)), "frame: mapped with more than its rights");
	if (size->level == 2)
		shadow = hal_pointer(frame->aux + sizeof(((struct pagetable *)0)->table));
	else
		shadow = space_shadow(space_at(frame->aux & ~(ref_t)(sizeof(struct space) - 1)),
		    (frame->aux & (sizeof(struct space) - 1)) / sizeof(uint32_t));
	CHECK(*shadow == hal_ref(frame), "frame: the shadow names another slot");
	for (uint32_t i = 0; i < size->entries; i++)
		CHECK(((const uint32_t *)hal_pointer(frame->aux))[i] ==
			  pagetable_page(frame->object & FRAME_SIZE_MASK, object_paddr(frame),
			      rights, (frame->object & FRAME_MEMORY_MASK) >> FRAME_MEMORY_SHIFT, 0),
		    "frame: the table entry is another");
	return 0;
}

enum { AT_ONCE = 32 }; /* most entries are empty, and looking at each would take long */

static bool none_used(const ref_t *shadow)
{
	ref_t any = 0;

	for (uint32_t i = 0; i < AT_ONCE; i++)
		any |= shadow[i];
	return !any;
}

/* Part of a table of the level, and which slots its entries stand for. */
static const char *check_shadow(
    uint32_t level, const ref_t *shadow, const uint32_t *table, uint32_t entries)
{
	for (uint32_t i = 0; i < entries; i++) {
		const struct slot *slot;

		if (i % AT_ONCE == 0 && none_used(&shadow[i]))
			i += AT_ONCE - 1;
		if (!shadow[i])
			continue;
		CHECK(table[i], "shadow: one without an entry");
		slot = slot_at(shadow[i]);
		CHECK(slot->ops & CAP_PAGETABLE ? level == 1 : slot->aux == hal_ref(&table[i]),
		    "shadow: names a slot that is not mapped there");
	}
	return 0;
}

static const char *check_pagetable(const struct slot *table)
{
	const struct pagetable *pt = pagetable_at(table->object);

	CHECK(!table->badge || !table->aux || (table->badge ^ table->aux) >> 15,
	    "page table: twice in one space");
	return check_shadow(2, pt->shadow, pt->table, PAGETABLE_SECOND_ENTRIES);
}

static const char *check_space(ref_t ref)
{
	const struct space *space = space_at(ref);
	const uint32_t *high = space->table + SPACE_KERNEL_FIRST + SPACE_KERNEL_COUNT;
	uint32_t high_entries = sizeof(space->shadow_high) / sizeof(ref_t);
	const char *wrong = check_shadow(1, space->shadow, space->table, SPACE_KERNEL_FIRST);

	return wrong ? wrong : check_shadow(1, space->shadow_high, high, high_entries);
}

/* A ring of receivers or waiters. */
static const char *check_ring(ref_t ring, uint32_t kind)
{
	ref_t at = endpoint_at(ring)->receive_next, before = ring;

	for (; at != ring; before = at, at = thread_at(at)->next) {
		const struct thread *thread = thread_at(at);
		uint32_t waits = thread->wait & WAIT_KIND_MASK;

		CHECK(thread->prev == before, "waiters: a link is not mutual");
		CHECK(waits == kind || (kind == WAIT_RECEIVE && waits == WAIT_CALLABLE),
		    "waiters: one that does not wait");
		CHECK(waits == WAIT_CALLABLE || thread->wait == (ring | kind),
		    "waiters: one that waits for another object");
		CHECK(waits != WAIT_CALLABLE || reply_at(thread->wait)->thread == at,
		    "waiters: a reply object is not armed");
	}
	CHECK(endpoint_at(ring)->receive_prev == before, "waiters: the ring is open");
	return 0;
}

static const char *check_senders(ref_t ref)
{
	ref_t leader = endpoint_at(ref)->send, higher = 0;

	for (; leader; higher = leader, leader = thread_at(leader)->group_next) {
		ref_t at = leader;

		CHECK(thread_at(leader)->group_prev == higher, "senders: a link is not mutual");
		CHECK(!higher || thread_at(higher)->priority > thread_at(leader)->priority,
		    "senders: not in the order of priority");
		do {
			const struct thread *thread = thread_at(at);
			uint32_t kind = thread->wait & WAIT_KIND_MASK;

			CHECK(
			    thread->wait == (ref | kind) &&
				(kind == WAIT_SEND || kind == WAIT_CALL || kind == WAIT_FAULT_SEND),
			    "senders: one that does not wait here");
			CHECK(thread->priority == thread_at(leader)->priority,
			    "senders: one in another priority's group");
			CHECK(thread_at(thread->next)->prev == at, "senders: a link is not mutual");
			CHECK(at == leader || thread->group_prev == 1, "senders: two leaders");
			at = thread->next;
		} while (at != leader);
	}
	return 0;
}

static const char *check_notification(ref_t ref)
{
	const struct notification *nt = notification_at(ref);

	CHECK(!nt->bound || thread_at(nt->bound)->notification == ref,
	    "notification: its thread is bound to another");
	CHECK(!nt->bits || nt->wait_next == ref, "notification: bits and a waiter");
	return check_ring(ref, WAIT_NOTIFICATION);
}

static const char *check_reply(ref_t ref)
{
	const struct reply *reply = reply_at(ref);
	uint32_t wait;

	if (!reply->thread) {
		CHECK(!reply->calls_prev, "reply: free, but a call's");
		return 0;
	}
	wait = thread_at(reply->thread)->wait;
	CHECK((wait & ~(ref_t)WAIT_KIND_MASK) == ref, "reply: its thread waits for another");
	CHECK(!reply->calls_prev || (wait & WAIT_KIND_MASK) != WAIT_CALLABLE,
	    "reply: armed and a call's");
	return 0;
}

/* Its own context is with the thread, but idle: it uses another, or has lent that on. */
static bool leaves_own_idle(const struct thread *thread)
{
	uint32_t kind = thread->wait & WAIT_KIND_MASK;

	return thread->schedcontext || kind == WAIT_REPLY || kind == WAIT_FAULT;
}

static const char *check_schedcontext(const struct cpu *cpu, ref_t ref)
{
	const struct schedcontext *sc = schedcontext_at(ref);
	ref_t at = sc->calls_next, before = ref;

	CHECK(sc->left <= (int64_t)sc->budget, "scheduling context: more left than its budget");
	CHECK(
	    !sc->owner || thread_at(sc->owner)->own == ref, "scheduling context: not its owner's");
	CHECK(!sc->user || thread_at(sc->user)->schedcontext == ref ||
		  (sc->user == sc->owner && leaves_own_idle(thread_at(sc->user))),
	    "scheduling context: its user has another");
	CHECK(sc->calls_next == ref || sc->user, "scheduling context: lent to nobody");
	CHECK(!cpu->current || thread_at(cpu->current)->schedcontext != ref ||
		  sc->user == cpu->current,
	    "scheduling context: runs for another");
	for (; at != ref; before = at, at = reply_at(at)->calls_next) {
		uint32_t wait = thread_at(reply_at(at)->thread)->wait;

		CHECK(reply_at(at)->calls_prev == before, "call stack: a link is not mutual");
		CHECK(wait == (at | WAIT_REPLY) || wait == (at | WAIT_FAULT),
		    "call stack: a caller that does not wait");
	}
	CHECK(sc->calls_prev == before, "call stack: the ring is open");
	return 0;
}

static const char *check_thread(struct cpu *cpu, ref_t ref)
{
	struct thread *thread = thread_at(ref);
	const struct slot *space = &thread->slots[SLOT_SPACE];
	const struct slot *buffer = &thread->slots[SLOT_BUFFER];
	struct context expected = thread->context;
	bool divert = thread->notification && notification_at(thread->notification)->bits;

	CHECK(!thread->schedcontext || schedcontext_at(thread->schedcontext)->user == ref,
	    "thread: its scheduling context is another's");
	CHECK(!thread->own || schedcontext_at(thread->own)->owner == ref,
	    "thread: does not own what is bound to it");
	CHECK(!thread->notification || notification_at(thread->notification)->bound == ref,
	    "thread: bound to a notification that is not");
	CHECK(thread->cspace == hal_ref(divert ? &cpu->empty : cspace_of(cpu, thread)),
	    "thread: is shown another CSpace");
	hal_context_space(&expected, space->ops ? space->object : 0,
	    space->ops ? space_at(space->object)->asid : 0);
	CHECK(thread->context.ttbr0 == expected.ttbr0 &&
		  thread->context.contextid == expected.contextid,
	    "thread: runs in a space it has not");
	CHECK(thread->buffer ==
		  (buffer->ops ? hal_window(buffer->object & (uint32_t)FRAME_PADDR_MASK) : 0),
	    "thread: its IPC buffer is another frame");
	CHECK((thread->context.cpsr & ~(uint32_t)CPSR_USER_MASK) == CPSR_USER,
	    "thread: not in user mode");
	return 0;
}

static const char *check_object(struct cpu *cpu, const struct slot *slot)
{
	const char *wrong;

	switch (slot_type(slot->ops)) {
	case PITH_TYPE_UNTYPED:
		return check_untyped(slot);
	case PITH_TYPE_FRAME:
		return check_frame(slot);
	case PITH_TYPE_PAGETABLE:
		return check_pagetable(slot);
	case PITH_TYPE_SPACE:
		return check_space(slot->object);
	case PITH_TYPE_ENDPOINT:
		wrong = check_ring(slot->object, WAIT_RECEIVE);
		return wrong ? wrong : check_senders(slot->object);
	case PITH_TYPE_NOTIFICATION:
		return check_notification(slot->object);
	case PITH_TYPE_REPLY:
		return check_reply(slot->object);
	case PITH_TYPE_SCHEDCONTEXT:
		return check_schedcontext(cpu, slot->object);
	case PITH_TYPE_THREAD:
		return check_thread(cpu, slot->object);
	default:
		return 0;
	}
}

static const char *check_ready(const struct cpu *cpu)
{
	int32_t top = PRIORITY_NONE;

	for (uint32_t priority = 0; priority < PRIORITIES; priority++) {
		ref_t head = cpu->ready[priority], at = head;
		bool bit = cpu->ready_bits[priority >> 5] >> (priority & 31) & 1;

		CHECK(bit == (head != 0), "ready queue: a bit is wrong");
		if (!head)
			continue;
		top = (int32_t)priority;
		do {
			const struct thread *thread = thread_at(at);

			CHECK(
			    schedule_is_queued(cpu, thread), "ready queue: one that is not ready");
			CHECK(thread->priority == priority, "ready queue: the wrong one");
			CHECK(thread_at(thread->next)->prev == at, "ready queue: not mutual");
			at = thread->next;
		} while (at != head);
	}
	CHECK(cpu->top == top, "ready queue: the highest priority is another");
	return 0;
}

/* All capabilities to an object follow each other, and the object counts them. */
static const char *check_count(const struct slot *last, uint32_t count)
{
	CHECK(!count || slot_header(last->ops, last->object)->refs == count,
	    "capabilities: an object counts another number");
	return 0;
}

/* Walk every invariant of the kernel's state: 0, or what is wrong, in words. */
const char *core_check(struct cpu *cpu)
{
	const struct slot *before = &cpu->root;
	uint32_t graves = 0, count = 0;
	const char *wrong;

	CHECK(cpu->empty.header.word == 0, "the empty CSpace is not empty");
	for (struct slot *slot = next_in_tree(&cpu->root, &cpu->root); slot;
	     slot = next_in_tree(&cpu->root, slot)) {
		bool copy = count && slot->ops & CAP_COUNTED && slot->object == before->object;

		wrong = check_links(slot);
		if (!wrong && !copy)
			wrong = check_count(before, count);
		if (!wrong && !copy && slot->ops != CAP_GRAVE)
			wrong = check_object(cpu, slot);
		if (wrong)
			return wrong;
		graves += slot->ops == CAP_GRAVE;
		count = copy ? count + 1 : (slot->ops & CAP_COUNTED) != 0;
		before = slot;
	}
	wrong = check_count(before, count);
	if (wrong)
		return wrong;
	for (ref_t dying = cpu->dying; dying; dying = header_at(dying)->dying) {
		CHECK(header_at(dying)->ops == CAP_GRAVE, "dying objects: one that is alive");
		graves--;
	}
	CHECK(graves == 0, "dying objects: a grave that is not on the list");
	CHECK(!cpu->current ||
		  (thread_at(cpu->current)->wait == 0 && thread_at(cpu->current)->schedcontext),
	    "the running thread cannot run");
	return check_ready(cpu);
}
