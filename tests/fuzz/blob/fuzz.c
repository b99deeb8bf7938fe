/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An input is a file that should be a system description. Everything that reads one reads it: the
 * start of the board, the simulator, and the policy module, which builds the components over a
 * model of the kernel's objects, on a machine with 1 GB. What the kernel refuses there is a
 * mistake of the policy module's: it must have said before what is wrong with the description.
 *
 * What follows the description in the file are faults and requests of its components, three bytes
 * each, which the policy module serves when the blob is gone.
 */
#include <libfdt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "hal/armv7/blob.h"
#include "pith/print.h"
#include "sim/blob.h"
#include "tests/fuzz/kernel.h"
#include "tests/fuzz/state.h"
#include "user/lib/internal.h"
#include "user/policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum {
	CSPACE_BITS = 12, /* as the kernel gives it */
	FIRST_FREE = 32,
	RAM_BASE = 0x80000000u,
	RAM_SIZE = 1 << 30,
	KEPT_SIZE = 0x10000000,
	MESSAGES_MAX = 24,
};

struct system pith_system;

static struct bootinfo boot;
static struct pith_buffer buffer;
static jmp_buf refused;
static int file; /* in memory, for the simulator */

_Noreturn static void wrong(const char *what)
{
	fprintf(stderr, "blob: %s\n", what);
	abort();
}

/* --- What the policy module calls --------------------------------------------------------- */

struct pith_buffer *pith_buffer(void)
{
	return &buffer;
}

static void next_message(struct pith_message *m);

