/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's capabilities in the specification's terms: a walk over the derivation tree,
 * which leads to every object there is. Only the structures are read; none of the
 * kernel's functions is asked what they mean.
 */
#include "tests/spec/lockstep_parts.h"
#include "tests/fake/fake.h"

/* --- What a slot says ------------------------------------------------------------- */

/* The type that a capability's bits belong to; none where they belong to several. */
static enum pith_type type_of(uint32_t ops)
{
	static const struct {
		uint32_t ops;
		enum pith_type type;
	} types[32] = {
	    [0 ... 2] = {CAP_ENDPOINT, PITH_TYPE_ENDPOINT},
	    [3 ... 4] = {CAP_NOTIFICATION, PITH_TYPE_NOTIFICATION},
	    [5 ... 7] = {CAP_FRAME, PITH_TYPE_FRAME},
	    [8] = {CAP_REPLY, PITH_TYPE_REPLY},
	    [9] = {CAP_UNTYPED, PITH_TYPE_UNTYPED},
	    [10] = {CAP_DEVICE_UNTYPED, PITH_TYPE_UNTYPED},
	    [11] = {CAP_CSPACE, PITH_TYPE_CSPACE},
	    [12] = {CAP_SPACE, PITH_TYPE_SPACE},
	    [13] = {CAP_PAGETABLE, PITH_TYPE_PAGETABLE},
	    [14] = {CAP_THREAD, PITH_TYPE_THREAD},
	    [15] = {CAP_SCHEDCONTEXT, PITH_TYPE_SCHEDCONTEXT},
	    [16] = {CAP_IRQ, PITH_TYPE_IRQ},
	    [17] = {CAP_IRQCONTROL, PITH_TYPE_IRQCONTROL},
	    [18] = {CAP_SCHEDCONTROL, PITH_TYPE_SCHEDCONTROL},
	};
	uint32_t lowest = ops ? (uint32_t)__builtin_ctz(ops) : 31;

	return ops & ~types[lowest].ops ? PITH_TYPE_EMPTY : types[lowest].type;
}

static uint32_t rights_of(uint32_t ops, enum pith_type type)
{
	switch (type) {
	case PITH_TYPE_ENDPOINT:
		return ops / CAP_EP_RECV;
	case PITH_TYPE_NOTIFICATION:
		return ops / CAP_NT_WAIT;
	case PITH_TYPE_FRAME:
		return ops / CAP_FRAME_READ;
	default:
		return PITH_ALL_RIGHTS;
	}
}

static uint32_t header_offset(enum pith_type type)
{
	switch (type) {
	case PITH_TYPE_CSPACE:
		return offsetof(struct cspace, header);
	case PITH_TYPE_SPACE:
		return offsetof(struct space, header);
	case PITH_TYPE_THREAD:
		return offsetof(struct thread, header);
	case PITH_TYPE_SCHEDCONTEXT:
		return offsetof(struct schedcontext, header);
	default:
		return offsetof(struct endpoint, header); /* the same in all others */
	}
}

/* How an object of this type at this address is called. */
static name_t name_of(const struct cpu *cpu, enum pith_type type, ref_t object)
{
	if (type == PITH_TYPE_IRQ)
		return SPEC_LINE + (object - hal_ref(cpu->irqs)) / sizeof(cpu->irqs[0]);
	return lockstep_name(object);
}

static name_t name_of_dying(const struct cpu *cpu, ref_t header)
{
	enum pith_type type = type_of(header_at(header)->refs);

	return name_of(cpu, type, header - header_offset(type));
}

static void read_frame(const struct slot *slot, struct spec_cap *cap)
{
	static const uint32_t bits[] = {12, 16, 20, 24};
	uint32_t object_size;

	cap->object = slot->object & (uint32_t)FRAME_PADDR_MASK;
	cap->bits = bits[slot->object & FRAME_SIZE_MASK];
	cap->memory = (slot->object & FRAME_MEMORY_MASK) >> FRAME_MEMORY_SHIFT;
	if (!slot->aux || slot->aux & SLOT_IN_THREAD_MASK)
		return;
	object_size = cap->bits < 20 ? sizeof(struct pagetable) : sizeof(struct space);
	cap->mapped[0] = (struct spec_mapping){.there = true,
	    .table = lockstep_name(slot->aux & ~(object_size - 1)),
	    .address = slot->badge & ~0xfffu,
	    .rights = slot->badge & 0xfff};
}

