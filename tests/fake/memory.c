/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of the fake machine: one file, mapped twice. The kernel uses the window,
 * where whatever is no object is poisoned for the address sanitizer; tests look at the
 * other view. Snapshots keep to the pages that were ever touched; going back to one
 * quickly keeps to the blocks that were touched since (touch.c).
 */
#include "fake.h"

#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { GRAIN_BITS = 5, GRAINS = HAL_WINDOW_SIZE >> GRAIN_BITS };

struct fake fake;
uint8_t *fake_window;
uint32_t fake_window_size;
/* Before the kernel says anything, memory is open to it and no object's. */
enum { DEAD, ALIVE, OPEN };
static uint8_t *alive;
uint8_t *fake_bits;

void fake_die(const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fake_failed(text);
}

void fake_bad_reference(ref_t ref)
{
	fake_die("the kernel followed 0x%08x, which is no reference", ref);
}

static void *map(int file, size_t size)
{
	int flags = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, file, 0);

	if (memory == MAP_FAILED)
		fake_die("no memory for the test machine");
	return memory;
}

static void stop(void)
{
	ASAN_UNPOISON_MEMORY_REGION(fake_window, fake_window_size);
	munmap(fake_window, fake_window_size);
	munmap(fake.ram, fake.ram_size);
	munmap(alive, GRAINS);
	munmap(fake_bits, FAKE_BLOCKS);
	close(fake.file);
}

void fake_start(uint32_t ram_size)
{
	if (fake_window)
		stop();
	fake = (struct fake){.ram_size = ram_size, .deadline = ~0ull, .now = FAKE_START};
	fake.file = memfd_create("ram", 0);
	if (fake.file < 0 || ftruncate(fake.file, ram_size) != 0)
		fake_die("no memory for the test machine");
	fake_window_size = ram_size < HAL_WINDOW_RAM ? ram_size : HAL_WINDOW_RAM;
	fake_window = map(fake.file, fake_window_size);
	fake.ram = map(fake.file, ram_size);
	alive = map(-1, GRAINS);
	memset(alive, OPEN, fake_window_size >> GRAIN_BITS);
	fake_bits = map(-1, FAKE_BLOCKS);
	fake_note_nothing();
	fake_space_count = 0;
	fake_link_count = 0;
	fake_forget_stale();
}

void *fake_memory(paddr_t paddr)
{
	if (paddr - FAKE_RAM_BASE >= fake.ram_size)
		fake_die("there is no RAM at 0x%08x", paddr);
	return fake.ram + (paddr - FAKE_RAM_BASE);
}

bool fake_alive(const void *pointer)
{
	return alive[(hal_ref(pointer) - HAL_WINDOW_BASE) >> GRAIN_BITS] != DEAD;
}

static void check_object(ref_t ref, uint32_t length)
{
	if (ref - HAL_WINDOW_BASE > fake_window_size ||
	    length > fake_window_size - (ref - HAL_WINDOW_BASE) ||
	    (ref | length) & ((1u << GRAIN_BITS) - 1))
		fake_die("no object can be at 0x%08x, %u bytes", ref, length);
}

void hal_object_born(ref_t ref, uint32_t length)
{
	uint32_t grain = (ref - HAL_WINDOW_BASE) >> GRAIN_BITS;

	check_object(ref, length);
	for (uint32_t i = 0; i < length >> GRAIN_BITS; i++)
		if (alive[grain + i] == ALIVE)
			fake_die("an object is made at 0x%08x where one lives", ref);
	memset(&alive[grain], ALIVE, length >> GRAIN_BITS);
	fake_born(ref - HAL_WINDOW_BASE, length);
	ASAN_UNPOISON_MEMORY_REGION(fake_window + (ref - HAL_WINDOW_BASE), length);
}

void hal_object_died(ref_t ref, uint32_t length)
{
	fake_note_depth();
	check_object(ref, length);
	fake_note(ref - HAL_WINDOW_BASE, length, FAKE_REMADE);
	memset(&alive[(ref - HAL_WINDOW_BASE) >> GRAIN_BITS], DEAD, length >> GRAIN_BITS);
	ASAN_POISON_MEMORY_REGION(fake_window + (ref - HAL_WINDOW_BASE), length);
}

