/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * After the start: wait for faults, say what happened, do what the description says; and for
 * requests (service.c), which come by the same endpoint. We wait for nobody: whoever calls is above
 * no one here, and each that is answered runs only when we wait for the next, when all that
 * stood in line is done. Whoever faulted is destroyed, and perhaps built anew; if its thread is
 * somebody else's, who was given its fault endpoint, that stays stopped.
 */
#include <stdio.h>
#include <string.h>
#include "pith/primecell.h"
#include "pith/print.h"
#include "user/policy/policy.h"

static const char *access_name(uint32_t info)
{
	return info & PITH_EXECUTE ? "execution" : info & PITH_WRITE ? "write" : "read";
}

/* The page below the stack is never mapped. */
static bool in_guard(const struct component *component, uint32_t address)
{
	uint32_t bottom = PITH_STACK_TOP - component->stack;

	return address < bottom && address >= bottom - 4096;
}

static void report(const struct component *component, const struct pith_message *m)
{
	static const char *const names[PITH_FAULT_COUNT] = {
#define X(NAME, text) text,
	    PITH_FAULTS(X)
#undef X
	};
	enum pith_fault fault = (enum pith_fault)pith_message_label(m);
	uint32_t info = m->word[PITH_FAULT_INFO];
	const char *name = fault < PITH_FAULT_COUNT ? names[fault] : "unknown fault";

	if (fault == PITH_FAULT_EXIT && info == 0)
		return;
	printf("component '%s': %s", component->name, name);
	switch (fault) {
	case PITH_FAULT_PAGE:
	case PITH_FAULT_ALIGNMENT:
	case PITH_FAULT_BUS:
		printf(": %s at 0x%08lx", access_name(info),
		    (unsigned long)m->word[PITH_FAULT_ADDRESS]);
		if (fault == PITH_FAULT_PAGE && in_guard(component, m->word[PITH_FAULT_ADDRESS]))
			printf(" (stack overflow)");
		break;
	case PITH_FAULT_CALL:
		printf(" %lu", (unsigned long)info);
		break;
	case PITH_FAULT_CAPABILITY:
		printf(": %s, slot %lu", pith_error_text(info),
		    (unsigned long)m->word[PITH_FAULT_ADDRESS]);
		break;
	case PITH_FAULT_EXIT:
		printf(" with status %lu%s\n", (unsigned long)info,
		    info == PITH_EXIT_NO_DEVICE ? ": its device is not there" : "");
		return;
	default:
		break;
	}
	printf(", pc 0x%08lx\n", (unsigned long)m->word[PITH_FAULT_PC]);
}

/* Everybody who is connected with it by a service sees its new generation, and is told; and so is
 * who controls it or observes. */
static void tell_peers(const struct component *component, uint32_t generation)
{
	uint32_t self = (uint32_t)(component - pith_system.components);

	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		struct component *peer = pith_system.components + i;
		bool connected = peer->observes || peer->controls >> self & 1, served = false;

		for (uint32_t g = 0; g < peer->info->grants; g++) {
			struct pith_grant *grant = peer->info->grant + g;

			if ((grant->kind != PITH_GRANT_SERVICE &&
				grant->kind != PITH_GRANT_CLIENT) ||
			    peer->sources[g].peer != self)
				continue;
			grant->generation = generation;
			connected = true;
			served |= grant->kind == PITH_GRANT_SERVICE;
		}
		if (connected && peer->alive)
			pith_signal(peer->peer_signal);
		/* What the log goes through is gone for good. */
		if (served && peer->log && !generation)
			say_ring_close();
	}
}

void supervise_start(struct component *component)
{
	component->restarts = 0;
	component->info->generation++;
	if (component->provides)
		build_serve(component);
	if (component->log)
		say_ring_open(component);
	build_make(component);
	tell_peers(component, component->info->generation);
	build_start(component);
}

void supervise_stop(struct component *component, enum policy_state why)
{
	build_destroy(component);
	component->status.state = why;
	/* Those who call it and those who will: nobody is there any more. */
	build_serve_no_more(component);
	if (component->log)
		say_ring_close();
	tell_peers(component, 0);
}

static void restart(struct component *component, enum policy_state otherwise)
{
	if (component->restarts == component->restarts_max) {
		printf("component '%s': stopped after %lu restarts\n", component->name,
		    (unsigned long)component->restarts);
		supervise_stop(component, otherwise);
		return;
	}
	component->restarts++;
	component->status.restarts++;
	component->info->generation++;
	build_destroy(component);
	build_make(component);
	tell_peers(component, component->info->generation);
	build_start(component);
}

static void handle(struct component *component, const struct pith_message *m)
{
	bool exited = pith_message_label(m) == PITH_FAULT_EXIT;
	bool ended = exited && m->word[PITH_FAULT_INFO] == 0;
	enum policy_state state = ended ? POLICY_ENDED : POLICY_FAULTED;

	component->status.faults += !ended;
	report(component, m);
	/* Doing it again would not bring the device. */
	if (exited && m->word[PITH_FAULT_INFO] == PITH_EXIT_NO_DEVICE &&
	    component->on_fault == RULE_RESTART) {
		supervise_stop(component, state);
		return;
	}
	switch (ended ? component->on_exit : component->on_fault) {
	case RULE_RESTART:
		restart(component, state);
		break;
	case RULE_SHUTDOWN:
		printf("policy: component '%s' %s, which ends the run\n", component->name,
		    ended ? "ended" : "failed");
		give_up(STATUS_COMPONENT);
	default:
		supervise_stop(component, state);
		break;
	}
}

/* The message becomes the answer, if it is to have one. */
static void serve(struct pith_message *m)
{
	uint32_t index = (m->badge & ~(uint32_t)BADGE_REQUEST) - 1;
	enum pith_kind kind = pith_message_kind(m);
	struct component *component = pith_system.components + index;

	if (index >= pith_system.component_count) {
		/* Nobody has such a badge; nor are there signals here. */
		*m = (struct pith_message){.tag = pith_tag(PITH_ERROR_RIGHTS, 0, 0)};
	} else if (kind == PITH_KIND_FAULT) {
		/* Two threads of one component may have faulted before it was destroyed. */
		if (component->alive)
			handle(component, m);
		*m = (struct pith_message){.tag = pith_tag(PITH_FAULT_STOP, 0, 0)};
	} else if (kind == PITH_KIND_MESSAGE && m->badge & BADGE_REQUEST) {
		service_request(component, m);
	} else {
		/* Components hold this endpoint for their own threads and might send anything. */
		*m = (struct pith_message){.tag = pith_tag(PITH_ERROR_RIGHTS, 0, 0)};
	}
}

void supervise(void)
{
	struct pith_message m = {0};

	for (;;)
		/* Answers nobody if nobody waits for it: a first time, a sender, one that is gone.
		 */
		if (pith_reply_recv(pith_system.fault_endpoint, &m, pith_system.reply) == 0)
			serve(&m);
		else
			m = (struct pith_message){0};
}