/* A page table's place: see core/space.c. */
static void read_place(uint32_t place, struct spec_mapping *mapping)
{
	ref_t space = place & ~0x7fffu;
	uint32_t index = place >> 1 & 0xfff;

	if (!place)
		return;
	*mapping = (struct spec_mapping){.there = true,
	    .table = lockstep_name(space),
	    .address = index << 20,
	    .domain = space_at(space)->table[index] >> 5 & 0xf};
}

/* All but the depth, and in which slot it is. */
static void read_slot(const struct cpu *cpu, const struct slot *slot, struct spec_cap *cap)
{
	enum pith_type type = type_of(slot->ops);

	*cap = (struct spec_cap){.type = type, .rights = rights_of(slot->ops, type)};
	switch (type) {
	case PITH_TYPE_EMPTY: /* a grave: the slot is a header */
		cap->rights = 0;
		cap->was = type_of(((const struct header *)slot)->refs);
		cap->object = name_of_dying(cpu, hal_ref(slot));
		break;
	case PITH_TYPE_FRAME:
		read_frame(slot, cap);
		break;
	case PITH_TYPE_UNTYPED:
		cap->object = slot->object & (uint32_t)UNTYPED_PADDR_MASK;
		cap->bits = slot->object & UNTYPED_BITS_MASK;
		cap->device = slot->ops & CAP_DEVICE_UNTYPED;
		/* When nothing is left of it the kernel starts anew with the next retype. */
		if (slot->first || !slot->badge) {
			cap->used = slot->badge;
			cap->zeroed = slot->aux;
		}
		break;
	case PITH_TYPE_PAGETABLE:
		cap->object = lockstep_name(slot->object);
		read_place(slot->badge, &cap->mapped[0]);
		read_place(slot->aux, &cap->mapped[1]);
		break;
	default:
		cap->object = name_of(cpu, type, slot->object);
		if (type == PITH_TYPE_ENDPOINT || type == PITH_TYPE_NOTIFICATION)
			cap->badge = slot->badge;
		break;
	}
}

/* --- The tree ---------------------------------------------------------------------- */

/* Where a walk over the tree stands: parents first, then children from first to last. */
struct walk {
	const struct slot *at; /* 0: at the end */
	uint32_t depth;
};

static void walk_on(struct walk *walk)
{
	const struct slot *slot = walk->at;

	if (slot->first) {
		walk->at = slot_at(slot->first);
		walk->depth++;
		return;
	}
	while (walk->depth > 0 && slot->next & SLOT_PARENT) {
		slot = slot_at(slot->next & ~(ref_t)SLOT_PARENT);
		walk->depth--;
	}
	walk->at = walk->depth > 0 ? slot_at(slot->next) : 0;
}

/* --- Reading all of it --------------------------------------------------------------- */

/* Enter the object's name in its table, unless it is there. The tables are empty before, and
 * are filled from their starts. */
