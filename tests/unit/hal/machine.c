/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine with the kernel in it and a policy module of a few instructions:
 * boot and its refusals, the loop, virtual time, events, and the hash of a run.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "core/include/pith/boot.h"
#include "hal/armv7/blob.h"
#include "hal_code.h"
#include "machine.h"
#include "machine_layout.h"
#include "walk.h"

enum { IMAGE = 8192, HEADER = 40, BLOB_SPACE = 16384, MILLISECOND = 1000000, INTERRUPT_LINE = 40 };

struct blob {
	uint8_t bytes[BLOB_SPACE];
	uint32_t size;
};

static void put(struct blob *blob, uint32_t at, uint32_t value)
{
	for (uint32_t i = 0; i < 4; i++)
		blob->bytes[at + i] = (uint8_t)(value >> (24 - i * 8));
}

static void append(struct blob *blob, uint32_t value)
{
	put(blob, blob->size, value);
	blob->size += 4;
}

/* A blob whose first property is a policy module that ends at this label. */
static struct blob make(uint32_t end)
{
	struct pith_image image = {PITH_BOOT_MAGIC, PITH_BOOT_IMAGE_VADDR + 64, 4096, 4096, IMAGE};
	uint32_t branch = (end - (CODE_policy_faults - 4) - 8) / 4 & 0xffffff;
	struct blob blob = {.size = HEADER};
	uint32_t structure, first;

	for (uint32_t i = 0; i < 4; i++) /* memory reservations: none */
		append(&blob, 0);
	structure = blob.size;
	append(&blob, 4); /* NOP */
	append(&blob, 1); /* BEGIN_NODE "" */
	append(&blob, 0);
	append(&blob, 3); /* PROP */
	append(&blob, IMAGE);
	append(&blob, 0);
	first = blob.size;
	memcpy(blob.bytes + first, &image, sizeof(image));
	memcpy(blob.bytes + first + 64, code_bytes + CODE_policy_ends,
	    sizeof(code_bytes) - CODE_policy_ends);
	branch |= 0xea000000;
	memcpy(blob.bytes + first + 64 + CODE_policy_faults - 4 - CODE_policy_ends, &branch, 4);
	blob.size += IMAGE;
	append(&blob, 2); /* END_NODE */
	append(&blob, 9); /* END */
	put(&blob, 0, 0xd00dfeed);
	put(&blob, 4, blob.size + 8);
	put(&blob, 8, structure);
	put(&blob, 12, blob.size); /* strings */
	put(&blob, 16, HEADER);
	put(&blob, 20, 17);
	put(&blob, 24, 16);
	put(&blob, 32, 8);
	put(&blob, 36, blob.size - structure);
	memcpy(blob.bytes + blob.size, "policy\0", 8);
	blob.size += 8;
	return blob;
}

static struct machine *new_machine(uint32_t ram, uint32_t engines)
{
	struct machine_config config = {.ram_size = ram, .engines = engines};
	const char *why = "";
	struct machine *machine = machine_new(&config, &why);

	cr_assert(machine != 0, "%s", why);
	machine->check = true;
	return machine;
}

static struct machine *boot(uint32_t end, uint32_t engines)
{
	struct machine *machine = new_machine(16 << 20, engines);
	struct blob blob = make(end);

	cr_assert(machine_boot(machine, blob.bytes, blob.size, 0, 0) == MACHINE_BOOT_OK);
	return machine;
}

TestSuite(machine, .timeout = 60);

static uint32_t r11(const struct machine *machine)
{
	return thread_context(cpu_current(machine->cpu))->r[11];
}

/* --- Boot
 * ------------------------------------------------------------------------------------------- */

