/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the display server and of a display's driver. Nothing is drawn here, but for
 * the copy that keeps a client's frames alike.
 */
#include <string.h>
#include "internal.h"
#include "pith/memory.h"
#include "pith/proto/display.h"
#include "pith/proto/scanout.h"
#include "pith/proto/windows.h"

/* A call that opens something, and brings one capability: 0: none. */
static uint32_t call_with(
    uint32_t service, uint32_t label, uint32_t capability, struct pith_message *message)
{
	*message = (struct pith_message){.tag = pith_tag(label, 0, capability ? 1 : 0)};
	pith_buffer()->caps[0] = capability;
	return pith_call_again(service, message);
}

uint32_t scanout_open(uint32_t scanout, uint32_t notification, struct scanout_mode *mode)
{
	struct pith_message m;
	uint32_t result = call_with(scanout, SCANOUT_OPEN, notification, &m);

	if (result)
		return result;
	*mode = (struct scanout_mode){
	    .width = m.word[0],
	    .height = m.word[1],
	    .stride = m.word[2],
	    .buffers = m.word[3],
	    .period = m.word[4],
	    .size = m.word[5],
	};
	return 0;
}

uint32_t scanout_flip(uint32_t scanout, uint32_t buffer)
{
	struct pith_message m = {.tag = pith_tag(SCANOUT_FLIP, 1, 0), .word = {buffer}};

	return pith_call(scanout, &m);
}

/* Draws go to frame 0 next. message: the server's answer. */
static void take_geometry(struct display *display, const struct pith_message *message)
{
	display->width = message->word[0];
	display->height = message->word[1];
	display->stride = message->word[2];
	display->frames = message->word[3];
	display->drawing = 0;
	display->pixels = display->region;
}

static uint32_t tell_title(const struct display *display)
{
	struct pith_message m = {.tag = pith_tag(DISPLAY_TITLE, PITH_REGISTER_WORDS, 0)};
	size_t length = display->title ? strlen(display->title) : 0;

	pith_message_put_bytes(
	    &m, 0, display->title, length < WINDOWS_TITLE ? length : WINDOWS_TITLE - 1);
	return pith_call(display->service, &m);
}

/* The same client, at a server that may be another. */
static uint32_t open_again(struct display *display)
{
	struct pith_message m;
	uint32_t result = call_with(display->service, DISPLAY_OPEN, display->notification, &m);

	if (result)
		return result;
	take_geometry(display, &m);
	return display->title ? tell_title(display) : 0;
}

uint32_t display_open(struct display *display, uint32_t bits)
{
	const struct pith_grant *region = pith_grant(PITH_GRANT_REGION, "display");

	*display = (struct display){.service = pith_service("display")};
	if (!display->service || !region)
		return PITH_ERROR_CAPABILITY;
	display->region = (uint16_t *)(uintptr_t)region->address;
	if (bits) {
		display->notification = pith_notification_badged(bits);
		if (!display->notification)
			return PITH_ERROR_MEMORY;
	}
	return open_again(display);
}

/* The pixels of a frame. */
static uint16_t *frame(const struct display *display, uint32_t number)
{
	return display->region + (size_t)number * display->stride * display->height;
}

/* Brings the next frame, of two, up to what was presented. */
static void change_frames(struct display *display, const struct display_rect *rects, uint32_t count)
{
	const struct display_rect all = {0, 0, (uint16_t)display->width, (uint16_t)display->height};
	uint32_t presented = display->drawing;

	if (display->frames < 2)
		return;
	display->drawing ^= 1;
	display->pixels = frame(display, display->drawing);
	/* The same clipping as the server's: the client may say more than it has. */
	if (!count) {
		rects = &all;
		count = 1;
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t x = rects[i].x, width = rects[i].width;
		uint32_t bottom = (uint32_t)rects[i].y + rects[i].height;

		if (x >= display->width)
			continue;
		if (width > display->width - x)
			width = display->width - x;
		for (uint32_t y = rects[i].y; y < bottom && y < display->height; y++) {
			size_t at = (size_t)y * display->stride + x;

			memcpy(display->pixels + at, frame(display, presented) + at, width * 2);
		}
	}
}

/* The bare request. */
static uint32_t present(
    const struct display *display, const struct display_rect *rects, uint32_t count)
{
	struct pith_message m = {.tag = pith_tag(DISPLAY_PRESENT, 1 + 2 * count, 0)};

	m.word[0] = display->drawing;
	for (uint32_t i = 0; i < count; i++) {
		pith_message_put(&m, 1 + 2 * i, rects[i].x | (uint32_t)rects[i].y << 16);
		pith_message_put(&m, 2 + 2 * i, rects[i].width | (uint32_t)rects[i].height << 16);
	}
	return pith_call(display->service, &m);
}

uint32_t display_present(struct display *display, const struct display_rect *rects, uint32_t count)
{
	if (count > DISPLAY_RECTS)
		count = 0;
	uint32_t result = present(display, rects, count);

	/* A restarted server knows nothing of us. Both frames hold our picture, or nearly: the one
	 * just drawn is the one to show, so it must be the one that we go on with. */
	if (pith_result_error(result) == PITH_ERROR_STATE ||
	    pith_result_error(result) == PITH_ERROR_GONE) {
		uint32_t drawing = display->drawing;

		result = open_again(display);
		if (result)
			return result;
		display->drawing = drawing < display->frames ? drawing : 0;
		display->pixels = frame(display, display->drawing);
		count = 0;
		result = present(display, rects, count);
	}
	if (!result)
		change_frames(display, rects, count);
	return result;
}

uint32_t display_hide(struct display *display)
{
	struct pith_message m = {.tag = pith_tag(DISPLAY_HIDE, 0, 0)};

	return pith_call(display->service, &m);
}

uint32_t display_exclusive(struct display *display, bool on)
{
	struct pith_message m = {.tag = pith_tag(DISPLAY_EXCLUSIVE, 1, 0), .word = {on}};
	uint32_t result = pith_call(display->service, &m);

	if (!result)
		take_geometry(display, &m);
	return result;
}

uint32_t display_title(struct display *display, const char *title)
{
	display->title = title;
	return tell_title(display);
}

uint32_t display_size(uint32_t service, uint32_t *width, uint32_t *height)
{
	struct pith_message m = {.tag = pith_tag(DISPLAY_SIZE, 0, 0)};
	uint32_t result = pith_call_again(service, &m);

	if (result)
		return result;
	*width = m.word[0];
	*height = m.word[1];
	return 0;
}

uint32_t display_owner(uint32_t service, int32_t x, int32_t y, struct display_owner *owner)
{
	struct pith_message m = {.tag = pith_tag(DISPLAY_OWNER, 2, 0)};

	m.word[0] = (uint32_t)x;
	m.word[1] = (uint32_t)y;
	uint32_t result = pith_call(service, &m);

	if (result)
		return result;
	owner->x = (int32_t)m.word[0];
	owner->y = (int32_t)m.word[1];
	memcpy(owner->name, &m.word[2], sizeof(owner->name));
	owner->name[sizeof(owner->name) - 1] = 0;
	return 0;
}
