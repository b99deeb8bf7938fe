/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults in words. A handled fault is seen from outside the kernel: when the next trap
 * comes and the thread of the last one is found stopped.
 */
#include "sim/faults.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/object.h"
#include "sim/units.h"

enum { PLACE_TEXT = 600 };

static const char *const fault_names[PITH_FAULT_COUNT] = {
#define X(NAME, text) text,
    PITH_FAULTS(X)
#undef X
};

static const char *const error_names[PITH_ERROR_COUNT] = {
#define X(NAME, text) text,
    PITH_ERRORS(X)
#undef X
};

/* --- Seeing ----------------------------------------------------------------------- */

/* Calls after which a caller that is stopped, or gone, has not failed. */
static bool may_stop(const struct thread *thread, const struct trap *trap)
{
	uint32_t label = pith_tag_label(thread->context.r[1]);

	return trap->kind == TRAP_CALL &&
	       (label == PITH_OP_CSPACE_DELETE || label == PITH_OP_CSPACE_REVOKE ||
		   label == PITH_OP_THREAD_SUSPEND);
}

void faults_observe(struct faults *faults, const struct machine *machine, const struct trap *trap)
{
	const struct thread *before = faults->trapped;
	uint32_t wait = before ? before->wait & WAIT_KIND_MASK : 0;
	char text[FAULTS_TEXT];

	/* A handler that received it without a reply object has stopped the thread for good. */
	if (wait == WAIT_FAULT || wait == WAIT_FAULT_SEND || wait == WAIT_STOPPED) {
		faults_report(&faults->last, machine->clock.now, before, before->fault,
		    before->fault_address, before->fault_info, before->fault_status);
		if (faults->tell) {
			faults_describe(faults, &faults->last, text);
			fprintf(stderr, "sim: %s\n", text);
		}
	}
	faults->trapped = machine->current ? context_thread(machine->current) : NULL;
	if (faults->trapped && may_stop(faults->trapped, trap))
		faults->trapped = NULL;
}

void faults_report(struct fault_report *report, uint64_t time, const struct thread *thread,
    uint32_t fault, uint32_t address, uint32_t info, uint32_t status)
{
	*report = (struct fault_report){
	    .time = time,
	    .fault = fault,
	    .address = address,
	    .info = info,
	    .status = status,
	    .pc = thread->context.pc,
	    .lr = thread->context.r[CONTEXT_LR],
	    .cpsr = thread->context.cpsr,
	};
	memcpy(report->name, thread_name(thread), FAULTS_NAME);
}

/* --- Places ----------------------------------------------------------------------- */

static void describe_place(const char *program, uint32_t address, char *text)
{
	struct symbols_place place;

	text[0] = 0;
	if (program && symbols_find(program, address, &place))
		symbols_format(&place, text, PLACE_TEXT);
}

/* The instruction that a return address follows, or that a pc behind a call stands for. */
static uint32_t before(uint32_t address, uint32_t cpsr)
{
	return (address & ~1u) - (address & 1 || cpsr & CPSR_THUMB ? 2 : 4);
}

static char *find_program(const struct faults *faults, const char *name, const char **why)
{
	size_t size;
	const void *program = blob_program(faults->blob, name, FAULTS_NAME, &size);
	char *file = program ? symbols_file(&faults->symbols, program, size) : NULL;

	*why = program ? "its unstripped program was not found, see --symbols"
		       : "it is no component of the description";
	return file;
}

/* Appends " in FUNCTION (FILE:LINE)"; where there is no line, as in the stubs of system calls and
 * where a jump went astray, also who called. */
static void append_place(
    const struct faults *faults, const struct fault_report *report, uint32_t pc, char *text)
{
	const char *why;
	char *program = find_program(faults, report->name, &why);
	char place[PLACE_TEXT], caller[PLACE_TEXT] = "";
	size_t length = strlen(text);

	describe_place(program, pc, place);
	if (!strchr(place, '('))
		describe_place(program, before(report->lr, 0), caller);
	snprintf(text + length, FAULTS_TEXT - length, "%s%s%s%s", place[0] ? " in " : "", place,
	    caller[0] ? ", called from " : "", caller);
	length = strlen(text);
	if (!program)
		snprintf(text + length, FAULTS_TEXT - length, " (%s)", why);
	free(program);
}