Test(machine, refuses_what_is_no_system)
{
	struct machine *machine = new_machine(16 << 20, 1);
	struct blob good = make(CODE_policy_spins), bad;

	cr_expect(machine_boot(machine, good.bytes, 0, 0, 0) == MACHINE_BOOT_NOT_BLOB);
	cr_expect(machine_boot(machine, good.bytes, 39, 0, 0) == MACHINE_BOOT_NOT_BLOB);
	for (uint32_t size = 40; size < good.size; size += 997)
		cr_expect(machine_boot(machine, good.bytes, size, 0, 0) == MACHINE_BOOT_TRUNCATED);
	bad = good;
	bad.bytes[0] = 0;
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_NOT_BLOB);
	bad = good;
	put(&bad, 24, 18); /* a version that we cannot read */
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_NOT_BLOB);
	bad = good;
	put(&bad, 8, bad.size + 4);
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_TRUNCATED);
	bad = good;
	put(&bad, 36, 0xfffffff0);
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_TRUNCATED);
	bad = good;
	put(&bad, HEADER + 16 + 12, 1); /* a node first */
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_NO_POLICY);
	bad = good;
	put(&bad, HEADER + 16 + 16, 0); /* an empty property */
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_NO_POLICY);
	bad = good;
	put(&bad, HEADER + 16 + 16, 0x7fffffff); /* a long one */
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_NO_POLICY);
	bad = good;
	bad.bytes[HEADER + 16 + 24] ^= 1;
	cr_expect(machine_boot(machine, bad.bytes, bad.size, 0, 0) == MACHINE_BOOT_BAD_POLICY);
	machine_free(machine);
}

Test(machine, any_garbage_is_no_system)
{
	struct machine *machine = new_machine(16 << 20, 1);
	struct blob good = make(CODE_policy_spins);
	uint64_t seed = 1;

	/* Whatever the header and the first tokens say, nothing is read outside. */
	for (uint32_t i = 0; i < 5000; i++) {
		struct blob *bad = malloc(sizeof(*bad));
		uint32_t offset, length;

		*bad = good;
		for (uint32_t k = 0; k < 3; k++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			bad->bytes[4 + (seed >> 33) % 76] = (uint8_t)(seed >> 56);
		}
		if (blob_policy(bad->bytes, good.size, &offset, &length) == BLOB_OK)
			cr_expect(offset <= good.size && length <= good.size - offset);
		free(bad);
	}
	machine_free(machine);
}

Test(machine, too_little_memory)
{
	struct machine_config config = {.ram_size = 3 << 10};
	struct blob blob = make(CODE_policy_spins);
	struct machine *machine;
	const char *why = 0;

	cr_expect(machine_new(&config, &why) == 0 && why != 0);
	config.ram_size = MACHINE_RAM_MIN;
	machine = machine_new(&config, &why);
	put(&blob, 4, MACHINE_RAM_MIN);
	cr_expect(machine_boot(machine, blob.bytes, blob.size, 0, 0) == MACHINE_BOOT_TRUNCATED);
	machine_free(machine);
}

Test(machine, its_regions_are_its_own)
{
	struct machine *machine = new_machine(16 << 20, 1);
	struct bus_registers device = {.name = "d", .base = 0x80000000, .size = 4096};

	cr_expect(!machine_add_registers(machine, &device));
	cr_expect(machine_add_memory(machine, 0x18000000, 8 << 20) != 0);
	cr_expect(machine_add_memory(machine, 0x18000000, 8 << 20) == 0);
	cr_expect(machine_memory(machine, 0x18000000, 8 << 20) != 0);
	cr_expect(machine_memory(machine, 0x18000000, (8 << 20) + 1) == 0);
	cr_expect(machine_memory(machine, 0x80000000, 16 << 20) == machine->bus.memory[0].bytes);
	machine_free(machine);
}

/* --- The loop
 * ---------------------------------------------------------------------------------------- */

