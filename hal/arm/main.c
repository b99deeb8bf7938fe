/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The start in C, and what is left to say when the kernel cannot go on. The blob lies
 * behind the kernel's image.
 */
#include "state.h"
#include "armv7/blob.h"
#include "core/entry.h"

uint32_t hal_window_size;
struct asid_map hal_asids;
uint32_t hal_mode_words[3]; /* what each exception mode's SP points at, see vectors.S */

enum { PAGE = 4096, MEGABYTE = 1 << 20, FIRMWARE_MAX = 1 << 20 };

_Noreturn static void stop(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

/* It cannot start. */
_Noreturn void hal_refuse(const char *why)
{
	uart_text("pith: ");
	uart_text(why);
	uart_text("\n");
	stop();
}

_Noreturn void hal_halt(const char *file, int line, const char *what)
{
	uart_text("pith: the kernel stops: ");
	uart_text(what);
	uart_text(", ");
	uart_text(file);
	uart_text(":");
	uart_number((uint32_t)line);
	uart_text("\n");
	stop();
}

/* An exception in the kernel itself. */
_Noreturn void hal_broken(uint32_t which, uint32_t where)
{
	static const char *const names[] = {"undefined instruction", "prefetch abort", "data abort",
	    "interrupt", "unexpected exception"};
	enum { PREFETCH_ABORT = 1 }; /* as vectors.S counts */
	uint32_t address, status;

	if (which == PREFETCH_ABORT) {
		__asm__ volatile("mrc p15, 0, %0, c6, c0, 2" : "=r"(address)); /* IFAR, IFSR */
		__asm__ volatile("mrc p15, 0, %0, c5, c0, 1" : "=r"(status));
	} else {
		__asm__ volatile("mrc p15, 0, %0, c6, c0, 0" : "=r"(address)); /* DFAR, DFSR */
		__asm__ volatile("mrc p15, 0, %0, c5, c0, 0" : "=r"(status));
	}
	uart_text("pith: the kernel stops: ");
	uart_text(names[which]);
	uart_text(" at ");
	uart_hex(where);
	uart_text(", address ");
	uart_hex(address);
	uart_text(", status ");
	uart_hex(status);
	uart_text("\n");
	stop();
}

void hal_unhandled_fault(struct cpu *cpu, struct thread *thread, uint32_t fault, uint32_t address,
    uint32_t info, uint32_t status)
{
	static const char *const names[] = {
#define X(NAME, text) text,
	    PITH_FAULTS(X)
#undef X
	};

	(void)cpu;
	(void)status;
	uart_text("pith: thread '");
	uart_text(thread_name(thread)[0] ? thread_name(thread) : "?");
	uart_text("' stops: ");
	uart_text(fault < PITH_FAULT_COUNT ? names[fault] : "fault");
	if (fault == PITH_FAULT_PAGE || fault == PITH_FAULT_ALIGNMENT || fault == PITH_FAULT_BUS) {
		uart_text(info & PITH_WRITE ? ", write at " : ", access at ");
		uart_hex(address);
	} else if (info) {
		uart_text(fault == PITH_FAULT_EXIT ? ", status " : ", ");
		uart_hex(info);
	}
	uart_text(", pc ");
	uart_hex(thread_context(thread)->pc);
	uart_text("\n");
}

/* The probed word of a megabyte: uncached, so that memory itself answers. */
static volatile uint32_t *probed(uint32_t offset)
{
	return hal_map_temporary(BOARD_RAM_BASE + offset + LAYOUT_SCRATCH, false);
}

/* How much RAM answers, by megabytes; a piece that is another piece's image ends it. */
static uint32_t find_ram(void)
{
	const uint32_t mark = 0x70697468;
	uint32_t size = MEGABYTE;

	*probed(0) = mark;
	for (; size < BOARD_RAM_MAX; size += MEGABYTE) {
		volatile uint32_t *here = probed(size);
		uint32_t old, seen, first;

		if (!hal_probe((const uint32_t *)here))
			break;
		old = *here;
		*here = ~mark;
		seen = *here;
		first = *probed(0);
		*probed(size) = old;
		if (seen != ~mark || first != mark)
			break;
	}
	return size;
}

/* A word of physical memory anywhere in RAM. */
static uint32_t word_at(paddr_t paddr)
{
	return *(const uint32_t *)hal_map_temporary(paddr, true);
}

/*
 * Firmware's own device tree, if that is what its pointer points at: moved to the page behind the
 * blob, whatever lies in between; upwards or downwards, as the two may overlap.
 */
static void take_firmware(struct hal_boot *boot, paddr_t from)
{
	paddr_t to = (boot->blob + boot->blob_size + PAGE - 1) & ~(PAGE - 1u);
	uint32_t header[BLOB_HEADER_SIZE / sizeof(uint32_t)], size, words;
	uint32_t offset = from - BOARD_RAM_BASE;

	if (from % sizeof(uint32_t) || offset < LAYOUT_BLOB + boot->blob_size ||
	    offset > boot->ram_size - BLOB_HEADER_SIZE)
		return;
	for (uint32_t i = 0; i < BLOB_HEADER_SIZE / sizeof(uint32_t); i++)
		header[i] = word_at(from + i * sizeof(uint32_t));
	size = blob_size(header, sizeof(header));
	if (size < BLOB_HEADER_SIZE || size > FIRMWARE_MAX || size > boot->ram_size - offset ||
	    !hal_window(to) || !hal_window(to + FIRMWARE_MAX - 1))
		return;
	words = (size + sizeof(uint32_t) - 1) / sizeof(uint32_t);
	for (uint32_t i = 0; i < words; i++) {
		uint32_t at = (from > to ? i : words - 1 - i) * sizeof(uint32_t);

		*(uint32_t *)hal_pointer(hal_window(to + at)) = word_at(from + at);
	}
	boot->firmware = to;
	boot->firmware_size = size;
}

_Noreturn void hal_main(uint32_t firmware)
{
	static const struct hal_region devices[] = BOARD_DEVICE_REGIONS;
	struct hal_boot boot = {.ram_base = BOARD_RAM_BASE,
	    .blob = BOARD_RAM_BASE + LAYOUT_BLOB,
	    .devices = devices,
	    .device_count = sizeof(devices) / sizeof(devices[0])};
	struct cpu *cpu = (struct cpu *)(WINDOW_BASE + LAYOUT_CPU);
	uint32_t offset, length, *blob;

	hal_window_size = MEGABYTE;
	hal_mmu_forget_start();
	boot.ram_size = find_ram();
	hal_mmu_finish(boot.ram_size);
	gic_init();
	timer_init();
	memset(cpu, 0, CPU_SIZE);
	blob = hal_pointer(hal_window(boot.blob));
	switch (blob_policy(blob, hal_window_size - LAYOUT_BLOB, &offset, &length)) {
	case BLOB_NOT_ONE:
		hal_refuse("no system: there is no blob behind the kernel's image");
	case BLOB_TRUNCATED:
		hal_refuse("the system does not fit the RAM, or its blob is broken");
	case BLOB_NO_POLICY:
		hal_refuse("the blob does not begin with a policy module");
	default:
		break;
	}
	if (!blob_whole(blob))
		hal_refuse("the blob is damaged, or only a part of it is there");
	boot.blob_size = blob_size(blob, hal_window_size - LAYOUT_BLOB);
	boot.policy = boot.blob + offset;
	boot.policy_size = length;
	take_firmware(&boot, firmware);
	switch (core_boot(cpu, &boot)) {
	case BOOT_BAD_IMAGE:
		hal_refuse("the blob's first property is no policy module");
	default:
		hal_refuse("too little RAM for this system");
	}
}
