/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole simulated computer with the smallest of systems: a policy module of a few
 * instructions. How runs end, what is said then, and that looking at a run does not change it.
 */
#include <criterion/criterion.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "core/cpu.h"
#include "folder.h"
#include "pith/boot.h"
#include "sim/system.h"
#include "sim/units.h"

enum {
	IMAGE_WORDS = 1024,
	HEADER_WORDS = sizeof(struct pith_image) / sizeof(uint32_t),
	CODE = PITH_BOOT_IMAGE_VADDR + sizeof(struct pith_image), /* its first instruction */
	/* A32 instructions. */
	LOOP = 0xeafffffe,	    /* b . */
	BACK_TO_START = 0xea000000, /* + (-2 - index of the instruction), 24 bits */
	MOV = 0xe3a00000,	    /* + register << 12, + value */
	STORE = 0xe5800004,	    /* str r0, [r0, #4] */
	LOAD_R1 = 0xe59f1000,	    /* + offset: ldr r1, [pc, #offset] */
	SVC = 0xef000000,
	UNDEFINED = 0xe7f000f0,
};

static struct options options;
static struct system computer;
static enum exit_code code;

/* Standard error goes to a file. */
static void catch_stderr(void)
{
	FILE *file = tmpfile();

	cr_assert_not_null(file);
	cr_assert_geq(dup2(fileno(file), STDERR_FILENO), 0);
	fclose(file);
}

/* What was said on standard error. */
static const char *said(void)
{
	static char text[4096];
	ssize_t length;

	fflush(stderr);
	length = pread(STDERR_FILENO, text, sizeof(text) - 1, 0);
	text[length > 0 ? length : 0] = 0;
	return text;
}

static void init(void)
{
	folder_make();
	catch_stderr();
	code = EXIT_DONE;
	options = (struct options){.headless = true, .ram = 16 << 20};
}

static void fini(void)
{
	system_close(&computer);
	folder_remove();
}

TestSuite(system, .init = init, .fini = fini);

/* A description whose policy module consists of these instructions, with so much ballast. */
static void make_fdt(void *fdt, int room, const uint32_t *instructions, size_t count, int ballast)
{
	static uint32_t image[IMAGE_WORDS];
	void *place;

	memset(image, 0, sizeof(image));
	memcpy(image, (uint32_t[]){PITH_BOOT_MAGIC, CODE, sizeof(image), 0, sizeof(image)},
	    HEADER_WORDS * sizeof(uint32_t));
	memcpy(image + HEADER_WORDS, instructions, count * sizeof(uint32_t));
	fdt_create(fdt, room);
	fdt_finish_reservemap(fdt);
	fdt_begin_node(fdt, "");
	fdt_property(fdt, "policy-module", image, sizeof(image));
	cr_assert_eq(fdt_property_placeholder(fdt, "ballast", ballast, &place), 0);
	fdt_end_node(fdt);
	cr_assert_eq(fdt_finish(fdt), 0);
}

