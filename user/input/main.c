/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The input server: reports of panels' drivers in, events of touches out (proto/input.h). Who gets
 * which touch is router.c's rule; whose pixel it is, the display server knows.
 *
 * The description gives this component: the service "pixels" of the display server; for each
 * client of the service "touch" a region with the client's name, writable. A client of "touch" owns
 * pixels as the client of that name of the display server.
 */
#include <stdio.h>
#include <string.h>

#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/server.h"
#include "user/input/router.h"

struct client {
	const struct pith_grant *grant;
	const struct pith_grant *region; /* NULL: the description has none */
	uint32_t generation;		 /* of the instance that we know */
	uint32_t notification;		 /* 0: not open */
	struct pith_ring ring;		 /* valid while open */
};

static struct client clients[ROUTER_CLIENTS];
static uint32_t client_count;
static struct router router;
static uint32_t pixels;
/* Of the one driver whose contacts we route: NULL before the first report. */
static const struct pith_grant *panel;
static uint32_t panel_generation;

/* --- What the router asks ------------------------------------------------------------ */

/* What was given by an instance goes with it, and its fingers are nobody's. */
static void forget(struct client *client)
{
	if (client->notification)
		pith_slot_free(client->notification);
	client->notification = 0;
	router_forget(&router, (uint32_t)(client - clients));
}

/* Drops what an instance left behind that is no more. */
static void look_after(struct client *client)
{
	if (client->generation == client->grant->generation)
		return;
	client->generation = client->grant->generation;
	forget(client);
}

static int32_t owner(int32_t *x, int32_t *y)
{
	struct display_owner found;

	/* Asked at each beginning: what is where may have changed since the last. */
	if (display_owner(pixels, *x, *y, &found) || !found.name[0])
		return ROUTER_NOBODY;
	for (uint32_t i = 0; i < client_count; i++) {
		struct client *client = &clients[i];

		if (strcmp(client->grant->peer, found.name) != 0)
			continue;
		look_after(client);
		*x = found.x;
		*y = found.y;
		return client->notification ? (int32_t)i : ROUTER_NOBODY;
	}
	return ROUTER_NOBODY;
}

/* The reader's count is the client's word: nonsense makes the ring full. */
static uint32_t room(uint32_t number)
{
	const struct pith_ring *ring = &clients[number].ring;
	uint32_t size = ring->mask + 1;
	uint32_t unread = ring->index - ring->shared->taken;

	return unread < size ? size - unread : 0;
}

static void put(uint32_t number, const struct input_event *event)
{
	/* Full only if the client lied about what it has read: its own loss. */
	pith_ring_put(&clients[number].ring, event);
}

/* --- Requests ------------------------------------------------------------------------- */

/* Who sent the message: the kernel vouches for the badge. NULL: no client of "touch". */
static struct client *client_of(const struct pith_message *m)
{
	for (uint32_t i = 0; i < client_count; i++)
		if (clients[i].grant->slot == m->badge)
			return &clients[i];
	return NULL;
}

/* A fresh, empty ring at the start of the client's region. */
static uint32_t start_ring(struct client *client)
{
	const struct pith_grant *region = client->region;

	if (!region)
		return PITH_ERROR_STATE;
	void *memory = (void *)(uintptr_t)region->address;

	/* The client is in its call and does not read: its count may be set as well. */
	memset(memory, 0, sizeof(struct pith_ring_shared));
	if (!pith_ring_open(
		&client->ring, memory, region->size, sizeof(struct input_event), true) ||
	    client->ring.mask + 1 < INPUT_EVENTS_MIN)
		return PITH_ERROR_MEMORY;
	return 0;
}

static uint32_t open_client(
    struct pith_server *server, struct client *client, struct pith_message *m)
{
	struct pith_cap_state state;
	uint32_t slot = pith_server_keep(server, m, 0);
	uint32_t result = 0;

