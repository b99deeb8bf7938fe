/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The display server: requests of clients (proto/display.h) and of the home screen that arranges
 * them (proto/windows.h), frame pacing, and the lives of both. Composing is screen.c's, the
 * hardware the driver's (proto/scanout.h).
 *
 * The description gives this component: services "scanout" and "timer"; the region "frames",
 * which it shares with the driver; for each client of the service "display" a region with the
 * client's name, readable, and the parameter NAME/area = <x y width height>, with NAME/z = <n>,
 * NAME/exclusive, NAME/arranged and NAME/hidden as wanted; and the parameter background =
 * <0xrrggbb>.
 *
 * Pacing: a flip is followed by a pause in which nothing is composed, until the hardware has
 * left the old buffer. It ends with the driver's signal; where hardware gives none, with the
 * timer, one frame later. When nothing changes, no timer runs.
 */
#include <stdio.h>
#include <string.h>

#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/proto/scanout.h"
#include "pith/proto/timer.h"
#include "pith/server.h"
#include "user/display/screen.h"

enum {
	SIGNAL_FLIPPED = 1 << 0,
	SIGNAL_TIMER = 1 << 1,
};

/* The client behind a layer of the same number. */
struct client {
	const struct pith_grant *grant;
	uint32_t generation;   /* of the instance that we know */
	uint32_t notification; /* 0: none */
	bool open;
	char title[WINDOWS_TITLE]; /* its own word for itself */
};

/* The one client of the service "windows". */
static struct home {
	const struct pith_grant *grant; /* NULL: the description has none */
	uint32_t generation;		/* of the instance that we know */
	uint32_t changed, composed;	/* notifications; 0: none */
	bool open;
} home;

static struct screen screen;
static struct client clients[SCREEN_LAYERS];
static struct scanout_mode mode;
static const struct pith_grant *driver;
static uint32_t driver_generation;
static uint32_t flip_notification;
static struct timer frame_timer;

/* Pacing. */
static bool flipping;	       /* the hardware may still read the buffer that was shown before */
static bool sharp;	       /* this hardware signals its flips */
static uint64_t flip_deadline; /* when to stop waiting for that signal */

/* Layers and clients have the same numbers. */
static uint32_t number_of(const struct layer *layer)
{
	return (uint32_t)(layer - screen.layer);
}

/* The client's frame is in the picture that goes to the glass: it may draw the next one. */
static void composed(struct layer *layer)
{
	struct client *client = &clients[number_of(layer)];

	if (client->notification)
		pith_signal(client->notification);
}

/* Draws and shows the next frame, if there is something new and the hardware is ready. */
static void next_frame(void)
{
	if (!screen.dirty || flipping)
		return;
	bool arranged = screen.arranged;
	uint32_t result = scanout_flip(driver->slot, screen_compose(&screen, composed));

	if (arranged && home.composed)
		pith_signal(home.composed);
	/* Without a driver there is no picture; when it is back all of it is drawn anew. */
	if (result)
		return;
	flipping = true;
	/* Where the hardware signals, the timer only helps when a signal was lost. */
	flip_deadline = pith_clock() + (sharp ? 2 : 1) * (uint64_t)mode.period;
	if (timer_set(&frame_timer, flip_deadline, 0))
		flipping = false; /* nobody to wake us: better torn than stopped */
}

/* --- Clients ----------------------------------------------------------------------- */

/* The home screen's list of surfaces is another. */
static void surfaces_changed(void)
{
	if (home.changed)
		pith_signal(home.changed);
}

/* What was given by an instance goes with it. */
static void forget(struct client *client)
{
	if (client->notification)
		pith_slot_free(client->notification);
	client->notification = 0;
	client->open = false;
	memset(client->title, 0, sizeof(client->title));
	screen.layer[client - clients].frames = 0;
	surfaces_changed();
}

/* Drops what an instance left behind that is no more. */
static void look_after(struct client *client)
{
	if (client->generation == client->grant->generation)
		return;
	client->generation = client->grant->generation;
	forget(client);
	screen_hide(&screen, &screen.layer[client - clients]);
}

/* Who sent the message: the kernel vouches for the badge. NULL: it has no sub-screen. */
static struct client *client_of(const struct pith_message *m)
{
	for (uint32_t i = 0; i < screen.layers; i++)
		if (clients[i].grant->slot == m->badge)
			return &clients[i];
	return NULL;
}

