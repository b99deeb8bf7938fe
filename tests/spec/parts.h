/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of the specification that more than one of its files uses.
 */
#ifndef PITH_SPEC_PARTS_H
#define PITH_SPEC_PARTS_H

#include "tests/spec/spec.h"

/* Results of operations: SPEC_OK, an error tag, or SPEC_AGAIN: a part is done. */
enum { SPEC_OK = 0, SPEC_AGAIN = 1 };

/* An operation on a kernel object. */
struct spec_call {
	struct spec_thread *from;
	uint32_t target; /* index of the capability in spec->caps */
	uint32_t operation, length, caps;
	uint32_t out[PITH_MAX_WORDS]; /* words of the answer */
	uint32_t out_count;
};

/* list.c: lists of names */
void list_append(struct spec *spec, struct spec_list *list, name_t name);
void list_insert(struct spec *spec, struct spec_list *list, uint32_t at, name_t name);
bool list_remove(struct spec_list *list, name_t name);
bool list_has(const struct spec_list *list, name_t name);

/* find.c: objects by name (they are there); name 0: a free entry (result 0: full), which is
 * then overwritten with a whole new one */
struct spec_cspace *spec_cspace(struct spec *spec, name_t name);
struct spec_space *spec_space(struct spec *spec, name_t name);
struct spec_thread *spec_thread(struct spec *spec, name_t name);
struct spec_endpoint *spec_endpoint(struct spec *spec, name_t name);
struct spec_notification *spec_notification(struct spec *spec, name_t name);
struct spec_reply *spec_reply(struct spec *spec, name_t name);
struct spec_time *spec_time(struct spec *spec, name_t name);
/* The contents of a page of RAM, zero if it was never written; 0: full. */
struct pith_buffer *spec_page(struct spec *spec, uint32_t paddr);

/* caps.c: capabilities. Indices into spec->caps; 0 is the root, never a capability. */
uint32_t cap_in(const struct spec *spec, name_t holder, uint32_t slot); /* 0: empty */
uint32_t cap_of(struct spec *spec, const struct spec_thread *thread, uint32_t slot);
bool cap_has_children(const struct spec *spec, uint32_t cap);
/* These three change the indices of those behind. */
uint32_t cap_derive(struct spec *spec, uint32_t parent, const struct spec_cap *child);
uint32_t cap_copy(struct spec *spec, uint32_t source, name_t holder, uint32_t slot);
void cap_delete(struct spec *spec, uint32_t cap);
void cap_remove(struct spec *spec, uint32_t cap); /* from the list, whatever it is */
bool cap_unique(enum pith_type type);		  /* moved, never copied */
bool cap_has_rights(enum pith_type type);	  /* that a copy can do without */
/* There is such a slot in the CSpace, full or empty. */
bool slot_exists(struct spec *spec, name_t cspace, uint32_t slot);

/* cspace.c: an error about `argument` if there is no such slot, or it is in use */
uint32_t slot_free(struct spec *spec, name_t cspace, uint32_t slot, uint32_t argument);

/* frame.c: what is where in a Space */
bool kernel_megabyte(uint32_t address);
uint32_t table_at(const struct spec *spec, name_t space, uint32_t address);
bool frame_stands(const struct spec *spec, name_t table, uint32_t address, uint32_t bits);

/* irq.c: an interrupt */
void interrupt_trap(struct spec *spec, uint32_t line);

/* invoke.c: what operations have in common */
void spec_invoke(struct spec *spec, struct spec_thread *from);
uint32_t call_word(struct spec *spec, const struct spec_call *call, uint32_t index);
/* The capability in the message: of this type, with at least one of the rights. */
uint32_t call_cap(struct spec *spec, const struct spec_call *call, uint32_t index,
    enum pith_type type, uint32_t rights, uint32_t *cap);
uint32_t untyped_operate(struct spec *spec, struct spec_call *call);
uint32_t cspace_operate(struct spec *spec, struct spec_call *call);
uint32_t pagetable_operate(struct spec *spec, struct spec_call *call);
uint32_t frame_operate(struct spec *spec, struct spec_call *call);
uint32_t irq_operate(struct spec *spec, struct spec_call *call);
uint32_t irqcontrol_operate(struct spec *spec, struct spec_call *call);
uint32_t thread_operate(struct spec *spec, struct spec_call *call);
uint32_t schedcontext_operate(struct spec *spec, struct spec_call *call);
uint32_t schedcontrol_operate(struct spec *spec, struct spec_call *call);