Test(machine, runs_to_the_time_asked_for)
{
	struct machine *machine = boot(CODE_policy_spins, 1);

	cr_expect(machine_run(machine, MILLISECOND) == MACHINE_TIME);
	cr_expect(machine_now(machine) >= MILLISECOND && machine_now(machine) < MILLISECOND + 1000);
	cr_expect(machine->statistics.calls[PITH_CALL_CLOCK] == 5);
	cr_expect(machine->statistics.traps[TRAP_CALL] == 5);
	/* Every nanosecond is an instruction or charged. */
	cr_expect(machine_now(machine) ==
		  engine_statistics(machine->engine).instructions + machine->clock.charged);
	cr_expect(machine_run(machine, MILLISECOND) == MACHINE_TIME);
	machine_free(machine);
}

static void unhandled(void *context, struct machine *machine, const struct machine_fault *fault)
{
	struct machine_fault *seen = context;

	(void)machine;
	*seen = *fault;
}

Test(machine, reports_a_fault_that_nobody_handles)
{
	struct machine *machine = boot(CODE_policy_faults, 1);
	struct machine_fault seen = {0};

	machine->watch = (struct machine_watch){.context = &seen, .unhandled = unhandled};
	cr_expect(machine_run(machine, CLOCK_NEVER) == MACHINE_DEAD);
	cr_expect(
	    seen.fault == PITH_FAULT_PAGE && seen.address == 0x500024 && seen.info == PITH_READ);
	cr_expect((seen.status & 0x40d) == FAULT_TRANSLATION);
	cr_expect(machine->statistics.faults[PITH_FAULT_PAGE] == 1);
	machine_free(machine);

	machine = boot(CODE_policy_errs, 1);
	machine->watch = (struct machine_watch){.context = &seen, .unhandled = unhandled};
	cr_expect(machine_run(machine, CLOCK_NEVER) == MACHINE_DEAD);
	cr_expect(seen.fault == PITH_FAULT_CALL && seen.info == 99);
	cr_expect(machine->statistics.calls[PITH_CALL_COUNT] == 1);
	machine_free(machine);
}

struct moment {
	struct machine *machine;
	struct clock_event event;
	uint64_t at[8];
	uint32_t count;
	uint32_t what; /* 0 note, 1 stop, 2 raise the line, 3 halt */
};

static void happen(void *context, uint64_t when)
{
	struct moment *moment = context;

	(void)when;
	moment->at[moment->count++] = machine_now(moment->machine);
	if (moment->what == 1)
		machine_stop(moment->machine);
	if (moment->what == 2)
		machine_interrupt(moment->machine, INTERRUPT_LINE, true);
	if (moment->what == 3)
		hal_halt("here.c", 12, "for a test");
	if (moment->count < 8 && moment->what == 0)
		clock_at(&moment->machine->clock, &moment->event, moment->event.when + 1000);
}

static void arm(struct moment *moment, struct machine *machine, uint32_t what, uint64_t when)
{
	*moment = (struct moment){
	    .machine = machine, .event = {.happen = happen, .context = moment}, .what = what};
	clock_at(&machine->clock, &moment->event, when);
}

Test(machine, events_interrupt_user_code)
{
	struct machine *machine = boot(CODE_policy_spins, 1);
	struct moment moment;

	arm(&moment, machine, 0, 100000);
	cr_expect(machine_run(machine, MILLISECOND) == MACHINE_TIME);
	cr_expect(moment.count == 8);
	for (uint32_t i = 0; i < 8; i++)
		cr_expect(moment.at[i] - (100000 + i * 1000) < 200, "at %lu",
		    (unsigned long)moment.at[i]);
	machine_free(machine);
}

Test(machine, stops_when_told)
{
	struct machine *machine = boot(CODE_policy_spins, 1);
	struct moment moment;

	arm(&moment, machine, 1, 205000);
	cr_expect(machine_run(machine, CLOCK_NEVER) == MACHINE_STOPPED);
	cr_expect(machine_now(machine) < 206000);
	arm(&moment, machine, 1, 210000);
	cr_expect(machine_run(machine, 208000) == MACHINE_TIME);
	cr_expect(machine_run(machine, CLOCK_NEVER) == MACHINE_STOPPED);
	machine_free(machine);
}

