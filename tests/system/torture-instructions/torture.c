/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread in a space of its own executes one instruction after the other that a program
 * must not, or that goes where nothing is; this one, its fault handler, says for each what
 * happened, and looks that nobody else has noticed. Lines are "NAME: OUTCOME"; behind an outcome
 * that the architecture rules out stands "NOT as it should". Where it leaves the outcome open
 * the line ends with "(open)": two machines may differ there, and in what random code does.
 */
#include <stdio.h>
#include <string.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "tests/system/torture-instructions/cases.h"

/* The tortured thread's space: a page each, and nothing around it. */
enum {
	PAGE = 4096,
	CODE = 0x00100000,
	DATA = 0x00110000,
	CONSTANT = 0x00120000,
	UNCACHED = 0x00130000,
	HERE = 0x50000000,   /* the code in our own space, for the real device */
	LANDING_ARM = 0xf00, /* in the code: where jumps end */
	LANDING_THUMB = 0xf80,
	WINDOW = 0xe0000000,
};

enum {
	CPSR_THUMB = 1 << 5,
	CPSR_START = 0x10,
	UDF_THUMB = 0xdead,
	WITNESS_EVERY = 512,
};
static const uint32_t udf_arm = 0xe7fddeff;

static uint32_t thread, endpoint, space, own_code;
static uint32_t device_memory; /* a page of it, while the thread runs in our own space */
static uint8_t *code, *data;
static uint32_t code_at; /* where the thread sees the code */
static uint32_t registers[PITH_REGISTER_COUNT];
static uint32_t instructions, faults, hash = 0x811c9dc5, wrong;
static uint32_t own_pattern[1024];

/* What became of one piece of code. */
struct outcome {
	uint32_t fault;	 /* enum pith_fault, or one of enum ending */
	uint32_t offset; /* of the pc, from the start of the code; anything if it is elsewhere */
	uint32_t address, info, status, cpsr;
	bool moved; /* the first instruction has failed, and changed its base register, r8 */
};

enum ending { WENT_ON = PITH_FAULT_COUNT, LANDED, LOOPS };

static void put_word(uint32_t at, uint32_t word)
{
	memcpy(code + at, &word, sizeof(word));
}

static void put_halfword(uint32_t at, uint32_t halfword)
{
	const uint16_t value = (uint16_t)halfword;

	memcpy(code + at, &value, sizeof(value));
}

static void mix(uint32_t value)
{
	for (uint32_t i = 0; i < sizeof(value); i++)
		hash = (hash ^ (value >> i * 8 & 0xff)) * 0x01000193;
}

/* --- The others ----------------------------------------------------------------------- */

static uint32_t own_program(void)
{
	uint32_t sum = 0;

	for (uint32_t at = PITH_PROGRAM_VADDR; at < PITH_PROGRAM_VADDR + PAGE; at += 4)
		sum = sum * 31 + *(const volatile uint32_t *)at;
	return sum;
}

/* Nobody has noticed? Ends the program if somebody has. */
static void look_around(void)
{
	static uint32_t program;
	struct pith_message m = {.tag = pith_tag(0, 0, 0)};

	for (uint32_t i = 0; i < sizeof(own_pattern) / sizeof(own_pattern[0]); i++)
		if (own_pattern[i] != i * 0x9e3779b9)
			pith_panic("our own memory has changed");
	if (!program)
		program = own_program();
	if (program != own_program())
		pith_panic("our own program has changed");
	pith_must("the witness", pith_call(pith_service("witness"), &m));
	if (m.word[0])
		pith_panic("the witness has changed");
}

/* --- One piece of code ------------------------------------------------------------------ */

/* Where data is loaded and jumped to, the landing is found; as a status it would be SVC mode. */
static void set_data(void)
{
	for (uint32_t i = 0; i < PAGE / 4; i++) {
		const uint32_t word = i % 2 ? 0x1d3 : CODE + LANDING_ARM;

		memcpy(data + i * 4, &word, sizeof(word));
	}
}

