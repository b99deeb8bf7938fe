/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The display server: many clients on one screen. Policy gives each client a sub-screen (a
 * rectangle of the screen, at a height z above others) and a region of memory, shared with the
 * server, that nobody else has. The client draws frames of RGB565 into that region and tells
 * which one to show and what of it is new. Its coordinates start at its own upper left corner; it
 * learns nothing of its neighbours.
 *
 * The region holds as many equal frames as fit, at most DISPLAY_FRAMES: frame n starts at byte
 * n * stride * height * 2. The server reads only from the frame that was presented last, from
 * its answer on until the answer to the next DISPLAY_PRESENT: all other frames are the
 * client's to draw into. With a single frame, draw only while no signal is outstanding.
 *
 * Service "display": any client. Service "pixels": who may ask whose pixels are where (the
 * input server). What happens at a client's death: its pixels are gone with the next frame.
 */
#ifndef PITH_PROTO_DISPLAY_H
#define PITH_PROTO_DISPLAY_H

#include "pith/syscall.h"

enum display_request {
	/* Service "display". */

	/* capability 0: a notification to signal each time a presented frame is on its way to the
	 * glass; may be missing. out: width, height, stride (pixels from line to line), number of
	 * frames. Whatever was shown before is hidden. Errors: STATE (policy gave this client no
	 * sub-screen); MEMORY (its region holds no frame); TYPE (it is no notification). */
	DISPLAY_OPEN = 1,
	/* in: number of the frame; then for each rectangle that is new in it (0-DISPLAY_RECTS,
	 * none: all of it) x | y << 16, width | height << 16. What lies outside the sub-screen
	 * counts for nothing. Frames are composed at most once a refresh: what is presented more
	 * often is shown as it is then. Errors: LENGTH; RANGE (number); STATE (open first). */
	DISPLAY_PRESENT,
	/* Show nothing until the next DISPLAY_PRESENT. Errors: STATE (open first). */
	DISPLAY_HIDE,
	/* in: 1 takes the whole screen, from the next DISPLAY_PRESENT on; 0 gives it back. Either
	 * way nothing of this client is shown until it presents a frame of the new size. While one
	 * has the screen, the others' frames wait, unsignalled. out: as DISPLAY_OPEN. Errors:
	 * LENGTH; RIGHTS (policy does not allow it); STATE (another has it; open first); MEMORY
	 * (the region is smaller than a frame of the whole screen). */
	DISPLAY_EXCLUSIVE,
	/* in: bytes of a title in 8 words, for who arranges the windows (windows.h). Errors:
	 * LENGTH; STATE (open first). */
	DISPLAY_TITLE,

	/* Service "pixels". */

	/* out: width and height of the screen. */
	DISPLAY_SIZE,
	/* in: x, y on the screen. out: x, y of the corner of the sub-screen that owns the pixel
	 * there, then its component's name in four words, lowest byte first; a name of zeros:
	 * nobody's. Errors: LENGTH. */
	DISPLAY_OWNER,
};

enum {
	DISPLAY_FRAMES = 4, /* of one client, at most */
	DISPLAY_RECTS = (PITH_MAX_WORDS - 1) / 2,
};

/* What is new, in pixels of the sub-screen. */
struct display_rect {
	uint16_t x, y, width, height;
};

/*
 * A client's sub-screen. The stub keeps its frames alike: after display_present() the next frame
 * holds what was presented, so that a client always draws only what changes.
 */
struct display {
	uint32_t width, height; /* pixels */
	uint32_t stride;	/* pixels from line to line */
	uint32_t frames;
	uint16_t *pixels; /* of the frame to draw into; changes with display_present() */

	/* Private from here. */
	uint32_t service;
	uint32_t notification;
	uint16_t *region;
	uint32_t drawing;  /* number of the frame to draw into */
	const char *title; /* NULL: none */
};

/*
 * Opens our sub-screen: the service "display", with the frames in the region "display". bits: of
 * our notification (0-23), signalled as DISPLAY_OPEN says; 0: no signals. The frame to draw into is
 * as it was found: draw all of it. Errors of DISPLAY_OPEN; CAPABILITY: we use no such service
 * or region; MEMORY also: no free slot.
 */
uint32_t display_open(struct display *display, uint32_t bits);
/* Presents what was drawn. count 0: all of it is new; more than DISPLAY_RECTS: likewise. If the
 * server was restarted since, its sub-screen is opened again and all of it presented. */
uint32_t display_present(struct display *display, const struct display_rect *rects, uint32_t count);
uint32_t display_hide(struct display *display);
/* Takes or gives back the whole screen: width, height, stride and pixels change. */
uint32_t display_exclusive(struct display *display, bool on);
/* What the home screen may call us: at most 31 bytes count. The text must stay, since a restarted
 * server is told again. */
uint32_t display_title(struct display *display, const char *title);

struct display_owner {
	char name[16]; /* "": nobody */
	int32_t x, y;  /* corner of its sub-screen */
};

/* Stubs of the service "pixels". */
uint32_t display_size(uint32_t service, uint32_t *width, uint32_t *height);
uint32_t display_owner(uint32_t service, int32_t x, int32_t y, struct display_owner *owner);

#endif
