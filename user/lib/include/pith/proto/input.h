/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The input server: fingers, from the drivers of touch panels to the owners of the pixels
 * under them.
 *
 * Service "touch", for applications. A touch belongs to the client whose sub-screen owned the
 * pixel where it began, until the finger is lifted, wherever it goes meanwhile. Nobody else learns
 * of it. Its events come through a ring (ring.h) in the region that client and server share, in
 * the client's coordinates. A client that reads too slowly loses moves, and touches that begin
 * while its ring is nearly full; of a touch whose beginning it was told, it is told the end.
 *
 * Service "contacts", for drivers: what the panel sees.
 */
#ifndef PITH_PROTO_INPUT_H
#define PITH_PROTO_INPUT_H

#include "pith/ring.h"
#include "pith/syscall.h"

enum input_request {
	/* Service "touch". capability 0: the notification that is signalled when events were put
	 * into the ring. The ring is emptied, touches under way are forgotten. Errors: CAPABILITY
	 * (none came); TYPE (it is no notification); STATE (policy gave this client no region);
	 * MEMORY (its region is too small). */
	INPUT_OPEN = 1,
	/* Service "contacts". in: number of contacts n (0-INPUT_CONTACTS_MAX), time in nanoseconds
	 * of the kernel's clock, low and high; then for each
	 *	contact (0-9) | enum input_phase << 8,
	 *	x | y << 16, each a 65536th of the panel's width or height.
	 * A move or end of a contact that did not begin counts for nothing; a beginning of one that
	 * did ends it first. Errors: LENGTH; RANGE (a contact or phase; nothing was done). */
	INPUT_CONTACTS,
};

enum {
	INPUT_FINGERS = 10, /* contacts at a time */
	INPUT_CONTACTS_MAX = 2 * INPUT_FINGERS,
	INPUT_UNIT = 16,       /* positions of events: this many to a pixel */
	INPUT_EVENTS_MIN = 32, /* records that a client's ring must hold */
};

enum input_phase {
	INPUT_DOWN,
	INPUT_MOVE,
	INPUT_UP,
	INPUT_CANCEL, /* to clients: it ended, but not by lifting the finger: undo what it did */
};

/* One event, as it lies in a client's ring. */
struct input_event {
	uint64_t time;	/* nanoseconds of the kernel's clock */
	uint8_t phase;	/* enum input_phase */
	uint8_t finger; /* 0-9: which of the client's touches; free again after its end */
	uint16_t
	    dropped;  /* moves of this touch lost since its event before this one, at most 65535 */
	int16_t x, y; /* INPUT_UNIT to a pixel, from the client's upper left corner */
};

/* A client's end; zeros at first. */
struct input {
	struct pith_ring ring;
	uint32_t service;
	uint32_t notification;
};

/* Opens the service "touch", with the events in the region "touch". bits: of our notification
 * (0-23), signalled when there are events. Errors of INPUT_OPEN; CAPABILITY: we use no such
 * service or region; MEMORY also: no free slot. */
uint32_t input_open(struct input *input, uint32_t bits);
/* The next event. False: there is none now. After PITH_SIGNAL_PEER, when the server may have been
 * restarted, use input_open() again. */
bool input_next(struct input *input, struct input_event *event);

/* One contact, as a driver sees it. */
struct input_contact {
	uint8_t contact; /* 0-9 */
	uint8_t phase;	 /* enum input_phase */
	uint16_t x, y;	 /* 65536ths of the panel */
};

/* A driver's report, of at most INPUT_CONTACTS_MAX contacts. */
uint32_t input_report(
    uint32_t service, uint64_t time, const struct input_contact *contacts, uint32_t count);

#endif
