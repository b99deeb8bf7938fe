/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component from its plan: objects, address space, capabilities. The plan is made once, the
 * component at each start, of the same memory and into the same slots of ours; between two
 * instances that memory is revoked, and with it everything that was ever derived of it.
 */
#include <string.h>
#include "pith/print.h"
#include "pith/proto/log.h"
#include "user/policy/policy.h"

enum { CPSR_USER_ARM = 0x10, BUFFER_SIZE = 4096 };

/* What the pages of a component are mapped with while it is built. */
struct builder {
	struct component *component;
	uint32_t space;
	uint32_t taken[ORDERS_MAX]; /* frames used so far */
	uint32_t tables_used;
	uint32_t tables[4096 / 32]; /* megabytes that have a page table */
};

static uint32_t type_bits(enum pith_type type)
{
	static const uint8_t sizes[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) bits,
	    PITH_TYPES(X)
#undef X
	};

	return sizes[type];
}

/* True if the megabyte of this address had no page table yet; it has one from now on. */
static bool needs_table(struct builder *builder, uint32_t address)
{
	uint32_t megabyte = address >> 20;
	uint32_t bit = 1u << megabyte % 32;
	bool needs = !(builder->tables[megabyte / 32] & bit);

	builder->tables[megabyte / 32] |= bit;
	return needs;
}

/* --- The program ------------------------------------------------------------------------ */

/* What a segment has for this frame. The rest of the frame is zero as the kernel made it. */
static void fill(const struct segment *segment, uint32_t frame, uint32_t address, uint32_t bits)
{
	uint32_t end = address + (1u << bits);
	uint32_t from = segment->bytes_address > address ? segment->bytes_address : address;
	uint32_t to = segment->bytes_address + segment->bytes_size;

	if (to > end)
		to = end;
	if (from < to)
		frame_write(frame, bits, from - address,
		    segment->bytes + (from - segment->bytes_address), to - from);
}

/* Frames for [address, address + size), each with what the segment has for it, if there is one;
 * returns the slot of the first. */
static uint32_t make_frames(const struct component *component, const struct segment *segment,
    uint32_t address, uint32_t size)
{
	struct batch batch = {0};
	uint32_t first, slot, bits;

	batch_add_frames(&batch, address, size, PITH_MEMORY_NORMAL);
	batch_reserve(&batch, "the program of", component->name);
	batch_make(&batch);
	first = batch_line_up(&batch, address, size, PITH_MEMORY_NORMAL);
	slot = first;
	for (uint32_t at = address; segment && at != address + size; at += 1u << bits) {
		bits = pith_page_bits(at, address + size - at);
		fill(segment, slot++, at, bits);
	}
	return first;
}

/* A copy of the initial data, which the blob takes with it otherwise. */
static void keep(const struct component *component, struct segment *segment)
{
	static uint32_t next = KEPT_BASE;
	uint32_t size = (segment->bytes_size + 4095) & ~4095u, slot, bits;

	if (segment->bytes_size == 0)
		return;
	slot = make_frames(component, NULL, next, size);
	for (uint32_t at = next; at != next + size; at += 1u << bits) {
		bits = pith_page_bits(at, next + size - at);
		map_own(slot++, at, PITH_READ | PITH_WRITE);
	}
	memcpy((void *)(uintptr_t)next, segment->bytes, segment->bytes_size);
	segment->bytes = (const uint8_t *)(uintptr_t)next;
	next += size;
}

void build_program(struct component *component)
{
	bool again = component->on_fault == RULE_RESTART || component->on_exit == RULE_RESTART ||
		     component->controlled;
	struct segment segment;
	uint32_t i;

	for (i = 0; elf_segment(component, i, &segment); i++) {
		if (!(segment.rights & PITH_WRITE)) {
			add_map(component,
			    make_frames(component, &segment, segment.address, segment.size),
			    segment.address, segment.size, segment.rights);
			component->status.memory += segment.size;
			continue;
		}
		if (component->segment_count == SEGMENTS_MAX)
			refuse("component '%s': its program has more than %d segments",
			    component->name, SEGMENTS_MAX);
		if (again)
			keep(component, &segment);
		component->segments[component->segment_count++] = segment;
	}
	if (i == 0)
		refuse("component '%s': its program is empty", component->name);
	component->entry = elf_entry(component);
}

/* --- The plan -------------------------------------------------------------------------- */

static void plan_tables(struct builder *builder, uint32_t address, uint32_t size)
{
	for (uint32_t at = address; at != address + size;) {
		uint32_t bits = pith_page_bits(at, address + size - at);

		if (bits < 20 && needs_table(builder, at))
			batch_add(&builder->component->batch, PITH_TYPE_PAGETABLE,
			    type_bits(PITH_TYPE_PAGETABLE), 1, PITH_MEMORY_NORMAL);
		at += 1u << bits;
	}
}