static uint32_t answer_geometry(struct pith_message *m, const struct layer *layer)
{
	struct rect place = screen_place(&screen, layer);

	m->word[0] = (uint32_t)place.width;
	m->word[1] = (uint32_t)place.height;
	m->word[2] = layer_stride((uint32_t)place.width);
	m->word[3] = screen_frames(&screen, layer);
	return pith_answer_words(m, 4);
}

/* The notification that came with the message as capability `index`: *slot, 0 if none came. What is
 * no notification could block who signals it. */
static uint32_t take_notification(
    struct pith_server *server, const struct pith_message *m, uint32_t index, uint32_t *slot)
{
	struct pith_cap_state state;

	*slot = 0;
	if (pith_tag_caps(m->tag) <= index)
		return 0;
	uint32_t kept = pith_server_keep(server, m, index);

	if (!kept)
		return PITH_ERROR_CAPABILITY;
	if (pith_cspace_query(PITH_SLOT_CSPACE, kept, &state) ||
	    state.type != PITH_TYPE_NOTIFICATION) {
		pith_slot_free(kept);
		return PITH_ERROR_TYPE;
	}
	*slot = kept;
	return 0;
}

static uint32_t open_layer(
    struct pith_server *server, struct client *client, struct layer *layer, struct pith_message *m)
{
	uint32_t notification;
	uint32_t result = take_notification(server, m, 0, &notification);

	if (result)
		return result;
	/* Whoever opens begins anew: nothing of before stays. */
	screen_hide(&screen, layer);
	forget(client);
	if (!screen_frames(&screen, layer)) {
		pith_slot_free(notification);
		return PITH_ERROR_MEMORY;
	}
	client->notification = notification;
	client->open = true;
	return answer_geometry(m, layer);
}

static uint32_t present(struct layer *layer, struct pith_message *m)
{
	struct rect rects[DISPLAY_RECTS];
	uint32_t length = pith_tag_length(m->tag);
	uint32_t count = (length - 1) / 2;

	if (length % 2 == 0)
		return PITH_ERROR_LENGTH;
	/* 16-bit numbers: their sums cannot overflow. What lies outside is clipped later. */
	for (uint32_t i = 0; i < count; i++) {
		uint32_t corner = pith_message_get(m, 1 + 2 * i);
		uint32_t size = pith_message_get(m, 2 + 2 * i);

		rects[i] = rect_make((int32_t)(corner & 0xffff), (int32_t)(corner >> 16),
		    (int32_t)(size & 0xffff), (int32_t)(size >> 16));
	}
	bool first = !layer->shown;

	if (!screen_present(&screen, layer, m->word[0], rects, count))
		return PITH_ERROR_RANGE | (PITH_ARG_WORD + 0) << 8;
	if (first)
		surfaces_changed();
	return pith_answer_words(m, 0);
}

static uint32_t exclusive(struct layer *layer, struct pith_message *m)
{
	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	bool on = m->word[0] != 0;

	if (on && !layer->may_be_exclusive)
		return PITH_ERROR_RIGHTS;
	if (!screen_exclusive(&screen, layer, on))
		return screen.exclusive ? PITH_ERROR_STATE : PITH_ERROR_MEMORY;
	return answer_geometry(m, layer);
}

static uint32_t set_title(struct client *client, struct pith_message *m)
{
	char title[WINDOWS_TITLE];

	if (pith_tag_length(m->tag) < WINDOWS_TITLE / 4)
		return PITH_ERROR_LENGTH;
	memcpy(title, m->word, sizeof(title));
	title[sizeof(title) - 1] = 0;
	if (memcmp(title, client->title, sizeof(title)) != 0) {
		memcpy(client->title, title, sizeof(title));
		surfaces_changed();
	}
	return pith_answer_words(m, 0);
}

