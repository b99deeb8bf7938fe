/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A painter: a sheet of paper, six colours, three pens, as many fingers as there are. It uses the
 * display and input servers as any program would, and knows nothing of the second painter
 * that runs beside it. Parameters: title = "name"; color = <0xrrggbb> of its badge.
 *
 * Strokes under way lie in a mask over the paper, so that the pieces of a stroke do not darken
 * each other; when the last finger is lifted the mask is laid onto the paper for good.
 */
#include <stdio.h>
#include <string.h>

#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/proto/input.h"
#include "user/ui/look.h"
#include "user/ui/stroke.h"

enum {
	SIGNAL_FRAME = 1 << 0,
	SIGNAL_TOUCH = 1 << 1,

	HEADER = 56, /* heights in pixels */
	TOOLBAR = 72,
	PAPER_WIDTH_MAX = 480,
	PAPER_HEIGHT_MAX = 800,

	COLORS = 6,
	SWATCH = 52, /* width of what a finger may hit */
	PENS = 3,
	PEN = 48,
	BUTTON_WIDTH = 88,
	BUTTON_HEIGHT = 40,
};

static const uint32_t colors[COLORS] = {
    LOOK_INK, LOOK_CORAL, LOOK_AMBER, LOOK_LEAF, LOOK_SKY, LOOK_PLUM};
static const int32_t pens[PENS] = {5, 11, 21}; /* pixels */

/* What a finger is doing. */
enum task { TASK_NONE, TASK_STROKE, TASK_CLEAR };

static struct display display;
static struct input input;
static uint32_t touch_generation, display_generation;

static uint16_t paper_pixels[PAPER_WIDTH_MAX * PAPER_HEIGHT_MAX];
static uint8_t mask_coverage[PAPER_WIDTH_MAX * PAPER_HEIGHT_MAX];
static struct canvas paper; /* what is painted, without the strokes under way */
static struct mask mask;    /* the strokes under way */
static struct rect masked;  /* where the mask is not empty */

static struct rect paper_area, toolbar_area, button_area, count_area; /* on the sub-screen */
static struct {
	enum task task;
	struct stroke stroke;
} fingers[INPUT_FINGERS];
static uint32_t color, pen = 1;
static uint32_t strokes; /* on the paper */
static bool button_pressed;

static struct region stale; /* what is to be drawn and presented */
static bool presented;	    /* a frame is under way: its signal comes */

/* --- Where things are ----------------------------------------------------------------- */

/* From the size that policy gave us, so that the same program fits other screens. */
static void lay_out(void)
{
	int32_t width = (int32_t)display.width, height = (int32_t)display.height;

	paper_area =
	    rect_make(LOOK_MARGIN, HEADER, width - 2 * LOOK_MARGIN, height - HEADER - TOOLBAR);
	if (paper_area.width < 1 || paper_area.width > PAPER_WIDTH_MAX || paper_area.height < 1 ||
	    paper_area.height > PAPER_HEIGHT_MAX)
		pith_panic("no room for paper on %ld x %ld pixels", (long)width, (long)height);
	toolbar_area = rect_make(0, height - TOOLBAR, width, TOOLBAR);
	button_area = rect_make(width - LOOK_MARGIN - BUTTON_WIDTH, (HEADER - BUTTON_HEIGHT) / 2,
	    BUTTON_WIDTH, BUTTON_HEIGHT);
	count_area = rect_make(width / 2 - 80, 0, 160, HEADER);
	paper = canvas_make(paper_pixels, paper_area.width, paper_area.height, paper_area.width);
	mask = (struct mask){mask_coverage, paper_area.width, paper_area.height};
}

static struct rect swatch_area(uint32_t i)
{
	/* The first disc, not the field around it, stands on the margin. */
	int32_t left = LOOK_MARGIN + LOOK_SWATCH_RADIUS - SWATCH / 2;

	return rect_make(left + (int32_t)i * SWATCH, toolbar_area.y, SWATCH, TOOLBAR);
}

/* The pens end at the right margin. */
static struct rect pen_area(uint32_t i)
{
	int32_t left = toolbar_area.width - LOOK_MARGIN - PENS * PEN;

	return rect_make(left + (int32_t)i * PEN, toolbar_area.y, PEN, TOOLBAR);
}

/* --- Drawing ----------------------------------------------------------------------------- */

/* Who paints here, how much, and the button. */
static void draw_header(const struct canvas *canvas)
{
	const char *title = pith_parameter_string("title", pith_name());
	uint32_t badge = pith_parameter_cell("color", 0, LOOK_LEAF);
	struct rect badge_area = rect_make(LOOK_MARGIN, (HEADER - 32) / 2, 32, 32);
	char count[32];

	look_badge(canvas, badge_area, CANVAS_HEX(badge), title);
	text_in(canvas, &font_strong_16, rect_make(LOOK_MARGIN + 32 + 12, 0, 180, HEADER),
	    TEXT_LEFT, CANVAS_HEX(LOOK_INK), title);
	snprintf(
	    count, sizeof(count), "%lu stroke%s", (unsigned long)strokes, strokes == 1 ? "" : "s");
	text_in(canvas, &font_text_12, count_area, TEXT_CENTER, CANVAS_HEX(LOOK_INK_SOFT), count);
	look_button(canvas, button_area, "Clear", button_pressed);
}

