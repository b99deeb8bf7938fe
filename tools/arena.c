/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compares what the kernel knows on two machines at the same mark of the same system, field by
 * field: two images of RAM (a script's "arena FILE"). Objects are found as core/check.c finds them:
 * struct cpu, then every capability of the derivation tree. What may differ is in
 * arena_fields.h; contents of frames are their owners', not the kernel's.
 *
 * usage: arena [-v] SIMULATOR BOARD
 *
 * The status is 0 if they agree, 1 after telling the first difference, 2 if a file is no such
 * image, or of a moment when a thread ran (the board has its registers in the processor then).
 */
#define IMAGE_TOOL "arena"
#include "tools/image.h"
#include <string.h>
#include "core/entry.h"
#include "sim/file.h"
#include "tools/arena_fields.h"

enum { STATUS_DIFFER = 1 };
enum { GRAIN_BITS = 5, FRAME_GRAIN = 1 }; /* objects are multiples of 32 bytes */

enum why {
#define X(NAME, text) WHY_##NAME,
	EXEMPTIONS(X)
#undef X
};

enum shape {
#define X(NAME, structure, text, apart) SHAPE_##NAME,
	STRUCTURES(X)
#undef X
	    SHAPES
};

struct field {
	const char *name;
	uint32_t offset, size, element;
	enum why why;
};

#define FIELD(S, field, element, why)                                                          \
	{#field, (uint32_t)offsetof(struct S, field), sizeof(((struct S *)0)->field), element, \
	    WHY_##why},
#define SIZE(S, field, element, why) +sizeof(((struct S *)0)->field)
#define X(NAME, structure, text, apart)                                             \
	static const struct field fields_##NAME[] = {NAME##_FIELDS(FIELD)};         \
	_Static_assert(0 NAME##_FIELDS(SIZE) + (apart) == sizeof(struct structure), \
	    "every byte of struct " #structure " is a field's");
STRUCTURES(X)
#undef X

static const struct {
	const char *name;
	const struct field *fields;
	uint32_t count;
} shapes[SHAPES] = {
#define X(NAME, structure, text, apart) \
	{text, fields_##NAME, sizeof(fields_##NAME) / sizeof(fields_##NAME[0])},
    STRUCTURES(X)
#undef X
};

/* An object of the first image. `refs`: capabilities that lead to it. */
struct object {
	ref_t ref;
	uint32_t size, refs, ops;
	enum shape shape;
};

uint8_t *hal_window_start; /* the first image, for core's accessors */
uint32_t hal_window_size;

static const uint8_t *board;
static struct object *objects;
static uint32_t object_count;
static uint32_t *owners; /* of each grain: FRAME_GRAIN, or 2 + the object's number */
static struct {
	uint64_t bytes, exempt, nobodys, nobodys_differ;
} sums;

/* --- Looking into the images -------------------------------------------------------------- */

/* The board's bytes in the place of these of the simulator's. */
static const void *of_board(const void *bytes)
{
	return board + ((const uint8_t *)bytes - hal_window_start);
}

static uint64_t element_at(const uint8_t *bytes, uint32_t size)
{
	uint64_t value = 0;

	memcpy(&value, bytes, size);
	return value;
}

/* --- Telling ------------------------------------------------------------------------------ */

/* The thread whose CSpace, Space or SchedContext this is, for people. */
static const struct thread *user_of(const struct object *object)
{
	for (uint32_t i = 0; i < object_count; i++) {
		const struct thread *thread = hal_pointer(objects[i].ref);

		if (objects[i].shape != SHAPE_THREAD)
			continue;
		if (objects[i].ref == object->ref || thread->own == object->ref ||
		    thread->slots[SLOT_CSPACE].object == object->ref ||
		    thread->slots[SLOT_SPACE].object == object->ref)
			return thread;
	}
	return 0;
}

static void tell(const struct object *object, ref_t part, enum shape shape,
    const struct field *field, uint32_t index)
{
	const uint8_t *bytes = hal_pointer(part);
	const struct thread *user = user_of(object);
	uint32_t at = field->offset + index * field->element;
	int digits = (int)field->element * 2;

	printf("%s ", shapes[object->shape].name);
	if (user)
		printf("%s'%.16s' ", object->shape == SHAPE_THREAD ? "" : "of ", user->name);
	printf("at 0x%08x: ", object->ref);
	if (shape != object->shape)
		printf("%s %u: ", shapes[shape].name,
		    (part - object->ref) / (uint32_t)sizeof(struct slot));
	printf("%s", field->name);
	if (field->size > field->element)
		printf("[%u]", index);
	printf(": simulator %0*llx, board %0*llx\n", digits,
	    (unsigned long long)element_at(bytes + at, field->element), digits,
	    (unsigned long long)element_at((const uint8_t *)of_board(bytes) + at, field->element));
	exit(STATUS_DIFFER);
}

/* --- Comparing ------------------------------------------------------------------------------ */

/* Both are asked: what is valid on one machine only differs in another field as well. */
static bool may_differ(const void *part, enum why why)
{
	const struct thread *thread = part;
	const struct reply *reply = part;
	uint32_t kind;

	switch (why) {
	case WHY_TIME:
		return true;
	case WHY_SENDING:
		kind = thread->wait & WAIT_KIND_MASK;
		return kind != WAIT_SEND && kind != WAIT_CALL && kind != WAIT_FAULT_SEND;
	case WHY_CALLS:
		return !reply->calls_prev;
	default:
		return false;
	}
}

static void compare(const struct object *object, ref_t ref, enum shape shape)
{
	const uint8_t *part = hal_pointer(ref), *other = of_board(part);

	for (uint32_t i = 0; i < shapes[shape].count; i++) {
		const struct field *field = &shapes[shape].fields[i];

		sums.bytes += field->size;
		if (may_differ(part, field->why) && may_differ(other, field->why)) {
			sums.exempt += field->size;
			continue;
		}
		for (uint32_t at = 0; at < field->size; at += field->element)
			if (memcmp(part + field->offset + at, other + field->offset + at,
				field->element) != 0)
				tell(object, ref, shape, field, at / field->element);
	}
}

static void compare_object(const struct object *object)
{
	compare(object, object->ref, object->shape);
	if (object->shape == SHAPE_CSPACE)
		for (uint32_t at = sizeof(struct slot); at < object->size;
		     at += sizeof(struct slot))
			compare(object, object->ref + at, SHAPE_SLOT_ALONE);
}

/* What struct cpu leaves of its place: nothing is ever written there. */
static void compare_tail(void)
{
	const uint8_t *end = (const uint8_t *)&the_cpu()->irqs[HAL_IRQ_LINES];
	uint32_t size = CPU_SIZE - (uint32_t)(end - (const uint8_t *)the_cpu());

	if (memcmp(end, of_board(end), size) != 0) {
		printf("the %u bytes behind struct cpu's last field: they differ\n", size);
		exit(STATUS_DIFFER);
	}
	sums.bytes += size;
}

/* --- Finding -------------------------------------------------------------------------------- */

static bool shape_of(uint32_t ops, enum shape *shape)
{
	static const struct {
		uint32_t ops;
		enum shape shape;
	} table[] = {{CAP_ENDPOINT, SHAPE_ENDPOINT}, {CAP_NOTIFICATION, SHAPE_NOTIFICATION},
	    {CAP_REPLY, SHAPE_REPLY}, {CAP_CSPACE, SHAPE_CSPACE}, {CAP_SPACE, SHAPE_SPACE},
	    {CAP_PAGETABLE, SHAPE_PAGETABLE}, {CAP_THREAD, SHAPE_THREAD},
	    {CAP_SCHEDCONTEXT, SHAPE_SCHEDCONTEXT}};

	for (uint32_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		*shape = table[i].shape;
		if (ops & table[i].ops)
			return true;
	}
	return false;
}

static uint32_t size_of(enum shape shape, ref_t ref)
{
	static const uint32_t sizes[SHAPES] = {
#define X(NAME, structure, text, apart) sizeof(struct structure),
	    STRUCTURES(X)
#undef X
	};

	if (shape == SHAPE_CSPACE)
		return ((const struct cspace *)bytes_at(ref, sizeof(struct cspace)))->header.word
		       << PITH_SLOT_BITS;
	return sizes[shape];
}

static void mark(uint32_t offset, uint32_t size, uint32_t owner)
{
	for (uint32_t at = offset; at - offset < size && at < hal_window_size;
	     at += 1 << GRAIN_BITS)
		owners[at >> GRAIN_BITS] = owner;
}

/* What a capability leads to, once; frames are only marked. */
static void find(const struct slot *slot)
{
	uint32_t offset, *owner;
	struct object object = {.ref = slot->object, .ops = slot->ops, .refs = 1};

	if (slot->ops & CAP_FRAME) {
		offset = (slot->object & (uint32_t)FRAME_PADDR_MASK) - HAL_RAM_BASE;
		if (offset < hal_window_size)
			mark(offset, 1u << pagetable_sizes[slot->object & FRAME_SIZE_MASK].bits,
			    FRAME_GRAIN);
	}
	if (!shape_of(slot->ops, &object.shape))
		return;
	bytes_at(object.ref, sizeof(struct slot));
	owner = &owners[(object.ref - HAL_WINDOW_BASE) >> GRAIN_BITS];
	if (*owner > FRAME_GRAIN) {
		objects[*owner - 2].refs++;
		return;
	}
	object.size = size_of(object.shape, object.ref);
	bytes_at(object.ref, object.size);
	objects = file_grow(objects, (object_count + 1) * sizeof(object));
	objects[object_count] = object;
	mark(object.ref - HAL_WINDOW_BASE, object.size, 2 + object_count++);
}

/* Parents first, as core/check.c walks. */
static void find_all(void)
{
	const struct slot *root = &the_cpu()->root, *slot = root;

	for (;;) {
		if (slot->first) {
			slot = slot_of(slot->first);
		} else {
			while (slot != root && slot->next & SLOT_PARENT)
				slot = slot_of(slot->next);
			if (slot == root)
				return;
			slot = slot_of(slot->next);
		}
		if (slot->ops & CAP_GRAVE)
			fail("an object is dying: the kernel is not at rest");
		find(slot);
	}
}

/* The kernel's own count of capabilities says whether the walk has seen them all. */
static void check_counts(const struct object *object)
{
	for (uint32_t i = 0; i < shapes[object->shape].count; i++) {
		const struct field *field = &shapes[object->shape].fields[i];
		uint32_t refs;

		if (strcmp(field->name, "header.refs") != 0)
			continue;
		memcpy(
		    &refs, (const uint8_t *)hal_pointer(object->ref) + field->offset, sizeof(refs));
		if (refs != object->refs)
			fail("%s at 0x%08x: %u capabilities, and %u were found",
			    shapes[object->shape].name, object->ref, refs, object->refs);
	}
}

/* Memory that was an object's, or is untyped: what is in it means nothing; told with -v. */
static void count_nobodys(void)
{
	for (uint32_t at = HAL_KERNEL_SIZE; at < hal_window_size; at += 1 << GRAIN_BITS) {
		if (owners[at >> GRAIN_BITS])
			continue;
		sums.nobodys += 1 << GRAIN_BITS;
		for (uint32_t i = at; i < at + (1 << GRAIN_BITS); i++)
			sums.nobodys_differ += hal_window_start[i] != board[i];
	}
}

/* Fields follow each other without a gap, or two wrongs could make a right size. */
static void check_tables(void)
{
	for (uint32_t shape = 0; shape < SHAPES; shape++) {
		uint32_t at = 0;

		for (uint32_t i = 0; i < shapes[shape].count; i++) {
			if (shapes[shape].fields[i].offset != at)
				fail("%s: the table of fields has a gap before %s",
				    shapes[shape].name, shapes[shape].fields[i].name);
			at += shapes[shape].fields[i].size;
		}
	}
}

static uint8_t *load(const char *name)
{
	size_t size;
	uint8_t *bytes = file_read(name, &size);

	if (!bytes || size < HAL_KERNEL_SIZE || size > UINT32_MAX)
		fail("%s: not an image of RAM", name);
	if (hal_window_size && size != hal_window_size)
		fail("the machines have different RAM");
	hal_window_size = (uint32_t)size;
	return bytes;
}

int main(int argc, char **argv)
{
	bool verbose = argc == 4 && strcmp(argv[1], "-v") == 0;
	struct object cpu = {.ref = WINDOW_BASE + LAYOUT_CPU, .shape = SHAPE_CPU};
	const struct cpu *other;

	if (argc - verbose != 3) {
		fprintf(stderr, "usage: arena [-v] SIMULATOR BOARD\n");
		return STATUS_CALL;
	}
	check_tables();
	hal_window_start = load(argv[1 + verbose]);
	board = load(argv[2 + verbose]);
	if (hal_window_size > HAL_WINDOW_RAM)
		hal_window_size = HAL_WINDOW_RAM;
	owners = calloc(hal_window_size >> GRAIN_BITS, sizeof(*owners));
	if (!owners)
		fail("no memory left on this computer");
	other = of_board(the_cpu());
	if (the_cpu()->current || other->current)
		fail("a thread runs: choose a mark at which the system is idle");
	compare(&cpu, cpu.ref, SHAPE_CPU);
	for (uint32_t i = 0; i < HAL_IRQ_LINES; i++) {
		struct object irq = {.ref = hal_ref(&the_cpu()->irqs[i]), .shape = SHAPE_IRQ};

		compare(&irq, irq.ref, SHAPE_IRQ);
	}
	compare_tail();
	find_all();
	for (uint32_t i = 0; i < object_count; i++)
		compare_object(&objects[i]);
	for (uint32_t i = 0; i < object_count; i++)
		check_counts(&objects[i]);
	count_nobodys();
	printf("%u objects agree, %llu bytes; %llu of them exempt\n", object_count,
	    (unsigned long long)sums.bytes, (unsigned long long)sums.exempt);
	if (verbose)
		printf("nobody's memory: %llu bytes, of which %llu differ\n",
		    (unsigned long long)sums.nobodys, (unsigned long long)sums.nobodys_differ);
	return 0;
}
