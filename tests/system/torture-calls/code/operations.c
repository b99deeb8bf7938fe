/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations and messages at random: mostly ones that could succeed, on objects of the work
 * slots; now and then with one argument wrong. None may block, nor hit what we live by.
 */
#include "tests/system/torture-calls/torture.h"

static const uint8_t types[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = PITH_TYPE_##TYPE,
    PITH_OPERATIONS(X)
#undef X
};
static const uint8_t least_words[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = words,
    PITH_OPERATIONS(X)
#undef X
};
static const uint8_t least_caps[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = caps,
    PITH_OPERATIONS(X)
#undef X
};

static uint32_t type_of(uint32_t slot)
{
	struct pith_message m = {.tag = pith_tag(PITH_OP_CSPACE_QUERY, 1, 0), .word = {slot}};

	call(PITH_CALL_CALL, PITH_SLOT_CSPACE, &m, 0);
	return m.word[0];
}

/* What was in each work slot when it was looked at. */
static uint8_t seen[WORK_SLOTS];

void random_look(void)
{
	for (uint32_t i = 0; i < WORK_SLOTS; i++)
		seen[i] = (uint8_t)type_of(work + i);
}

/* A work slot with an object of that type, if one was seen; else any. */
static uint32_t find(uint32_t type)
{
	uint32_t first = random_below(WORK_SLOTS);

	for (uint32_t i = 0; i < WORK_SLOTS; i++)
		if (seen[(first + i) % WORK_SLOTS] == type)
			return work + (first + i) % WORK_SLOTS;
	return work + first;
}

static uint32_t a_space(void)
{
	return random_one_in(2) ? (uint32_t)PITH_SLOT_SPACE : find(PITH_TYPE_SPACE);
}

static uint32_t rights(void)
{
	static const uint8_t good[] = {1, 3, 5, 7};

	return random_one_in(8) ? random_below(10) : good[random_below(4)];
}

/* Slots of the target: ours, or those of a small CSpace. */
static uint32_t place(uint32_t target)
{
	return target == PITH_SLOT_CSPACE ? random_slot() : random_below(20);
}

static void retype(struct pith_message *m, uint32_t *target)
{
	static const uint8_t bits[] = {6, 8, 10, 12, 12, 12, 13, 14, 16, 20};

	if (random_one_in(2))
		*target = memory;
	m->word[0] = random_one_in(16) ? random_below(16) : 1 + random_below(10);
	if (m->word[0] == PITH_TYPE_SPACE && random_one_in(2)) /* large, and zeroed */
		m->word[0] = PITH_TYPE_FRAME;
	m->word[1] = m->word[0] == PITH_TYPE_FRAME    ? (random_one_in(32)     ? 20
							    : random_one_in(4) ? 16
									       : 12)
		     : m->word[0] == PITH_TYPE_CSPACE ? 2 + random_below(4)
						      : bits[random_below(sizeof(bits))];
	m->word[2] = random_slot();
	m->word[3] = 1 + random_below(3);
	m->word[4] = m->word[0] == PITH_TYPE_FRAME ? random_below(2) : random_one_in(16);
	pith_buffer()->caps[0] = PITH_SLOT_CSPACE;
}

static void configure(struct pith_message *m)
{
	static const uint8_t wanted[] = {
	    PITH_TYPE_CSPACE, PITH_TYPE_SPACE, PITH_TYPE_FRAME, PITH_TYPE_ENDPOINT};
	uint32_t count = 0;

	m->word[0] = random_below(16);
	m->word[1] = random_one_in(8) ? random_below(32) : random_below(16) & ~m->word[0];
	for (uint32_t which = 0; which < 4; which++)
		if (m->word[0] & 1u << which)
			pith_buffer()->caps[count++] = find(wanted[which]);
	m->tag = pith_tag(PITH_OP_THREAD_CONFIGURE, 2, count);
}

