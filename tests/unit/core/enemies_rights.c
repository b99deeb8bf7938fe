/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies: rights and badges that grow on the way, by copying, moving, sending or mapping.
 * What a capability may is told by trying it, and by what the query says.
 */
#include "tests/unit/core/enemies.h"

static uint32_t ep, right, channel; /* what is sent; what it is sent through */
static struct actor server, client;

static void set_up(void)
{
	ep = make(PITH_TYPE_ENDPOINT);
	channel = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	server = actor(20);
	client = actor(10);
	rig.unchecked = true;
}

static uint32_t rights_of(uint32_t slot)
{
	ok(K, CSPACE_QUERY, W(slot));
	return word(1);
}

static uint32_t badge_of(uint32_t slot)
{
	ok(K, CSPACE_QUERY, W(slot));
	return word(2);
}

/* What a type has of these rights at all. */
static uint32_t possible(enum pith_type type)
{
	return type == PITH_TYPE_NOTIFICATION ? PITH_RECV | PITH_SEND : ALL;
}

static const enum pith_type types[] = {PITH_TYPE_ENDPOINT, PITH_TYPE_NOTIFICATION, PITH_TYPE_FRAME};

/* By each of the ways, from one slot to another; root does it. */
enum way { BY_COPY, BY_MOVE, BY_CALL, BY_SEND, BY_QUEUE, BY_ANSWER, WAYS };

/* The client, or the server, sends what is in a slot; the other has it in `to`. */
static void transfer(uint32_t from, uint32_t to, enum way way)
{
	takes(&server, to, 0, 0, 0);
	takes(&client, to, 0, 0, 0);
	if (way == BY_QUEUE) {
		as(&server);
		recv(.cap = rig.nowhere);
		as(&client);
		send(.cap = channel, C(from));
		as(&rig.root);
		send(.cap = rig.nowhere);
		as(&server);
		recv(.cap = channel, .reply = right);
		got(0, 0, 0, 1);
		return;
	}
	as(&server);
	recv(.cap = channel, .reply = right);
	as(&client);
	if (way == BY_SEND) {
		send(.cap = channel, C(from));
	} else if (way == BY_CALL) {
		call(.cap = channel, C(from));
	} else {
		call(.cap = channel);
	}
	as(&server);
	if (way == BY_ANSWER) {
		reply(.cap = right, C(from));
		same(client.at->context.r[1], pith_tag(0, 0, 1));
		return;
	}
	got(0, 0, 0, 1);
	if (way == BY_CALL)
		reply(.cap = right);
}

/* `from` with these rights asked for, by a way; the slot where it is, 0 if refused. */
static uint32_t pass_on(uint32_t from, enum way way, uint32_t mask, uint32_t has)
{
	uint32_t to = rig_slots(1);

	as(&rig.root);
	if (way == BY_COPY) {
		uint32_t tag = result(K, CSPACE_COPY, W(to, from, mask, 0));

		same(tag, mask > ALL || !(has & mask)
			      ? pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_WORD + 2)
			      : 0);
		return tag ? 0 : to;
	}
	if (way == BY_MOVE)
		ok(K, CSPACE_MOVE, W(to, from));
	else
		transfer(from, to, way);
	as(&rig.root);
	return to;
}

/*
 * Somewhere on its way a capability is made anew with full rights, or a mask is applied to the
 * wrong end. All rights, all masks, on all ways, and then once more by copying with all.
 */
