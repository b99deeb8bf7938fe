/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is started and stopped; what it does stands in its description.
 */
#include <stdio.h>
#include <string.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/policy.h"
#include "pith/server.h"

/* Neither zero memory nor initialised data may remember an earlier instance. */
static uint32_t zero[4096];
static uint32_t data[1500] = {[0] = 7, [1499] = 9};

static void check_fresh(void)
{
	uint32_t stack[256];
	uint32_t *top = (uint32_t *)(PITH_STACK_TOP - pith_info()->stack_size);
	uint32_t *heap = (uint32_t *)PITH_HEAP_VADDR;

	for (uint32_t i = 0; i < 4096; i++)
		if (zero[i])
			pith_panic("zero memory is not zero");
	if (data[0] != 7 || data[1499] != 9 || data[700] || *top)
		pith_panic("memory is not as the first time");
	for (uint32_t i = 0; i < pith_info()->heap_size / 4; i += 256)
		if (heap[i])
			pith_panic("the heap is not zero");
	for (uint32_t i = 0; i < 4096; i++)
		zero[i] = i + 1;
	for (uint32_t i = 0; i < pith_info()->heap_size / 4; i += 256)
		heap[i] = 1;
	memset(data, 0xff, sizeof(data));
	memset(stack, 0xff, sizeof(stack));
	__asm__ volatile("" : : "r"(stack), "r"(data), "r"(zero) : "memory");
	*top = 1;
}

/* Label 1: who it is; label 2: an answer that never comes; label 3: a fault. */
static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	(void)server;
	switch (pith_message_label(m)) {
	case 1:
		return pith_answer(m, pith_info()->generation);
	case 2:
		for (;;)
			pith_wait(PITH_SLOT_NOTIFICATION);
	case 3:
		*(volatile uint32_t *)0xdead0000 = 0;
		break;
	}
	return PITH_ERROR_OPERATION;
}

static void call_for_ever(void)
{
	uint32_t server = pith_need(PITH_GRANT_SERVICE, "echo")->slot;
	struct pith_message m = {.tag = pith_tag(2, 0, 0)};
	uint32_t result = pith_call(server, &m);

	printf("in the call: %s\n", pith_error_text(result));
	result = pith_call(server, &m);
	printf("after it: %s\n", pith_error_text(result));
}

/* Requests without end: those that are refused, those that are done. */
static void flood(void *unused)
{
	(void)unused;
	for (;;) {
		policy_stop("absent");
		policy_start("toy");
		policy_stop("toy");
		policy_stop("console");
	}
}

static void flood_together(void)
{
	const struct pith_grant *time = NULL;
	uint32_t thread;

	while ((time = pith_grant_next(PITH_GRANT_SCHEDCONTEXT, NULL, time)))
		pith_must("a thread", pith_thread_start(&thread, "flood", pith_info()->priority,
					  time->slot, 4096, flood, NULL));
	flood(NULL);
}

static const char *error_of(uint32_t result)
{
	return pith_error_text(pith_result_error(result));
}

/* All that somebody may try who has little to say. */
static void intrude(void)
{
	struct policy_status status;
	struct policy_totals totals;
	struct pith_message m = {.tag = pith_tag(POLICY_STOP, 4, 0)};
	uint32_t policy = pith_service("policy");

	printf("stop another: %s\n", error_of(policy_stop("control")));
	printf("stop nobody: %s\n", error_of(policy_stop("nobody")));
	printf("look at another: %s\n", error_of(policy_status("control", &status)));
	printf("look at its own: %s\n", error_of(policy_status("toy", &status)));
	printf("totals: %s\n", error_of(policy_totals(&totals)));
	printf("list 0: %s\n", error_of(policy_list(0, &status)));
	printf("list 1: %s\n", error_of(policy_list(1, &status)));
	memcpy(m.word, "control", 8);
	printf("by its fault endpoint: %s\n", error_of(pith_call(PITH_SLOT_FAULT, &m)));
	for (uint32_t label = 0; label < 0xfffff; label = label * 2 + 1) {
		m = (struct pith_message){.tag = pith_tag(label, 0, 0)};
		if (pith_call(policy, &m) == 0)
			printf("label %lu is answered\n", (unsigned long)label);
	}
	for (uint32_t label = 1; label < 6; label++)
		for (uint32_t length = 0; length <= PITH_MAX_WORDS; length++) {
			m = (struct pith_message){.tag = pith_tag(label, length, 0),
			    .word = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u}};
			if (pith_call(policy, &m) == 0)
				printf("request %lu is done\n", (unsigned long)label);
		}
	m = (struct pith_message){.tag = pith_tag(POLICY_STOP, 4, 1)};
	pith_buffer()->caps[0] = PITH_SLOT_NOTIFICATION;
	printf("with a capability: %s\n", error_of(pith_call(policy, &m)));
	m = (struct pith_message){.tag = pith_tag(POLICY_START, 4, 0), .word = {0x00796f74}};
	printf("as a send: %s\n", error_of(pith_send(policy, &m)));
	printf("which is done: %s\n", error_of(policy_start("toy")));
	printf("intruded\n");
}

int main(void)
{
	const char *what = pith_parameter_string("what", "rest");
	struct pith_server server = {.request = request};

	check_fresh();
	if (strcmp(what, "serve") == 0)
		pith_serve(&server);
	if (strcmp(what, "call") == 0)
		call_for_ever();
	if (strcmp(what, "flood") == 0)
		flood_together();
	if (strcmp(what, "intrude") == 0)
		intrude();
	if (strcmp(what, "stop-itself") == 0)
		policy_stop(pith_name());
	if (strcmp(what, "fault") == 0)
		*(volatile uint32_t *)0xdead0000 = 0;
	while (strcmp(what, "rest") == 0)
		pith_wait(PITH_SLOT_NOTIFICATION);
	return 0;
}