static void plan_memory(struct builder *builder, uint32_t address, uint32_t size)
{
	batch_add_frames(&builder->component->batch, address, size, PITH_MEMORY_NORMAL);
	plan_tables(builder, address, size);
}

void build_plan(struct component *component)
{
	static const enum pith_type single[] = {
	    PITH_TYPE_SPACE, PITH_TYPE_THREAD, PITH_TYPE_NOTIFICATION, PITH_TYPE_REPLY};
	struct builder builder = {.component = component};
	struct batch *batch = &component->batch;

	for (uint32_t i = 0; i < component->segment_count; i++)
		plan_memory(&builder, component->segments[i].address, component->segments[i].size);
	plan_memory(&builder, PITH_BUFFER_VADDR, BUFFER_SIZE);
	plan_memory(&builder, PITH_STACK_TOP - component->stack, component->stack);
	plan_memory(&builder, PITH_HEAP_VADDR, component->heap);
	for (uint32_t i = 0; i < component->map_count; i++)
		plan_tables(&builder, component->maps[i].address, component->maps[i].size);
	for (uint32_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		batch_add(batch, single[i], type_bits(single[i]), 1, PITH_MEMORY_NORMAL);
	batch_add(batch, PITH_TYPE_SCHEDCONTEXT, type_bits(PITH_TYPE_SCHEDCONTEXT),
	    1 + component->contexts, PITH_MEMORY_NORMAL);
	batch_add(batch, PITH_TYPE_CSPACE, component->cspace_bits + PITH_SLOT_BITS, 1,
	    PITH_MEMORY_NORMAL);
	if (component->memory_bits)
		batch_add(batch, PITH_TYPE_UNTYPED, component->memory_bits, 1, PITH_MEMORY_NORMAL);
	batch_reserve(batch, "component", component->name);
	component->status.memory += batch_size(batch);
	component->peer_signal = slots_take(1);
	component->log_signal = slots_take(1);
	component->fault = slots_take(1);
	expect("a fault handler",
	    pith_cspace_copy(PITH_BOOT_CSPACE, component->fault, 0, pith_system.fault_endpoint,
		PITH_SEND, (uint32_t)(component - pith_system.components) + 1));
}

/* --- The address space ------------------------------------------------------------------- */

static void map(
    struct builder *builder, uint32_t frame, uint32_t address, uint32_t bits, uint32_t rights)
{
	if (bits < 20 && needs_table(builder, address)) {
		uint32_t table = batch_slot(&builder->component->batch, PITH_TYPE_PAGETABLE) +
				 builder->tables_used++;

		expect("mapping a page table",
		    pith_pagetable_map(table, builder->space, address & ~0xfffffu, 0));
	}
	expect(
	    "mapping a component's memory", pith_frame_map(frame, builder->space, address, rights));
}

/* Returns the first frame. */
static uint32_t map_memory(struct builder *builder, uint32_t address, uint32_t size,
    uint32_t rights, const struct segment *segment)
{
	uint32_t first = 0, bits;

	for (uint32_t at = address; at != address + size; at += 1u << bits) {
		uint32_t frame;

		bits = pith_page_bits(at, address + size - at);
		frame = batch_frame(
		    &builder->component->batch, bits, PITH_MEMORY_NORMAL, builder->taken);
		if (segment)
			fill(segment, frame, at, bits);
		map(builder, frame, at, bits, rights);
		if (!first)
			first = frame;
	}
	return first;
}

static void map_shared(struct builder *builder, const struct map *shared)
{
	uint32_t slot = shared->slot, bits;

	for (uint32_t at = shared->address; at != shared->address + shared->size;
	     at += 1u << bits) {
		bits = pith_page_bits(at, shared->address + shared->size - at);
		map(builder, slot++, at, bits, shared->rights);
	}
}

/* All of it; returns the frame of the IPC buffer. */
static uint32_t map_all(struct builder *builder)
{
	const struct component *component = builder->component;
	const struct segment *segment = component->segments;
	uint32_t buffer;

	for (; segment < component->segments + component->segment_count; segment++)
		map_memory(builder, segment->address, segment->size, segment->rights, segment);
	buffer = map_memory(builder, PITH_BUFFER_VADDR, BUFFER_SIZE, PITH_READ | PITH_WRITE, NULL);
	map_memory(builder, PITH_STACK_TOP - component->stack, component->stack,
	    PITH_READ | PITH_WRITE, NULL);
	map_memory(builder, PITH_HEAP_VADDR, component->heap, PITH_READ | PITH_WRITE, NULL);
	for (uint32_t i = 0; i < component->map_count; i++)
		map_shared(builder, component->maps + i);
	return buffer;
}

/* --- Capabilities ---------------------------------------------------------------------- */

static void give(uint32_t cspace, uint32_t slot, uint32_t from, uint32_t rights, uint32_t badge)
{
	expect("giving a capability",
	    pith_cspace_copy(cspace, slot, PITH_BOOT_CSPACE, from, rights, badge));
}

static void give_own(const struct component *component, uint32_t cspace)
{
	const struct batch *batch = &component->batch;

	give(cspace, PITH_SLOT_CSPACE, cspace, PITH_ALL_RIGHTS, 0);
	give(cspace, PITH_SLOT_SPACE, batch_slot(batch, PITH_TYPE_SPACE), PITH_ALL_RIGHTS, 0);
	give(cspace, PITH_SLOT_THREAD, batch_slot(batch, PITH_TYPE_THREAD), PITH_ALL_RIGHTS, 0);
	give(cspace, PITH_SLOT_SCHEDCONTEXT, batch_slot(batch, PITH_TYPE_SCHEDCONTEXT),
	    PITH_ALL_RIGHTS, 0);
	give(cspace, PITH_SLOT_NOTIFICATION, batch_slot(batch, PITH_TYPE_NOTIFICATION),
	    PITH_ALL_RIGHTS, 0);
	give(cspace, PITH_SLOT_REPLY, batch_slot(batch, PITH_TYPE_REPLY), PITH_ALL_RIGHTS, 0);
	give(cspace, PITH_SLOT_FAULT, component->fault, PITH_SEND, 0);
	if (component->endpoint)
		give(cspace, PITH_SLOT_ENDPOINT, component->endpoint, PITH_RECV, 0);
	/* Untypeds have no copies. */
	if (component->memory_bits)
		expect("giving memory", pith_cspace_move(cspace, PITH_SLOT_MEMORY, PITH_BOOT_CSPACE,
					    batch_slot(batch, PITH_TYPE_UNTYPED)));
}

static bool serves(uint32_t peer)
{
	return peer == NOT_A_COMPONENT || pith_system.components[peer].serves;
}

static void give_grants(const struct component *component, uint32_t cspace)
{
	uint32_t context = batch_slot(&component->batch, PITH_TYPE_SCHEDCONTEXT);

	for (uint32_t i = 0; i < component->info->grants; i++) {
		const struct pith_grant *grant = component->info->grant + i;
		const struct source *source = component->sources + i;

		if (grant->kind == PITH_GRANT_SCHEDCONTEXT)
			give(cspace, grant->slot, ++context, PITH_ALL_RIGHTS, 0);
		else if (grant->kind == PITH_GRANT_SERVICE && !serves(source->peer))
			continue; /* until it is started */
		else if (source->slot)
			for (uint32_t n = 0; n <= source->more; n++)
				give(cspace, grant->slot + n, source->slot + n, source->rights,
				    source->badge);
	}
}

/* Our way to tell it something. */
static void make_signals(const struct component *component)
{
	uint32_t notification = batch_slot(&component->batch, PITH_TYPE_NOTIFICATION);

	expect("a signal", pith_cspace_copy(PITH_BOOT_CSPACE, component->peer_signal, 0,
			       notification, PITH_SEND, (uint32_t)PITH_SIGNAL_PEER));
	expect("a signal", pith_cspace_copy(PITH_BOOT_CSPACE, component->log_signal, 0,
			       notification, PITH_SEND, PITH_SIGNAL_LOG));
}

/* --- The thread ------------------------------------------------------------------------ */

static void make_thread(
    const struct component *component, uint32_t cspace, uint32_t space, uint32_t buffer)
{
	const struct batch *batch = &component->batch;
	uint32_t thread = batch_slot(batch, PITH_TYPE_THREAD);
	uint32_t context = batch_slot(batch, PITH_TYPE_SCHEDCONTEXT);
	const uint32_t caps[PITH_MAX_CAPS] = {cspace, space, buffer, component->fault};
	uint32_t registers[PITH_REGISTER_R0 + 1] = {[PITH_REGISTER_PC] = component->entry,
	    [PITH_REGISTER_SP] = PITH_STACK_TOP,
	    [PITH_REGISTER_CPSR] = CPSR_USER_ARM,
	    [PITH_REGISTER_R0] = PITH_INFO_VADDR};

	expect("a thread",
	    pith_thread_configure(thread,
		PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER | PITH_THREAD_FAULT, 0,
		caps));
	expect("a thread's priority",
	    pith_thread_set_priority(thread, component->priority, component->ceiling));
	expect(
	    "a thread's flags", pith_thread_set_flags(thread, component->vfp ? PITH_FLAG_VFP : 0));
	expect("a thread's name", pith_thread_set_name(thread, component->name));
	expect("a thread's registers",
	    pith_thread_write(thread, false, registers, PITH_REGISTER_R0 + 1));
	for (uint32_t i = 0; i <= component->contexts; i++)
		expect("processor time", pith_schedcontrol_configure(PITH_BOOT_SCHEDCONTROL,
					     context + i, component->budget, component->period));
	expect("processor time", pith_thread_bind(thread, context));
}

void build_make(struct component *component)
{
	struct builder builder = {.component = component};
	uint32_t cspace = batch_slot(&component->batch, PITH_TYPE_CSPACE);
	uint32_t buffer;

	builder.space = batch_slot(&component->batch, PITH_TYPE_SPACE);
	batch_make(&component->batch);
	buffer = map_all(&builder);
	give_own(component, cspace);
	give_grants(component, cspace);
	make_signals(component);
	make_thread(component, cspace, builder.space, buffer);
}

void build_start(struct component *component)
{
	component->alive = true;
	component->status.starts += component->restarts == 0;
	component->status.state = POLICY_RUNNING;
	component->status.started = pith_clock();
	expect("starting a thread",
	    pith_thread_resume(batch_slot(&component->batch, PITH_TYPE_THREAD)));
}

/* --- Ends and new beginnings ------------------------------------------------------------- */

void build_serve_plan(struct component *component)
{
	if (!component->provides)
		return;
	component->endpoint = slots_take(1);
	component->endpoint_memory = memory_take(type_bits(PITH_TYPE_ENDPOINT));
	if (!component->endpoint_memory)
		refuse("not enough memory for the endpoint of '%s'", component->name);
	if (!component->on_request)
		build_serve(component);
}

/* One that lives has nothing in the slots of services that were stopped, unless it put something
 * there itself. */
static void connect(const struct component *provider)
{
	uint32_t self = (uint32_t)(provider - pith_system.components);

	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		const struct component *user = pith_system.components + i;

		for (uint32_t g = 0; user->alive && g < user->info->grants; g++)
			if (user->info->grant[g].kind == PITH_GRANT_SERVICE &&
			    user->sources[g].peer == self)
				pith_cspace_copy(batch_slot(&user->batch, PITH_TYPE_CSPACE),
				    user->info->grant[g].slot, PITH_BOOT_CSPACE, provider->endpoint,
				    user->sources[g].rights, user->sources[g].badge);
	}
}

