/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A home screen that goes through its scenes, one after the other: surfaces opened, slid, made
 * small; nonsense, a flood, a client that ends on the way. It says what it saw. Then it
 * fails, and its next instance shows nothing but itself. If the display server is restarted it
 * arranges the scene anew.
 */
#include <stdio.h>
#include <string.h>

#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/proto/input.h"
#include "pith/proto/timer.h"
#include "pith/proto/windows.h"
#include "user/ui/canvas.h"
#include "tests/system/random.h"

enum {
	SIGNAL_TOUCH = 1 << 0,
	SIGNAL_CHANGED = 1 << 1,
	SIGNAL_COMPOSED = 1 << 2,
	SIGNAL_TIMER = 1 << 3,
	MS = 1000000,
	FLOOD = 10000,
	GARBAGE = 3000,
};

static struct display display;
static struct input input;
static struct windows windows;
static struct timer timer;
static uint32_t generation; /* of the display server */
static struct windows_surface surfaces[WINDOWS_SURFACES];
static uint32_t count;
static struct windows_place scene[WINDOWS_SURFACES]; /* what is arranged now */
static uint32_t places;

static void draw(void)
{
	struct canvas canvas = canvas_make(display.pixels, (int32_t)display.width,
	    (int32_t)display.height, (int32_t)display.stride);

	for (int32_t y = 0; y < canvas.height; y++) {
		uint32_t shade = 60 + (uint32_t)y / 8;

		canvas_fill(&canvas, rect_make(0, y, canvas.width, 1),
		    CANVAS_RGB(shade / 2, shade, shade + 40));
	}
	for (int32_t i = 0; i < 5; i++)
		canvas_rounded(
		    &canvas, rect_make(30 + 90 * i, 690, 60, 60), 16, CANVAS_HEX(0xf4f0e8));
	pith_must("presenting", display_present(&display, NULL, 0));
}

/* The number of a surface. */
static uint8_t find(const char *name)
{
	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(surfaces[i].name, name))
			return (uint8_t)i;
	pith_panic("there is no surface '%s'", name);
}

/* --- What happens meanwhile ------------------------------------------------------------ */

/* Says what of the list is new. */
static void look(void)
{
	struct windows_surface before[WINDOWS_SURFACES];

	memcpy(before, surfaces, sizeof(before));
	if (windows_list(&windows, surfaces, &count))
		return;
	for (uint32_t i = 0; i < count; i++) {
		const struct windows_surface *s = &surfaces[i];

		if ((before[i].is ^ s->is) & WINDOWS_CONTENT)
			printf("%s is %s\n", s->name, s->is & WINDOWS_CONTENT ? "there" : "gone");
		if (strcmp(before[i].title, s->title) != 0 && s->title[0])
			printf("%s is called '%s'\n", s->name, s->title);
	}
}

/* A restarted server knows nothing of us. */
static void connect(void)
{
	const struct pith_grant *server = pith_need(PITH_GRANT_SERVICE, "windows");

	if (!server->generation || server->generation == generation)
		return;
	if (generation)
		printf("the display server is back\n");
	generation = server->generation;
	pith_must("opening windows", windows_open(&windows, SIGNAL_CHANGED, SIGNAL_COMPOSED));
	draw();
	pith_request_refused("arrange", windows.service, windows_arrange(&windows, scene, places));
}

static void touched(void)
{
	struct input_event event;

	while (input_next(&input, &event))
		if (event.phase == INPUT_DOWN)
			printf("touched at %d %d\n", event.x / INPUT_UNIT, event.y / INPUT_UNIT);
}

/* Lives until one of these signals has come; which did. */
static uint32_t wait_for(uint32_t wanted)
{
	uint32_t bits;

	do {
		bits = pith_wait(PITH_SLOT_NOTIFICATION);
		if (bits & PITH_SIGNAL_PEER)
			connect();
		touched();
		if (bits & SIGNAL_CHANGED)
			look();
	} while (!(bits & wanted));
	return bits;
}

static void rest(uint32_t ms)
{
	uint64_t end = pith_clock() + (uint64_t)ms * MS;

	pith_must("setting the timer", timer_set(&timer, end, 0));
	while (pith_clock() < end)
		wait_for(SIGNAL_TIMER);
}

/* --- Arranging ------------------------------------------------------------------------- */

static struct windows_place *place(const char *name)
{
	struct windows_place *at = &scene[places++];

	*at = windows_place(find(name));
	return at;
}

static void begin(void)
{
	places = 0;
	place("mail")->flags = 0;
	place("notes")->flags = 0;
	place("clock")->flags = 0;
}

