/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a display controller's driver gives to the display server: frame buffers that both have
 * mapped, and which of them is on the glass. Spoken by devices/pl111. Applications speak to the
 * display server instead (proto/display.h).
 *
 * The frame buffers are one shared region: equal frames of RGB565, one after the other.
 */
#ifndef PITH_PROTO_SCANOUT_H
#define PITH_PROTO_SCANOUT_H

#include "pith/syscall.h"

enum scanout_request {
	/* capability 0: the notification that is signalled when a flip has taken place.
	 * out: width, height, stride (pixels from line to line), number of buffers, nanoseconds
	 * from frame to frame, bytes from buffer to buffer. Errors: CAPABILITY (none came); TYPE
	 * (it is no notification). */
	SCANOUT_OPEN = 1,
	/* in: number of the buffer to show. The hardware goes over to it at the next vertical sync,
	 * and then the notification is signalled: from then on it does not read the one shown
	 * before. Hardware that has no such interrupt never signals; there, wait for a frame's
	 * time. The first flip lights the panel. Errors: LENGTH; RANGE (no such buffer); STATE
	 * (open first: the driver was restarted). */
	SCANOUT_FLIP,
};

struct scanout_mode {
	uint32_t width, height; /* pixels */
	uint32_t stride;	/* pixels from line to line */
	uint32_t buffers;
	uint32_t period; /* nanoseconds */
	uint32_t size;	 /* bytes from buffer to buffer */
};

/* Client stubs. notification: badged, as pith_notification_badged() makes it. */
uint32_t scanout_open(uint32_t scanout, uint32_t notification, struct scanout_mode *mode);
uint32_t scanout_flip(uint32_t scanout, uint32_t buffer);

#endif
