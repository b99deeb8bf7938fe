/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compositor: layers (the sub-screens of clients), what of the screen is out of date, and
 * how both become pixels in a frame buffer. It draws into the buffer that is not shown, so
 * it remembers for each buffer what changed since that one was drawn. Pure computation on
 * memory: messages, time and the hardware are main.c's, who may have which layer as well.
 */
#ifndef PITH_DISPLAY_SCREEN_H
#define PITH_DISPLAY_SCREEN_H

#include "pith/proto/windows.h"
#include "user/ui/canvas.h"

enum {
	SCREEN_LAYERS = WINDOWS_SURFACES,
	SCREEN_BUFFERS = 2,	/* frame buffers of the hardware */
	SCREEN_SIZE_MAX = 1024, /* pixels of width or height */
	LAYER_BUFFERS_MAX = 4,	/* of a client */
};

/* What a client draws into: equal frames of RGB565, one after the other, that the client may
 * write at any time and that stay mapped as long as the server runs. */
struct layer_memory {
	const uint16_t *pixels;
	uint32_t size; /* bytes */
};

struct layer {
	char name[16];	       /* of the component */
	struct rect area;      /* on the screen; may reach beyond it */
	int32_t z;	       /* higher is nearer to the eye; equal: later added is nearer */
	bool may_be_exclusive; /* policy allows it the whole screen */
	bool may_be_arranged;  /* and the home screen to arrange it */
	bool hidden;	       /* unless it is arranged */
	struct layer_memory memory;

	/* What the home screen says: valid if arranged; and will say, if staged. */
	bool arranged, staged;
	struct windows_place place, next;

	bool shown;	 /* it has presented a frame and neither died nor hid since */
	bool waiting;	 /* presented, not composed yet: its client waits for a signal */
	uint32_t buffer; /* the frame presented last; valid if shown */
	uint32_t frames; /* presented since it was opened */
};

struct screen {
	int32_t width, height; /* pixels */
	int32_t stride;	       /* pixels from line to line, in the frame buffers */
	uint16_t background;
	uint16_t *buffer[SCREEN_BUFFERS];
	uint32_t back; /* the buffer that is drawn into next */
	bool dirty;    /* something changed since the last screen_compose() */
	bool arranged; /* among it, an arrangement */
	struct region damage[SCREEN_BUFFERS]; /* what of each buffer is out of date */
	struct layer *exclusive;	      /* has the whole screen; NULL: nobody */
	struct layer *home;		      /* of who arranges the others; NULL: none */
	uint32_t layers;
	struct layer layer[SCREEN_LAYERS]; /* as the description has them, farthest first */
	uint8_t order[SCREEN_LAYERS];	   /* their numbers as they are now, farthest first */
};

/* A screen of background only, all of it to be drawn. width, height: 1..SCREEN_SIZE_MAX. */
void screen_init(struct screen *screen, int32_t width, int32_t height, int32_t stride,
    uint16_t background, uint16_t *const buffer[SCREEN_BUFFERS]);

/* All of it is to be drawn anew. */
void screen_refresh(struct screen *screen);

/* Adds a layer that shows nothing yet. The area's width and height are 1..SCREEN_SIZE_MAX and its
 * corner within +-SCREEN_SIZE_MAX. NULL: no, or too many. Pointers to layers hold only after the
 * last was added. */
struct layer *screen_add(struct screen *screen, const char *name, struct rect area, int32_t z);
struct layer *screen_find(struct screen *screen, const char *name);

/* The layer's frame: its area, or the whole screen, moved as it is arranged, not made smaller. */
struct rect screen_place(const struct screen *screen, const struct layer *layer);

/* What of the screen shows the layer, where nothing nearer covers it: its place, smaller and
 * clipped as it is arranged. It may reach beyond the screen. */
struct rect screen_sight(const struct screen *screen, const struct layer *layer);

/* Pixels from line to line in a client's frame of this width: the line's length in whole words. */
static inline uint32_t layer_stride(uint32_t width)
{
	return (width + 1) & ~1u;
}

/* How many frames of the layer's present size its memory holds, at most LAYER_BUFFERS_MAX. */
uint32_t screen_frames(const struct screen *screen, const struct layer *layer);

/* The client has drawn a frame, of which these rectangles (in its coordinates, any numbers) differ
 * from what it presented before; count 0: all of it. False: it has no such frame. */
bool screen_present(struct screen *screen, struct layer *layer, uint32_t buffer,
    const struct rect *damage, uint32_t count);

/*
 * Arranges layers, in two steps: what screen_stage() says of a layer counts when screen_arrange()
 * is called, for all of them at once; screen_unstage() drops it. A place is checked by the caller.
 */
void screen_stage(struct layer *layer, const struct windows_place *place);
void screen_unstage(struct screen *screen);
void screen_arrange(struct screen *screen);
/* All layers are where the description has them, and nothing is staged. */
void screen_disarrange(struct screen *screen);

/* The layer's pixels go, from the next composition on; so does its exclusive use. */
void screen_hide(struct screen *screen, struct layer *layer);

/* Gives a layer the whole screen, or takes it back. Until it presents a frame of its new size it
 * shows nothing, and the others stay. False: another has it, or the layer's memory is too small for
 * a frame of the whole screen. */
bool screen_exclusive(struct screen *screen, struct layer *layer, bool on);

/* The layer that shows the pixel at (x, y): the nearest that shows something. NULL: none. */
struct layer *screen_nearest(struct screen *screen, int32_t x, int32_t y);
/* The one that a finger there belongs to: that one, or the home screen's. NULL: none. */
struct layer *screen_owner(struct screen *screen, int32_t x, int32_t y);

/* Brings the back buffer up to date and makes it the front one: returns its number, for the
 * hardware. Layers whose frames are now in it are no longer waiting; calls composed(layer) for
 * each of them. */
uint32_t screen_compose(struct screen *screen, void (*composed)(struct layer *layer));

#endif
