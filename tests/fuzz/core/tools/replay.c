/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs programs, as text or as a fuzzer's bytes, each twice, and says whether both runs were the
 * same. With -v every step is told: who took it, what it got, who runs then; with -t the
 * program is only printed as text.
 *
 * usage: replay [-v | -t] FILE...
 */
#include "tests/fuzz/core/machine.h"

#include <stdlib.h>
#include <string.h>

/* Here a debugger may stop: break replay_step if step == 12 */
void replay_step(uint32_t step, const struct step *what);
__attribute__((noinline)) void replay_step(uint32_t step, const struct step *what)
{
	(void)step;
	machine_step(what);
}

static void print_result(const struct thread *thread)
{
	static const char *const errors[] = {
#define X(NAME, text) #NAME,
	    PITH_ERRORS(X)
#undef X
	};
	const uint32_t *r = thread->context.r;
	uint32_t label = pith_tag_label(r[1]);

	switch ((enum pith_kind)pith_tag_kind(r[1])) {
	case PITH_KIND_ERROR:
		printf("error %s, argument %u",
		    (label & 0xff) < PITH_ERROR_COUNT ? errors[label & 0xff] : "?", label >> 8);
		return;
	case PITH_KIND_SIGNAL:
		printf("signal 0x%x", r[0]);
		return;
	default:
		printf("%s %u, badge %u, words:",
		    pith_tag_kind(r[1]) == PITH_KIND_FAULT ? "fault" : "label", label, r[0]);
		for (uint32_t i = 0; i < pith_tag_length(r[1]) && i < PITH_REGISTER_WORDS; i++)
			printf(" 0x%x", r[2 + i]);
		printf(", %u capabilities", pith_tag_caps(r[1]));
		return;
	}
}

/* The thread's state after its step, as far as it can be told in few words. */
static void print_state(const struct thread *thread)
{
	static const char *const waits[WAIT_KIND_MASK + 1] = {
	    [WAIT_CALLABLE] = "receives",
	    [WAIT_SEND] = "waits to send",
	    [WAIT_REPLY] = "waits for an answer",
	    [WAIT_CALL] = "waits to call",
	    [WAIT_FAULT] = "is in the fault handler's hands",
	    [WAIT_FAULT_SEND] = "waits to tell its fault",
	    [WAIT_STOPPED] = "is stopped",
	    [WAIT_RECEIVE] = "receives",
	    [WAIT_NOTIFICATION] = "waits for a signal",
	};

	if (!fake_alive(thread))
		printf("is no more");
	else if (thread->wait)
		printf("%s", waits[thread->wait & WAIT_KIND_MASK]);
	else if (thread->context.pc == WORLD_SVC)
		printf("is preempted");
	else
		print_result(thread);
}

static void run_loud(const struct program *program)
{
	machine_begin();
	for (uint32_t i = 0; i < program->count; i++) {
		const struct thread *from = cpu_current(machine.cpu);
		uint32_t traps = machine.traps;

		printf("%2u %-8s ", i + 1, machine_current());
		step_print(stdout, &program->steps[i]);
		fflush(stdout);
		replay_step(i + 1, &program->steps[i]);
		printf("\n            ");
		if (from && machine.traps > traps) {
			print_state(from);
			printf("; ");
		}
		printf("%u traps; %s runs\n", machine.traps - traps, machine_current());
	}
	machine_end();
}

static void run(const struct program *program)
{
	machine_begin();
	for (uint32_t i = 0; i < program->count; i++)
		replay_step(i + 1, &program->steps[i]);
	machine_end();
}

static bool read_program(const char *name, struct program *program)
{
	static char bytes[1 << 16];
	char error[256];
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file) {
		perror(name);
		return false;
	}
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	if (size % sizeof(struct step) == 0 && memchr(bytes, 0, size)) {
		program_from_bytes(program, (const uint8_t *)bytes, size);
		return true;
	}
	if (program_parse(program, bytes, size, name, error, sizeof(error)))
		return true;
	fprintf(stderr, "%s\n", error);
	return false;
}

int main(int argc, char **argv)
{
	bool loud = argc > 1 && strcmp(argv[1], "-v") == 0;
	bool text = argc > 1 && strcmp(argv[1], "-t") == 0;
	int first = loud || text ? 2 : 1, status = 0;

	if (first >= argc) {
		fprintf(stderr, "usage: %s [-v | -t] FILE...\n", argv[0]);
		return 2;
	}
	machine_start();
	machine_watch_all(true);
	for (int i = first; i < argc; i++) {
		struct program program;
		uint64_t hash;

		if (!read_program(argv[i], &program)) {
			status = 1;
			continue;
		}
		if (text) {
			program_print(stdout, &program);
			continue;
		}
		(loud ? run_loud : run)(&program);
		hash = machine.hash;
		machine_reset();
		run(&program);
		printf("%s: %u steps, trace %016llx, again %016llx%s\n", argv[i], program.count,
		    (unsigned long long)hash, (unsigned long long)machine.hash,
		    machine.hash == hash ? "" : ": NOT THE SAME");
		if (machine.hash != hash)
			status = 1;
		machine_reset();
		if (machine_difference()) {
			printf("%s: after it the machine is not as before, at 0x%08x\n", argv[i],
			    machine_difference());
			status = 1;
		}
	}
	return status;
}