/* The paper with the strokes under way, and its round corners over them. */
static void draw_paper(const struct canvas *canvas)
{
	struct canvas sheet = canvas_clipped(canvas, paper_area);
	struct rect part = rect_offset(sheet.clip, -paper_area.x, -paper_area.y);

	/* The sheet of the sub-screen as a canvas of its own, with the paper's coordinates. */
	sheet.pixels += paper_area.y * sheet.stride + paper_area.x;
	sheet.width = paper_area.width;
	sheet.height = paper_area.height;
	sheet.clip = part;
	mask_paint(&mask, &sheet, &paper, part, CANVAS_HEX(colors[color]), CANVAS_OPAQUE);
	look_card_trim(canvas, paper_area, CANVAS_HEX(LOOK_GROUND));
}

/* Colours on the left, pens on the right. */
static void draw_toolbar(const struct canvas *canvas)
{
	for (uint32_t i = 0; i < COLORS; i++)
		look_swatch(canvas, swatch_area(i), CANVAS_HEX(colors[i]), i == color);
	for (uint32_t i = 0; i < PENS; i++)
		look_dot(canvas, pen_area(i), pens[i], i == pen);
}

/* Draws everything that reaches into this part, and nothing outside of it. */
static void draw(struct rect part)
{
	struct canvas all = canvas_make(display.pixels, (int32_t)display.width,
	    (int32_t)display.height, (int32_t)display.stride);
	struct canvas canvas = canvas_clipped(&all, part);
	struct rect header = rect_make(0, 0, (int32_t)display.width, HEADER);

	/* The paper hides the ground: no need to draw both. */
	if (!rect_contains(paper_area, canvas.clip))
		canvas_fill(&canvas, canvas.clip, CANVAS_HEX(LOOK_GROUND));
	if (!rect_empty(rect_intersect(canvas.clip, header)))
		draw_header(&canvas);
	if (!rect_empty(rect_intersect(canvas.clip, paper_area)))
		draw_paper(&canvas);
	if (!rect_empty(rect_intersect(canvas.clip, toolbar_area)))
		draw_toolbar(&canvas);
}

/* This part of the sub-screen is to be drawn again. */
static void change(struct rect r)
{
	region_add(&stale,
	    rect_intersect(r, rect_make(0, 0, (int32_t)display.width, (int32_t)display.height)));
}

static void change_all(void)
{
	change(rect_make(0, 0, (int32_t)display.width, (int32_t)display.height));
}

/* Draws what is stale and presents it, unless the last frame has not been taken yet. */
static void show(void)
{
	struct display_rect rects[REGION_RECTS];

	if (presented || region_empty(&stale))
		return;
	for (uint32_t i = 0; i < stale.count; i++) {
		struct rect r = stale.rect[i];

		draw(r);
		rects[i] = (struct display_rect){
		    (uint16_t)r.x, (uint16_t)r.y, (uint16_t)r.width, (uint16_t)r.height};
	}
	uint32_t result = display_present(&display, rects, stale.count);

	/* Without a display server: until it is back all is kept that is to be shown. */
	if (result)
		return;
	presented = true;
	region_clear(&stale);
}

/* --- Painting ------------------------------------------------------------------------------ */

/* A part of the paper, in its coordinates, looks different. */
static void change_paper(struct rect r)
{
	masked = rect_around(masked, r);
	change(rect_offset(r, paper_area.x, paper_area.y));
}

/* Lays the mask onto the paper: what comes next is painted over it. */
static void settle(void)
{
	mask_paint(&mask, &paper, &paper, masked, CANVAS_HEX(colors[color]), CANVAS_OPAQUE);
	mask_clear(&mask, masked);
	masked = rect_make(0, 0, 0, 0);
}

/* An empty sheet. Fingers that are painting go on doing so. */
static void clear(void)
{
	mask_clear(&mask, masked);
	masked = rect_make(0, 0, 0, 0);
	canvas_fill(&paper, paper.clip, CANVAS_HEX(LOOK_SURFACE));
	strokes = 0;
	change(paper_area);
	change(count_area);
}

/* A finger is on the paper. */
static bool stroking(void)
{
	for (uint32_t i = 0; i < INPUT_FINGERS; i++)
		if (fingers[i].task == TASK_STROKE)
			return true;
	return false;
}

static void press_button(bool pressed)
{
	button_pressed = pressed;
	change(button_area);
}

