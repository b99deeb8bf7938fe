/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NAME: a number that a button counts up, and a list of when that was. A program to
 * begin with: the number rolls, the list scrolls, and nothing runs while nothing moves.
 * docs/manual/toolkit.md says what else there is.
 */
#include <stdio.h>

#include "user/ui/app.h"
#include "user/ui/control.h"

enum {
	NUMBER_HEIGHT = 152, /* of the card with the number */
	KEPT = 100,	     /* presses that the list remembers */
};

/* What the program knows. draw() shows it; touch() and frame() change it, and say where. */
static uint32_t count;
static uint64_t presses[KEPT]; /* when each was: nanoseconds; press n is in n % KEPT */

static struct rect number_area, list_area;
static struct button count_button = {.style = BUTTON_FILLED, .icon = ICON_ADD, .label = "Count"};
static struct button clear_button = {.style = BUTTON_TONAL, .icon = ICON_REPLAY, .label = "Again"};
static struct scroll list;
static struct motion roll; /* the new number's way up, 0..MOTION_ONE; the list makes room with it */

/* Before the first picture: where everything is. The screen's size is the description's. What is
 * printed appears on the console, for scripts to wait for. */
static void start(void)
{
	struct rect screen = app_screen();
	int32_t width = screen.width - 2 * UI_MARGIN, half = (width - UI_GRID) / 2;

	number_area = rect_make(UI_MARGIN, UI_HEADER, width, NUMBER_HEIGHT);
	count_button.area =
	    rect_make(UI_MARGIN, UI_HEADER + NUMBER_HEIGHT + UI_GAP, half, UI_TARGET);
	clear_button.area = rect_offset(count_button.area, half + UI_GRID, 0);
	clear_button.disabled = true;
	list_area.y = count_button.area.y + UI_TARGET + UI_GAP;
	list_area =
	    rect_make(UI_MARGIN, list_area.y, width, screen.height - list_area.y - UI_MARGIN);
	list.area = list_area;
	motion_set(&roll, MOTION_ONE);
	printf("ready\n");
}

/* --- Drawing ------------------------------------------------------------------------ */

static uint32_t rows(void)
{
	return count < KEPT ? count : KEPT;
}

static void draw_number(const struct canvas *canvas, int32_t at)
{
	struct canvas inside = canvas_clipped(canvas, number_area);
	int32_t way = number_area.height * (MOTION_ONE - at) / MOTION_ONE;
	char text[16];

	card_draw(canvas, number_area);
	snprintf(text, sizeof(text), "%u", (unsigned)count);
	text_in(
	    &inside, &figures_80, rect_offset(number_area, 0, way), TEXT_CENTER, theme->ink, text);
	if (!way)
		return;
	/* The one before leaves at the top. */
	snprintf(text, sizeof(text), "%u", (unsigned)(count - 1));
	text_in(&inside, &figures_80, rect_offset(number_area, 0, way - number_area.height),
	    TEXT_CENTER, theme->ink, text);
}

/* Press n, counted from 1. */
static void draw_row(const struct canvas *canvas, struct rect r, uint32_t n)
{
	uint32_t ms = (uint32_t)(presses[n % KEPT] / MOTION_MS);
	char title[24], value[24];

	snprintf(title, sizeof(title), "Press %u", (unsigned)n);
	snprintf(value, sizeof(value), "%u.%03u s", (unsigned)(ms / 1000), (unsigned)(ms % 1000));
	row_draw(canvas, r,
	    &(struct row){.icon = ICON_CHECK, .hue = theme->leaf, .title = title, .value = value});
	if (n > count - rows() + 1)
		row_line(canvas, r);
}

static void draw_list(const struct canvas *canvas, int32_t at)
{
	struct canvas inside = canvas_clipped(canvas, list_area);
	/* The newest comes first, from above. */
	int32_t top =
	    list_area.y - list.offset - (count ? UI_ROW * (MOTION_ONE - at) / MOTION_ONE : 0);

	card_draw(canvas, list_area);
	for (uint32_t i = 0; i < rows(); i++) {
		struct rect r =
		    rect_make(list_area.x, top + (int32_t)i * UI_ROW, list_area.width, UI_ROW);

		if (!rect_empty(rect_intersect(r, inside.clip)))
			draw_row(&inside, r, count - i);
	}
	if (!count)
		text_in(
		    &inside, &font_text_12, list_area, TEXT_CENTER, theme->ink_soft, "Nothing yet");
	/* Rows are square where the card is round. */
	canvas_corners(&inside, list_area, UI_RADIUS, theme->ground);
}

/* All that reaches into canvas->clip, from what the program knows. */
static void draw(const struct canvas *canvas)
{
	int32_t at = motion_at(&roll, pith_clock());

	canvas_fill(canvas, canvas->clip, theme->ground);
	header_draw(canvas, app_screen().width, "TITLE");
	draw_number(canvas, at);
	button_draw(canvas, &count_button);
	button_draw(canvas, &clear_button);
	draw_list(canvas, at);
}

/* --- What happens ------------------------------------------------------------------- */

static void set_count(uint32_t number)
{
	count = number;
	list.content = (int32_t)rows() * UI_ROW;
	scroll_to(&list, 0);
	if (clear_button.disabled != !count) {
		clear_button.disabled = !count;
		app_change(clear_button.area);
	}
	app_change(number_area);
	app_change(list_area);
}

static void press(uint64_t time)
{
	presses[(count + 1) % KEPT] = time;
	set_count(count + 1);
	motion_set(&roll, 0);
	motion_begin(&roll, MOTION_ONE, pith_clock(), MOTION_SLIDE);
	app_animate();
}

static void touch(const struct input_event *event)
{
	enum control_event counted = button_touch(&count_button, event);
	enum control_event cleared = button_touch(&clear_button, event);

	if (counted != CONTROL_NOTHING)
		app_change(count_button.area);
	if (counted == CONTROL_DONE)
		press(event->time);
	if (cleared != CONTROL_NOTHING)
		app_change(clear_button.area);
	if (cleared == CONTROL_DONE) {
		motion_set(&roll, MOTION_ONE);
		set_count(0);
	}
	if (scroll_touch(&list, event) != SCROLL_NOTHING) {
		app_change(list_area);
		app_animate();
	}
}

/* Before the next frame, as app_animate() asked. The last step is drawn too. */
static void frame(uint64_t now)
{
	bool moving = scroll_step(&list, now);

	if (roll.duration) {
		moving |= motion_under_way(&roll, now);
		if (!motion_under_way(&roll, now))
			motion_set(&roll, MOTION_ONE);
		app_change(number_area);
	}
	app_change(list_area);
	if (moving)
		app_animate();
}

int main(void)
{
	app_run(&(struct app){.start = start, .draw = draw, .touch = touch, .frame = frame});
}
