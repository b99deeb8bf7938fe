/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies: a revocation that is interrupted, while others use what it revokes. For every
 * preemption point the revocation is stopped there, another thread does one thing with what is
 * being revoked, and the revocation goes on.
 */
#include "tests/unit/core/enemies.h"

static uint32_t memory, ep, right, nt, mine; /* mine: the client's badged capability to ep */
static uint32_t go, gift, refuge;	     /* not made of it */
static struct actor slow, server, client, third;

/* Where the server and the third thread are when it begins. */
enum state {
	SERVER_WAITS,	/* to receive */
	SERVER_SERVES,	/* the third, and has not answered */
	SERVER_LISTENS, /* at the notification; the third's call is in the queue */
	SERVER_IS_AWAY, /* the third's send and the client's are queued */
	STATES
};

static void plant(enum state state)
{
	uint32_t handler, pages;

	memory = make_bits(PITH_TYPE_UNTYPED, 16);
	slow = actor(10);
	server = actor(20);
	client = actor(15);
	third = actor(14);
	go = make(PITH_TYPE_NOTIFICATION);
	gift = make(PITH_TYPE_NOTIFICATION);
	refuge = make_bits(PITH_TYPE_CSPACE, 4);
	ep = make_from(memory, PITH_TYPE_ENDPOINT, 0, 0);
	right = make_from(memory, PITH_TYPE_REPLY, 0, 0);
	nt = make_from(memory, PITH_TYPE_NOTIFICATION, 0, 0);
	pages = make_from(memory, PITH_TYPE_FRAME, 12, 0);
	mine = copy(ep, ALL, 7);
	handler = copy(ep, PITH_SEND, 8);
	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_BUFFER | PITH_THREAD_FAULT, 0),
	    C(pages, handler));
	ok(third.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(handler));
	as(&server);
	if (state == SERVER_WAITS || state == SERVER_SERVES)
		recv(.cap = ep, .reply = right);
	else if (state == SERVER_LISTENS)
		recv(.cap = nt);
	else
		rest();
	as(&client);
	recv(.cap = go);
	as(&third);
	if (state == SERVER_SERVES) {
		call(.cap = ep);
		as(&server);
		rest();
	} else if (state == SERVER_LISTENS) {
		call(.cap = ep, C(gift));
	} else if (state == SERVER_IS_AWAY) {
		send(.cap = ep, .length = 30);
	} else {
		rest();
	}
	as(&slow);
}

/* What the client does, once. */
enum action {
	CALLS,
	CALLS_AT_LENGTH,
	SENDS_CAPABILITIES,
	SENDS,
	SENDS_IF_RECEIVED,
	RECEIVES,
	RECEIVES_IF_THERE,
	ANSWERS,
	ANSWERS_AND_RECEIVES,
	SIGNALS,
	LISTENS,
	FAULTS,
	COPIES,
	MOVES,
	MAKES,
	REVOKES_TOO,
	ACTIONS
};

static void act(enum action action)
{
	uint32_t to = rig_slots(1);

	takes(&server, to, 0, 0, 0);
	switch (action) {
	case CALLS:
		call(.cap = mine);
		break;
	case CALLS_AT_LENGTH:
		call(.cap = mine, .length = 40);
		break;
	case SENDS_CAPABILITIES:
		call(.cap = mine, C(mine, right));
		break;
	case SENDS:
		send(.cap = mine);
		break;
	case SENDS_IF_RECEIVED:
		nbsend(.cap = mine);
		break;
	case RECEIVES:
		recv(.cap = ep, .reply = right);
		break;
	case RECEIVES_IF_THERE:
		nbrecv(.cap = ep, .reply = right);
		break;
	case ANSWERS:
		reply(.cap = right);
		break;
	case ANSWERS_AND_RECEIVES:
		reply_recv(.cap = ep, .reply = right);
		break;
	case SIGNALS:
		send(.cap = nt);
		break;
	case LISTENS:
		recv(.cap = nt);
		break;
	case FAULTS:
		fault(PAGE, 0, PITH_READ, 5);
		break;
	case COPIES:
		call(.cap = K, .label = PITH_OP_CSPACE_COPY, W(to, mine, ALL, 0));
		break;
	case MOVES:
		/* Without a buffer by now, it cannot name the CSpace. */
		call(.cap = refuge, .label = PITH_OP_CSPACE_MOVE, W(1, mine), C(K));
		break;
	case MAKES:
		call(.cap = memory, .label = PITH_OP_UNTYPED_RETYPE,
		    W(PITH_TYPE_ENDPOINT, 0, to, 1, 0), C(K));
		break;
	default:
		call(.cap = K, .label = PITH_OP_CSPACE_REVOKE, W(memory));
		break;
	}
}