Test(enemies, rights_amplified_by_copy_move_or_transfer)
{
	static const uint32_t masks[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 0x80, 0xe0, 0x107, ~7u, ~0u};

	set_up();
	for (uint32_t t = 0; t < ARRAY_SIZE(types); t++) {
		uint32_t origin = make_bits(types[t], 12), all = possible(types[t]);

		for (uint32_t has = 1; has <= ALL; has++)
			for (uint32_t way = 0; way < WAYS; way++)
				for (uint32_t i = 0; i < ARRAY_SIZE(masks); i++) {
					uint32_t mask = way == BY_COPY ? masks[i] : ALL;
					uint32_t next = rig.next, source, there, more;

					if (!(has & all) || (way != BY_COPY && i))
						continue;
					source = copy(origin, has, 0);
					same(rights_of(source), has & all);
					there = pass_on(source, (enum way)way, mask, has & all);
					if (there) {
						same(rights_of(there), has & all & mask);
						more = copy(there, ALL, 0);
						same(rights_of(more), has & all & mask);
						/* And all of it goes with its origin. */
						ok(K, CSPACE_REVOKE, W(origin));
						must(empty(there) && empty(more));
					}
					ok(K, CSPACE_REVOKE, W(origin));
					rig.next = next;
				}
		sound();
	}
}

/* An error about the rights of the capability in r0, or else this. */
#define unless(has, needs, tag) \
	(((has) & (needs)) == (needs) ? (tag) : pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET))
#define tells(...) same(tag(), unless(__VA_ARGS__))

/* Endpoints: each right is needed where it counts, and nothing else stands in for it. */
Test(enemies, rights_amplified_in_messages)
{
	static const enum pith_call calls[] = {PITH_CALL_SEND, PITH_CALL_NBSEND, PITH_CALL_CALL};
	uint32_t gift;

	set_up();
	gift = make(PITH_TYPE_NOTIFICATION);
	for (uint32_t has = 1; has <= ALL; has++) {
		uint32_t weak = (as(&rig.root), copy(ep, has, 0));

		same(result(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(weak)),
		    has & PITH_SEND ? 0 : pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_CAP));
		for (uint32_t n = 0; n < 2 * ARRAY_SIZE(calls); n++) {
			uint32_t caps = n & 1, needs = caps ? PITH_SEND | PITH_GRANT : PITH_SEND;
			uint32_t to = rig_slots(1);
			struct message m = {.cap = weak, .caps = caps, .slots = {gift}};

			takes(&server, to, 0, 0, 0);
			as(&server);
			recv(.cap = ep, .reply = right);
			as(&client);
			rig_call(HERE, calls[n / 2], &m);
			if ((has & needs) != needs) {
				same(tag(), pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET));
				must(empty(to));
				send(.cap = ep);
				continue;
			}
			as(&server);
			got(0, 0, 0, caps);
			same(!empty(to), caps);
			nbsend(.cap = right);
		}
		as(&server);
		nbrecv(.cap = weak);
		tells(has, PITH_RECV, pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
		nbrecv(.cap = weak, .reply = right);
		tells(has, PITH_RECV, pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
		if (!(has & PITH_RECV)) {
			recv(.cap = weak);
			tells(has, PITH_RECV, 0);
			reply_recv(.cap = weak, .reply = right);
			tells(has, PITH_RECV, 0);
		}
	}
	sound();
}

Test(enemies, rights_amplified_in_signals)
{
	uint32_t nt, irq = rig_slots(1);

	set_up();
	nt = make(PITH_TYPE_NOTIFICATION);
	ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(70, irq), C(K));
	as(&server);
	rest();
	for (uint32_t has = 1; has <= RW; has++) {
		uint32_t weak = (as(&rig.root), copy(nt, has, 0));
		uint32_t fails = pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_CAP);

		same(result(client.thread, THREAD_BIND, C(weak)), has & PITH_RECV ? 0 : fails);
		ok(client.thread, THREAD_UNBIND, W(PITH_TYPE_NOTIFICATION));
		same(result(irq, IRQ_BIND, C(weak)), has & PITH_SEND ? 0 : fails);
		as(&client);
		call(.cap = weak);
		tells(has, PITH_SEND, 0);
		send(.cap = weak);
		tells(has, PITH_SEND, 0);
		nbsend(.cap = weak);
		tells(has, PITH_SEND, 0);
		nbrecv(.cap = weak);
		tells(has, PITH_RECV,
		    has & PITH_SEND ? (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT
				    : pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
		as(&rig.root);
		ok(K, CSPACE_REVOKE, W(nt));
	}
	sound();
}