static uint32_t client_request(struct pith_server *server, struct pith_message *m)
{
	struct client *client = client_of(m);

	if (!client)
		return PITH_ERROR_STATE;
	struct layer *layer = &screen.layer[client - clients];
	uint32_t label = pith_message_label(m);

	look_after(client);
	if (label == DISPLAY_OPEN)
		return open_layer(server, client, layer, m);
	if (!client->open)
		return label <= DISPLAY_TITLE ? PITH_ERROR_STATE : PITH_ERROR_OPERATION;
	switch (label) {
	case DISPLAY_PRESENT:
		return present(layer, m);
	case DISPLAY_HIDE:
		screen_hide(&screen, layer);
		surfaces_changed();
		return pith_answer_words(m, 0);
	case DISPLAY_EXCLUSIVE:
		return exclusive(layer, m);
	case DISPLAY_TITLE:
		return set_title(client, m);
	default:
		return PITH_ERROR_OPERATION;
	}
}

/* --- The home screen ------------------------------------------------------------------ */

/* What the home screen has arranged goes with it: all is as the description says. */
static void forget_home(void)
{
	if (home.changed)
		pith_slot_free(home.changed);
	if (home.composed)
		pith_slot_free(home.composed);
	home.changed = 0;
	home.composed = 0;
	home.open = false;
	screen_disarrange(&screen);
}

static void look_after_home(void)
{
	if (!home.grant || home.generation == home.grant->generation)
		return;
	home.generation = home.grant->generation;
	forget_home();
}

static uint32_t open_home(struct pith_server *server, struct pith_message *m)
{
	uint32_t changed, composed_slot;
	uint32_t result = take_notification(server, m, 0, &changed);

	if (!result)
		result = take_notification(server, m, 1, &composed_slot);
	if (result) {
		pith_slot_free(changed);
		return result;
	}
	forget_home();
	home.changed = changed;
	home.composed = composed_slot;
	home.open = true;
	return pith_answer_words(m, 0);
}

static struct windows_place get_place(const struct pith_message *m, uint32_t at)
{
	uint32_t word[WINDOWS_PLACE_WORDS];

	for (uint32_t i = 0; i < WINDOWS_PLACE_WORDS; i++)
		word[i] = pith_message_get(m, at + i);
	return (struct windows_place){
	    .surface = (uint8_t)word[0],
	    .scale = (uint8_t)(word[0] >> 8),
	    .corner = (uint8_t)(word[0] >> 16),
	    .dim = (uint8_t)(word[0] >> 24),
	    .x = (int16_t)word[1],
	    .y = (int16_t)(word[1] >> 16),
	    .z = (int16_t)word[2],
	    .flags = (uint16_t)(word[2] >> 16),
	    .clip = {(int16_t)word[3], (int16_t)(word[3] >> 16), (int16_t)word[4],
		(int16_t)(word[4] >> 16)},
	};
}

/* Whether the surface may have this place. */
static uint32_t check_place(const struct windows_place *place)
{
	const uint32_t flags = WINDOWS_SHOWN | WINDOWS_TOUCHABLE | WINDOWS_CLIPPED;

	if (place->surface >= screen.layers || place->scale < 1 || place->scale > WINDOWS_SCALES ||
	    place->corner > WINDOWS_CORNER_MAX || place->flags & ~flags)
		return PITH_ERROR_RANGE;
	return screen.layer[place->surface].may_be_arranged ? 0 : PITH_ERROR_RIGHTS;
}

static uint32_t arrange(struct pith_message *m)
{
	uint32_t length = pith_tag_length(m->tag);
	uint32_t result = m->word[0] > 1 ? PITH_ERROR_RANGE | PITH_ARG_WORD << 8 : 0;

	if (length % WINDOWS_PLACE_WORDS != 1)
		result = PITH_ERROR_LENGTH;
	for (uint32_t at = 1; at < length && !result; at += WINDOWS_PLACE_WORDS) {
		struct windows_place place = get_place(m, at);

		result = check_place(&place);
		if (result)
			result |= (PITH_ARG_WORD + at) << 8;
		else
			screen_stage(&screen.layer[place.surface], &place);
	}
	if (result) {
		screen_unstage(&screen);
		return result;
	}
	if (!m->word[0])
		screen_arrange(&screen);
	return pith_answer_words(m, 0);
}