#define ENTER(type, table)                                                               \
	do {                                                                             \
		uint32_t at = 0;                                                         \
		while (at < ARRAY_SIZE(spec->table) && spec->table[at].name &&           \
		       spec->table[at].name != name)                                     \
			at++;                                                            \
		if (at == ARRAY_SIZE(spec->table))                                       \
			spec->full = "more objects than the specification has room for"; \
		else if (!spec->table[at].name)                                          \
			spec->table[at] = (struct spec_##type){.name = name};            \
		if (at >= spec->places && at < ARRAY_SIZE(spec->table))                  \
			spec->places = at + 1;                                           \
	} while (0)

static void enter(struct spec *spec, const struct cpu *cpu, enum pith_type type, name_t name)
{
	switch (type) {
	case PITH_TYPE_CSPACE:
		ENTER(cspace, cspaces);
		break;
	case PITH_TYPE_SPACE:
		ENTER(space, spaces);
		break;
	case PITH_TYPE_THREAD:
		ENTER(thread, threads);
		break;
	case PITH_TYPE_SCHEDCONTEXT:
		ENTER(time, times);
		break;
	case PITH_TYPE_ENDPOINT:
		ENTER(endpoint, endpoints);
		break;
	case PITH_TYPE_NOTIFICATION:
		ENTER(notification, notifications);
		break;
	case PITH_TYPE_REPLY:
		ENTER(reply, replies);
		break;
	default:
		break;
	}
	(void)cpu;
}

/* Which slot it is, and whose. */
static void find_holder(
    const struct spec *spec, const struct cpu *cpu, const struct slot *slot, struct spec_cap *cap)
{
	ref_t ref = hal_ref(slot);

	if (cap->type == PITH_TYPE_EMPTY) {
		cap->holder = cap->object;
		cap->slot = SPEC_GRAVE_SLOT;
		return;
	}
	if (ref - hal_ref(cpu) < CPU_SIZE) {
		cap->holder = name_of(cpu, PITH_TYPE_IRQ, ref - offsetof(struct irq, signal));
		return;
	}
	for (uint32_t i = 0; i < spec->places && spec->cspaces[i].name; i++)
		if (hal_paddr(ref) - spec->cspaces[i].name < spec->cspaces[i].slots
								 << PITH_SLOT_BITS) {
			cap->holder = spec->cspaces[i].name;
			cap->slot = (hal_paddr(ref) - cap->holder) >> PITH_SLOT_BITS;
			return;
		}
	for (uint32_t i = 0; i < spec->places && spec->threads[i].name; i++)
		if (hal_paddr(ref) - spec->threads[i].name < sizeof(struct thread)) {
			cap->holder = spec->threads[i].name;
			cap->slot =
			    (hal_paddr(ref) - cap->holder - offsetof(struct thread, slots)) >>
			    PITH_SLOT_BITS;
			return;
		}
}

/* The objects that capabilities lead to, and those that are dying. */
static void read_objects(struct spec *spec, struct cpu *cpu)
{
	struct walk walk = {&cpu->root, 0};

	for (walk_on(&walk); walk.at; walk_on(&walk)) {
		struct spec_cap cap;

		read_slot(cpu, walk.at, &cap);
		enter(spec, cpu, cap.type ? cap.type : cap.was, cap.object);
	}
	for (uint32_t i = 0; i < spec->places && spec->cspaces[i].name; i++) {
		uint32_t slots = cspace_at(hal_window(spec->cspaces[i].name))->header.word;

		spec->cspaces[i].slots = slots;
		spec->cspaces[i].bits = slots ? (uint32_t)__builtin_ctz(slots) : 0;
	}
	for (uint32_t i = 0; i < spec->places && spec->spaces[i].name; i++)
		spec->spaces[i].progress = space_at(hal_window(spec->spaces[i].name))->progress;
}

static void read_lines(struct spec *spec, const struct cpu *cpu)
{
	for (uint32_t i = 0; i < SPEC_LINES; i++)
		spec->lines[i] = (struct spec_line){.unmasked = fake.unmasked[i],
		    .claimed = cpu->irqs[i].header.refs || cpu->irqs[i].header.ops};
}

void lockstep_read_caps(struct spec *spec, struct cpu *cpu)
{
	struct walk walk = {&cpu->root, 0};

	read_objects(spec, cpu);
	spec->caps[0] = (struct spec_cap){.holder = SPEC_ROOT};
	spec->cap_count = 1;
	for (walk_on(&walk); walk.at; walk_on(&walk)) {
		struct spec_cap *cap = &spec->caps[spec->cap_count];

		if (spec->cap_count == SPEC_CAPS) {
			spec->full = "more capabilities than the specification has room for";
			return;
		}
		read_slot(cpu, walk.at, cap);
		cap->depth = walk.depth;
		find_holder(spec, cpu, walk.at, cap);
		spec->cap_count++;
	}
	read_lines(spec, cpu);
	spec->dying.count = 0;
	for (ref_t at = cpu->dying; at; at = header_at(at)->dying) {
		if (spec->dying.count == SPEC_THREADS) {
			spec->full = "more dying objects than the specification has room for";
			return;
		}
		spec->dying.names[spec->dying.count++] = name_of_dying(cpu, at);
	}
}

/* --- Comparing ----------------------------------------------------------------------- */

static const char *const type_names[] = {
#define X(NAME, bits, made) #NAME,
    PITH_TYPES(X)
#undef X
};

/* A capability's place, for people. */
#define PLACE_FORMAT "capability %u (%s 0x%x, slot %u of 0x%x)"
#define PLACE(cap)   index, type_names[(cap)->type], (cap)->object, (cap)->slot, (cap)->holder

static const char *mapping_differs(uint32_t index, const struct spec_cap *cap,
    const struct spec_mapping *a, const struct spec_mapping *b)
{
	if (a->there != b->there)
		return lockstep_says(PLACE_FORMAT ": it is %s, not %s", PLACE(cap),
		    b->there ? "mapped" : "unmapped", a->there ? "mapped" : "unmapped");
	if (a->there && (a->table != b->table || a->address != b->address ||
			    a->rights != b->rights || a->domain != b->domain))
		return lockstep_says(PLACE_FORMAT
		    ": mapped in 0x%x at 0x%x, rights %u, domain %u, not in 0x%x at 0x%x, rights "
		    "%u, domain %u",
		    PLACE(cap), b->table, b->address, b->rights, b->domain, a->table, a->address,
		    a->rights, a->domain);
	return 0;
}

#define COMPARE(field)                                                                      \
	do {                                                                                \
		if (a->field != b->field)                                                   \
			return lockstep_says(PLACE_FORMAT ": " #field " is 0x%x, not 0x%x", \
			    PLACE(a), (unsigned)b->field, (unsigned)a->field);              \
	} while (0)

/* All but where it is. */
static const char *cap_differs(uint32_t index, const struct spec_cap *a, const struct spec_cap *b)
{
	const char *wrong;

	COMPARE(type);
	COMPARE(object);
	COMPARE(depth);
	COMPARE(was);
	COMPARE(rights);
	COMPARE(badge);
	COMPARE(bits);
	COMPARE(memory);
	COMPARE(device);
	COMPARE(used);
	COMPARE(zeroed);
	wrong = mapping_differs(index, a, &a->mapped[0], &b->mapped[0]);
	return wrong ? wrong : mapping_differs(index, a, &a->mapped[1], &b->mapped[1]);
}

static bool is_thread(const struct spec *spec, name_t name)
{
	for (uint32_t i = 0; i < spec->places; i++)
		if (spec->threads[i].name == name)
			return true;
	return false;
}

/* Is this the slot that the capability must be in? */
static bool is_slot_of(
    const struct spec *spec, const struct cpu *cpu, const struct spec_cap *cap, ref_t slot)
{
	ref_t holder;

	if (cap->holder - SPEC_LINE < SPEC_LINES)
		return slot == hal_ref(&cpu->irqs[cap->holder - SPEC_LINE]) +
				   (cap->type == PITH_TYPE_EMPTY ? offsetof(struct irq, header)
								 : offsetof(struct irq, signal));
	holder = hal_window(cap->holder);
	if (cap->type == PITH_TYPE_EMPTY)
		return slot == holder + header_offset(cap->was);
	if (slot == holder + (cap->slot << PITH_SLOT_BITS)) /* in a thread no slot is here */
		return true;
	return is_thread(spec, cap->holder) &&
	       slot == holder + offsetof(struct thread, slots) + (cap->slot << PITH_SLOT_BITS);
}

static const char *check_dying(const struct spec *expected, const struct cpu *cpu)
{
	uint32_t count = 0;

	for (ref_t at = cpu->dying; at; at = header_at(at)->dying, count++)
		if (count == expected->dying.count ||
		    expected->dying.names[count] != name_of_dying(cpu, at))
			return lockstep_says("dying object %u is 0x%x, not 0x%x", count,
			    name_of_dying(cpu, at),
			    count < expected->dying.count ? expected->dying.names[count] : 0);
	if (count != expected->dying.count)
		return lockstep_says("%u objects are dying, not %u", count, expected->dying.count);
	return 0;
}

static const char *check_lines(const struct spec *expected, const struct cpu *cpu)
{
	for (uint32_t i = 0; i < SPEC_LINES; i++) {
		bool claimed = cpu->irqs[i].header.refs || cpu->irqs[i].header.ops;

		if (fake.unmasked[i] != expected->lines[i].unmasked)
			return lockstep_says(
			    "line %u is %s", i, fake.unmasked[i] ? "unmasked" : "masked");
		if (claimed != expected->lines[i].claimed)
			return lockstep_says("line %u is %s", i, claimed ? "claimed" : "free");
	}
	return 0;
}

static const char *check_progress(const struct spec *expected)
{
	for (uint32_t i = 0; i < expected->places; i++) {
		const struct spec_cspace *cspace = &expected->cspaces[i];
		const struct spec_space *space = &expected->spaces[i];
		uint32_t slots, progress;

		if (cspace->name) {
			slots = cspace_at(hal_window(cspace->name))->header.word;
			if (slots != cspace->slots)
				return lockstep_says("CSpace 0x%x has %u slots, not %u",
				    cspace->name, slots, cspace->slots);
		}
		if (space->name) {
			progress = space_at(hal_window(space->name))->progress;
			if (progress != space->progress)
				return lockstep_says("Space 0x%x: %u entries are cleared, not %u",
				    space->name, progress, space->progress);
		}
	}
	return 0;
}

const char *lockstep_check_caps(const struct spec *expected, struct cpu *cpu)
{
	struct walk walk = {&cpu->root, 0};
	uint32_t index = 1;
	const char *wrong;

	for (walk_on(&walk); walk.at; walk_on(&walk), index++) {
		const struct spec_cap *cap = &expected->caps[index];
		struct spec_cap real;

		read_slot(cpu, walk.at, &real);
		if (index == expected->cap_count)
			return lockstep_says("capability %u (%s 0x%x): there are only %u", index,
			    type_names[real.type], real.object, index);
		real.depth = walk.depth;
		wrong = cap_differs(index, cap, &real);
		if (wrong)
			return wrong;
		if (!is_slot_of(expected, cpu, cap, hal_ref(walk.at)))
			return lockstep_says(PLACE_FORMAT ": its slot is that at 0x%x", PLACE(cap),
			    hal_ref(walk.at));
	}
	if (index != expected->cap_count)
		return lockstep_says(PLACE_FORMAT " is not there", PLACE(&expected->caps[index]));
	wrong = check_dying(expected, cpu);
	if (!wrong)
		wrong = check_lines(expected, cpu);
	return wrong ? wrong : check_progress(expected);
}

const char *lockstep_caps_differ(const struct spec *expected, const struct spec *real)
{
	const char *wrong;

	for (uint32_t index = 1; index < expected->cap_count && index < real->cap_count; index++) {
		const struct spec_cap *a = &expected->caps[index], *b = &real->caps[index];

		wrong = cap_differs(index, a, b);
		if (wrong)
			return wrong;
		COMPARE(holder);
		COMPARE(slot);
	}
	if (expected->cap_count != real->cap_count)
		return lockstep_says(
		    "there are %u capabilities, not %u", real->cap_count, expected->cap_count);
	for (uint32_t i = 0; i < SPEC_LINES; i++)
		if (expected->lines[i].unmasked != real->lines[i].unmasked ||
		    expected->lines[i].claimed != real->lines[i].claimed)
			return lockstep_says("line %u is in another state", i);
	if (expected->dying.count != real->dying.count)
		return lockstep_says(
		    "%u objects are dying, not %u", real->dying.count, expected->dying.count);
	for (uint32_t i = 0; i < real->dying.count; i++)
		if (expected->dying.names[i] != real->dying.names[i])
			return lockstep_says("dying object %u is 0x%x, not 0x%x", i,
			    real->dying.names[i], expected->dying.names[i]);
	return 0;
}
