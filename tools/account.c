/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who holds what: from an image of RAM (a script's "arena FILE") of a system at rest. For each
 * CSpace, by the name of its thread, how many capabilities of each type it holds; then how many
 * objects of each type there are and how many bytes they take, and the bytes of Untyped memory
 * given out. Two moments at which a system is in the same state give the same lines; one more in
 * the later is a leak.
 *
 * usage: account IMAGE
 *
 * The status is 0, or 2 if the file is no such image.
 */
#define IMAGE_TOOL "account"
#include "tools/image.h"
#include <string.h>
#include "core/index.h"
#include "sim/file.h"

enum { TYPES = PITH_TYPE_COUNT };

uint8_t *hal_window_start; /* the image, for core's accessors */
uint32_t hal_window_size;

static const char *const type_names[TYPES] = {
#define X(NAME, bits, made) #NAME,
    PITH_TYPES(X)
#undef X
};

/* Of a counted object all capabilities are seen; it counts once. */
struct owner {
	ref_t cspace;
	uint32_t slots;
	char name[17];
	uint32_t held[TYPES];
};

static struct owner *owners;
static uint32_t owner_count;
static struct owner elsewhere = {.name = "(in objects)"};
static uint32_t objects[TYPES];
static uint64_t bytes[TYPES], given_out;
static uint8_t *seen; /* a bit for each 32 bytes: an object begins there */

/* The next in the derivation tree, parents first, as core/check.c walks; NULL at the end. */
static const struct slot *next_in_tree(const struct slot *slot)
{
	const struct slot *root = &the_cpu()->root;

	if (slot->first)
		return slot_of(slot->first);
	while (slot != root && slot->next & SLOT_PARENT)
		slot = slot_of(slot->next);
	return slot == root ? NULL : slot_of(slot->next);
}

static enum pith_type type_of(uint32_t ops)
{
	static const struct {
		uint32_t ops;
		enum pith_type type;
	} table[] = {{CAP_ANY_UNTYPED, PITH_TYPE_UNTYPED}, {CAP_FRAME, PITH_TYPE_FRAME},
	    {CAP_CSPACE, PITH_TYPE_CSPACE}, {CAP_SPACE, PITH_TYPE_SPACE},
	    {CAP_PAGETABLE, PITH_TYPE_PAGETABLE}, {CAP_THREAD, PITH_TYPE_THREAD},
	    {CAP_SCHEDCONTEXT, PITH_TYPE_SCHEDCONTEXT}, {CAP_ENDPOINT, PITH_TYPE_ENDPOINT},
	    {CAP_NOTIFICATION, PITH_TYPE_NOTIFICATION}, {CAP_REPLY, PITH_TYPE_REPLY},
	    {CAP_IRQ, PITH_TYPE_IRQ}, {CAP_IRQCONTROL, PITH_TYPE_IRQCONTROL},
	    {CAP_SCHEDCONTROL, PITH_TYPE_SCHEDCONTROL}};

	for (uint32_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (ops & table[i].ops)
			return table[i].type;
	return PITH_TYPE_EMPTY;
}

/* True once for each place. */
static bool is_new(uint32_t offset)
{
	uint8_t *at = &seen[offset / 32 / 8], bit = (uint8_t)(1u << offset / 32 % 8);
	bool was = *at & bit;

	*at |= bit;
	return !was;
}

/* Objects, by what leads to them. Untypeds and page tables have one capability alone. */
static void count_object(const struct slot *slot, enum pith_type type)
{
	static const uint8_t bits[TYPES] = {
#define X(NAME, bits, made) bits,
	    PITH_TYPES(X)
#undef X
	};
	uint32_t offset = slot->object - HAL_WINDOW_BASE;

	if (type == PITH_TYPE_UNTYPED) {
		objects[type]++;
		bytes[type] += 1u << (slot->object & UNTYPED_BITS_MASK);
		given_out += slot->first ? slot->badge : 0;
		return;
	}
	if (type == PITH_TYPE_FRAME)
		offset = (slot->object & (uint32_t)FRAME_PADDR_MASK) - HAL_RAM_BASE;
	if (type == PITH_TYPE_IRQ || type == PITH_TYPE_IRQCONTROL ||
	    type == PITH_TYPE_SCHEDCONTROL || offset >= hal_window_size || !is_new(offset))
		return;
	objects[type]++;
	if (type == PITH_TYPE_FRAME)
		bytes[type] += 1u << pagetable_sizes[slot->object & FRAME_SIZE_MASK].bits;
	else if (type == PITH_TYPE_CSPACE)
		bytes[type] += (uint64_t)cspace_at(slot->object)->header.word << PITH_SLOT_BITS;
	else
		bytes[type] += 1u << bits[type];
}

static struct owner *owner_of(const struct slot *slot)
{
	ref_t ref = hal_ref(slot);

	for (uint32_t i = 0; i < owner_count; i++)
		if (ref - owners[i].cspace < owners[i].slots << PITH_SLOT_BITS)
			return &owners[i];
	return &elsewhere;
}

static void add_owner(const struct slot *slot)
{
	const struct cspace *cspace = bytes_at(slot->object, sizeof(struct cspace));

	for (uint32_t i = 0; i < owner_count; i++)
		if (owners[i].cspace == slot->object)
			return;
	owners = file_grow(owners, (owner_count + 1) * sizeof(*owners));
	owners[owner_count++] =
	    (struct owner){.cspace = slot->object, .slots = cspace->header.word};
	bytes_at(slot->object, cspace->header.word << PITH_SLOT_BITS);
}

/* A CSpace is called as the thread that has it; several threads of one have one name more or
 * less, of which the first counts. */
static void name_owner(const struct slot *slot)
{
	const struct thread *thread = bytes_at(slot->object, sizeof(struct thread));

	for (uint32_t i = 0; i < owner_count; i++)
		if (owners[i].cspace == thread->slots[SLOT_CSPACE].object && !owners[i].name[0])
			memcpy(owners[i].name, thread->name, sizeof(thread->name));
}

static void print_owner(const struct owner *owner)
{
	for (uint32_t type = 1; type < TYPES; type++)
		if (owner->held[type])
			printf("%-16s holds %5u %s\n", owner->name[0] ? owner->name : "(nobody)",
			    owner->held[type], type_names[type]);
}

static int by_name(const void *left, const void *right)
{
	const struct owner *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : (a->cspace > b->cspace) - (a->cspace < b->cspace);
}

static void print(void)
{
	qsort(owners, owner_count, sizeof(*owners), by_name);
	for (uint32_t i = 0; i < owner_count; i++)
		print_owner(&owners[i]);
	print_owner(&elsewhere);
	for (uint32_t type = 1; type < TYPES; type++)
		if (objects[type])
			printf("all %6u %-12s %10llu bytes\n", objects[type], type_names[type],
			    (unsigned long long)bytes[type]);
	printf("given out of Untypeds %llu bytes\n", (unsigned long long)given_out);
}

int main(int argc, char **argv)
{
	const struct slot *root;
	size_t size = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: account IMAGE\n");
		return STATUS_CALL;
	}
	hal_window_start = file_read(argv[1], &size);
	if (!hal_window_start || size < HAL_KERNEL_SIZE || size > UINT32_MAX)
		fail("%s: not an image of RAM", argv[1]);
	hal_window_size = size > HAL_WINDOW_RAM ? HAL_WINDOW_RAM : (uint32_t)size;
	seen = file_grow(NULL, hal_window_size / 32 / 8 + 1);
	memset(seen, 0, hal_window_size / 32 / 8 + 1);
	root = &the_cpu()->root;
	for (const struct slot *slot = next_in_tree(root); slot; slot = next_in_tree(slot)) {
		if (slot->ops & CAP_GRAVE)
			fail("an object is dying: the kernel is not at rest");
		if (slot->ops & CAP_CSPACE)
			add_owner(slot);
	}
	for (const struct slot *slot = next_in_tree(root); slot; slot = next_in_tree(slot)) {
		enum pith_type type = type_of(slot->ops);

		owner_of(slot)->held[type]++;
		count_object(slot, type);
		if (slot->ops & CAP_THREAD)
			name_owner(slot);
	}
	print();
	return 0;
}