static void set_registers(bool thumb, uint32_t address)
{
	static const uint32_t start[] = {0, DATA + 0x800, 0xffffffff, 0x55555555, WINDOW,
	    CODE + LANDING_ARM, CODE + LANDING_THUMB + 1, 0x200, 0, 9, 10, 11, 99};

	registers[PITH_REGISTER_PC] = code_at;
	registers[PITH_REGISTER_SP] = DATA + 0xc00;
	registers[PITH_REGISTER_CPSR] = CPSR_START | (thumb ? CPSR_THUMB : 0);
	registers[PITH_REGISTER_LR] = CODE + LANDING_ARM;
	memcpy(&registers[PITH_REGISTER_R0], start, sizeof(start));
	registers[PITH_REGISTER_R0 + 8] = address;
}

/* A new slice is no fault, but for the second in one piece of code. */
static struct pith_message wait_for_fault(void)
{
	struct pith_message m = {0};

	pith_must("receiving", pith_recv(endpoint, &m, PITH_SLOT_REPLY));
	if (pith_message_kind(&m) == PITH_KIND_FAULT &&
	    pith_message_label(&m) == PITH_FAULT_BUDGET) {
		m = (struct pith_message){.tag = pith_tag(PITH_FAULT_RETRY, 0, 0)};
		pith_must("receiving", pith_reply_recv(endpoint, &m, PITH_SLOT_REPLY));
	}
	if (pith_message_kind(&m) != PITH_KIND_FAULT)
		pith_panic("what came is no fault");
	return m;
}

/* Let the thread run what is in `code` from `start` to `end`, with the registers as they are. */
static struct outcome run(uint32_t start, uint32_t end, bool thumb)
{
	const struct pith_message stop = {.tag = pith_tag(PITH_FAULT_STOP, 0, 0)};
	uint32_t base = registers[PITH_REGISTER_R0 + 8];
	struct pith_message m;
	struct outcome outcome;
	uint32_t pc;

	if (end < LANDING_ARM && thumb)
		put_halfword(end, UDF_THUMB);
	else if (end < LANDING_ARM)
		put_word(end, udf_arm);
	pith_must("cache", pith_frame_sync(own_code, start, PAGE - start));
	pith_must("starting", pith_thread_write(thread, true, registers, PITH_REGISTER_COUNT));
	m = wait_for_fault();
	pc = m.word[PITH_FAULT_PC];
	outcome = (struct outcome){.fault = pith_message_label(&m),
	    .offset = pc - code_at - start,
	    .address = m.word[PITH_FAULT_ADDRESS],
	    .info = m.word[PITH_FAULT_INFO],
	    .status = m.word[PITH_FAULT_STATUS],
	    .cpsr = m.word[PITH_FAULT_CPSR]};
	if (outcome.fault == PITH_FAULT_UNDEFINED && end < PAGE && pc == code_at + end)
		outcome.fault = WENT_ON;
	else if (outcome.fault == PITH_FAULT_UNDEFINED &&
		 (pc == CODE + LANDING_ARM || pc == CODE + LANDING_THUMB))
		outcome.fault = LANDED;
	else if (outcome.fault == PITH_FAULT_BUDGET)
		outcome.fault = LOOPS;
	pith_must("stopping", pith_reply(PITH_SLOT_REPLY, &stop));
	if (outcome.fault == PITH_FAULT_PAGE || outcome.fault == PITH_FAULT_ALIGNMENT) {
		uint32_t now[PITH_REGISTER_COUNT];

		pith_must("reading", pith_thread_read(thread, false, now));
		outcome.moved = outcome.offset == 0 && now[PITH_REGISTER_R0 + 8] != base;
	}
	instructions++;
	faults += outcome.fault < PITH_FAULT_COUNT;
	mix(outcome.fault);
	if (instructions % WITNESS_EVERY == 0)
		look_around();
	return outcome;
}

/* --- What is said of it --------------------------------------------------------------------- */