static void arrange(void)
{
	pith_request_refused("arrange", windows.service, windows_arrange(&windows, scene, places));
}

static void show(const char *name)
{
	arrange();
	wait_for(SIGNAL_COMPOSED);
	printf("scene %s\n", name);
	rest(600);
}

/* Fully on the screen, or moved: an application alone, two side by side. */
static void scene_open(void)
{
	begin();
	place("mail");
	show("open");
}

static void scene_beside(void)
{
	begin();
	place("mail")->x = 240;
	struct windows_place *notes = place("notes");

	notes->x = -240;
	notes->z = 0;
	show("beside");
}

static void scene_behind(void)
{
	begin();
	struct windows_place *mail = place("mail");
	struct windows_place *notes = place("notes");

	/* Half pulled down, dimmed, behind a card that stays clear of the lowest lines. */
	mail->y = 200;
	mail->dim = 128;
	notes->x = 31;
	notes->z = 7;
	notes->corner = 40;
	notes->flags |= WINDOWS_CLIPPED;
	notes->clip.x = 0;
	notes->clip.y = 100;
	notes->clip.width = 401;
	notes->clip.height = 500;
	show("behind");
}

static void scene_overview(void)
{
	begin();
	struct windows_place *mail = place("mail");
	struct windows_place *notes = place("notes");
	struct windows_place *clock = place("clock");

	mail->scale = 2;
	mail->x = 24;
	mail->y = 60;
	mail->corner = 24;
	notes->scale = 3;
	notes->x = 285;
	notes->y = 61;
	notes->corner = 16;
	notes->dim = 60;
	clock->scale = 2;
	clock->x = -96;
	clock->y = 260;
	clock->corner = 8;
	/* It goes on for ever: a picture of it is of one moment only. */
	clock->flags = 0;
	show("overview");
}

/* Across the screen in a second; ends early when a frame takes too long to come. */
static void slide(const char *name)
{
	begin();
	struct windows_place *at = place(name);
	uint64_t start = pith_clock();

	for (uint32_t i = 0; i < 60; i++) {
		at->x = (int16_t)(i * 8);
		arrange();
		wait_for(SIGNAL_COMPOSED);
	}
	printf("slid %s in %lu ms\n", name, (unsigned long)((pith_clock() - start) / MS));
}

/* --- Nonsense ---------------------------------------------------------------------------- */

static void nonsense(void)
{
	static const uint16_t lengths[] = {0, 2, 5, 7, 60, 62, 64};
	struct windows_place bad[8];
	uint32_t refused = 0, rights, first, second;

	for (uint32_t i = 0; i < 8; i++)
		bad[i] = windows_place(find("mail"));
	bad[0].surface = (uint8_t)count;
	bad[1].surface = 255;
	bad[2].scale = 0;
	bad[3].scale = 4;
	bad[4].corner = WINDOWS_CORNER_MAX + 1;
	bad[5].flags = 8;
	bad[6].flags = 0xffff;
	bad[7].scale = 255;
	for (uint32_t i = 0; i < 8; i++)
		refused +=
		    pith_result_error(windows_arrange(&windows, &bad[i], 1)) == PITH_ERROR_RANGE;
	for (uint32_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct pith_message m = {.tag = pith_tag(WINDOWS_ARRANGE, lengths[i], 0)};

		refused += pith_call(windows.service, &m) == PITH_ERROR_LENGTH;
	}
	struct pith_message odd = {.tag = pith_tag(4711, 0, 0)};

	refused += pith_call(windows.service, &odd) == PITH_ERROR_OPERATION;
	odd = (struct pith_message){.tag = pith_tag(WINDOWS_OPEN, 0, 1)};
	pith_buffer()->caps[0] = PITH_SLOT_SPACE;
	refused += pith_result_error(pith_call(windows.service, &odd)) == PITH_ERROR_TYPE;
	struct windows_place bar = windows_place(find("bar"));

	rights = windows_arrange(&windows, &bar, 1);
	/* Where one of many is wrong none of them counts, in whichever message it is. */
	struct windows_place many[2 * WINDOWS_PLACES];

	for (uint32_t i = 0; i < 2 * WINDOWS_PLACES; i++)
		many[i] = windows_place(find("notes"));
	many[WINDOWS_PLACES + 3].scale = 9;
	first = windows_arrange(&windows, many, 2 * WINDOWS_PLACES);
	many[WINDOWS_PLACES + 3].scale = 1;
	many[2].surface = 200;
	second = windows_arrange(&windows, many, 2 * WINDOWS_PLACES);
	printf("nonsense: %lu of 17 refused, %s, words %lu and %lu\n", (unsigned long)refused,
	    pith_result_error(rights) == PITH_ERROR_RIGHTS ? "the bar stays" : "the bar goes",
	    (unsigned long)(first >> 8) - PITH_ARG_WORD,
	    (unsigned long)(second >> 8) - PITH_ARG_WORD);
}