/* Arguments that could be right. */
static void arguments(uint32_t label, struct pith_message *m, uint32_t *target)
{
	struct pith_buffer *buffer = pith_buffer();

	m->tag = pith_tag(label, least_words[label], least_caps[label]);
	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		m->word[i] = random_below(4);
	buffer->caps[0] = random_slot();
	switch (label) {
	case PITH_OP_UNTYPED_RETYPE:
		retype(m, target);
		break;
	case PITH_OP_CSPACE_COPY:
	case PITH_OP_CSPACE_MOVE:
		m->word[0] = place(*target);
		m->word[1] = place(*target);
		m->word[2] = rights();
		m->word[3] = random_one_in(4) ? random_below(100) : 0;
		if (*target != PITH_SLOT_CSPACE && random_one_in(2)) {
			m->tag = pith_tag(label, least_words[label], 1);
			buffer->caps[0] = PITH_SLOT_CSPACE;
			m->word[1] = random_slot();
		}
		break;
	case PITH_OP_CSPACE_DELETE:
	case PITH_OP_CSPACE_REVOKE:
	case PITH_OP_CSPACE_QUERY:
		m->word[0] = place(*target);
		break;
	case PITH_OP_PAGETABLE_MAP:
		m->word[0] = random_address() & (random_one_in(16) ? ~0u : 0xfff00000);
		m->word[1] = random_one_in(4) ? random_below(16) : 0;
		buffer->caps[0] = a_space();
		break;
	case PITH_OP_FRAME_MAP:
		m->word[0] = random_address() & (random_one_in(16) ? ~0u : 0xfffff000);
		m->word[0] &= random_one_in(3) ? 0xfff00000 : ~0u;
		m->word[1] = rights();
		buffer->caps[0] = a_space();
		break;
	case PITH_OP_FRAME_PROTECT:
		m->word[0] = rights();
		break;
	case PITH_OP_FRAME_SYNC:
		m->word[0] = random_below(5000);
		m->word[1] = random_below(5000);
		break;
	case PITH_OP_THREAD_CONFIGURE:
		configure(m);
		break;
	case PITH_OP_THREAD_WRITE:
		m->tag = pith_tag(label, 1 + random_below(8), 0);
		m->word[0] = random_one_in(8);
		m->word[3] = 0x12345678 * random_below(100); /* cpsr */
		break;
	case PITH_OP_THREAD_SET_PRIORITY:
		m->word[0] = random_below(130);
		m->word[1] = random_below(130);
		break;
	case PITH_OP_THREAD_SET_DOMAINS:
		m->word[0] = random_one_in(4) ? random_garbage() : 0x15555555 & random_garbage();
		break;
	case PITH_OP_THREAD_BIND:
		buffer->caps[0] =
		    find(random_one_in(2) ? PITH_TYPE_NOTIFICATION : PITH_TYPE_SCHEDCONTEXT);
		break;
	case PITH_OP_THREAD_UNBIND:
		m->word[0] = random_one_in(2) ? PITH_TYPE_NOTIFICATION : PITH_TYPE_SCHEDCONTEXT;
		break;
	default:
		break;
	}
}

void random_operation(void)
{
	struct pith_message m;
	uint32_t label = 1 + random_below(PITH_OP_COUNT - 1), target;
	enum pith_call how = random_one_in(2) ? PITH_CALL_CALL : PITH_CALL_NBSEND;

	/* Memory is what all else needs. */
	if (random_one_in(4))
		label = PITH_OP_UNTYPED_RETYPE;
	/* These threads have no time; one without it that exits ends the simulator's run. */
	if (label == PITH_OP_THREAD_EXIT)
		label = PITH_OP_THREAD_SUSPEND;
	if (types[label] == PITH_TYPE_CSPACE && !random_one_in(3))
		target = PITH_SLOT_CSPACE;
	else
		target = find(types[label]);
	m = (struct pith_message){0};
	arguments(label, &m, &target);
	if (random_one_in(12))
		m.word[random_below(PITH_REGISTER_WORDS)] = random_garbage();
	if (random_one_in(32))
		m.tag ^= 1u << random_below(32);
	if (random_one_in(32))
		pith_buffer()->caps[random_below(PITH_MAX_CAPS)] = random_garbage();
	if (random_one_in(32) && target != PITH_SLOT_CSPACE)
		target = random_garbage();
	/* Another label may be that of an exit; and what is no object may be an endpoint. */
	if (pith_tag_label(m.tag) == PITH_OP_THREAD_EXIT)
		m.tag ^= 1;
	if (target != PITH_SLOT_CSPACE && types[label] != type_of(target))
		how = PITH_CALL_NBSEND;
	call(how, target, &m, random_one_in(8) ? random_slot() : 0);
}

/* To or from whatever is in a slot, without waiting. */
void random_message(void)
{
	struct pith_message m = {.tag = pith_tag(0x800 + random_below(100), random_below(20),
				     random_one_in(3) ? random_below(5) : 0)};
	uint32_t slot = find(random_one_in(3)	? PITH_TYPE_NOTIFICATION
			     : random_one_in(8) ? PITH_TYPE_REPLY
						: PITH_TYPE_ENDPOINT);

	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		m.word[i] = random_below(1000);
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++) {
		pith_buffer()->caps[i] = random_slot();
		pith_buffer()->receive[i] = random_slot();
	}
	if (random_one_in(3))
		call(PITH_CALL_NBSEND, slot, &m, 0);
	else if (random_one_in(6))
		call(PITH_CALL_REPLY, slot, &m, 0);
	else
		call(PITH_CALL_NBRECV, slot, &m, random_one_in(4) ? 0 : find(PITH_TYPE_REPLY));
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++)
		pith_buffer()->receive[i] = 0;
}