/* What the tables of a Space say about a page is what the capability has, and was asked for, and
 * never both to write and to execute: mapped, and changed from any to any. */
Test(enemies, rights_amplified_by_mapping)
{
	uint32_t table = make(PITH_TYPE_PAGETABLE), space = make(PITH_TYPE_SPACE);
	uint32_t device = rig.info->region[rig.info->regions - 2].slot;
	uint32_t frames[] = {make_bits(PITH_TYPE_FRAME, 12), make_bits(PITH_TYPE_FRAME, 16),
	    make_from(rig.pool, PITH_TYPE_FRAME, 12, PITH_MEMORY_UNCACHED),
	    make_from(device, PITH_TYPE_FRAME, 12, PITH_MEMORY_DEVICE), enemies_frame(20)};
	static const uint32_t asked[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x11, 0x101, ~0u - 2, ~0u};

	rig.unchecked = true;
	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	for (uint32_t f = 0; f < ARRAY_SIZE(frames); f++)
		for (uint32_t has = 1; has <= ALL; has++) {
			uint32_t weak = copy(frames[f], has, 0), at = f == 4 ? 7 * MB : 5 * MB;
			uint32_t now = 0;
			bool device_page = f == 3;

			for (uint32_t n = 0; n < ARRAY_SIZE(asked) * ARRAY_SIZE(asked); n++) {
				uint32_t first = asked[n / ARRAY_SIZE(asked)];
				uint32_t then = asked[n % ARRAY_SIZE(asked)];
				uint32_t wants[] = {first, then};

				for (uint32_t step = 0; step < 2; step++) {
					uint32_t want = wants[step], tag;
					bool exists =
					    want == R || want == RW || (want == RX && !device_page);

					tag = step ? result(weak, FRAME_PROTECT, W(want))
						   : result(weak, FRAME_MAP, W(at, want), C(space));
					if (exists && (want & has) == want && (now || !step))
						now = want;
					else
						must(tag);
					same(fake_translate(rig_object(space), at, &(paddr_t){0}),
					    now);
				}
				if (now)
					ok(weak, FRAME_UNMAP);
				now = 0;
			}
			ok(K, CSPACE_DELETE, W(weak));
		}
	sound();
}

/* The kernel writes into a buffer by its own mapping: the capability must allow it. */
Test(enemies, rights_amplified_by_a_buffer)
{
	uint32_t page = make_bits(PITH_TYPE_FRAME, 12);

	set_up();
	for (uint32_t has = 1; has <= ALL; has++) {
		uint32_t weak = copy(page, has, 0);
		uint32_t tag =
		    result(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_BUFFER, 0), C(weak));

		same(tag, (has & RW) == RW ? 0 : pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_CAP));
	}
	sound();
}

/* --- Badges ---------------------------------------------------------------------- */

/*
 * Who may copy a capability gives it another badge, and is somebody else from then on. A badge is
 * set once, where there is none, and stays on all ways; nothing takes it off.
 */
Test(enemies, badge_changed_by_copy_move_or_transfer)
{
	static const uint32_t badges[] = {1, 0x80000000, ~0u, 0x12345};

	set_up();
	for (uint32_t t = 0; t < 2; t++)
		for (uint32_t b = 0; b < ARRAY_SIZE(badges); b++)
			for (uint32_t way = 0; way < WAYS; way++)
				for (uint32_t has = 1; has <= possible(types[t]); has++) {
					uint32_t next = (as(&rig.root), rig.next);
					uint32_t origin = make(types[t]), badged, there, to;

					badged = copy(origin, has, badges[b]);
					same(badge_of(badged), badges[b]);
					there = pass_on(badged, (enum way)way, ALL, has);
					same(badge_of(there), badges[b]);
					to = rig_slots(1);
					for (uint32_t other = 0; other < ARRAY_SIZE(badges);
					     other++)
						same(result(K, CSPACE_COPY,
							 W(to, there, ALL, badges[other])),
						    pith_error_tag(
							PITH_ERROR_STATE, PITH_ARG_WORD + 3));
					ok(K, CSPACE_COPY, W(to, there, ALL, 0));
					same(badge_of(to), badges[b]);
					ok(K, CSPACE_REVOKE, W(origin));
					ok(K, CSPACE_DELETE, W(origin));
					rig.next = next;
				}
	sound();
}

