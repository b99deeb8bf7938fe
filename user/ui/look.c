/* SPDX-License-Identifier: BSD-2-Clause */
/* The shared controls: see look.h. */
#include "user/ui/look.h"
#include "user/ui/control.h"

/* Sizes in pixels, of what these controls alone draw. */
enum {
	BADGE_RADIUS = 16,
	SWATCH_RING_RADIUS = 21,
	SWATCH_RING_WIDTH = 2,
	DOT_FIELD = 44,
};

void look_card(const struct canvas *canvas, struct rect r)
{
	canvas_rounded(canvas, r, LOOK_RADIUS, theme->surface);
	canvas_rounded_outline(canvas, r, LOOK_RADIUS, 1, theme->line);
}

void look_card_trim(const struct canvas *canvas, struct rect r, uint16_t outside)
{
	canvas_corners(canvas, r, LOOK_RADIUS, outside);
	canvas_rounded_outline(canvas, r, LOOK_RADIUS, 1, theme->line);
}

void look_button(const struct canvas *canvas, struct rect r, const char *label, bool pressed)
{
	/* Its ends are half circles. */
	int32_t radius = r.height / 2;

	canvas_rounded(canvas, r, radius, pressed ? theme->sunken : theme->surface);
	canvas_rounded_outline(canvas, r, radius, 1, theme->line);
	text_in(canvas, &font_strong_12, r, TEXT_CENTER, theme->ink, label);
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
	text_in(canvas, &font_strong_12, r, TEXT_CENTER, theme->on_hue, letter);
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
		canvas_rounded(canvas, field, LOOK_RADIUS_SMALL, theme->sunken);
	canvas_disc(canvas, middle_x(r), middle_y(r), diameter * (CANVAS_UNIT / 2),
	    chosen ? theme->ink : theme->ink_soft);
}