/* A colour or a pen, if there is one at this place. */
static void choose(int32_t x, int32_t y)
{
	for (uint32_t i = 0; i < COLORS; i++)
		if (rect_has_point(swatch_area(i), x, y) && i != color) {
			/* Strokes under way keep the colour that they had so far. */
			settle();
			color = i;
			change(toolbar_area);
		}
	for (uint32_t i = 0; i < PENS; i++)
		if (rect_has_point(pen_area(i), x, y) && i != pen) {
			pen = i;
			change(toolbar_area);
		}
}

/* A finger comes down at (x, y), sixteenths of a pixel of the sub-screen. */
static enum task begin(struct stroke *stroke, int32_t x, int32_t y)
{
	int32_t pixel_x = x / INPUT_UNIT, pixel_y = y / INPUT_UNIT;
	/* A little beside the button is meant for it. */
	struct rect button = rect_inset(button_area, -LOOK_GRID);

	if (rect_has_point(paper_area, pixel_x, pixel_y)) {
		strokes++;
		change(count_area);
		change_paper(stroke_begin(stroke, &mask, x - paper_area.x * INPUT_UNIT,
		    y - paper_area.y * INPUT_UNIT, pens[pen] * CANVAS_UNIT));
		return TASK_STROKE;
	}
	if (rect_has_point(button, pixel_x, pixel_y)) {
		press_button(true);
		return TASK_CLEAR;
	}
	choose(pixel_x, pixel_y);
	return TASK_NONE;
}

/* A finger that is down moves, perhaps far outside of us. */
static void move(enum task task, struct stroke *stroke, const struct input_event *event)
{
	struct rect button = rect_inset(button_area, -LOOK_GRID);
	bool over = rect_has_point(button, event->x / INPUT_UNIT, event->y / INPUT_UNIT);

	if (task == TASK_STROKE)
		change_paper(stroke_extend(stroke, &mask, event->x - paper_area.x * INPUT_UNIT,
		    event->y - paper_area.y * INPUT_UNIT));
	else if (task == TASK_CLEAR && over != button_pressed)
		press_button(over);
}

/* It is lifted, or taken away from us: then what it did so far stays, and a button does nothing. */
static void end(enum task task, struct stroke *stroke, const struct input_event *event)
{
	int32_t x = event->x, y = event->y;
	struct rect button = rect_inset(button_area, -LOOK_GRID);

	if (task == TASK_STROKE) {
		if (event->phase == INPUT_UP)
			change_paper(stroke_end(stroke, &mask, x - paper_area.x * INPUT_UNIT,
			    y - paper_area.y * INPUT_UNIT));
		/* Not before: other strokes under way may still touch this one's pixels. */
		if (!stroking())
			settle();
	} else if (task == TASK_CLEAR) {
		press_button(false);
		if (event->phase == INPUT_UP &&
		    rect_has_point(button, x / INPUT_UNIT, y / INPUT_UNIT))
			clear();
	}
}

static void handle(const struct input_event *event)
{
	if (event->finger >= INPUT_FINGERS)
		return;
	struct stroke *stroke = &fingers[event->finger].stroke;
	enum task *task = &fingers[event->finger].task;
	enum task ended = *task;

	switch (event->phase) {
	case INPUT_DOWN:
		*task = begin(stroke, event->x, event->y);
		break;
	case INPUT_MOVE:
		move(*task, stroke, event);
		break;
	default:
		*task = TASK_NONE;
		end(ended, stroke, event);
	}
}

/* --- Life ------------------------------------------------------------------------------------ */

/* At the start, and when a server was restarted. */
static void connect(void)
{
	const struct pith_grant *touch = pith_need(PITH_GRANT_SERVICE, "touch");
	const struct pith_grant *screen = pith_need(PITH_GRANT_SERVICE, "display");

	/* Whoever was restarted has forgotten us. */
	if (touch->generation && touch->generation != touch_generation) {
		touch_generation = touch->generation;
		memset(fingers, 0, sizeof(fingers));
		settle();
		button_pressed = false;
		pith_request_refused("open", touch->slot, input_open(&input, SIGNAL_TOUCH));
	}
	if (screen->generation && screen->generation != display_generation) {
		display_generation = screen->generation;
		presented = false;
		change_all();
	}
}

int main(void)
{
	struct input_event event;

	pith_must("opening the display", display_open(&display, SIGNAL_FRAME));
	lay_out();
	clear();
	connect();
	change_all();
	show();
	printf("ready\n");
	for (;;) {
		uint32_t bits = pith_wait(PITH_SLOT_NOTIFICATION);

		if (bits & SIGNAL_FRAME)
			presented = false;
		if (bits & PITH_SIGNAL_PEER)
			connect();
		while (input_next(&input, &event))
			handle(&event);
		show();
	}
}