/* reap.c: the end of objects. One part of it; true when the object is gone and its entry free */
void reap_part(struct spec *spec);
bool cspace_reap_part(struct spec *spec, name_t name);
bool space_reap_part(struct spec *spec, name_t name);
bool line_reap_part(struct spec *spec, name_t name);
bool thread_reap_part(struct spec *spec, name_t name);
bool schedcontext_reap_part(struct spec *spec, name_t name);
bool endpoint_reap_part(struct spec *spec, name_t name);
bool notification_reap_part(struct spec *spec, name_t name);
bool reply_reap_part(struct spec *spec, name_t name);

/* A new object of a type that threads meet at, in memory that is zero. */
void thread_new(struct spec *spec, name_t name);
void endpoint_new(struct spec *spec, name_t name);
void notification_new(struct spec *spec, name_t name);
void reply_new(struct spec *spec, name_t name);
void schedcontext_new(struct spec *spec, name_t name);

/* message.c */
uint32_t message_refusal(struct spec *spec, struct spec_thread *from, uint32_t tag, bool grant);
void message_deliver(struct spec *spec, const struct spec_thread *from, struct spec_thread *to,
    uint32_t badge, bool grant);
struct pith_buffer *buffer_of(struct spec *spec, const struct spec_thread *thread); /* 0: none */
void set_result(struct spec_thread *thread, uint32_t tag);

/* ipc.c: calls, and the end of waiting */
void ipc_trap(struct spec *spec, struct spec_thread *from, uint32_t number);
void refuse(struct spec *spec, struct spec_thread *from, uint32_t error);
void call_again(struct spec *spec, struct spec_thread *from); /* puts it in front of its call */
void send_through(struct spec *spec, struct spec_thread *from, name_t endpoint, enum spec_wait how,
    uint32_t badge, bool grant);
void end_wait(struct spec *spec, struct spec_thread *thread);
void wake_with(struct spec *spec, struct spec_thread *thread, uint32_t tag);
bool waits_to_send(const struct spec_thread *thread);
bool waits_to_receive(const struct spec_thread *thread); /* at an endpoint */
bool waits_for_answer(const struct spec_thread *thread);

/* fault.c */
void fault_now(struct spec *spec, struct spec_thread *from, uint32_t fault, uint32_t address,
    uint32_t info, uint32_t status);
void tell_handler(const struct spec_thread *from, struct spec_thread *to, uint32_t badge);
void handler_answers(struct spec *spec, const struct spec_thread *handler, struct spec_thread *to);
void nobody_cares(struct spec *spec, const struct spec_thread *thread);

/* endpoint.c, notification.c, reply.c */
void stand_in_line(struct spec *spec, struct spec_endpoint *endpoint, struct spec_thread *thread);
void signal_bits(struct spec *spec, name_t notification, uint32_t badge);
uint32_t take_bits(struct spec_notification *notification);
void offer_bits(struct spec *spec, struct spec_notification *notification);
void deliver_bits(struct spec_thread *thread, uint32_t bits);
void unbind_notification(struct spec *spec, struct spec_thread *thread);
bool owes_answer(struct spec *spec, const struct spec_reply *reply);
void give_answer(struct spec *spec, struct spec_thread *from, struct spec_reply *reply);

/* thread.c */
uint32_t *register_r(struct spec_thread *thread, uint32_t number); /* r0 ... r12 */
void set_register(struct spec_thread *thread, uint32_t index, uint32_t value);
void thread_set_cap(
    struct spec *spec, struct spec_thread *thread, uint32_t which, name_t holder, uint32_t slot);

/* schedule.c: who runs */
void choose(struct spec *spec);	 /* the end of a trap: who runs now */
void time_up(struct spec *spec); /* the deadline has passed */
void yield_slice(struct spec *spec, struct spec_thread *from);
void charge(struct spec *spec); /* what is left to whose time passes, as of now */
void new_slice(struct spec_time *time);
void go_on_last(struct spec *spec, struct spec_thread *thread);	 /* it waits no more */
void go_on_first(struct spec *spec, struct spec_thread *thread); /* the partner of a message */
void take_turn(struct spec *spec, struct spec_thread *thread);	 /* in line, if it may run */

/* schedcontext.c: whose time it is */
void time_bind(struct spec *spec, struct spec_time *time, struct spec_thread *thread);
void time_unbind(struct spec *spec, struct spec_thread *thread);
void time_lend(struct spec *spec, struct spec_thread *from, struct spec_thread *to,
    const struct spec_reply *reply);
void time_return(struct spec *spec, struct spec_thread *thread);
void time_give_back(struct spec *spec, struct spec_time *time);
void time_fall_back(struct spec *spec, struct spec_thread *thread);
void leave_stack(struct spec *spec, name_t reply);
struct spec_time *time_of_latest(struct spec *spec, name_t reply); /* 0: not a latest call */

#endif
