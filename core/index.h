/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every function of the kernel that more than one file uses, under the name of its
 * file. What the HAL calls is in entry.h.
 */
#ifndef PITH_CORE_INDEX_H
#define PITH_CORE_INDEX_H

#include "core/cpu.h"
#include "core/entry.h"
#include "core/inline.h"

#define ASSERT(condition)                                         \
	do {                                                      \
		if (!(condition))                                 \
			hal_halt(__FILE__, __LINE__, #condition); \
	} while (0)

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Results of operations: RESULT_OK, an error tag (pith_error_tag), or RESULT_AGAIN: a
 * bounded part is done, decode the call again for the next; it may be preempted here.
 */
enum { RESULT_OK = 0, RESULT_AGAIN = 1 };

/* An operation on an object, decoded as far as all operations have it in common. */
struct invocation {
	struct cpu *cpu;
	struct thread *from;
	struct slot *target;
	uint32_t operation; /* enum pith_operation */
	uint32_t length;    /* message words that are there */
	uint32_t caps;	    /* capabilities that are there */
	uint32_t *words;    /* 0-7: in, and results out */
};

/* slot.c: capabilities and their derivation tree */
enum pith_type slot_type(uint32_t ops);
uint32_t slot_rights(uint32_t ops);
uint32_t slot_weaken(uint32_t ops, uint32_t rights);
uint32_t slot_header_offset(uint32_t ops);
struct header *slot_header(uint32_t ops, ref_t object);
void slot_fill(struct slot *slot, struct slot *parent, uint32_t ops, ref_t object, uint32_t badge);
void slot_copy(struct slot *to, struct slot *from, uint32_t ops, uint32_t badge);
void slot_move(struct slot *to, struct slot *from);
void slot_move_node(struct slot *to, struct slot *from);
void slot_unlink(struct slot *slot);
void slot_clear(struct cpu *cpu, struct slot *slot);

/* cspace.c */
uint32_t cspace_free_slot(
    struct cspace *cspace, uint32_t index, uint32_t argument, struct slot **slot);
void cspace_init(ref_t ref, uint32_t bits);
bool cspace_reap(struct cpu *cpu, ref_t ref);
uint32_t cspace_invoke(struct invocation *call);

/* untyped.c */
uint32_t untyped_invoke(struct invocation *call);
bool untyped_room(const struct slot *untyped, uint32_t bits, paddr_t *paddr);
void untyped_make(struct cpu *cpu, struct slot *untyped, struct slot *to, enum pith_type type,
    uint32_t bits, enum pith_memory memory);

/* space.c: address spaces and page tables */
void space_init(ref_t ref);
bool space_reap(struct cpu *cpu, ref_t ref);
uint32_t pagetable_invoke(struct invocation *call);
void pagetable_place(struct slot *table, ref_t ref, uint32_t index, uint32_t domain);
void pagetable_lost(struct slot *slot);
void pagetable_moved(struct slot *slot);

/* frame.c */
uint32_t frame_invoke(struct invocation *call);
uint32_t frame_entry(const struct slot *frame, struct space *space, uint32_t address, ref_t *entry);
void frame_place(struct slot *frame, ref_t entry, uint32_t address, uint32_t rights);
void frame_unmap(struct slot *slot);
void frame_moved(struct slot *slot);

/* thread.c: what a thread is */
void thread_init(struct cpu *cpu, ref_t ref);
bool thread_reap(struct cpu *cpu, ref_t ref);
void thread_set_slot(
    struct cpu *cpu, struct thread *thread, enum thread_slot which, struct slot *source);
void thread_slot_lost(struct cpu *cpu, struct slot *slot);
void thread_attention(struct cpu *cpu, struct thread *thread);
void thread_bind_notification(struct cpu *cpu, struct thread *thread, struct notification *nt);
void thread_unbind_notification(struct cpu *cpu, struct thread *thread);
void thread_write(struct thread *thread, uint32_t index, uint32_t value);
uint32_t thread_read(struct thread *thread, uint32_t index);

/* thread_invoke.c: operations on it */
uint32_t thread_invoke(struct invocation *call);

/* schedule.c: ready queues, choice of the thread to run, time accounting */
void schedule_enqueue(struct cpu *cpu, struct thread *thread, bool first);
void schedule_dequeue(struct cpu *cpu, struct thread *thread);
void schedule_ready(struct cpu *cpu, struct thread *thread);
void schedule_ready_first(struct cpu *cpu, struct thread *thread);
void schedule_charge(struct cpu *cpu);
HAL_LEAVES void schedule_leave(struct cpu *cpu, struct thread *from);
HAL_LEAVES void schedule_choose(struct cpu *cpu, struct thread *from, uint32_t unused);
HAL_LEAVES void schedule_woken(struct cpu *cpu, struct thread *from, struct thread *woken);

/* schedcontext.c: the right to processor time, and how it travels */
void schedcontext_init(ref_t ref);
void schedcontext_refill(struct schedcontext *sc);
bool schedcontext_reap(struct cpu *cpu, ref_t ref);
void schedcontext_bind(struct cpu *cpu, struct schedcontext *sc, struct thread *thread);
void schedcontext_unbind(struct cpu *cpu, struct thread *thread);
void schedcontext_fall_back(struct cpu *cpu, struct thread *thread);
void schedcontext_lend(
    struct cpu *cpu, struct reply *reply, struct thread *from, struct thread *to);
void schedcontext_return(struct cpu *cpu, struct thread *user);
void schedcontext_give_back(struct cpu *cpu, struct schedcontext *sc);
struct schedcontext *schedcontext_of_top(const struct reply *reply);
void schedcontext_leave_stack(struct reply *reply);
uint32_t schedcontext_invoke(struct invocation *call);
uint32_t schedcontrol_invoke(struct invocation *call);

/* endpoint.c: queues of senders and receivers */
void endpoint_init(ref_t ref);
bool endpoint_reap(struct cpu *cpu, ref_t ref);
void endpoint_send_enqueue(struct endpoint *endpoint, struct thread *thread);
void endpoint_send_remove(struct endpoint *endpoint, struct thread *thread);

/* message.c: moving a message from one thread to another */
uint32_t message_check(struct cpu *cpu, struct thread *from, uint32_t tag, bool grant);
uint32_t message_transfer(struct cpu *cpu, struct thread *from, struct thread *to, uint32_t tag,
    uint32_t badge, bool grant);
void message_words(const struct thread *from, struct thread *to, uint32_t length);

/* fast.c: calls where nothing is in the way; beside the entries themselves */
HAL_LEAVES void fast_call_longer(struct cpu *cpu, struct thread *from, enum pith_call how);
HAL_LEAVES void fast_signal(struct cpu *cpu, struct thread *from, ref_t slot);
HAL_LEAVES void fast_reply_other(struct cpu *cpu, struct thread *from, enum pith_call how);

/* ipc.c: the calls in full */
HAL_LEAVES void ipc_send(struct cpu *cpu, struct thread *from, enum pith_call how);
void ipc_send_endpoint(struct cpu *cpu, struct thread *from, struct endpoint *endpoint,
    enum wait_kind how, uint32_t badge, bool grant);
HAL_LEAVES void ipc_receive(struct cpu *cpu, struct thread *from, enum pith_call how);
HAL_LEAVES void ipc_reply(struct cpu *cpu, struct thread *from);
HAL_LEAVES void ipc_fail(struct cpu *cpu, struct thread *from, uint32_t error);
void ipc_cancel(struct cpu *cpu, struct thread *thread);
void ipc_wake(struct cpu *cpu, struct thread *thread, uint32_t tag);

/* fault.c */
void fault_raise(struct cpu *cpu, struct thread *from, enum pith_fault fault, uint32_t address,
    uint32_t info, uint32_t status);
void fault_note(
    struct thread *from, enum pith_fault fault, uint32_t address, uint32_t info, uint32_t status);
void fault_deliver(const struct thread *from, struct thread *to, uint32_t badge);
bool fault_goes_on(const struct thread *thread, uint32_t tag);
void fault_write(const struct thread *handler, struct thread *to, uint32_t tag);
void fault_answer(struct cpu *cpu, const struct thread *handler, struct thread *to);
void fault_unhandled(struct cpu *cpu, struct thread *thread);

/* notification.c */
void notification_init(ref_t ref);
bool notification_reap(struct cpu *cpu, ref_t ref);
void notification_offer(struct cpu *cpu, struct notification *nt);
struct thread *notification_signal(struct cpu *cpu, struct notification *nt, uint32_t badge);
HAL_LEAVES void notification_send(struct cpu *cpu, struct thread *from, ref_t slot);
uint32_t notification_take(struct cpu *cpu, struct notification *nt);

/* reply.c */
void reply_init(ref_t ref);
bool reply_reap(struct cpu *cpu, ref_t ref);
void reply_answer(struct cpu *cpu, struct thread *from, struct reply *reply);
bool reply_owed(const struct reply *reply, ref_t ref);

/* irq.c */
bool irq_reap(struct cpu *cpu, ref_t ref);
uint32_t irq_invoke(struct invocation *call);
uint32_t irqcontrol_invoke(struct invocation *call);

/* invoke.c: from a message to an operation */
uint32_t invoke_word(const struct invocation *call, uint32_t index);
uint32_t invoke_cap(struct invocation *call, uint32_t index, uint32_t ops, struct slot **slot);
uint32_t invoke_cspace(struct invocation *call, uint32_t index, struct cspace **cspace);
HAL_LEAVES void invoke(struct cpu *cpu, struct thread *from);

/* reap.c: the end of objects */
void reap_bury(struct cpu *cpu, struct slot *last);
void reap_step(struct cpu *cpu);

#endif
