/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who looks on while a program runs: the kernel's own check of all that must always be true.
 */
#include "tests/fuzz/core/machine.h"

static const char *check(const struct spec_trap *trap)
{
	(void)trap;
	return core_check(machine.cpu);
}

static const struct machine_watch invariants = {.after = check};

void machine_watch_all(void)
{
	machine.watch = &invariants;
}

/* Its runtime's own function, if it is there. */
__attribute__((weak)) void __asan_init(void);

bool machine_sanitized(void)
{
	return __asan_init != NULL;
}
