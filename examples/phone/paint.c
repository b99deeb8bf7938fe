/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Paint: a sheet of paper, six colours, three pens, as many fingers as there are, and the way back.
 *
 * Strokes under way lie in a mask over the paper, so that the pieces of a stroke do not darken each
 * other; when the last finger is lifted the mask is laid onto the paper for good, and what was
 * there before is kept for "undo".
 */
#include <string.h>

#include "user/ui/app.h"
#include "user/ui/control.h"
#include "user/ui/look.h"
#include "user/ui/stroke.h"

enum {
	TOOLBAR = 88, /* height */
	PAPER_WIDTH_MAX = 480,
	PAPER_HEIGHT_MAX = 800,

	COLORS = 6,
	SWATCH = 48, /* width of what a finger may hit */
	PENS = 3,
	PEN = 48,

	KEPT = 24,	       /* strokes that can be undone, at most, */
	KEPT_PIXELS = 1 << 19, /* if what they covered is no more than this */
};

static const uint32_t colors[COLORS] = {
    LOOK_INK, LOOK_CORAL, LOOK_AMBER, LOOK_LEAF, LOOK_SKY, LOOK_PLUM};
static const int32_t pens[PENS] = {5, 11, 21}; /* pixels */

static uint16_t paper_pixels[PAPER_WIDTH_MAX * PAPER_HEIGHT_MAX];
static uint8_t mask_coverage[PAPER_WIDTH_MAX * PAPER_HEIGHT_MAX];
static struct canvas paper; /* what is painted, without the strokes under way */
static struct mask mask;    /* the strokes under way */
static struct rect masked;  /* where the mask is not empty */

static struct rect paper_area, toolbar_area;
static struct button undo_button = {.style = BUTTON_PLAIN, .icon = ICON_UNDO, .round = true};
static struct button clear_button = {.style = BUTTON_PLAIN, .icon = ICON_DELETE, .round = true};
static struct {
	bool down; /* painting */
	struct stroke stroke;
} fingers[INPUT_FINGERS];
static uint32_t color, pen = 1;

/* What the last strokes covered, the oldest first: pixels one behind the other. */
static struct rect kept[KEPT];
static uint32_t kept_count, kept_pixels;
static uint16_t kept_store[KEPT_PIXELS];

/* --- Where things are ----------------------------------------------------------------- */

static void start(void)
{
	struct rect screen = app_screen();

	paper_area = rect_make(
	    UI_GAP, UI_HEADER, screen.width - 2 * UI_GAP, screen.height - UI_HEADER - TOOLBAR);
	toolbar_area = rect_make(0, screen.height - TOOLBAR, screen.width, TOOLBAR);
	clear_button.area = rect_make(
	    screen.width - UI_GAP - UI_TARGET, (UI_HEADER - UI_TARGET) / 2, UI_TARGET, UI_TARGET);
	undo_button.area = rect_offset(clear_button.area, -UI_TARGET - UI_GRID, 0);
	undo_button.disabled = true;
	paper = canvas_make(paper_pixels, paper_area.width, paper_area.height, paper_area.width);
	mask = (struct mask){mask_coverage, paper_area.width, paper_area.height};
	canvas_fill(&paper, paper.clip, CANVAS_HEX(LOOK_SURFACE));
}

/* Colours begin, and pens end, where the paper does. */
static struct rect swatch_area(uint32_t i)
{
	int32_t left = UI_GAP + LOOK_SWATCH_RADIUS + 4 - SWATCH / 2;

	return rect_make(left + (int32_t)i * SWATCH, toolbar_area.y, SWATCH, TOOLBAR);
}

static struct rect pen_area(uint32_t i)
{
	int32_t left = toolbar_area.width - UI_GAP - PENS * PEN;

	return rect_make(left + (int32_t)i * PEN, toolbar_area.y, PEN, TOOLBAR);
}

/* --- Drawing ----------------------------------------------------------------------------- */

/* The paper with the strokes under way, and its round corners over them. */
static void draw_paper(const struct canvas *canvas)
{
	struct canvas sheet = canvas_clipped(canvas, paper_area);
	struct rect part = rect_offset(sheet.clip, -paper_area.x, -paper_area.y);

	if (rect_empty(sheet.clip))
		return;
	/* The sheet on the screen as a canvas of its own, with the paper's coordinates. */
	sheet.pixels += paper_area.y * sheet.stride + paper_area.x;
	sheet.width = paper_area.width;
	sheet.height = paper_area.height;
	sheet.clip = part;
	mask_paint(&mask, &sheet, &paper, part, CANVAS_HEX(colors[color]), CANVAS_OPAQUE);
	canvas_corners(canvas, paper_area, UI_RADIUS, theme->ground);
}

static void draw(const struct canvas *canvas)
{
	/* The paper hides the ground: no need to draw both. */
	if (!rect_contains(paper_area, canvas->clip)) {
		canvas_fill(canvas, canvas->clip, theme->ground);
		header_draw(canvas, app_screen().width, "Paint");
		button_draw(canvas, &undo_button);
		button_draw(canvas, &clear_button);
		for (uint32_t i = 0; i < COLORS; i++)
			look_swatch(canvas, swatch_area(i), CANVAS_HEX(colors[i]), i == color);
		for (uint32_t i = 0; i < PENS; i++)
			look_dot(canvas, pen_area(i), pens[i], i == pen);
	}
	draw_paper(canvas);
}

