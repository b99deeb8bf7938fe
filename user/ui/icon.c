/* SPDX-License-Identifier: BSD-2-Clause */
/* Icons: see icon.h. An icon is a letter of a font of its own. */
#include "user/ui/icon.h"
#include "user/ui/text.h"

void icon_draw(const struct canvas *canvas, const struct font *icons, struct rect r, enum icon icon,
    uint16_t color)
{
	int32_t size = icons->capital;

	/* The font's letters begin at the upper left corner of the field. */
	text_glyph(canvas, icons, (uint32_t)icon, r.x + (r.width - size) / 2,
	    r.y + (r.height - size) / 2, color);
}