void hal_zero(paddr_t paddr, uint32_t length)
{
	if (length > HAL_STEP_BYTES)
		fake_die("%u bytes are zeroed in one step", length);
	fake_memory(paddr + length - 1);
	memset(fake_memory(paddr), 0, length);
	if (hal_window(paddr))
		fake_note(paddr - FAKE_RAM_BASE, length, FAKE_CHANGED);
	fake.zeroed_bytes += length;
}

void hal_icache_sync(paddr_t paddr, uint32_t length)
{
	fake.synced_bytes += length;
	fake.synced = paddr;
}

/* --- Snapshots ----------------------------------------------------------------- */

/* The next piece of the window, from `at` on, that was ever touched; false at the end. */
static bool next_piece(off_t *at, off_t *end)
{
	*at = lseek(fake.file, *at, SEEK_DATA);
	if (*at < 0 || *at >= (off_t)fake_window_size)
		return false;
	*end = lseek(fake.file, *at, SEEK_HOLE);
	if (*end > (off_t)fake_window_size)
		*end = fake_window_size;
	return true;
}

void fake_save(struct fake_snapshot *snapshot)
{
	if (!snapshot->bytes) {
		snapshot->bytes = map(-1, HAL_WINDOW_SIZE);
		snapshot->alive = map(-1, GRAINS);
		snapshot->bits = map(-1, FAKE_BLOCKS);
	}
	for (off_t at = 0, end; next_piece(&at, &end); at = end)
		memcpy(snapshot->bytes + at, fake.ram + at, (size_t)(end - at));
	memcpy(snapshot->alive, alive, fake_window_size >> GRAIN_BITS);
	memcpy(snapshot->bits, fake_bits, fake_window_size >> FAKE_BLOCK_BITS);
	snapshot->fake = fake;
	fake_save_spaces(&snapshot->spaces);
}

/* What is an object and what is none, as it was. */
void fake_remake(const struct fake_snapshot *snapshot, uint32_t offset, uint32_t length)
{
	uint32_t grain = offset >> GRAIN_BITS, end = (offset + length) >> GRAIN_BITS;

	memcpy(&alive[grain], &snapshot->alive[grain], end - grain);
	memcpy(&fake_bits[offset >> FAKE_BLOCK_BITS], &snapshot->bits[offset >> FAKE_BLOCK_BITS],
	    length >> FAKE_BLOCK_BITS);
	for (uint32_t i = grain, n; i < end; i += n) {
		for (n = 1; i + n < end && alive[i + n] == alive[i]; n++)
			;
		if (alive[i] != DEAD)
			ASAN_UNPOISON_MEMORY_REGION(
			    fake_window + (i << GRAIN_BITS), n << GRAIN_BITS);
		else
			ASAN_POISON_MEMORY_REGION(fake_window + (i << GRAIN_BITS), n << GRAIN_BITS);
	}
}

void fake_restore(const struct fake_snapshot *snapshot)
{
	for (off_t at = 0, end; next_piece(&at, &end); at = end)
		memcpy(fake.ram + at, snapshot->bytes + at, (size_t)(end - at));
	fake_remake(snapshot, 0, fake_window_size);
	fake = snapshot->fake;
	fake_restore_spaces(&snapshot->spaces);
}

ref_t fake_difference(const struct fake_snapshot *snapshot)
{
	for (off_t at = 0, end; next_piece(&at, &end); at = end) {
		if (memcmp(snapshot->bytes + at, fake.ram + at, (size_t)(end - at)) == 0)
			continue;
		while (snapshot->bytes[at] == fake.ram[at])
			at++;
		return HAL_WINDOW_BASE + ((ref_t)at & ~3u);
	}
	for (uint32_t i = 0; i < fake_window_size >> GRAIN_BITS; i++)
		if (alive[i] != snapshot->alive[i] ||
		    fake_bits[i >> (FAKE_BLOCK_BITS - GRAIN_BITS)] !=
			snapshot->bits[i >> (FAKE_BLOCK_BITS - GRAIN_BITS)])
			return HAL_WINDOW_BASE + (i << GRAIN_BITS);
	return 0;
}