/* Whatever there is, also what nearly makes sense. */
static void garbage(void)
{
	const uint32_t slots[] = {0, PITH_SLOT_NOTIFICATION, PITH_SLOT_THREAD, PITH_SLOT_SPACE,
	    PITH_SLOT_REPLY, windows.service, 9999};
	uint32_t lost = 0;

	for (uint32_t i = 0; i < GARBAGE; i++) {
		uint32_t length = random32() & 1 ? 1 + random32() % 12 * 5 : random32() % 65;
		struct pith_message m = {
		    .tag = pith_tag(random32() % 5, length, random32() % 4 ? 0 : random32() % 5)};
		uint32_t mask = random32() & 1 ? 0x00070103 : 0xffffffff;

		for (uint32_t k = 0; k < PITH_MAX_WORDS; k++)
			pith_message_put(&m, k, random32() & mask);
		for (uint32_t k = 0; k < PITH_MAX_CAPS; k++)
			pith_buffer()->caps[k] = slots[random32() % 7];
		if (pith_result_error(pith_call(windows.service, &m)) == PITH_ERROR_GONE)
			lost++;
	}
	printf("garbage: %d sent, %lu lost\n", GARBAGE, (unsigned long)lost);
	pith_must("opening windows", windows_open(&windows, SIGNAL_CHANGED, SIGNAL_COMPOSED));
}

/* Wild but valid places, faster than any screen. */
static void flood(void)
{
	uint64_t start = pith_clock();
	uint32_t refused = 0;

	for (uint32_t i = 0; i < FLOOD; i++) {
		begin();
		for (uint32_t k = 0; k < places; k++) {
			struct windows_place *at = &scene[k];
			uint32_t state = random32();

			*at = windows_place(at->surface);
			at->scale = (uint8_t)(1 + (state >> 28) % 3);
			at->x = (int16_t)(state >> 8);
			at->y = (int16_t)(state >> 16);
			at->z = (int16_t)(state >> 12);
			at->corner = state >> 20 & 63;
			at->dim = (uint8_t)(state >> 24);
			at->flags = state >> 9 & 7;
			at->clip.width = (int16_t)(state >> 4);
			at->clip.height = (int16_t)(state >> 7);
		}
		refused += windows_arrange(&windows, scene, places) != 0;
	}
	printf("flood: %d arranged, %lu refused, %s\n", FLOOD, (unsigned long)refused,
	    pith_clock() - start < 1000ull * MS ? "in less than a second" : "too slow");
}

/* --- Who stands still ---------------------------------------------------------------------- */

static uint32_t frames(const char *name)
{
	pith_must("asking", windows_list(&windows, surfaces, &count));
	return surfaces[find(name)].frames;
}

static void still(void)
{
	begin();
	place("clock");
	arrange();
	rest(500);
	uint32_t first = frames("clock");

	rest(500);
	uint32_t shown = frames("clock") - first;

	begin();
	arrange();
	rest(100);
	first = frames("clock");
	rest(2000);
	uint32_t hidden = frames("clock") - first;

	begin();
	place("clock")->x = 1;
	arrange();
	rest(500);
	uint32_t again = frames("clock") - first;

	printf("clock: %s, hidden %lu, %s\n", shown > 25 && shown < 35 ? "moves" : "does not move",
	    (unsigned long)hidden, again > 25 && again < 35 ? "moves again" : "moves no more");
	begin();
	arrange();
}

int main(void)
{
	pith_must("opening the display", display_open(&display, 0));
	pith_must("opening the input", input_open(&input, SIGNAL_TOUCH));
	pith_must("opening a timer", timer_open(&timer, 0, SIGNAL_TIMER));
	connect();
	look();
	while (!(surfaces[find("mail")].is & surfaces[find("notes")].is &
		 surfaces[find("clock")].is & surfaces[find("bar")].is & WINDOWS_CONTENT))
		wait_for(SIGNAL_CHANGED);
	if (pith_info()->generation > 1) {
		printf("scene back\n");
		for (;;)
			wait_for(0);
	}
	printf("scene home\n");
	rest(600);
	scene_open();
	scene_beside();
	scene_behind();
	scene_overview();
	still();
	nonsense();
	garbage();
	flood();
	scene_overview();
	slide("mail");
	printf("scene death\n");
	slide("notes");
	rest(600);
	scene_open();
	printf("failing\n");
	*(volatile uint32_t *volatile)NULL = 1;
	return 1;
}