Test(machine, says_the_kernels_last_words)
{
	struct machine *machine = boot(CODE_policy_spins, 1);
	struct moment moment;

	arm(&moment, machine, 3, 5000);
	cr_expect(machine_run(machine, CLOCK_NEVER) == MACHINE_HALTED);
	cr_expect(strcmp(machine->halt.what, "for a test") == 0 && machine->halt.line == 12);
	machine_free(machine);
}

Test(machine, waiting_lets_time_pass_to_an_interrupt)
{
	struct machine *machine = boot(CODE_policy_waits, 1);
	struct moment moment, noise;

	/* An event alone does not end the wait; nor does a line that is masked. */
	hal_irq_unmask(INTERRUPT_LINE);
	arm(&noise, machine, 0, 20000);
	arm(&moment, machine, 2, 500000);
	machine->check = false; /* the line is bound to nothing: the kernel masks it */
	cr_expect(machine_run(machine, 400000) == MACHINE_TIME);
	cr_expect(noise.count == 8 && r11(machine) == 0);
	cr_expect(engine_statistics(machine->engine).instructions < 100);
	cr_expect(machine_run(machine, 500500) == MACHINE_TIME);
	cr_expect(machine->statistics.interrupts == 1);
	cr_expect(r11(machine) == 1);
	cr_expect(machine_pending(machine) < 0);
	machine_free(machine);
}

/* --- The same run is the same
 * ------------------------------------------------------------------------- */

static uint32_t hash_of(uint32_t end, uint32_t engines, uint64_t slice)
{
	struct machine *machine = boot(end, engines);
	uint32_t hash;

	for (uint64_t until = slice; until < MILLISECOND; until += slice)
		machine_run(machine, until);
	machine_run(machine, MILLISECOND);
	hash = machine_hash(machine);
	machine_free(machine);
	return hash;
}

Test(machine, hash_depends_on_the_run_and_on_nothing_else)
{
	uint32_t hash = hash_of(CODE_policy_calls, 1, MILLISECOND);

	cr_expect(hash == hash_of(CODE_policy_calls, 1, MILLISECOND));
	cr_expect(hash == hash_of(CODE_policy_calls, 4, MILLISECOND));
	cr_expect(hash != hash_of(CODE_policy_spins, 1, MILLISECOND));
}

Test(machine, hash_sees_outputs_and_memory)
{
	struct machine *machine = new_machine(16 << 20, 1);
	uint8_t *video = machine_add_memory(machine, 0x18000000, 1 << 20);
	struct blob blob = make(CODE_policy_spins);
	uint32_t hash, other;

	cr_assert(machine_boot(machine, blob.bytes, blob.size, 0, 0) == MACHINE_BOOT_OK);
	hash = machine_hash(machine);
	cr_expect(hash == machine_hash(machine));
	video[(1 << 20) - 1] ^= 1;
	cr_expect(hash != machine_hash(machine));
	video[(1 << 20) - 1] ^= 1;
	cr_expect(hash == machine_hash(machine));
	machine_hash_output(machine, "uart0", "a", 1);
	other = machine_hash(machine);
	cr_expect(hash != other);
	machine_hash_output(machine, "uart0", "123456789", 9);
	cr_expect(machine_hash(machine) != other);
	machine_free(machine);
}

Test(machine, accounts_time_by_name)
{
	struct machine *machine = boot(CODE_policy_spins, 1);
	uint64_t total = 0;

	machine->account = true;
	machine_run(machine, MILLISECOND);
	for (uint32_t i = 0; i < MACHINE_SHARES; i++)
		total += machine->shares[i].time;
	cr_expect(total == engine_statistics(machine->engine).instructions);
	machine_free(machine);
}
