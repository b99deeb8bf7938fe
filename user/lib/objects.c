/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations on kernel objects as messages: each puts its arguments where
 * PITH_OPERATIONS says and calls. Nothing is checked here, the kernel does that.
 */
#include <string.h>
#include "pith/objects.h"

/* Call with `words` words of m->word and `caps` capabilities of the buffer. */
static uint32_t operate(uint32_t object, enum pith_operation operation, struct pith_message *m,
    uint32_t words, uint32_t caps)
{
	m->tag = pith_tag(operation, words, caps);
	return pith_call(object, m);
}

/* The same with a capability, or with none if it is 0. */
static uint32_t operate_with(uint32_t object, enum pith_operation operation, struct pith_message *m,
    uint32_t words, uint32_t cap)
{
	if (cap == 0)
		return operate(object, operation, m, words, 0);
	pith_buffer()->caps[0] = cap;
	return operate(object, operation, m, words, 1);
}

uint32_t pith_untyped_retype(uint32_t untyped, enum pith_type type, uint32_t bits, uint32_t cspace,
    uint32_t slot, uint32_t count, enum pith_memory memory)
{
	struct pith_message m = {.word = {type, bits, slot, count, memory}};

	return operate_with(untyped, PITH_OP_UNTYPED_RETYPE, &m, 5, cspace);
}

uint32_t pith_untyped_query(uint32_t untyped, struct pith_untyped_state *state)
{
	struct pith_message m = {0};
	uint32_t result = operate(untyped, PITH_OP_UNTYPED_QUERY, &m, 0, 0);

	if (!result)
		*state = (struct pith_untyped_state){m.word[0], m.word[1], m.word[2], m.word[3]};
	return result;
}

uint32_t pith_cspace_copy(
    uint32_t cspace, uint32_t to, uint32_t source, uint32_t from, uint32_t rights, uint32_t badge)
{
	struct pith_message m = {.word = {to, from, rights, badge}};

	return operate_with(cspace, PITH_OP_CSPACE_COPY, &m, 4, source);
}

uint32_t pith_cspace_move(uint32_t cspace, uint32_t to, uint32_t source, uint32_t from)
{
	struct pith_message m = {.word = {to, from}};

	return operate_with(cspace, PITH_OP_CSPACE_MOVE, &m, 2, source);
}

uint32_t pith_cspace_delete(uint32_t cspace, uint32_t slot)
{
	struct pith_message m = {.word = {slot}};

	return operate(cspace, PITH_OP_CSPACE_DELETE, &m, 1, 0);
}

uint32_t pith_cspace_revoke(uint32_t cspace, uint32_t slot)
{
	struct pith_message m = {.word = {slot}};

	return operate(cspace, PITH_OP_CSPACE_REVOKE, &m, 1, 0);
}

uint32_t pith_cspace_query(uint32_t cspace, uint32_t slot, struct pith_cap_state *state)
{
	struct pith_message m = {.word = {slot}};
	uint32_t result = operate(cspace, PITH_OP_CSPACE_QUERY, &m, 1, 0);

	if (!result)
		*state = (struct pith_cap_state){
		    (enum pith_type)m.word[0], m.word[1], m.word[2], m.word[3]};
	return result;
}

uint32_t pith_pagetable_map(uint32_t table, uint32_t space, uint32_t address, uint32_t domain)
{
	struct pith_message m = {.word = {address, domain}};

	return operate_with(table, PITH_OP_PAGETABLE_MAP, &m, 2, space);
}

uint32_t pith_pagetable_unmap(uint32_t table)
{
	struct pith_message m = {0};

	return operate(table, PITH_OP_PAGETABLE_UNMAP, &m, 0, 0);
}

uint32_t pith_page_bits(uint32_t address, uint32_t left)
{
	static const uint8_t large[] = {20, 16};

	for (uint32_t i = 0; i < sizeof(large); i++)
		if (left >= 1u << large[i] && (address & ((1u << large[i]) - 1)) == 0)
			return large[i];
	return 12;
}

uint32_t pith_frame_map(uint32_t frame, uint32_t space, uint32_t address, uint32_t rights)
{
	struct pith_message m = {.word = {address, rights}};

	return operate_with(frame, PITH_OP_FRAME_MAP, &m, 2, space);
}

uint32_t pith_frame_protect(uint32_t frame, uint32_t rights)
{
	struct pith_message m = {.word = {rights}};

	return operate(frame, PITH_OP_FRAME_PROTECT, &m, 1, 0);
}

uint32_t pith_frame_unmap(uint32_t frame)
{
	struct pith_message m = {0};

	return operate(frame, PITH_OP_FRAME_UNMAP, &m, 0, 0);
}

uint32_t pith_frame_sync(uint32_t frame, uint32_t offset, uint32_t length)
{
	struct pith_message m = {.word = {offset, length}};

	return operate(frame, PITH_OP_FRAME_SYNC, &m, 2, 0);
}

uint32_t pith_frame_query(uint32_t frame, struct pith_frame_state *state)
{
	struct pith_message m = {0};
	uint32_t result = operate(frame, PITH_OP_FRAME_QUERY, &m, 0, 0);

	if (!result)
		*state = (struct pith_frame_state){
		    m.word[0], m.word[1], (enum pith_memory)m.word[2], m.word[3], m.word[4]};
	return result;
}