void build_serve(struct component *component)
{
	expect("an endpoint", pith_untyped_retype(component->endpoint_memory, PITH_TYPE_ENDPOINT, 0,
				  PITH_BOOT_CSPACE, component->endpoint, 1, PITH_MEMORY_NORMAL));
	component->serves = true;
	connect(component);
}

void build_serve_no_more(struct component *component)
{
	if (component->serves)
		expect(
		    "revoking", pith_cspace_revoke(PITH_BOOT_CSPACE, component->endpoint_memory));
	component->serves = false;
}

void build_account(const struct component *component, uint64_t *consumed, uint64_t *calls)
{
	uint32_t context = batch_slot(&component->batch, PITH_TYPE_SCHEDCONTEXT);
	uint64_t time;
	uint32_t count;

	for (uint32_t i = 0; component->alive && i <= component->contexts; i++) {
		if (pith_schedcontext_consumed(context + i, &time, &count))
			continue;
		*consumed += time;
		*calls += count;
	}
}

void build_destroy(struct component *component)
{
	build_account(component, &component->status.consumed, &component->status.calls);
	component->alive = false;
	/* Its devices are quiet from now on: their interrupts would find nobody. */
	for (uint32_t i = 0; i < component->info->grants; i++)
		if (component->info->grant[i].kind == PITH_GRANT_IRQ)
			pith_irq_mask(component->sources[i].slot);
	batch_revoke(&component->batch);
	/* Nobody else, to whom it gave them, may ask or fail in its name. */
	pith_cspace_revoke(PITH_BOOT_CSPACE, component->fault);
	if (component->request)
		pith_cspace_revoke(PITH_BOOT_CSPACE, component->request);
	/* The frames that it shared live on, mapped nowhere. */
	for (uint32_t i = 0; i < component->map_count; i++) {
		const struct map *shared = component->maps + i;
		uint32_t count = pages_of(shared->address, shared->size);

		for (uint32_t slot = shared->slot; slot < shared->slot + count; slot++)
			pith_frame_unmap(slot);
	}
}