/* Beside objects it calls what it is called by. */
#define X(NAME, name)                                                                    \
	void pith_raw_##name(uint32_t cap, struct pith_message *message, uint32_t reply) \
	{                                                                                \
		(void)reply;                                                             \
		if (PITH_CALL_##NAME == PITH_CALL_CALL)                                  \
			kernel_operate(cap, message);                                    \
		else if (PITH_CALL_##NAME == PITH_CALL_REPLY_RECV)                       \
			next_message(message);                                           \
		else if (PITH_CALL_##NAME == PITH_CALL_NBSEND)                           \
			message->tag = 0;                                                \
		else if (PITH_CALL_##NAME != PITH_CALL_CLOCK)                            \
			wrong("the policy module calls " #name);                         \
	}
PITH_CALLS(X)
#undef X

int fuzz_printf(const char *format, ...)
{
	char text[1024];
	va_list list;
	int length;

	va_start(list, format);
	length = vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	if (getenv("FUZZ_VERBOSE"))
		fputs(text, stderr);
	return length;
}

const char *pith_error_text(uint32_t result)
{
	static const char *const texts[PITH_ERROR_COUNT] = {
#define X(NAME, text) [PITH_ERROR_##NAME] = text,
	    PITH_ERRORS(X)
#undef X
	};

	return pith_result_error(result) < PITH_ERROR_COUNT ? texts[pith_result_error(result)]
							    : "?";
}

void refuse(const char *format, ...)
{
	static const char *const ours[] = {
	    "%s: %s (argument %lu)", "the policy module has planned too few frames"};
	char text[1024];
	va_list list;

	va_start(list, format);
	if (vsnprintf(text, sizeof(text), format, list) <= 0)
		wrong("refused without a word");
	va_end(list);
	if (getenv("FUZZ_VERBOSE"))
		fprintf(stderr, "policy: %s\n", text);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(format, ours[i]) == 0)
			wrong(text);
	longjmp(refused, 1);
}

void say_ring_open(struct component *component)
{
	(void)component;
}

void say_ring_close(void)
{
}

/* The rule "shutdown". */
void give_up(uint32_t status)
{
	(void)status;
	longjmp(refused, 1);
}

/* --- The policy module's work, as far as main.c has it before the components run ------------- */

static void give(uint32_t slot, enum pith_type type)
{
	*kernel_slot(slot) = (struct kernel_slot){.type = (uint8_t)type, .rights = PITH_ALL_RIGHTS};
}

static void give_memory(uint32_t physical, uint32_t bits, bool device)
{
	struct bootinfo_region *region = &boot.region[boot.regions];

	*region = (struct bootinfo_region){.slot = FIRST_FREE / 2 + boot.regions,
	    .paddr = physical,
	    .bits = bits,
	    .device = device};
	*kernel_slot(region->slot) = (struct kernel_slot){.type = PITH_TYPE_UNTYPED,
	    .bits = (uint8_t)bits,
	    .physical = physical,
	    .device = device};
	boot.regions++;
}

static void start_machine(void)
{
	kernel_reset(CSPACE_BITS);
	boot = (struct bootinfo){.magic = PITH_BOOT_MAGIC,
	    .version = PITH_BOOT_VERSION,
	    .cspace_bits = CSPACE_BITS,
	    .first_free_slot = FIRST_FREE,
	    .ram_base = RAM_BASE,
	    .ram_size = RAM_SIZE,
	    .irq_lines = 160};
	give(PITH_BOOT_THREAD, PITH_TYPE_THREAD);
	give(PITH_BOOT_SCHEDCONTEXT, PITH_TYPE_SCHEDCONTEXT);
	give(PITH_BOOT_IRQCONTROL, PITH_TYPE_IRQCONTROL);
	give(PITH_BOOT_SCHEDCONTROL, PITH_TYPE_SCHEDCONTROL);
	/* The first megabyte holds the kernel and the policy module. */
	for (uint32_t bits = 20; bits < 30; bits++)
		give_memory(RAM_BASE + (1u << bits), bits, false);
	give_memory(0x18000000, 25, true);
	give_memory(0x1c000000, 26, true);
}

static void check_regions(void)
{
	for (uint32_t i = 0; i < pith_system.region_count; i++) {
		const struct region *region = pith_system.regions + i;

		if (region->address < PITH_SHARED_VADDR ||
		    region->size > PITH_OWN_VADDR - region->address ||
		    region->address >= PITH_OWN_VADDR)
			wrong("a region is not among shared addresses");
		if (region->window_base && (region->physical < region->window_base ||
					       region->physical - region->window_base >
						   region->window_size - region->size))
			wrong("a region is outside its window");
	}
}

static void build(const void *fdt)
{
	uint32_t offset;
	const char *path;

	pith_system.boot = &boot;
	pith_system.fdt = fdt;
	memory_init();
	if (fdt_check_header(fdt) != 0)
		return;
	path = blob_string(-1, "stdout-path", 0);
	if (path)
		device_page_of(path, &offset);
	blob_read();
	assertions_check();
	regions_make();
	check_regions();
	files_make();
	pith_system.fault_endpoint = object_make(PITH_TYPE_ENDPOINT);
	pith_system.reply = object_make(PITH_TYPE_REPLY);
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		build_serve_plan(pith_system.components + i);
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		grants_make(pith_system.components + i);
	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		build_program(pith_system.components + i);
		build_plan(pith_system.components + i);
		if (!pith_system.components[i].on_request)
			build_make(pith_system.components + i);
	}
}

/* --- What the components do ---------------------------------------------------------------- */

static const uint8_t *messages;
static size_t messages_left;

/* Who asks or fails and how, what for, and whom it names. */
static void next_message(struct pith_message *m)
{
	uint32_t count = pith_system.component_count;
	uint8_t who, label, what;

	if (messages_left < 3)
		longjmp(refused, 1);
	who = messages[0];
	label = messages[1];
	what = messages[2];
	messages += 3;
	messages_left -= 3;
	*m = (struct pith_message){.tag = pith_tag(label, 8, 0)};
	m->badge = who % 32 % (count + 1) + 1;
	switch (who >> 5 & 3) {
	case 0:
		m->tag = pith_tag(label % PITH_FAULT_COUNT, PITH_FAULT_WORDS, 0) |
			 (uint32_t)PITH_KIND_FAULT << PITH_TAG_KIND_SHIFT;
		m->word[PITH_FAULT_INFO] = what;
		break;
	case 1:
	case 2:
		m->badge |= BADGE_REQUEST;
		if (label % 8 == POLICY_LIST)
			m->word[0] = what;
		else
			memcpy(m->word, pith_system.components[what % count].name, 16);
		m->tag = pith_tag(label % 8, who & 0x80 ? 4 : 8, 0);
		break;
	default:
		break;
	}
}

/* The blob is freed on the way, as its memory is given back. */
static void run_policy(void *fdt, const uint8_t *behind, size_t size)
{
	void *volatile owned = fdt;

	state_restore();
	memset(&pith_system, 0, sizeof(pith_system));
	start_machine();
	messages = behind;
	messages_left = size < MESSAGES_MAX * 3 ? size : MESSAGES_MAX * 3;
	if (setjmp(refused) == 0) {
		build(fdt);
		pith_system.fdt = NULL;
		free(owned);
		owned = NULL;
		for (uint32_t i = 0; i < pith_system.component_count; i++)
			if (!pith_system.components[i].on_request)
				build_start(pith_system.components + i);
		supervise();
	}
	free(owned);
}

/* --- The simulator ------------------------------------------------------------------------------
 */

static bool has_device(const char *compatible)
{
	return strncmp(compatible, "arm,", 4) == 0 || strcmp(compatible, "virtio,mmio") == 0;
}

static void run_simulator(const uint8_t *data, size_t size)
{
	static const struct blob_machine machine = {RAM_BASE, RAM_SIZE, has_device};
	char name[32], error[BLOB_ERROR_TEXT] = "";
	struct blob blob;
	enum exit_code code;

	if (ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
		wrong("the file cannot be written");
	snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
	code = blob_load(&blob, name, &machine, error);
	if ((code == EXIT_DONE) != !error[0] || (code == EXIT_DONE) != !!blob.bytes)
		wrong("refused without a word, or not at all");
	if (code == EXIT_DONE) {
		static const char *const names[] = {
		    "policy", "a", "home", "hello", "a-name-of-15-ch"};
		size_t length = 0;

		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (blob_program(&blob, names[i], 16, &length) && length > size)
				wrong("a program is longer than the blob");
	}
	blob_free(&blob);
}

/* --- Inputs
 * ---------------------------------------------------------------------------------------- */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct kernel_window windows[] = {
	    {SCRATCH_SMALL, 2 << 20},
	    {INFO_BASE, COMPONENTS_MAX * PITH_INFO_MAX},
	    {UART_PAGE, 1 << 20},
	    {KEPT_BASE, KEPT_SIZE},
	};

	(void)argc;
	(void)argv;
	kernel_open(windows, sizeof(windows) / sizeof(windows[0]));
	state_save();
	file = memfd_create("blob", 0);
	return file < 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t offset, length;

	run_simulator(data, size);
	if (blob_policy(data, (uint32_t)size, &offset, &length) == BLOB_OK && blob_whole(data)) {
		uint32_t total = blob_size(data, (uint32_t)size);
		void *exact = malloc(total);

		if (!exact || offset > total || length > total - offset)
			wrong("the policy module is outside the blob");
		memcpy(exact, data, total);
		run_policy(exact, data + total, size - total);
	}
	return 0;
}
