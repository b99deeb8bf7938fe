/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who looks on while a program runs: the kernel's own check of all that must always be true,
 * and the specification, which says what each trap has to do.
 */
#include "tests/fuzz/core/machine.h"
#include "tests/spec/lockstep.h"

static struct spec spec;

static const char *check(const struct spec_trap *trap)
{
	(void)trap;
	return core_check(machine.cpu);
}

static void begin(void)
{
	lockstep_begin(&spec, machine.cpu);
}

static void promise(const struct spec_trap *trap)
{
	lockstep_trap(&spec, trap);
}

static const char *compare(const struct spec_trap *trap)
{
	(void)trap;
	return lockstep_check(&spec, machine.cpu);
}

static const char *compare_all(void)
{
	spec.now = fake.now; /* it goes on without a trap, too */
	return lockstep_check_all(&spec, machine.cpu);
}

static const char *check_at_end(void)
{
	return core_check(machine.cpu);
}

void machine_watch_all(bool each_trap)
{
	static struct machine_watch invariants;
	static struct machine_watch specification = {
	    .begin = begin,
	    .before = promise,
	    .after = compare,
	    .end = compare_all,
	    .next = &invariants,
	};

	invariants = each_trap ? (struct machine_watch){.after = check}
			       : (struct machine_watch){.end = check_at_end};
	machine.watch = &specification;
}

/* Its runtime's own function, if it is there. */
__attribute__((weak)) void __asan_init(void);

bool machine_sanitized(void)
{
	return __asan_init != NULL;
}