/* Everybody but the one that revokes runs until it has nothing to do. */
static void others_run(void)
{
	while (cpu_current(rig.cpu) && !running(&slow)) {
		if (rig_interrupted(cpu_current(rig.cpu)))
			again();
		else
			rest();
	}
}

static void client_acts(enum action action)
{
	as(&rig.root);
	send(.cap = go);
	recv(.cap = rig.bell);
	while (!running(&client))
		rest();
	act(action);
	others_run();
}

/* The thread waits where nobody has been revoked, with its own time. */
static void is_well(const struct actor *actor, enum action action)
{
	if (action == FAULTS && actor == &client && actor->at->wait == WAIT_STOPPED)
		ok(actor->thread, THREAD_RESUME);
	same(actor->at->schedcontext, actor->at->own);
	must(actor->at->own);
	recv(.cap = rig.bell);
	others_run();
	same(actor->at->wait, rig_object(rig.nowhere) | WAIT_NOTIFICATION);
	as(&rig.root);
}

/*
 * A thread that comes to wait at what is half revoked waits for ever; what is derived anew behind
 * the revocation's back survives it; the revocation finds its place gone. `whole`: the
 * memory is revoked, else the endpoint's capabilities first.
 */
static void race(enum state state, bool whole)
{
	static struct fake_snapshot before;
	struct rig planted;
	uint32_t points, target;

	rig_boot();
	plant(state);
	target = whole ? memory : ep;
	rig.unchecked = true;
	planted = rig;
	fake_save(&before);
	call(.cap = K, .label = PITH_OP_CSPACE_REVOKE, W(target));
	points = fake.steps - before.fake.steps;
	must(points >= (whole ? 7 : 2));
	for (uint32_t action = 0; action < ACTIONS; action++)
		for (uint32_t n = 1; n <= points; n++) {
			fake_restore(&before);
			rig = planted;
			fake.preempt_at = fake.steps + n;
			call(.cap = K, .label = PITH_OP_CSPACE_REVOKE, W(target));
			/* Who was woken and is above it has the processor. */
			if (running(&slow))
				must(rig_interrupted(slow.at));
			client_acts((enum action)action);
			sound();
			while (running(&slow) && rig_interrupted(slow.at)) {
				again();
				others_run();
			}
			as(&slow);
			/* The client may have revoked the endpoint itself. */
			if (action == REVOKES_TOO && !whole)
				got_error(CAPABILITY, PITH_ARG_WORD);
			else
				got_nothing();
			rest();
			others_run();
			as(&rig.root);
			if (!empty(target))
				same(rig_slot(target)->first, 0);
			ok(K, CSPACE_REVOKE, W(memory));
			unused(memory);
			same(rig.cpu->dying, 0);
			is_well(&server, (enum action)action);
			is_well(&client, (enum action)action);
			is_well(&third, (enum action)action);
			sound();
		}
}

Test(enemies, revocation_races_with_ipc_on_its_memory)
{
	for (uint32_t state = 0; state < STATES; state++)
		race((enum state)state, true);
}

Test(enemies, revocation_races_with_ipc_on_its_capabilities)
{
	for (uint32_t state = 0; state < STATES; state++)
		race((enum state)state, false);
}