/* Answers with more words than registers have: until the answer is sent, only short calls. */
static uint32_t surface(struct pith_message *m)
{
	uint32_t number = m->word[0];

	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	if (number >= screen.layers)
		return PITH_ERROR_RANGE | PITH_ARG_WORD << 8;
	const struct layer *layer = &screen.layer[number];
	const struct client *client = &clients[number];
	struct rect frame =
	    screen.exclusive == layer ? rect_make(0, 0, screen.width, screen.height) : layer->area;

	m->tag = pith_tag(0, 8 + WINDOWS_TITLE / 4, 0);
	m->word[0] = (client->open ? WINDOWS_ALIVE : 0) | (layer->shown ? WINDOWS_CONTENT : 0) |
		     (layer->may_be_arranged ? WINDOWS_ARRANGED : 0) |
		     (screen.exclusive == layer ? WINDOWS_WHOLE : 0);
	m->word[1] = (uint32_t)frame.width | (uint32_t)frame.height << 16;
	m->word[2] = (uint32_t)(frame.x & 0xffff) | (uint32_t)frame.y << 16;
	m->word[3] = layer->frames;
	memcpy(&m->word[4], layer->name, sizeof(layer->name));
	pith_message_put_bytes(m, 8, client->title, sizeof(client->title));
	return 0;
}

static uint32_t home_request(struct pith_server *server, struct pith_message *m)
{
	look_after_home();
	if (m->badge != home.grant->slot)
		return PITH_ERROR_STATE;
	switch (pith_message_label(m)) {
	case WINDOWS_OPEN:
		return open_home(server, m);
	case WINDOWS_ARRANGE:
		return home.open ? arrange(m) : PITH_ERROR_STATE;
	case WINDOWS_SURFACE:
		return home.open ? surface(m) : PITH_ERROR_STATE;
	default:
		return PITH_ERROR_OPERATION;
	}
}

/* --- Who owns a pixel ---------------------------------------------------------------- */

static uint32_t owner(struct pith_message *m)
{
	if (pith_tag_length(m->tag) < 2)
		return PITH_ERROR_LENGTH;
	const struct layer *layer = screen_owner(&screen, (int32_t)m->word[0], (int32_t)m->word[1]);

	/* Zeros mean: nobody's. */
	memset(m->word, 0, sizeof(m->word));
	if (layer) {
		struct rect place = screen_place(&screen, layer);

		m->word[0] = (uint32_t)place.x;
		m->word[1] = (uint32_t)place.y;
		memcpy(&m->word[2], layer->name, sizeof(layer->name));
	}
	return pith_answer_words(m, 6);
}

static uint32_t pixels_request(struct pith_message *m)
{
	switch (pith_message_label(m)) {
	case DISPLAY_SIZE:
		m->word[0] = (uint32_t)screen.width;
		m->word[1] = (uint32_t)screen.height;
		return pith_answer_words(m, 2);
	case DISPLAY_OWNER:
		return owner(m);
	default:
		return PITH_ERROR_OPERATION;
	}
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	const struct pith_grant *grant = pith_client(m->badge);

	if (grant && !strcmp(grant->name, "pixels"))
		return pixels_request(m);
	uint32_t result = grant && !strcmp(grant->name, "windows") ? home_request(server, m)
								   : client_request(server, m);

	/* Whatever it was, something may be to be drawn now. */
	next_frame();
	return result;
}

/* --- The hardware's driver ------------------------------------------------------------ */

/* Learns the mode; a restarted driver's must be the same, as our buffers stay as they are. */
static void open_driver(void)
{
	struct scanout_mode found;
	uint32_t generation = driver->generation;
	uint32_t result = scanout_open(driver->slot, flip_notification, &found);

	flipping = false;
	/* It failed again meanwhile: we are told when the next one is there. */
	if (mode.width && result)
		return;
	pith_must("opening the display's driver", result);
	driver_generation = generation;
	if (mode.width && memcmp(&mode, &found, sizeof(mode)))
		pith_panic("the driver came back with another mode");
	mode = found;
}

static void signal(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (bits & SIGNAL_FLIPPED) {
		sharp = true;
		flipping = false;
	}
	/* It may be the timer of a flip that was signalled long ago. */
	if (bits & SIGNAL_TIMER && flipping && pith_clock() >= flip_deadline)
		flipping = false;
	if (bits & PITH_SIGNAL_PEER) {
		for (uint32_t i = 0; i < screen.layers; i++)
			look_after(&clients[i]);
		look_after_home();
		if (driver->generation && driver->generation != driver_generation) {
			open_driver();
			screen_refresh(&screen);
		}
		/* A restarted timer server has forgotten what we wait for. */
		flipping = false;
	}
	next_frame();
}

