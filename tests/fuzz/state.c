/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rules.mk renames the sections of those variables, and the linker says where the renamed
 * ones begin and end. The sanitizer's gaps between variables are copied as well, so these
 * copies are not watched by it.
 */
#include "tests/fuzz/state.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

extern uint64_t data_begin[] __asm__("__start_fuzz_data"), data_end[] __asm__("__stop_fuzz_data");
extern uint64_t bss_begin[] __asm__("__start_fuzz_bss"), bss_end[] __asm__("__stop_fuzz_bss");

/* From an odd first byte to an odd last one, with words between. */
struct part {
	volatile char *begin, *end;
	char *copy;
};
static struct part parts[2];

__attribute__((no_sanitize("address", "undefined"))) static void copy(
    volatile char *to, const volatile char *from, size_t size)
{
	size_t i = 0;

	for (; ((uintptr_t)(to + i) | (uintptr_t)(from + i)) % 8 == 0 && i + 8 <= size; i += 8)
		*(volatile uint64_t *)(to + i) = *(const volatile uint64_t *)(from + i);
	for (; i < size; i++)
		to[i] = from[i];
}

void state_save(void)
{
	parts[0] = (struct part){(volatile char *)data_begin, (volatile char *)data_end, NULL};
	parts[1] = (struct part){(volatile char *)bss_begin, (volatile char *)bss_end, NULL};
	for (int i = 0; i < 2; i++) {
		size_t size = (size_t)(parts[i].end - parts[i].begin);

		parts[i].copy = malloc(size + 1);
		if (!parts[i].copy)
			abort();
		copy(parts[i].copy, parts[i].begin, size);
	}
}

void state_restore(void)
{
	for (int i = 0; i < 2; i++)
		copy(parts[i].begin, parts[i].copy, (size_t)(parts[i].end - parts[i].begin));
}