	if (!slot)
		return PITH_ERROR_CAPABILITY;
	/* What is no notification could block who signals it. */
	if (pith_cspace_query(PITH_SLOT_CSPACE, slot, &state) ||
	    state.type != PITH_TYPE_NOTIFICATION)
		result = PITH_ERROR_TYPE;
	if (!result) {
		forget(client);
		result = start_ring(client);
	}
	if (result) {
		pith_slot_free(slot);
		return result;
	}
	client->notification = slot;
	return pith_answer_words(m, 0);
}

/* Once for each report, however many of its contacts a client got. */
static void signal_clients(void)
{
	uint32_t told = router_take_told(&router);

	for (uint32_t i = 0; i < client_count; i++)
		if (told >> i & 1 && clients[i].notification)
			pith_signal(clients[i].notification);
}

/* A driver's report: refused as a whole, or routed as a whole. */
static uint32_t contacts(const struct pith_grant *grant, struct pith_message *m)
{
	struct input_contact reports[INPUT_CONTACTS_MAX];
	uint32_t count = m->word[0];
	uint64_t time = (uint64_t)m->word[2] << 32 | m->word[1];

	if (pith_tag_length(m->tag) < 3 || count > INPUT_CONTACTS_MAX ||
	    pith_tag_length(m->tag) < 3 + 2 * count)
		return PITH_ERROR_LENGTH;
	/* All of it is read first: asking the display server for owners uses the same buffer. */
	for (uint32_t i = 0; i < count; i++) {
		uint32_t what = pith_message_get(m, 3 + 2 * i);
		uint32_t where = pith_message_get(m, 4 + 2 * i);

		if ((what & 0xff) >= INPUT_FINGERS || what >> 8 > INPUT_CANCEL)
			return PITH_ERROR_RANGE | (PITH_ARG_WORD + 3 + 2 * i) << 8;
		reports[i] = (struct input_contact){
		    .contact = (uint8_t)what,
		    .phase = (uint8_t)(what >> 8),
		    .x = (uint16_t)where,
		    .y = (uint16_t)(where >> 16),
		};
	}
	panel = grant;
	panel_generation = grant->generation;
	for (uint32_t i = 0; i < count; i++)
		router_contact(&router, time, &reports[i]);
	signal_clients();
	return pith_answer_words(m, 0);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	const struct pith_grant *grant = pith_client(m->badge);
	struct client *client = client_of(m);

	if (grant && !strcmp(grant->name, "contacts"))
		return pith_message_label(m) == INPUT_CONTACTS ? contacts(grant, m)
							       : PITH_ERROR_OPERATION;
	if (!client)
		return PITH_ERROR_STATE;
	look_after(client);
	return pith_message_label(m) == INPUT_OPEN ? open_client(server, client, m)
						   : PITH_ERROR_OPERATION;
}

static void signal(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (!(bits & PITH_SIGNAL_PEER))
		return;
	for (uint32_t i = 0; i < client_count; i++)
		look_after(&clients[i]);
	/* The driver's next instance knows nothing of the fingers that are on the glass now. */
	if (panel && panel->generation != panel_generation) {
		panel_generation = panel->generation;
		router_cancel_all(&router, pith_clock());
		signal_clients();
	}
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = signal, .capabilities = 1};
	const struct pith_grant *grant = NULL;
	uint32_t width, height;

	pixels = pith_need(PITH_GRANT_SERVICE, "pixels")->slot;
	pith_must("asking for the screen's size", display_size(pixels, &width, &height));
	router_init(&router, width, height, owner, room, put);
	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, "touch", grant))) {
		const struct pith_grant *region = pith_grant(PITH_GRANT_REGION, grant->peer);

		if (client_count == ROUTER_CLIENTS)
			pith_panic("more than %d clients", ROUTER_CLIENTS);
		if (!region)
			printf(
			    "no touches for '%s': there is no region of that name\n", grant->peer);
		clients[client_count++] = (struct client){
		    .grant = grant,
		    .region = region,
		    .generation = grant->generation,
		};
	}
	pith_serve(&server);
}