/* --- The way back ------------------------------------------------------------------------- */

static uint32_t pixels_of(struct rect r)
{
	return (uint32_t)r.width * (uint32_t)r.height;
}

/* The oldest is forgotten. */
static void forget(void)
{
	uint32_t pixels = pixels_of(kept[0]);

	kept_pixels -= pixels;
	kept_count--;
	memmove(kept_store, kept_store + pixels, kept_pixels * sizeof(kept_store[0]));
	memmove(kept, kept + 1, kept_count * sizeof(kept[0]));
}

static void offer_undo(void)
{
	if (undo_button.disabled != !kept_count) {
		undo_button.disabled = !kept_count;
		app_change(undo_button.area);
	}
}

/* Keeps what lies on this part of the paper. */
static void keep(struct rect r)
{
	uint32_t pixels = pixels_of(r);

	if (pixels > KEPT_PIXELS)
		kept_count = kept_pixels = 0;
	else {
		while (kept_count == KEPT || kept_pixels + pixels > KEPT_PIXELS)
			forget();
		for (int32_t y = 0; y < r.height; y++)
			memcpy(kept_store + kept_pixels + y * r.width,
			    paper.pixels + (r.y + y) * paper.stride + r.x,
			    (size_t)r.width * sizeof(kept_store[0]));
		kept[kept_count++] = r;
		kept_pixels += pixels;
	}
	offer_undo();
}

static void change_paper(struct rect r)
{
	app_change(rect_offset(r, paper_area.x, paper_area.y));
}

static void undo(void)
{
	if (!kept_count)
		return;
	struct rect r = kept[--kept_count];

	kept_pixels -= pixels_of(r);
	for (int32_t y = 0; y < r.height; y++)
		memcpy(paper.pixels + (r.y + y) * paper.stride + r.x,
		    kept_store + kept_pixels + y * r.width,
		    (size_t)r.width * sizeof(kept_store[0]));
	change_paper(r);
	offer_undo();
}

/* --- Painting ------------------------------------------------------------------------------ */

/* Lays the mask onto the paper: what comes next is painted over it. */
static void settle(void)
{
	if (rect_empty(masked))
		return;
	keep(masked);
	mask_paint(&mask, &paper, &paper, masked, CANVAS_HEX(colors[color]), CANVAS_OPAQUE);
	mask_clear(&mask, masked);
	masked = rect_make(0, 0, 0, 0);
}

/* A part of the paper, in its coordinates, is covered by a stroke under way. */
static void cover(struct rect r)
{
	masked = rect_around(masked, r);
	change_paper(r);
}

/* An empty sheet. Fingers that are painting go on doing so. */
static void clear(void)
{
	settle();
	keep(paper.clip);
	canvas_fill(&paper, paper.clip, CANVAS_HEX(LOOK_SURFACE));
	app_change(paper_area);
}

static bool painting(void)
{
	for (uint32_t i = 0; i < INPUT_FINGERS; i++)
		if (fingers[i].down)
			return true;
	return false;
}

/* A colour or a pen, if there is one at this place. */
static void choose(int32_t x, int32_t y)
{
	for (uint32_t i = 0; i < COLORS; i++)
		if (rect_has_point(swatch_area(i), x, y) && i != color) {
			/* Strokes under way keep the colour that they had so far. */
			settle();
			color = i;
			app_change(toolbar_area);
		}
	for (uint32_t i = 0; i < PENS; i++)
		if (rect_has_point(pen_area(i), x, y) && i != pen) {
			pen = i;
			app_change(toolbar_area);
		}
}

static void paint(const struct input_event *event)
{
	struct stroke *stroke = &fingers[event->finger].stroke;
	bool *down = &fingers[event->finger].down;
	int32_t x = event->x - paper_area.x * INPUT_UNIT, y = event->y - paper_area.y * INPUT_UNIT;

	if (event->phase == INPUT_DOWN) {
		int32_t pixel_x = event->x / INPUT_UNIT, pixel_y = event->y / INPUT_UNIT;

		*down = rect_has_point(paper_area, pixel_x, pixel_y);
		if (*down)
			cover(stroke_begin(stroke, &mask, x, y, pens[pen] * CANVAS_UNIT));
		else
			choose(pixel_x, pixel_y);
	} else if (*down && event->phase == INPUT_MOVE) {
		cover(stroke_extend(stroke, &mask, x, y));
	} else if (*down) {
		*down = false;
		/* Taken away from us: what was done so far stays. */
		if (event->phase == INPUT_UP)
			cover(stroke_end(stroke, &mask, x, y));
		/* Not before: other strokes under way may still touch this one's pixels. */
		if (!painting())
			settle();
	}
}

/* True: it was a matter of this button, which `done` says what to do. */
static bool press(struct button *button, const struct input_event *event, void (*done)(void))
{
	enum control_event result = button_touch(button, event);

	if (result == CONTROL_DONE)
		done();
	if (result != CONTROL_NOTHING)
		app_change(button->area);
	return result != CONTROL_NOTHING || (button->held && button->finger == event->finger);
}

static void touch(const struct input_event *event)
{
	if (!press(&undo_button, event, undo) && !press(&clear_button, event, clear))
		paint(event);
}

int main(void)
{
	app_run(&(struct app){.start = start, .draw = draw, .touch = touch});
}
