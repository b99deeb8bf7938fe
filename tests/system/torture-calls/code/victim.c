/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The victim: a thread of higher priority that does one thing, a call with any registers or an
 * access to any address, and then faults or waits. It sees a CSpace of its own; of what we
 * live by it has nothing.
 */
#include "pith/print.h"
#include "tests/system/torture-calls/torture.h"

enum { VICTIM_SLOTS = 1 << VICTIM_BITS, CPSR_THUMB = 1 << 5, CPSR_USER = 0x10 };

typedef void stub(void);
stub stub_call, stub_load, stub_load_byte, stub_load_unaligned, stub_load_many, stub_load_double,
    stub_store, stub_store_many, stub_swap, stub_exclusive_unaligned, stub_jump, stub_undefined,
    stub_breakpoint, stub_privileged, stub_tls, stub_status, stub_vfp, stub_thumb;

static stub *const probes[] = {stub_load, stub_load, stub_load_byte, stub_load_unaligned,
    stub_load_many, stub_load_double, stub_store, stub_store, stub_store_many, stub_swap,
    stub_exclusive_unaligned, stub_jump, stub_undefined, stub_breakpoint, stub_privileged, stub_tls,
    stub_status, stub_vfp};

static uint32_t thread, cspace, buffer, endpoint, reply, context;
static struct pith_buffer *words;

static void configure(void)
{
	struct pith_message m = {.tag = pith_tag(PITH_OP_THREAD_CONFIGURE, 2, 4), .word = {15, 0}};
	uint32_t *caps = pith_buffer()->caps;

	caps[0] = cspace;
	caps[1] = PITH_SLOT_SPACE;
	caps[2] = buffer;
	caps[3] = endpoint;
	call(PITH_CALL_CALL, thread, &m, 0);
}

void victim_make(uint32_t schedcontext)
{
	uint32_t faults;

	context = schedcontext;
	cspace = pith_slot_take();
	endpoint = pith_slot_take();
	pith_must("a CSpace", pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_CSPACE, VICTIM_BITS,
				  PITH_SLOT_CSPACE, cspace, 1, PITH_MEMORY_NORMAL));
	pith_must("an endpoint", pith_object_make(PITH_TYPE_ENDPOINT, &faults));
	pith_must("a badge",
	    pith_cspace_copy(PITH_SLOT_CSPACE, endpoint, 0, faults, PITH_ALL_RIGHTS, FAULT_BADGE));
	pith_must("a reply object", pith_object_make(PITH_TYPE_REPLY, &reply));
	pith_must("a thread", pith_object_make(PITH_TYPE_THREAD, &thread));
	words = pith_frame_make(12, PITH_MEMORY_NORMAL, &buffer);
	if (!words)
		pith_panic("no memory for the victim's buffer");
	pith_must("a priority", pith_thread_set_priority(thread, 110, 110));
	pith_must("a name", pith_thread_set_name(thread, "victim"));
}

/* Sometimes what it did is looked at, sometimes answered, sometimes left. */
static void look(void)
{
	struct pith_message m = {0};

	operate(thread, PITH_OP_THREAD_READ, 1, 0, (uint32_t[]){random_one_in(8)});
	for (uint32_t i = PITH_REGISTER_WORDS; i < PITH_REGISTER_COUNT; i++)
		hash = (hash ^ pith_buffer()->words[i]) * 16777619u;
	if (random_one_in(4))
		return;
	call(PITH_CALL_NBRECV, endpoint, &m, reply);
	if (random_one_in(2))
		return;
	m.tag = pith_tag(random_below(4), random_below(3), 0);
	m.word[0] = (uint32_t)(uintptr_t)stub_undefined;
	call(PITH_CALL_REPLY, reply, &m, 0);
}

/* `registers`: r0 to r12. */
static void run(stub *code, const uint32_t registers[13])
{
	struct pith_message m = {.tag = pith_tag(PITH_OP_THREAD_WRITE, 1 + PITH_REGISTER_COUNT, 0)};
	uint32_t pc = (uint32_t)(uintptr_t)code;

	operate(thread, PITH_OP_THREAD_SUSPEND, 0, 0, 0);
	configure();
	pith_buffer()->caps[0] = context;
	operate(thread, PITH_OP_THREAD_BIND, 0, 1, 0);
	pith_message_put(&m, 0, 1);
	pith_message_put(&m, 1 + PITH_REGISTER_PC, pc & ~1u);
	pith_message_put(&m, 1 + PITH_REGISTER_SP, 0x1234);
	pith_message_put(&m, 1 + PITH_REGISTER_CPSR, CPSR_USER | (pc & 1 ? CPSR_THUMB : 0));
	pith_message_put(&m, 1 + PITH_REGISTER_LR, 0x5678);
	for (uint32_t i = 0; i < 13; i++)
		pith_message_put(&m, 1 + PITH_REGISTER_R0 + i, registers[i]);
	call(PITH_CALL_CALL, thread, &m, 0);
	look();
}