/* --- Words ------------------------------------------------------------------------- */

static const char *access_name(uint32_t access)
{
	if (access & PITH_EXECUTE)
		return "execution of";
	return access & PITH_WRITE ? "write to" : "read of";
}

/* "page fault: write to 0x00000000". */
static void describe_what(const struct fault_report *report, char *text, size_t size)
{
	const char *name = report->fault < PITH_FAULT_COUNT ? fault_names[report->fault] : "fault";
	uint32_t error = report->info & 0xff;

	switch ((enum pith_fault)report->fault) {
	case PITH_FAULT_PAGE:
	case PITH_FAULT_ALIGNMENT:
	case PITH_FAULT_BUS:
		snprintf(text, size, "%s: %s 0x%08" PRIx32, name, access_name(report->info),
		    report->address);
		break;
	case PITH_FAULT_CALL:
		snprintf(text, size, "%s %" PRIu32, name, report->info);
		break;
	case PITH_FAULT_CAPABILITY:
		snprintf(text, size, "%s: %s", name,
		    error < PITH_ERROR_COUNT ? error_names[error] : "unknown error");
		break;
	case PITH_FAULT_EXIT:
		snprintf(text, size, "%s with status %" PRIu32, name, report->info);
		break;
	default:
		snprintf(text, size, "%s", name);
		break;
	}
}

void faults_describe(const struct faults *faults, const struct fault_report *report, char *text)
{
	char what[128];
	uint32_t pc = report->pc;

	describe_what(report, what, sizeof(what));
	snprintf(text, FAULTS_TEXT,
	    "%" PRIu64 ".%06" PRIu64 " s: component '%s': %s, at 0x%08" PRIx32,
	    report->time / NS_PER_S, report->time % NS_PER_S / NS_PER_US, report->name, what, pc);
	if (report->fault == PITH_FAULT_CALL || report->fault == PITH_FAULT_CAPABILITY ||
	    report->fault == PITH_FAULT_EXIT)
		pc = before(pc, report->cpsr);
	append_place(faults, report, pc, text);
}

/* --- The kernel's last words --------------------------------------------------------- */

static void print_thread(
    const struct faults *faults, const struct machine *machine, const struct thread *thread)
{
	static const char *const names[] = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8",
	    "r9", "r10", "r11", "r12", "sp", "lr"};
	const struct context *context = &thread->context;
	struct fault_report report;
	char text[FAULTS_TEXT] = "";

	faults_report(&report, machine->clock.now, thread, 0, 0, 0, 0);
	append_place(faults, &report, context->pc, text);
	fprintf(stderr, "  thread '%s', priority %" PRIu32 ", wait 0x%08" PRIx32 "%s\n",
	    report.name, thread->priority, thread->wait, text);
	for (unsigned i = 0; i < 15; i++)
		fprintf(stderr, "  %4s %08" PRIx32 "%s", names[i], context->r[i],
		    i % 4 == 3 ? "\n" : "");
	fprintf(stderr,
	    "    pc %08" PRIx32 "\n  cpsr %08" PRIx32 "  ttbr0 %08" PRIx32 "  tls %08" PRIx32 "\n",
	    context->pc, context->cpsr, context->ttbr0, context->tpidruro);
}

void faults_print_halt(const struct faults *faults, const struct machine *machine)
{
	const struct machine_halt *halt = &machine->halt;
	const struct thread *thread = cpu_current(machine->cpu);

	if (halt->file)
		fprintf(stderr, "sim: kernel assertion at %" PRIu64 " ns: %s (%s:%d)\n",
		    machine->clock.now, halt->what, halt->file, halt->line);
	else
		fprintf(stderr, "sim: broken kernel invariant at %" PRIu64 " ns: %s\n",
		    machine->clock.now, halt->what);
	if (thread)
		print_thread(faults, machine, thread);
	else
		fputs("  no thread was running\n", stderr);
}