/* Starts a system whose policy module consists of these instructions. */
static void start(const uint32_t *instructions, size_t count)
{
	static uint8_t fdt[16 << 10];

	make_fdt(fdt, sizeof(fdt), instructions, count, 4);
	options.system = folder_write("a.dtb", fdt, fdt_totalsize(fdt));
	cr_assert_eq(system_open(&computer, &options), EXIT_DONE);
}
#define START(...) \
	start((uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

/* Calls the kernel: operation `label` on the policy module's own thread, with one word. */
#define CALL_THREAD(LABEL, WORD)                                     \
	MOV | PITH_BOOT_THREAD, LOAD_R1 | 8, MOV | 2 << 12 | (WORD), \
	    MOV | 12 << 12 | PITH_CALL_CALL, SVC, (LABEL) | 1 << PITH_TAG_LENGTH_SHIFT

static void says(const char *text)
{
	const char *all = said();

	cr_assert(strstr(all, text), "'%s' is not in: %s", text, all);
}

Test(system, runs_for_a_time)
{
	START(LOOP);
	cr_assert(system_run(&computer, NS_PER_MS, &code));
	cr_assert_geq(system_time(&computer), NS_PER_MS);
	cr_assert_lt(system_time(&computer), NS_PER_MS + 10000);
	cr_assert_not(system_idle(&computer, 0, 0));
}

Test(system, a_fault_that_nobody_handles_ends_the_run)
{
	START(MOV, MOV | 1 << 12, STORE);
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	cr_assert_eq(code, EXIT_FAULT);
	says("component 'policy': page fault: write to 0x00000004, at 0x0010001c (its unstripped "
	     "program "
	     "was not found");
}

Test(system, each_kind_of_fault_is_told)
{
	START(MOV, UNDEFINED);
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	cr_assert_eq(code, EXIT_FAULT);
	says("component 'policy': undefined instruction, at 0x00100018");
	system_close(&computer);

	START(MOV | 12 << 12 | 99, SVC);
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	says("component 'policy': unknown call number 99, at 0x0010001c");
	system_close(&computer);

	/* mov pc, #0x40000000 */
	START(0xe3a0f101);
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	says("component 'policy': page fault: execution of 0x40000000, at 0x40000000");
}

Test(system, the_policy_module_may_end_the_run)
{
	START(CALL_THREAD(PITH_OP_THREAD_EXIT, 0));
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	cr_assert_eq(code, EXIT_DONE);
	cr_assert_str_eq(said(), "");
	system_close(&computer);

	START(CALL_THREAD(PITH_OP_THREAD_EXIT, 2));
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	cr_assert_eq(code, EXIT_POLICY);
	says("component 'policy': exit with status 2, at 0x00100028");
}

Test(system, at_rest_means_that_nothing_more_can_happen)
{
	START(CALL_THREAD(PITH_OP_THREAD_SUSPEND, 0));
	cr_assert_not(system_at_rest(&computer));
	cr_assert(system_run(&computer, NS_PER_MS, &code));
	cr_assert(system_at_rest(&computer));
	clock_at(&computer.machine->clock, &computer.alarm, 2 * NS_PER_MS);
	cr_assert_not(system_at_rest(&computer));
}

Test(system, idle_means_that_nothing_happens_for_a_while)
{
	START(CALL_THREAD(PITH_OP_THREAD_SUSPEND, 0));
	cr_assert(system_run(&computer, 10 * NS_PER_MS, &code));
	cr_assert_not(system_idle(&computer, 10 * NS_PER_MS, 10 * NS_PER_MS));
	cr_assert(system_run(&computer, 19 * NS_PER_MS, &code));
	cr_assert_not(system_idle(&computer, 10 * NS_PER_MS, 10 * NS_PER_MS));
	cr_assert(system_run(&computer, 20 * NS_PER_MS, &code));
	cr_assert(system_idle(&computer, 10 * NS_PER_MS, 10 * NS_PER_MS));
	console_write(&computer.console, "x", 1);
	cr_assert_not(system_idle(&computer, 10 * NS_PER_MS, 10 * NS_PER_MS));
	cr_assert(system_run(&computer, 30 * NS_PER_MS, &code));
	cr_assert(system_idle(&computer, 10 * NS_PER_MS, 10 * NS_PER_MS));
}

static void halt(void *context, uint64_t when)
{
	(void)context;
	(void)when;
	hal_halt("core/some.c", 12, "all == well");
}

Test(system, the_kernels_last_words_are_told_with_its_thread)
{
	struct clock_event event = {.happen = halt};

	START(MOV | 7 << 12 | 77, LOOP);
	clock_at(&computer.machine->clock, &event, 200000);
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	cr_assert_eq(code, EXIT_KERNEL);
	cr_assert(strstr(said(), "kernel assertion at 200000 ns: all == well (core/some.c:12)\n"
				 "  thread 'policy', priority 255"));
}

Test(system, the_threads_registers_are_shown)
{
	struct clock_event event = {.happen = halt};

	START(MOV | 7 << 12 | 77, LOOP);
	clock_at(&computer.machine->clock, &event, 200000);
	cr_assert_not(system_run(&computer, NS_PER_MS, &code));
	says("r7 0000004d\n");
}

Test(system, broken_invariants_are_found)
{
	options.check = true;
	START(MOV, BACK_TO_START | 0xfffffd);
	cr_assert(system_run(&computer, 10000, &code));
	computer.machine->cpu->ready_bits[0] ^= 1;
	cr_assert_not(system_run(&computer, NS_PER_S, &code));
	cr_assert_eq(code, EXIT_KERNEL);
	says("broken kernel invariant at ");
}

/* The hash after 3 ms in slices of so many nanoseconds. */
static uint32_t hash_in_slices(uint64_t slice)
{
	uint32_t hash;

	/* Asks the clock for ever, so that time is among what the program sees. */
	START(MOV | 12 << 12 | PITH_CALL_CLOCK, SVC, MOV | 5 << 12, BACK_TO_START | 0xfffffb);
	while (system_time(&computer) < 3 * NS_PER_MS) {
		uint64_t until = system_time(&computer) + slice;

		cr_assert(
		    system_run(&computer, until < 3 * NS_PER_MS ? until : 3 * NS_PER_MS, &code));
	}
	hash = machine_hash(computer.machine);
	system_close(&computer);
	return hash;
}

Test(system, slices_do_not_change_a_run)
{
	uint32_t hash = hash_in_slices(NS_PER_S);

	cr_assert_eq(hash_in_slices(NS_PER_MS), hash);
	cr_assert_eq(hash_in_slices(7919), hash);
	cr_assert_eq(hash_in_slices(1), hash);
}

Test(system, noise_in_memory_does_not_change_a_run)
{
	uint64_t instructions[2];
	uint32_t hash[2];

	for (unsigned i = 0; i < 2; i++) {
		options.seed = i * 4711;
		START(MOV, BACK_TO_START | 0xfffffd);
		cr_assert(system_run(&computer, NS_PER_MS, &code));
		instructions[i] = engine_statistics(computer.machine->engine).instructions;
		hash[i] = machine_hash(computer.machine);
		if (i == 0)
			system_close(&computer);
	}
	cr_assert_eq(instructions[0], instructions[1]);
	cr_assert_neq(hash[0], hash[1]);
}

Test(system, a_finger_beside_the_screen_is_refused)
{
	START(LOOP);
	cr_assert(system_touch(&computer, PLAYER_DOWN, 0, 479, 799));
	says("no driver listens to the touch panel yet");
	cr_assert_not(system_touch(&computer, PLAYER_DOWN, 0, 480, 0));
	cr_assert_not(system_touch(&computer, PLAYER_DOWN, 0, 0, 800));
}

Test(system, fingers_are_recorded_as_a_script)
{
	char error[SCRIPT_ERROR_TEXT], *text = NULL;
	struct script script;
	size_t size = 0;

	START(LOOP);
	computer.record = open_memstream(&text, &size);
	cr_assert(system_run(&computer, NS_PER_MS, &code));
	system_touch(&computer, PLAYER_DOWN, 3, 10, 20);
	system_touch(&computer, PLAYER_MOVE, 3, 11, 21);
	cr_assert(system_run(&computer, 2 * NS_PER_MS, &code));
	system_touch(&computer, PLAYER_UP, 3, 0, 0);
	fclose(computer.record);
	cr_assert(script_parse(&script, "r", text, error), "%s", error);
	cr_assert_eq(script.count, 3);
	cr_assert_eq(script.steps[0].action, SCRIPT_DOWN);
	cr_assert_eq(script.steps[0].from.x, 10);
	cr_assert_eq(script.steps[1].from.y, 21);
	cr_assert_eq(script.steps[2].action, SCRIPT_UP);
	cr_assert_geq(script.steps[2].time, 2 * NS_PER_MS);
	script_free(&script);
	free(text);
}

Test(system, a_description_that_just_fits_leaves_no_room_for_the_kernel)
{
	static uint8_t fdt[2 << 20];

	make_fdt(fdt, sizeof(fdt), (uint32_t[]){LOOP}, 1, (2 << 20) - (HAL_KERNEL_SIZE + 20000));
	options.system = folder_write("a.dtb", fdt, fdt_totalsize(fdt));
	options.ram = 2 << 20;
	cr_assert_eq(system_open(&computer, &options), EXIT_NO_MEMORY);
	says("description and policy module do not fit into the memory");
}
