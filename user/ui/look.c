/* SPDX-License-Identifier: BSD-2-Clause */
/* The shared controls: see look.h. */
#include "user/ui/look.h"

/* Sizes in pixels, of what these controls alone draw. */
enum {
	BADGE_RADIUS = 16,
	SWATCH_RING_RADIUS = 21,
	SWATCH_RING_WIDTH = 2,
	DOT_FIELD = 44,
};

/* The middle of a rectangle, in the units of shapes. */
static int32_t middle_x(struct rect r)
{
	return (2 * r.x + r.width) * (CANVAS_UNIT / 2);
}

static int32_t middle_y(struct rect r)
{
	return (2 * r.y + r.height) * (CANVAS_UNIT / 2);
}

void look_card(const struct canvas *canvas, struct rect r)
{
	canvas_rounded(canvas, r, LOOK_RADIUS, CANVAS_HEX(LOOK_SURFACE));
	canvas_rounded_outline(canvas, r, LOOK_RADIUS, 1, CANVAS_HEX(LOOK_LINE));
}

void look_card_trim(const struct canvas *canvas, struct rect r, uint16_t outside)
{
	canvas_corners(canvas, r, LOOK_RADIUS, outside);
	canvas_rounded_outline(canvas, r, LOOK_RADIUS, 1, CANVAS_HEX(LOOK_LINE));
}

void look_button(const struct canvas *canvas, struct rect r, const char *label, bool pressed)
{
	/* Its ends are half circles. */
	int32_t radius = r.height / 2;

	canvas_rounded(canvas, r, radius, CANVAS_HEX(pressed ? LOOK_SUNKEN : LOOK_SURFACE));
	canvas_rounded_outline(canvas, r, radius, 1, CANVAS_HEX(LOOK_LINE));
	text_in(canvas, &font_strong_12, r, TEXT_CENTER, CANVAS_HEX(LOOK_INK), label);
}

void look_badge(const struct canvas *canvas, struct rect r, uint16_t color, const char *name)
{
	/* The first letter, whatever its length in bytes. */
	char letter[5] = "";
	const char *rest = name;

	text_next(&rest);
	for (int i = 0; i < 4 && name + i < rest; i++)
		letter[i] = name[i];
	canvas_disc(canvas, middle_x(r), middle_y(r), BADGE_RADIUS * CANVAS_UNIT, color);
	text_in(canvas, &font_strong_12, r, TEXT_CENTER, CANVAS_HEX(LOOK_SURFACE), letter);
}

void look_swatch(const struct canvas *canvas, struct rect r, uint16_t color, bool chosen)
{
	int32_t x = middle_x(r), y = middle_y(r);

	canvas_disc(canvas, x, y, LOOK_SWATCH_RADIUS * CANVAS_UNIT, color);
	/* A ring at a distance shows the choice and leaves the colour as it is. */
	if (chosen)
		canvas_ring(canvas, x, y, SWATCH_RING_RADIUS * CANVAS_UNIT,
		    SWATCH_RING_WIDTH * CANVAS_UNIT, color);
}

void look_dot(const struct canvas *canvas, struct rect r, int32_t diameter, bool chosen)
{
	struct rect field = rect_make(r.x + (r.width - DOT_FIELD) / 2,
	    r.y + (r.height - DOT_FIELD) / 2, DOT_FIELD, DOT_FIELD);

	if (chosen)
		canvas_rounded(canvas, field, LOOK_RADIUS_SMALL, CANVAS_HEX(LOOK_SUNKEN));
	canvas_disc(canvas, middle_x(r), middle_y(r), diameter * (CANVAS_UNIT / 2),
	    CANVAS_HEX(chosen ? LOOK_INK : LOOK_INK_SOFT));
}
