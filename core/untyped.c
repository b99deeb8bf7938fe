/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped memory: the only source of objects. The capability's slot holds the
 * state: bytes given out (badge) and bytes known to be zero (aux), both counted
 * from the start. Memory comes back all at once, when no child is left.
 */
#include "core/index.h"

static uint32_t untyped_size(const struct slot *untyped)
{
	return 1u << (untyped->object & UNTYPED_BITS_MASK);
}

static paddr_t untyped_paddr(const struct slot *untyped)
{
	return untyped->object & UNTYPED_PADDR_MASK;
}

static uint32_t align_up(uint32_t value, uint32_t bits)
{
	uint32_t mask = (1u << bits) - 1;

	return (value + mask) & ~mask;
}

/* Where the next object of 2^bits bytes would come; false if it does not fit. */
bool untyped_room(const struct slot *untyped, uint32_t bits, paddr_t *paddr)
{
	uint32_t offset = align_up(untyped->badge, bits);

	*paddr = untyped_paddr(untyped) + offset;
	return (uint64_t)offset + (1ull << bits) <= untyped_size(untyped);
}

static uint32_t frame_size_index(uint32_t bits)
{
	uint32_t size = 0;

	while (size < PAGETABLE_SIZES && pagetable_sizes[size].bits != bits)
		size++;
	return size;
}

static const uint32_t type_ops[PITH_TYPE_COUNT] = {
    [PITH_TYPE_FRAME] = CAP_FRAME,
    [PITH_TYPE_CSPACE] = CAP_CSPACE,
    [PITH_TYPE_SPACE] = CAP_SPACE,
    [PITH_TYPE_PAGETABLE] = CAP_PAGETABLE,
    [PITH_TYPE_THREAD] = CAP_THREAD,
    [PITH_TYPE_SCHEDCONTEXT] = CAP_SCHEDCONTEXT,
    [PITH_TYPE_ENDPOINT] = CAP_ENDPOINT,
    [PITH_TYPE_NOTIFICATION] = CAP_NOTIFICATION,
    [PITH_TYPE_REPLY] = CAP_REPLY,
};

/*
 * Make one object of 2^bits bytes at the next aligned place and its first capability in the
 * empty slot `to`. The memory is there and zeroed (RAM).
 */
void untyped_make(struct cpu *cpu, struct slot *untyped, struct slot *to, enum pith_type type,
    uint32_t bits, enum pith_memory memory)
{
	uint32_t offset = align_up(untyped->badge, bits);
	paddr_t paddr = untyped_paddr(untyped) + offset;
	ref_t ref = hal_window(paddr);

	untyped->badge = offset + (1u << bits);
	if (type == PITH_TYPE_UNTYPED) {
		slot_fill(to, untyped, untyped->ops, paddr | bits, 0);
		return;
	}
	if (ref)
		hal_object_born(ref, 1u << bits);
	switch (type) {
	case PITH_TYPE_FRAME:
		slot_fill(to, untyped, CAP_FRAME,
		    paddr | frame_size_index(bits) | (uint32_t)memory << FRAME_MEMORY_SHIFT, 0);
		return;
	case PITH_TYPE_CSPACE:
		cspace_init(ref, bits - PITH_SLOT_BITS);
		break;
	case PITH_TYPE_SPACE:
		space_init(ref);
		break;
	case PITH_TYPE_THREAD:
		thread_init(cpu, ref);
		break;
	case PITH_TYPE_SCHEDCONTEXT:
		schedcontext_init(ref);
		break;
	case PITH_TYPE_ENDPOINT:
		endpoint_init(ref);
		break;
	case PITH_TYPE_NOTIFICATION:
		notification_init(ref);
		break;
	case PITH_TYPE_REPLY:
		reply_init(ref);
		break;
	default:
		break;
	}
	slot_fill(to, untyped, type_ops[type], ref, 0);
}

/* Kernel objects are made of RAM that the kernel reaches. */
static bool holds_objects(const struct slot *untyped)
{
	return untyped->ops & CAP_UNTYPED && hal_window(untyped_paddr(untyped));
}

/* log2 of the bytes that an object takes; 0 if type or bits are not possible here. */
static uint32_t object_bits(const struct slot *untyped, uint32_t type, uint32_t bits)
{
	static const uint8_t fixed[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) (made) ? (bits) : 0,
	    PITH_TYPES(X)
#undef X
	};

	if (type == PITH_TYPE_UNTYPED)
		return bits >= PITH_UNTYPED_BITS_MIN && bits < 32 ? bits : 0;
	if (type == PITH_TYPE_FRAME)
		return frame_size_index(bits) < PAGETABLE_SIZES ? bits : 0;
	if (!holds_objects(untyped))
		return 0;
	if (type == PITH_TYPE_CSPACE)
		return bits >= PITH_CSPACE_BITS_MIN && bits <= PITH_CSPACE_BITS_MAX
			   ? bits + PITH_SLOT_BITS
			   : 0;
	return type < PITH_TYPE_COUNT ? fixed[type] : 0;
}