/* And the badge that is told is that of the capability which was used. */
Test(enemies, badge_of_another_capability_is_told)
{
	uint32_t badged[8];

	set_up();
	for (uint32_t i = 0; i < ARRAY_SIZE(badged); i++)
		badged[i] = i ? copy(badged[i & 1 ? 0 : i - 1], ALL, i & 1 ? i : 0) : ep;
	for (uint32_t i = 0; i < ARRAY_SIZE(badged); i++)
		for (uint32_t how = 0; how < 4; how++) {
			uint32_t expected = i & 1 ? i : i ? i - 1 : 0;

			as(&server);
			recv(.cap = badged[i ^ 3], .reply = right);
			as(&client);
			if (how == 0)
				call(.cap = badged[i]);
			else if (how == 1)
				send(.cap = badged[i]);
			else if (how == 2)
				nbsend(.cap = badged[i]);
			else
				call(.cap = badged[i], .length = 20);
			as(&server);
			got(expected, 0, how == 3 ? 20 : 0, 0);
			if (how % 3 == 0)
				reply(.cap = right);
		}
	sound();
}

/* --- Types without rights -------------------------------------------------------- */

/* No mask makes anything else of them, and what keeps its state in its slot is never doubled. */
Test(enemies, rights_of_types_that_have_none)
{
	static const enum pith_type plain[] = {PITH_TYPE_CSPACE, PITH_TYPE_SPACE, PITH_TYPE_THREAD,
	    PITH_TYPE_SCHEDCONTEXT, PITH_TYPE_REPLY};
	uint32_t unique[2], to;

	set_up();
	unique[0] = make_bits(PITH_TYPE_UNTYPED, 12);
	unique[1] = make(PITH_TYPE_PAGETABLE);
	to = rig_slots(1);
	for (uint32_t i = 0; i < ARRAY_SIZE(plain); i++) {
		uint32_t origin = make_bits(plain[i], 4);

		for (uint32_t mask = 0; mask < 10; mask++) {
			uint32_t tag = result(K, CSPACE_COPY, W(to, origin, mask, 0));

			if (mask > ALL)
				must(tag);
			else if (!tag)
				ok(K, CSPACE_QUERY, W(to));
			if (!tag)
				same(word(0), plain[i]);
			same(result(K, CSPACE_COPY, W(rig.next, origin, ALL, 1)),
			    pith_error_tag(PITH_ERROR_STATE, PITH_ARG_WORD + 3));
			ok(K, CSPACE_DELETE, W(to));
		}
	}
	as(&server);
	rest();
	as(&rig.root);
	for (uint32_t i = 0; i < ARRAY_SIZE(unique); i++) {
		for (uint32_t mask = 0; mask <= ALL; mask++)
			refused(TYPE, PITH_ARG_WORD + 1, K, CSPACE_COPY, W(to, unique[i], mask, 0));
		as(&client);
		refuses(TYPE, PITH_ARG_CAP, CALL, .cap = channel, C(unique[i]));
		refuses(TYPE, PITH_ARG_CAP, SEND, .cap = channel, C(unique[i]));
		refuses(TYPE, PITH_ARG_CAP, NBSEND, .cap = channel, C(unique[i]));
		as(&rig.root);
	}
	sound();
}