/* A number as it may stand in a register of a call: a slot, mostly. */
static uint32_t number(void)
{
	return random_one_in(5) ? random_garbage() : random_below(24);
}

void victim_call(void)
{
	uint32_t registers[13], label = random_below(PITH_OP_COUNT + 4);

	/* What is exited without time ends the run of the simulator. */
	if (label == PITH_OP_THREAD_EXIT)
		label = 0;
	for (uint32_t i = 0; i < 13; i++)
		registers[i] = number();
	registers[1] = pith_tag(label, random_below(10), random_below(3));
	if (random_one_in(16))
		registers[1] |= 1u << (20 + random_below(12));
	registers[12] = random_below(11);
	if (registers[12] == PITH_CALL_CLOCK)
		registers[12] = PITH_CALL_CALL;
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++) {
		words->caps[i] = random_below(24);
		words->receive[i] = random_below(VICTIM_SLOTS);
	}
	run(random_one_in(4) ? stub_thumb : stub_call, registers);
}

/* Nothing but zeroes is ever stored, so what is executed in the window is always the same. */
void victim_probe(void)
{
	uint32_t registers[13] = {0};
	stub *code = probes[random_below(sizeof(probes) / sizeof(probes[0]))];

	registers[0] = random_address();
	if (code == stub_jump && random_one_in(4))
		registers[0] |= 1;
	if (code == stub_status)
		registers[0] = random_below(16) << 28 | random_below(16) << 16;
	run(code, registers);
}

/* A fault of the plainest kind. */
void victim_rest(void)
{
	static const uint32_t registers[13];

	run(stub_undefined, registers);
}

/* Something of the work slots for its CSpace. */
void victim_feed(void)
{
	uint32_t *caps = pith_buffer()->caps, what = random_below(10);
	uint32_t to = 1 + random_below(23);

	caps[0] = PITH_SLOT_CSPACE;
	if (what == 0)
		operate(cspace, PITH_OP_CSPACE_COPY, 4, 1,
		    (uint32_t[]){to, partner_endpoint, PITH_SEND | PITH_GRANT, random_below(9)});
	else if (what == 1)
		operate(cspace, PITH_OP_CSPACE_COPY, 4, 1, (uint32_t[]){1, cspace, 7, 0});
	else if (what == 2)
		operate(cspace, PITH_OP_CSPACE_COPY, 4, 1, (uint32_t[]){2, PITH_SLOT_SPACE, 7, 0});
	else if (what == 3)
		operate(cspace, PITH_OP_CSPACE_MOVE, 2, 1, (uint32_t[]){to, random_slot()});
	else if (what == 4)
		operate(cspace, PITH_OP_CSPACE_DELETE, 1, 0, (uint32_t[]){to});
	else
		operate(cspace, PITH_OP_CSPACE_COPY, 4, 1,
		    (uint32_t[]){to, random_slot(), 7, random_one_in(4) ? random_below(9) : 0});
}

void victim_change(void)
{
	switch (random_below(5)) {
	case 0:
		operate(thread, PITH_OP_THREAD_SET_FLAGS, 1, 0,
		    (uint32_t[]){random_below(4)}); /* VFP, STRICT */
		break;
	case 1:
		operate(thread, PITH_OP_THREAD_SET_DOMAINS, 1, 0,
		    (uint32_t[]){random_one_in(2) ? 1 : 0x15555555 & random_garbage()});
		break;
	case 2:
		operate(thread, PITH_OP_THREAD_SET_TLS, 1, 0, (uint32_t[]){random_garbage()});
		break;
	case 3:
		operate(thread, PITH_OP_THREAD_SET_PRIORITY, 2, 0,
		    (uint32_t[]){105 + random_below(8), 110});
		break;
	default:
		/* It is stopped, and then has its time: this comes to its handler. */
		operate(thread, PITH_OP_THREAD_SUSPEND, 0, 0, 0);
		configure();
		pith_buffer()->caps[0] = context;
		operate(thread, PITH_OP_THREAD_BIND, 0, 1, 0);
		operate(thread, PITH_OP_THREAD_EXIT, 1, 0, (uint32_t[]){random_below(100)});
		look();
		break;
	}
}
