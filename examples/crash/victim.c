/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that fails in every way a program can, one way in each life: it is restarted after
 * each, and the generation in its info page says which comes next. After the last it ends well.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "pith/barrier.h"
#include "pith/info.h"
#include "pith/objects.h"
#include "pith/print.h"

static volatile uint32_t data[4] = {0xe12fff1e}; /* bx lr: code where no code may be */

/* The compiler shall not know the addresses: it has opinions about them. */
static volatile uint32_t nowhere = 0, near_nowhere = 4, kernel = 0xe0000000;

static void write_null(void)
{
	pith_write32(nowhere, 1);
}

static void read_null(void)
{
	pith_read32(near_nowhere);
}

static void write_code(void)
{
	pith_write32(PITH_PROGRAM_VADDR, 0);
}

static void execute_data(void)
{
	((void (*)(void))(uintptr_t)data)();
}

static void read_kernel(void)
{
	pith_read32(kernel);
}

static void write_info(void)
{
	pith_write32(PITH_INFO_VADDR, 0);
}

static void overflow_stack(void)
{
	volatile char large[1024];

	large[0] = 1;
	if (large[0])
		overflow_stack();
	large[1] = 1;
}

static void undefined_instruction(void)
{
	__asm__ volatile("udf #0");
}

/* SCTLR, which turns the MMU on and off. */
static void system_register(void)
{
	uint32_t value = 0;

	__asm__ volatile("mcr p15, 0, %0, c1, c0, 0" : : "r"(value));
}

static void floating_point(void)
{
	__asm__ volatile("vadd.f32 s0, s0, s0");
}

static void breakpoint(void)
{
	__asm__ volatile("bkpt #0");
}

static void unaligned_exclusive(void)
{
	uint32_t address = (uint32_t)(uintptr_t)data + 2, value;

	__asm__ volatile("ldrex %0, [%1]" : "=r"(value) : "r"(address));
}

static void unknown_call(void)
{
	__asm__ volatile("mov r12, #99\n\tsvc #0" : : : "r12", "memory");
}

static void bad_capability(void)
{
	struct pith_message m = {0};

	pith_thread_set_flags(PITH_SLOT_THREAD, PITH_FLAG_STRICT);
	pith_send(0, &m);
}

static void use_up_time(void)
{
	pith_thread_set_flags(PITH_SLOT_THREAD, PITH_FLAG_BUDGET);
	for (;;)
		__asm__ volatile("");
}

static void fail_assertion(void)
{
	pith_panic("this cannot be");
}

static void give_status(void)
{
	exit(7);
}

static const struct {
	const char *what;
	void (*fail)(void);
} ways[] = {
    {"write to address 0", write_null},
    {"read near address 0", read_null},
    {"write to code", write_code},
    {"execute data", execute_data},
    {"read the kernel", read_kernel},
    {"write to the info page", write_info},
    {"overflow the stack", overflow_stack},
    {"undefined instruction", undefined_instruction},
    {"write a system register", system_register},
    {"floating point without the flag", floating_point},
    {"breakpoint", breakpoint},
    {"unaligned exclusive load", unaligned_exclusive},
    {"unknown call", unknown_call},
    {"bad capability, strictly", bad_capability},
    {"use up the time slice", use_up_time},
    {"panic", fail_assertion},
    {"exit with a status", give_status},
};

int main(void)
{
	uint32_t life = pith_info()->generation - 1;

	if (life < sizeof(ways) / sizeof(ways[0])) {
		printf("life %lu: %s\n", (unsigned long)life + 1, ways[life].what);
		ways[life].fail();
		printf("survived, which should not be\n");
	}
	printf("life %lu: that was all\n", (unsigned long)life + 1);
	return 0;
}