/* Only normal RAM is cached; devices are never taken for RAM, nor RAM for a device. */
static bool memory_fits(const struct slot *untyped, uint32_t type, uint32_t memory)
{
	if (type != PITH_TYPE_FRAME)
		return memory == PITH_MEMORY_NORMAL;
	if (untyped->ops & CAP_DEVICE_UNTYPED)
		return memory == PITH_MEMORY_UNCACHED || memory == PITH_MEMORY_DEVICE;
	return memory == PITH_MEMORY_NORMAL || memory == PITH_MEMORY_UNCACHED;
}

/* Zero the next part of what will be used up to `end`; true if nothing is left to do. */
static bool zeroed(struct slot *untyped, uint32_t end)
{
	uint32_t length;

	if (untyped->ops & CAP_DEVICE_UNTYPED || untyped->aux >= end)
		return true;
	length = end - untyped->aux;
	if (length > HAL_STEP_BYTES)
		length = HAL_STEP_BYTES;
	hal_zero(untyped_paddr(untyped) + untyped->aux, length);
	untyped->aux += length;
	return untyped->aux >= end;
}

/* Give all memory back if nothing is made of it. */
static void reset(struct slot *untyped)
{
	ref_t ref = hal_window(untyped_paddr(untyped));

	if (untyped->first || untyped->badge == 0)
		return;
	untyped->badge = 0;
	untyped->aux = 0;
	if (ref && untyped->ops & CAP_UNTYPED)
		hal_object_died(ref, untyped_size(untyped));
}

static uint32_t retype(struct invocation *call)
{
	struct slot *untyped = call->target;
	uint32_t type = call->words[0], first = call->words[2], count = call->words[3];
	uint32_t memory = call->words[4];
	uint32_t bits = object_bits(untyped, type, call->words[1]);
	uint32_t used = untyped->first ? untyped->badge : 0;
	struct cspace *cspace;
	struct slot *slot;
	uint64_t end;
	uint32_t error;

	if (!bits)
		return pith_error_tag(PITH_ERROR_RANGE,
		    PITH_ARG_WORD + (type == PITH_TYPE_UNTYPED || type == PITH_TYPE_FRAME ||
					(type == PITH_TYPE_CSPACE && holds_objects(untyped))));
	if (count == 0 || count > PITH_RETYPE_MAX)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 3);
	if (!memory_fits(untyped, type, memory))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 4);
	error = invoke_cspace(call, 0, &cspace);
	for (uint32_t i = 0; !error && i < count; i++)
		error = cspace_free_slot(cspace, first + i, PITH_ARG_WORD + 2, &slot);
	if (error)
		return error;
	/* The dying may be children whose memory is about to come back. */
	if (call->cpu->dying) {
		reap_step(call->cpu);
		return RESULT_AGAIN;
	}
	end = (uint64_t)align_up(used, bits) + ((uint64_t)count << bits);
	if (end > untyped_size(untyped))
		return pith_error_tag(PITH_ERROR_MEMORY, PITH_ARG_TARGET);
	/* An Untyped can reach beyond the window; objects cannot. */
	if (type != PITH_TYPE_UNTYPED && type != PITH_TYPE_FRAME &&
	    !hal_window(untyped_paddr(untyped) + (uint32_t)end - 1))
		return pith_error_tag(PITH_ERROR_MEMORY, PITH_ARG_TARGET);
	reset(untyped);
	/* Untyped memory is not zeroed: it is when something is made of it. */
	if (type != PITH_TYPE_UNTYPED && !zeroed(untyped, (uint32_t)end))
		return RESULT_AGAIN;
	for (uint32_t i = 0; i < count; i++)
		untyped_make(call->cpu, untyped, cspace_slot(cspace, first + i), type, bits,
		    (enum pith_memory)memory);
	if (untyped->aux < untyped->badge)
		untyped->aux = untyped->badge;
	return RESULT_OK;
}

uint32_t untyped_invoke(struct invocation *call)
{
	const struct slot *untyped = call->target;

	if (call->operation == PITH_OP_UNTYPED_RETYPE)
		return retype(call);
	call->words[0] = untyped->object & UNTYPED_BITS_MASK;
	call->words[1] = untyped->first ? untyped->badge : 0;
	call->words[2] = untyped_paddr(untyped);
	call->words[3] = untyped->ops == CAP_DEVICE_UNTYPED;
	return RESULT_OK;
}
