/* SPDX-License-Identifier: BSD-2-Clause */
/* Routing of touches: see router.h. */
#include <string.h>

#include "user/input/router.h"

void router_init(struct router *router, uint32_t width, uint32_t height, router_owner *owner,
    router_room *room, router_put *put)
{
	memset(router, 0, sizeof(*router));
	router->width = width;
	router->height = height;
	router->owner = owner;
	router->room = room;
	router->put = put;
}

/* The instruction set has no such instruction for ordinary registers. */
static uint32_t count_bits(uint32_t bits)
{
	uint32_t count = 0;

	for (; bits; bits &= bits - 1)
		count++;
	return count;
}

/* A 65536th of an extent of pixels, in INPUT_UNIT to a pixel. */
static int32_t position(uint16_t part, uint32_t extent)
{
	return (int32_t)(part * (extent * INPUT_UNIT) >> 16);
}

/* Writes one event into the ring of the contact's owner. There is one, and it has room. */
static void tell(struct router *router, uint64_t time, struct router_contact *contact,
    enum input_phase phase, int32_t x, int32_t y)
{
	struct input_event event = {
	    .time = time,
	    .phase = (uint8_t)phase,
	    .finger = contact->finger,
	    .dropped = contact->dropped,
	    .x = (int16_t)(x - contact->corner_x * INPUT_UNIT),
	    .y = (int16_t)(y - contact->corner_y * INPUT_UNIT),
	};
	uint32_t client = (uint32_t)contact->client;

	contact->dropped = 0;
	router->put(client, &event);
	router->told |= 1u << client;
}

/* Ends a touch; its end always has room, by what begin() left free. */
static void end(struct router *router, uint64_t time, struct router_contact *contact,
    enum input_phase phase, int32_t x, int32_t y)
{
	contact->down = false;
	if (contact->client == ROUTER_NOBODY)
		return;
	tell(router, time, contact, phase, x, y);
	router->fingers[contact->client] &= ~(1u << contact->finger);
}

/* A finger came down: find out whose it is, once and for all. */
static void begin(
    struct router *router, uint64_t time, struct router_contact *contact, int32_t x, int32_t y)
{
	int32_t corner_x = x / INPUT_UNIT, corner_y = y / INPUT_UNIT;
	int32_t client = router->owner(&corner_x, &corner_y);

	*contact = (struct router_contact){.down = true, .client = ROUTER_NOBODY};
	if (client < 0 || client >= ROUTER_CLIENTS)
		return;
	uint32_t fingers = router->fingers[client];

	/* This event, its end, and the ends of those that are down. */
	if (router->room((uint32_t)client) < 2 + count_bits(fingers))
		return;
	/* Ten fingers at most, so one of the numbers is free. */
	while (fingers >> contact->finger & 1)
		contact->finger++;
	router->fingers[client] |= 1u << contact->finger;
	contact->client = client;
	contact->corner_x = corner_x;
	contact->corner_y = corner_y;
	tell(router, time, contact, INPUT_DOWN, x, y);
}

/* A finger moved. The ends of all touches keep their places in the ring, moves take what is left.
 */
static void move(
    struct router *router, uint64_t time, struct router_contact *contact, int32_t x, int32_t y)
{
	if (contact->client == ROUTER_NOBODY)
		return;
	uint32_t client = (uint32_t)contact->client;

	if (router->room(client) > count_bits(router->fingers[client]))
		tell(router, time, contact, INPUT_MOVE, x, y);
	else if (contact->dropped < UINT16_MAX)
		contact->dropped++;
}

bool router_contact(struct router *router, uint64_t time, const struct input_contact *report)
{
	/* The driver has a device to believe; here nothing is believed. */
	if (report->contact >= INPUT_FINGERS || report->phase > INPUT_CANCEL)
		return false;
	struct router_contact *contact = &router->contact[report->contact];
	int32_t x = position(report->x, router->width);
	int32_t y = position(report->y, router->height);

	if (report->phase == INPUT_DOWN) {
		/* The driver has lost an end: no client may hold a touch for ever. */
		if (contact->down)
			end(router, time, contact, INPUT_CANCEL, x, y);
		begin(router, time, contact, x, y);
	} else if (contact->down) {
		if (report->phase == INPUT_MOVE)
			move(router, time, contact, x, y);
		else
			end(router, time, contact, report->phase, x, y);
	}
	return true;
}

void router_cancel_all(struct router *router, uint64_t time)
{
	for (uint32_t i = 0; i < INPUT_FINGERS; i++) {
		struct router_contact *contact = &router->contact[i];

		if (contact->down)
			end(router, time, contact, INPUT_CANCEL, 0, 0);
	}
}

void router_forget(struct router *router, uint32_t client)
{
	for (uint32_t i = 0; i < INPUT_FINGERS; i++)
		if (router->contact[i].client == (int32_t)client)
			router->contact[i].client = ROUTER_NOBODY;
	/* Its next instance counts from 0, and is not signalled what it was not told. */
	router->fingers[client] = 0;
	router->told &= ~(1u << client);
}

uint32_t router_take_told(struct router *router)
{
	uint32_t told = router->told;

	router->told = 0;
	return told;
}