/* --- Start ---------------------------------------------------------------------------- */

static void open_screen(void)
{
	const struct pith_grant *frames = pith_need(PITH_GRANT_REGION, "frames");
	uint16_t *buffers[SCREEN_BUFFERS];

	driver = pith_need(PITH_GRANT_SERVICE, "scanout");
	flip_notification = pith_notification_badged(SIGNAL_FLIPPED);
	open_driver();
	/* The driver is trusted with the hardware, not with our memory. */
	if (mode.width - 1 >= SCREEN_SIZE_MAX || mode.height - 1 >= SCREEN_SIZE_MAX ||
	    mode.stride < mode.width || mode.stride > 4 * SCREEN_SIZE_MAX ||
	    mode.size < mode.stride * mode.height * 2 || mode.size % 4 ||
	    mode.size > frames->size / SCREEN_BUFFERS || mode.buffers < SCREEN_BUFFERS)
		pith_panic("the driver's mode does not fit into the region 'frames'");
	for (uint32_t i = 0; i < SCREEN_BUFFERS; i++)
		buffers[i] = (uint16_t *)(uintptr_t)(frames->address + i * mode.size);
	screen_init(&screen, (int32_t)mode.width, (int32_t)mode.height, (int32_t)mode.stride,
	    CANVAS_HEX(pith_parameter_cell("background", 0, 0)), buffers);
}

/* A cell of the parameter CLIENT/NAME. */
static uint32_t parameter(const char *client, const char *name, uint32_t index, uint32_t otherwise)
{
	char path[PITH_NAME_SIZE];

	snprintf(path, sizeof(path), "%s/%s", client, name);
	return pith_parameter_cell(path, index, otherwise);
}

/* Flags have no cells. */
static bool parameter_there(const char *client, const char *name)
{
	char path[PITH_NAME_SIZE];

	snprintf(path, sizeof(path), "%s/%s", client, name);
	return pith_grant(PITH_GRANT_PARAMETER, path) != NULL;
}

/* A layer for a client, as the description says; without, its requests are refused. */
static void add_client(const struct pith_grant *grant)
{
	const struct pith_grant *region = pith_grant(PITH_GRANT_REGION, grant->peer);
	struct rect area = rect_make((int32_t)parameter(grant->peer, "area", 0, 0),
	    (int32_t)parameter(grant->peer, "area", 1, 0),
	    (int32_t)parameter(grant->peer, "area", 2, 0),
	    (int32_t)parameter(grant->peer, "area", 3, 0));
	struct layer *layer = NULL;

	if (region)
		layer = screen_add(
		    &screen, grant->peer, area, (int32_t)parameter(grant->peer, "z", 0, 0));
	if (!layer) {
		printf("no sub-screen for '%s': %s\n", grant->peer,
		    region ? "its area is none" : "there is no region of that name");
		return;
	}
	layer->memory.pixels = (const uint16_t *)(uintptr_t)region->address;
	layer->memory.size = region->size;
	layer->may_be_exclusive = parameter_there(grant->peer, "exclusive");
	layer->may_be_arranged = parameter_there(grant->peer, "arranged");
	layer->hidden = parameter_there(grant->peer, "hidden");
}

static void add_clients(void)
{
	const struct pith_grant *grant = NULL;

	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, "display", grant)))
		add_client(grant);
	/* Layers have been sorted by height: now their places are final. */
	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, "display", grant))) {
		const struct layer *layer = screen_find(&screen, grant->peer);

		if (layer)
			clients[number_of(layer)] =
			    (struct client){.grant = grant, .generation = grant->generation};
	}
}

/* Only one arranges. */
static void find_home(void)
{
	home.grant = pith_grant(PITH_GRANT_CLIENT, "windows");
	if (!home.grant)
		return;
	home.generation = home.grant->generation;
	screen.home = screen_find(&screen, home.grant->peer);
	if (pith_grant_next(PITH_GRANT_CLIENT, "windows", home.grant))
		printf("only '%s' arranges windows\n", home.grant->peer);
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = signal, .capabilities = 2};

	pith_must("opening a timer", timer_open(&frame_timer, 0, SIGNAL_TIMER));
	open_screen();
	add_clients();
	find_home();
	next_frame();
	pith_serve(&server);
}