uint32_t pith_thread_configure(uint32_t thread, uint32_t set, uint32_t clear, const uint32_t *caps)
{
	struct pith_message m = {.word = {set, clear}};
	uint32_t count = (uint32_t)__builtin_popcount(set);

	if (count > PITH_MAX_CAPS)
		return PITH_ERROR_RANGE | PITH_ARG_WORD << 8;
	if (count)
		memcpy(pith_buffer()->caps, caps, count * sizeof(*caps));
	return operate(thread, PITH_OP_THREAD_CONFIGURE, &m, 2, count);
}

uint32_t pith_thread_read(uint32_t thread, bool suspend, uint32_t *registers)
{
	struct pith_message m = {.word = {suspend}};
	uint32_t result = operate(thread, PITH_OP_THREAD_READ, &m, 1, 0);

	for (uint32_t i = 0; !result && i < PITH_REGISTER_COUNT; i++)
		registers[i] = pith_message_get(&m, i);
	return result;
}

uint32_t pith_thread_write(uint32_t thread, bool resume, const uint32_t *registers, uint32_t count)
{
	struct pith_message m = {.word = {resume}};

	if (count > PITH_REGISTER_COUNT)
		return PITH_ERROR_LENGTH | PITH_ARG_TAG << 8;
	for (uint32_t i = 0; i < count; i++)
		pith_message_put(&m, 1 + i, registers[i]);
	return operate(thread, PITH_OP_THREAD_WRITE, &m, 1 + count, 0);
}

uint32_t pith_thread_set_tls(uint32_t thread, uint32_t value)
{
	struct pith_message m = {.word = {value}};

	return operate(thread, PITH_OP_THREAD_SET_TLS, &m, 1, 0);
}

uint32_t pith_thread_set_flags(uint32_t thread, uint32_t flags)
{
	struct pith_message m = {.word = {flags}};

	return operate(thread, PITH_OP_THREAD_SET_FLAGS, &m, 1, 0);
}

uint32_t pith_thread_set_priority(uint32_t thread, uint32_t priority, uint32_t ceiling)
{
	struct pith_message m = {.word = {priority, ceiling}};

	return operate(thread, PITH_OP_THREAD_SET_PRIORITY, &m, 2, 0);
}

uint32_t pith_thread_set_domains(uint32_t thread, uint32_t domains)
{
	struct pith_message m = {.word = {domains}};

	return operate(thread, PITH_OP_THREAD_SET_DOMAINS, &m, 1, 0);
}

uint32_t pith_thread_set_name(uint32_t thread, const char *name)
{
	struct pith_message m = {0};

	/* All 16 bytes may be used; what is behind a shorter name stays 0. */
	for (uint32_t i = 0; i < 16 && name[i]; i++)
		m.word[i / 4] |= (uint32_t)(uint8_t)name[i] << i % 4 * 8;
	return operate(thread, PITH_OP_THREAD_SET_NAME, &m, 4, 0);
}

uint32_t pith_thread_resume(uint32_t thread)
{
	struct pith_message m = {0};

	return operate(thread, PITH_OP_THREAD_RESUME, &m, 0, 0);
}

uint32_t pith_thread_suspend(uint32_t thread)
{
	struct pith_message m = {0};

	return operate(thread, PITH_OP_THREAD_SUSPEND, &m, 0, 0);
}

uint32_t pith_thread_exit(uint32_t thread, uint32_t status)
{
	struct pith_message m = {.word = {status}};

	return operate(thread, PITH_OP_THREAD_EXIT, &m, 1, 0);
}

uint32_t pith_thread_bind(uint32_t thread, uint32_t object)
{
	struct pith_message m = {0};

	return operate_with(thread, PITH_OP_THREAD_BIND, &m, 0, object);
}

uint32_t pith_thread_unbind(uint32_t thread, enum pith_type type)
{
	struct pith_message m = {.word = {type}};

	return operate(thread, PITH_OP_THREAD_UNBIND, &m, 1, 0);
}

uint32_t pith_schedcontext_consumed(uint32_t schedcontext, uint64_t *nanoseconds, uint32_t *calls)
{
	struct pith_message m = {0};
	uint32_t result = operate(schedcontext, PITH_OP_SCHEDCONTEXT_CONSUMED, &m, 0, 0);

	if (result)
		return result;
	*nanoseconds = m.word[0] | (uint64_t)m.word[1] << 32;
	*calls = m.word[2];
	return 0;
}

uint32_t pith_irq_bind(uint32_t irq, uint32_t notification)
{
	struct pith_message m = {0};

	return operate_with(irq, PITH_OP_IRQ_BIND, &m, 0, notification);
}

uint32_t pith_irq_acknowledge(uint32_t irq)
{
	struct pith_message m = {0};

	return operate(irq, PITH_OP_IRQ_ACKNOWLEDGE, &m, 0, 0);
}

uint32_t pith_irq_mask(uint32_t irq)
{
	struct pith_message m = {0};

	return operate(irq, PITH_OP_IRQ_MASK, &m, 0, 0);
}

uint32_t pith_irqcontrol_get(uint32_t irqcontrol, uint32_t line, uint32_t cspace, uint32_t slot)
{
	struct pith_message m = {.word = {line, slot}};

	return operate_with(irqcontrol, PITH_OP_IRQCONTROL_GET, &m, 2, cspace);
}

uint32_t pith_schedcontrol_configure(
    uint32_t schedcontrol, uint32_t schedcontext, uint64_t budget, uint64_t period)
{
	struct pith_message m = {.word = {(uint32_t)budget, (uint32_t)(budget >> 32),
				     (uint32_t)period, (uint32_t)(period >> 32)}};

	return operate_with(schedcontrol, PITH_OP_SCHEDCONTROL_CONFIGURE, &m, 4, schedcontext);
}