static bool as_wanted(const struct outcome *o, char want, uint32_t at)
{
	static const struct {
		char want;
		uint8_t fault;
	} wants[] = {{'U', PITH_FAULT_UNDEFINED}, {'B', PITH_FAULT_BREAKPOINT},
	    {'C', PITH_FAULT_CALL}, {'P', PITH_FAULT_PAGE}, {'A', PITH_FAULT_ALIGNMENT},
	    {'G', WENT_ON}, {'L', LANDED}};

	for (uint32_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		if (wants[i].want == want)
			return o->fault == wants[i].fault &&
			       (o->fault >= PITH_FAULT_COUNT || o->offset == at);
	return true;
}

static void say(const char *name, const struct outcome *o, char want, uint32_t at)
{
	static const char *const names[] = {
#define X(NAME, text) text,
	    PITH_FAULTS(X)
#undef X
		"goes on",
	    "lands", "loops"};
	char text[96];
	int used = snprintf(text, sizeof(text), "%s", names[o->fault]);

	mix(o->offset);
	mix(o->address);
	mix(o->status);
	mix(o->cpsr);
	if (o->fault < PITH_FAULT_COUNT) {
		used += snprintf(text + used, sizeof(text) - (size_t)used, ", pc +%lx",
		    (unsigned long)o->offset);
		if (o->fault == PITH_FAULT_PAGE || o->fault == PITH_FAULT_ALIGNMENT ||
		    o->fault == PITH_FAULT_BUS)
			used += snprintf(text + used, sizeof(text) - (size_t)used,
			    ", %s %lx, status %lx%s",
			    o->info & PITH_EXECUTE ? "execute"
			    : o->info & PITH_WRITE ? "write"
						   : "read",
			    (unsigned long)o->address, (unsigned long)o->status,
			    o->moved ? ", base changed" : "");
	}
	if ((o->cpsr ^ CPSR_START) & ~(uint32_t)CPSR_THUMB && o->fault != LOOPS)
		used += snprintf(
		    text + used, sizeof(text) - (size_t)used, ", cpsr %lx", (unsigned long)o->cpsr);
	if (want == '?') {
		snprintf(text + used, sizeof(text) - (size_t)used, " (open)");
	} else if (!as_wanted(o, want, at) || o->moved) {
		snprintf(text + used, sizeof(text) - (size_t)used, ", NOT as it should");
		wrong++;
	}
	printf("%s: %s\n", name, text);
}

static void arm(const char *name, const uint32_t *words, uint32_t count, uint32_t address,
    char want, uint32_t at)
{
	struct outcome outcome;
	uint32_t end = 0;

	for (; end / 4 < count && words[end / 4]; end += 4)
		put_word(end, words[end / 4]);
	set_data();
	set_registers(false, address);
	outcome = run(0, end, false);
	say(name, &outcome, want, at);
}

static void thumb(const char *name, const uint16_t *halfwords, uint32_t count, uint32_t address,
    char want, uint32_t at)
{
	struct outcome outcome;
	uint32_t end = 0;

	for (; end / 2 < count && halfwords[end / 2]; end += 2)
		put_halfword(end, halfwords[end / 2]);
	set_data();
	set_registers(true, address);
	outcome = run(0, end, true);
	say(name, &outcome, want, at);
}

/* --- Instructions ----------------------------------------------------------------------------- */

/* MCR, or with bit 20 MRC, of r0; MCRR, MRRC of r0 and r1 (ARM ARM A8.8.98, A8.8.99). */
static uint32_t transfer(
    uint32_t coprocessor, uint32_t opc1, uint32_t crn, uint32_t crm, uint32_t opc2)
{
	return 0xee000010 | opc1 << 21 | crn << 16 | coprocessor << 8 | opc2 << 5 | crm;
}

static uint32_t transfer_two(uint32_t coprocessor, uint32_t opc1, uint32_t crm)
{
	return 0xec410000 | coprocessor << 8 | opc1 << 4 | crm;
}

enum { READS = 1 << 20 };

static void named_instructions(void)
{
	char name[48];
	uint32_t word;

	for (uint32_t i = 0; i < sizeof(register_cases) / sizeof(register_cases[0]); i++) {
		const struct register_case *r = &register_cases[i];

		word = transfer(r->coprocessor, r->opc1, r->crn, r->crm, r->opc2) | READS;
		snprintf(name, sizeof(name), "MRC %s", r->name);
		arm(name, &word, 1, 0, r->read, 0);
		word ^= READS;
		snprintf(name, sizeof(name), "MCR %s", r->name);
		arm(name, &word, 1, 0, r->write, 0);
	}
	for (uint32_t i = 0; i < sizeof(pair_cases) / sizeof(pair_cases[0]); i++) {
		const struct pair_case *r = &pair_cases[i];

		word = transfer_two(r->coprocessor, r->opc1, r->crm) | READS;
		snprintf(name, sizeof(name), "MRRC %s", r->name);
		arm(name, &word, 1, 0, 'U', 0);
		word ^= READS;
		snprintf(name, sizeof(name), "MCRR %s", r->name);
		arm(name, &word, 1, 0, 'U', 0);
	}
	for (uint32_t i = 0; i < sizeof(arm_cases) / sizeof(arm_cases[0]); i++)
		arm(arm_cases[i].name, arm_cases[i].code, ARM_WORDS, 0, arm_cases[i].want,
		    arm_cases[i].at);
	for (uint32_t i = 0; i < sizeof(thumb_cases) / sizeof(thumb_cases[0]); i++) {
		snprintf(name, sizeof(name), "Thumb %s", thumb_cases[i].name);
		thumb(name, thumb_cases[i].code, THUMB_HALFWORDS, 0, thumb_cases[i].want,
		    thumb_cases[i].at);
	}
}

static struct outcome sweep_one(uint32_t word)
{
	put_word(0, word);
	set_registers(false, 0);
	return run(0, 4, false);
}

/* Every register that can be named: what can be read or written is said. */
static void sweep(uint32_t coprocessor, uint32_t reads)
{
	const char *verb = reads ? "MRC" : "MCR";
	uint32_t open = 0;
	char name[48];

	for (uint32_t i = 0; i < 1 << 14; i++) {
		uint32_t opc1 = i >> 11, crn = i >> 7 & 15, crm = i >> 3 & 15, opc2 = i & 7;
		struct outcome outcome =
		    sweep_one(transfer(coprocessor, opc1, crn, crm, opc2) | reads);

		if (outcome.fault == PITH_FAULT_UNDEFINED && outcome.offset == 0)
			continue;
		open++;
		snprintf(name, sizeof(name), "%s p%lu, %lu, r0, c%lu, c%lu, %lu", verb,
		    (unsigned long)coprocessor, (unsigned long)opc1, (unsigned long)crn,
		    (unsigned long)crm, (unsigned long)opc2);
		say(name, &outcome, 'G', 0);
	}
	for (uint32_t i = 0; i < 1 << 8; i++) {
		struct outcome outcome =
		    sweep_one(transfer_two(coprocessor, i >> 4, i & 15) | reads);

		if (outcome.fault == PITH_FAULT_UNDEFINED && outcome.offset == 0)
			continue;
		open++;
		snprintf(name, sizeof(name), "%s p%lu, %lu, r0, r1, c%lu", reads ? "MRRC" : "MCRR",
		    (unsigned long)coprocessor, (unsigned long)i >> 4, (unsigned long)i & 15);
		say(name, &outcome, 'G', 0);
	}
	printf("all %s p%lu: %lu are open to user code\n", verb, (unsigned long)coprocessor,
	    (unsigned long)open);
}

/* --- Addresses ---------------------------------------------------------------------------------
 */

/* By the address in r8, with r2-r5 as data. */
static const struct access_case {
	const char *name;
	uint32_t word;
	uint8_t bytes;	 /* accessed */
	uint8_t aligned; /* to so many bytes, or it is an alignment fault */
	bool exclusive;
} access_cases[] = {
    {"LDRB", 0xe5d82000, 1, 1, false},
    {"STRB", 0xe5c82000, 1, 1, false},
    {"LDRH", 0xe1d820b0, 2, 1, false},
    {"STRH", 0xe1c820b0, 2, 1, false},
    {"LDR", 0xe5982000, 4, 1, false},
    {"STR", 0xe5882000, 4, 1, false},
    {"LDR!", 0xe4982004, 4, 1, false},
    {"STR!", 0xe4882004, 4, 1, false},
    {"LDRD", 0xe1c820d0, 8, 4, false},
    {"STRD", 0xe1c820f0, 8, 4, false},
    {"LDM!", 0xe8b8003c, 16, 4, false},
    {"STM!", 0xe8a8003c, 16, 4, false},
    {"LDREX", 0xe1982f9f, 4, 4, true},
    {"STREX", 0xe1880f93, 4, 4, true},
    {"LDREXD", 0xe1b82f9f, 8, 8, true},
};

static bool stores(const struct access_case *access)
{
	return access->name[0] == 'S';
}

static bool within(uint32_t address, uint32_t bytes, uint32_t page)
{
	return address >= page && address + bytes <= page + PAGE && address + bytes > address;
}

/* What the architecture says of an access (A3.2.1): with the device's memory type only what is
 * aligned is allowed, and an exclusive one may be anything; a STREX that nothing goes before may
 * find out so before it looks at the address (A8.8.212). */
static char access_want(const struct access_case *access, uint32_t address)
{
	uint32_t natural = access->bytes > 4 ? 4 : access->bytes;
	bool device = within(address, access->bytes, device_memory) && device_memory;

	if (access->exclusive && (device || stores(access)))
		return '?';
	if (address % access->aligned || (device && address % natural))
		return 'A';
	if (within(address, access->bytes, DATA) || within(address, access->bytes, UNCACHED) ||
	    device)
		return 'G';
	return (within(address, access->bytes, CONSTANT) || within(address, access->bytes, CODE)) &&
		       !stores(access)
		   ? 'G'
		   : 'P';
}

static void touch(uint32_t address)
{
	static const uint32_t jump = 0xe12fff18; /* bx r8 */
	char name[48];

	for (uint32_t i = 0; i < sizeof(access_cases) / sizeof(access_cases[0]); i++) {
		const struct access_case *access = &access_cases[i];
		char want = access_want(access, address);

		snprintf(name, sizeof(name), "%s at %08lx", access->name, (unsigned long)address);
		arm(name, &access->word, 1, address, want, 0);
	}
	snprintf(name, sizeof(name), "jump to %08lx", (unsigned long)address);
	arm(name, &jump, 1, address, '?', 0);
}

static void addresses(void)
{
	static const uint32_t places[] = {4, 0xfffffffc, 0xfffffff8, 0xffffffff, 0xffff0000,
	    0xffff0018, WINDOW - 4, WINDOW + 0x4000, WINDOW + 0x7ffc, WINDOW + 0x8000,
	    WINDOW + 0x10000, WINDOW + 0x8000000, 0xeff00000, 0xeff01000, 0xeffffffc, 0x1c090000,
	    0x1c170000, 0x2c001000, 0x2c002000, CODE, CODE + PAGE - 4, CODE + PAGE, CODE - 4, DATA,
	    DATA + 1, DATA + 2, DATA + 3, DATA + 4, DATA - 4, DATA - 1, DATA - 2, DATA + PAGE - 1,
	    DATA + PAGE - 2, DATA + PAGE - 4, DATA + PAGE - 8, DATA + PAGE - 12, DATA + PAGE - 13,
	    DATA + PAGE, CONSTANT, CONSTANT + PAGE - 4, CONSTANT + PAGE - 8, UNCACHED + 1,
	    UNCACHED + PAGE - 2};

	static const uint32_t exclusive[] = {0xe1982f9f, 0xe1880f93};

	for (uint32_t i = 0; i < 16; i++)
		touch(i << 28);
	for (uint32_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		touch(places[i]);
	arm("LDREX, STREX of what is read-only", exclusive, 2, CONSTANT, 'P', 4);
}

/* The end of the page of code: what runs, or reaches, over it. */
static void over_the_end(void)
{
	struct outcome outcome;

	set_registers(false, 0);
	registers[PITH_REGISTER_PC] = CODE + PAGE - 4;
	put_word(PAGE - 4, 0xe1a00000); /* nop */
	outcome = run(PAGE - 4, PAGE, false);
	say("runs over the end", &outcome, 'P', 4);
	set_registers(true, 0);
	registers[PITH_REGISTER_PC] = CODE + PAGE - 2;
	put_halfword(PAGE - 2, 0xbf00);
	outcome = run(PAGE - 2, PAGE, true);
	say("Thumb runs over the end", &outcome, 'P', 2);
	set_registers(true, 0);
	registers[PITH_REGISTER_PC] = CODE + PAGE - 2;
	put_halfword(PAGE - 2, 0xf8d1); /* the first half of a load */
	outcome = run(PAGE - 2, PAGE, true);
	say("Thumb reaches over the end", &outcome, 'P', 0);
	set_registers(true, 0);
	registers[PITH_REGISTER_PC] = CODE + PAGE - 2;
	put_halfword(PAGE - 2, 0xdfff); /* svc: the pc behind it is not there */
	outcome = run(PAGE - 2, PAGE, true);
	say("Thumb calls at the end", &outcome, 'C', 2);
}

/* From our own space, in which a driver would be: memory with the device's memory type (the
 * display's), and the registers of a clock. */
static void devices(void)
{
	static const struct {
		const char *name;
		uint32_t word;
		uint8_t offset;
		char want;
	} cases[] = {{"LDR", 0xe5982000, 0, 'G'}, {"LDR", 0xe5982000, 4, 'G'},
	    {"LDM", 0xe898000c, 0, 'G'}, {"LDRH", 0xe1d820b0, 1, 'A'}, {"LDR", 0xe5982000, 1, 'A'},
	    {"LDR", 0xe5982000, 2, 'A'}, {"STR", 0xe5882000, 5, 'A'}, {"LDRD", 0xe1c820d0, 2, 'A'},
	    {"LDM", 0xe898000c, 2, 'A'}, {"STM", 0xe888000c, 6, 'A'},
	    {"LDREX", 0xe1982f9f, 2, 'A'}};
	const uint32_t here = PITH_SLOT_SPACE, there = space;
	uint32_t registers_at = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	char name[48];

	pith_must("our space", pith_thread_configure(thread, PITH_THREAD_SPACE, 0, &here));
	code_at = HERE;
	device_memory = pith_need(PITH_GRANT_REGION, NULL)->address;
	for (uint32_t offset = 0; offset < 5; offset++)
		touch(device_memory + offset);
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(name, sizeof(name), "%s of a device's register at +%u", cases[i].name,
		    (unsigned)cases[i].offset);
		arm(name, &cases[i].word, 1, registers_at + cases[i].offset, cases[i].want, 0);
	}
	device_memory = 0;
	code_at = CODE;
	pith_must("its space", pith_thread_configure(thread, PITH_THREAD_SPACE, 0, &there));
}

/* --- Random code ----------------------------------------------------------------------------- */

static uint32_t random_word(void)
{
	static uint32_t state;

	if (!state)
		state = pith_parameter_cell("seed", 0, 0) | 1;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* Half of them harmless: somewhere in memory. */
static uint32_t random_value(void)
{
	static const uint32_t values[] = {0, ~0u, WINDOW, WINDOW + 0x8000, 0xffff0000, 0x80000000,
	    UNCACHED + 3, DATA + PAGE - 2, CODE + 1, CONSTANT + 5, 0x1c090000, 0x2c001000, 8, 1};
	uint32_t word = random_word();

	if (word & 1)
		return DATA + (word >> 8) % PAGE;
	if (word & 2)
		return values[(word >> 8) % (sizeof(values) / sizeof(values[0]))];
	return word;
}

/* `length` bytes of code at a time. What becomes of it is the processor's affair. */
static void random_code(const char *name, uint32_t length, bool in_thumb)
{
	uint32_t endings[LOOPS + 1] = {0}, all = 0;
	uint32_t rounds = pith_parameter_cell("rounds", 0, 0);

	for (uint32_t round = 0; round < rounds; round++) {
		for (uint32_t at = 0; at < length; at += 4)
			put_word(at, random_word());
		/* Most of all words are conditional; most shall be executed. */
		for (uint32_t at = 0; !in_thumb && at < length; at += 4)
			if (random_word() & 3)
				code[at + 3] = (uint8_t)((code[at + 3] & 15) | 0xe0);
		set_registers(in_thumb, 0);
		for (uint32_t i = PITH_REGISTER_SP; i < PITH_REGISTER_COUNT; i++)
			if (i != PITH_REGISTER_CPSR)
				registers[i] = random_value();
		if (random_word() & 1)
			registers[PITH_REGISTER_COUNT - 1] %= PITH_CALL_COUNT + 1; /* r12 */
		put_word(LANDING_ARM, udf_arm);
		put_halfword(LANDING_THUMB, UDF_THUMB);
		endings[run(0, length, in_thumb).fault]++;
	}
	look_around();
	for (uint32_t i = 0; i <= LOOPS; i++)
		all += endings[i];
	printf("random %s: %lu pieces, nobody noticed\n", name, (unsigned long)all);
	printf("random %s: %lu page faults, %lu undefined, %lu unaligned, %lu calls, %lu go on, "
	       "%lu loop (open)\n",
	    name, (unsigned long)endings[PITH_FAULT_PAGE],
	    (unsigned long)endings[PITH_FAULT_UNDEFINED],
	    (unsigned long)endings[PITH_FAULT_ALIGNMENT], (unsigned long)endings[PITH_FAULT_CALL],
	    (unsigned long)endings[WENT_ON], (unsigned long)endings[LOOPS]);
}

/* --- Everything --------------------------------------------------------------------------------
 */

static void map(uint32_t frame, uint32_t address, uint32_t rights)
{
	uint32_t copy = pith_slot_take();

	pith_must("a copy", pith_cspace_copy(PITH_SLOT_CSPACE, copy, 0, frame, rights, 0));
	pith_must("mapping", pith_frame_map(copy, space, address, rights));
}

static void make_space(void)
{
	uint32_t table, frame, copy;

	pith_must("a space", pith_object_make(PITH_TYPE_SPACE, &space));
	pith_must("a table", pith_object_make(PITH_TYPE_PAGETABLE, &table));
	pith_must("its place", pith_pagetable_map(table, space, CODE, 0));
	code = pith_frame_make(12, PITH_MEMORY_NORMAL, &own_code);
	data = pith_frame_make(12, PITH_MEMORY_NORMAL, &frame);
	if (!code || !data)
		pith_panic("there is no memory");
	map(own_code, CODE, PITH_READ | PITH_EXECUTE);
	map(frame, DATA, PITH_READ | PITH_WRITE);
	if (!pith_frame_make(12, PITH_MEMORY_NORMAL, &frame))
		pith_panic("there is no memory");
	map(frame, CONSTANT, PITH_READ);
	if (!pith_frame_make(12, PITH_MEMORY_UNCACHED, &frame))
		pith_panic("there is no memory");
	map(frame, UNCACHED, PITH_READ | PITH_WRITE);
	/* The code once more, in our own space. */
	pith_must("a table", pith_object_make(PITH_TYPE_PAGETABLE, &table));
	pith_must("its place", pith_pagetable_map(table, PITH_SLOT_SPACE, HERE, 0));
	copy = pith_slot_take();
	pith_must("a copy",
	    pith_cspace_copy(PITH_SLOT_CSPACE, copy, 0, own_code, PITH_READ | PITH_EXECUTE, 0));
	pith_must("mapping", pith_frame_map(copy, PITH_SLOT_SPACE, HERE, PITH_READ | PITH_EXECUTE));
}

/* Without a CSpace and without an IPC buffer: there is nothing that it could call. */
static void make_thread(void)
{
	uint32_t caps[2];

	pith_must("a thread", pith_object_make(PITH_TYPE_THREAD, &thread));
	pith_must("an endpoint", pith_object_make(PITH_TYPE_ENDPOINT, &endpoint));
	caps[0] = space;
	caps[1] = endpoint;
	pith_must("its parts",
	    pith_thread_configure(thread, PITH_THREAD_SPACE | PITH_THREAD_FAULT, 0, caps));
	pith_must("its name", pith_thread_set_name(thread, "tortured"));
	pith_must("its priority",
	    pith_thread_set_priority(thread, pith_info()->priority - 1, pith_info()->priority - 1));
	pith_must("its flags", pith_thread_set_flags(thread, PITH_FLAG_BUDGET));
	pith_must(
	    "its time", pith_thread_bind(thread, pith_need(PITH_GRANT_SCHEDCONTEXT, NULL)->slot));
}

int main(void)
{
	for (uint32_t i = 0; i < sizeof(own_pattern) / sizeof(own_pattern[0]); i++)
		own_pattern[i] = i * 0x9e3779b9;
	make_space();
	make_thread();
	code_at = CODE;
	put_word(LANDING_ARM, udf_arm);
	put_halfword(LANDING_THUMB, UDF_THUMB);
	named_instructions();
	addresses();
	over_the_end();
	devices();
	sweep(15, READS);
	sweep(15, 0);
	sweep(14, READS);
	sweep(14, 0);
	random_code("instructions", 4, false);
	random_code("Thumb instructions", 4, true);
	random_code("code", 64, false);
	random_code("Thumb code", 64, true);
	look_around();
	printf("%lu outcomes are not as they should\n", (unsigned long)wrong);
	printf("%lu instructions, %lu faults, hash %08lx\n", (unsigned long)instructions,
	    (unsigned long)faults, (unsigned long)hash);
	pith_must("switching off", power_off());
	return 0;
}
