/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which client gets which finger: the state of the panel's contacts and of the clients' touches,
 * and the rules between them. Pure state; whose pixel it is, how much room a client's ring has
 * and how an event gets there are asked of the caller.
 *
 * The rules: a touch belongs to who owned the pixel where it began, until it ends. The client
 * numbers its touches from 0 on its own, so it cannot count the fingers elsewhere. A touch
 * begins only if its end will find room, too.
 */
#ifndef PITH_INPUT_ROUTER_H
#define PITH_INPUT_ROUTER_H

#include "pith/proto/input.h"

enum {
	ROUTER_CLIENTS = 32,
	ROUTER_NOBODY = -1,
};

/* Whose pixel it is: a client's number, or ROUTER_NOBODY; *x and *y, which come as the position
 * on the screen, become the corner of its sub-screen. All in whole pixels. */
typedef int32_t router_owner(int32_t *x, int32_t *y);
/* How many more events a client's ring takes, and putting one there. */
typedef uint32_t router_room(uint32_t client);
typedef void router_put(uint32_t client, const struct input_event *event);

struct router_contact {
	bool down;
	int32_t client;		    /* who owns it; ROUTER_NOBODY: nobody, until it ends */
	uint8_t finger;		    /* the client's number for it */
	uint16_t dropped;	    /* moves lost since the last event */
	int32_t corner_x, corner_y; /* of the client's sub-screen when it began */
};

struct router {
	uint32_t width, height; /* of the screen, pixels, at most 1024 */
	router_owner *owner;
	router_room *room;
	router_put *put;
	struct router_contact contact[INPUT_FINGERS];
	uint32_t fingers[ROUTER_CLIENTS]; /* of each client: bit n: its finger n is down */
	uint32_t told;			  /* bit n: client n got events since router_take_told() */
};

void router_init(struct router *router, uint32_t width, uint32_t height, router_owner *owner,
    router_room *room, router_put *put);

/* One report of the driver's, of which every field may hold anything. False: contact or phase are
 * none, nothing was done. */
bool router_contact(struct router *router, uint64_t time, const struct input_contact *contact);

/* The panel is gone: all touches are cancelled. */
void router_cancel_all(struct router *router, uint64_t time);

/* The client is gone or begins anew: its fingers are nobody's until they are lifted. */
void router_forget(struct router *router, uint32_t client);

/* Which clients are to be signalled, one bit each; none afterwards. */
uint32_t router_take_told(struct router *router);

#endif
