/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Icons: pictures of one colour in four sizes, rasterised when Pith is built, by tools/font from
 * the font of Google's Material Design (Apache License 2.0), whose codes these are. An icon has a
 * square field around it, which is what is placed; most leave a twelfth of it free at each side.
 */
#ifndef PITH_UI_ICON_H
#define PITH_UI_ICON_H

#include "user/ui/canvas.h"
#include "user/ui/font.h"

/* Ascending codes. */
#define ICONS(X)              \
	X(ERROR, 0xe000)      \
	X(PAUSE, 0xe034)      \
	X(PLAY, 0xe037)       \
	X(REPLAY, 0xe042)     \
	X(NEXT, 0xe044)       \
	X(PREVIOUS, 0xe045)   \
	X(STOP, 0xe047)       \
	X(VOLUME_LOW, 0xe04d) \
	X(VOLUME_OFF, 0xe04f) \
	X(VOLUME, 0xe050)     \
	X(CALL, 0xe0b0)       \
	X(CALL_END, 0xe0b1)   \
	X(DIALPAD, 0xe0bc)    \
	X(ADD, 0xe145)        \
	X(BACKSPACE, 0xe14a)  \
	X(REMOVE, 0xe15b)     \
	X(UNDO, 0xe166)       \
	X(LEVELS, 0xe1b8)     \
	X(CHART, 0xe26b)      \
	X(MEMORY, 0xe322)     \
	X(BRUSH, 0xe3ae)      \
	X(MUSIC, 0xe405)      \
	X(TIMER, 0xe425)      \
	X(LIGHT, 0xe518)      \
	X(DARK, 0xe51c)       \
	X(APPS, 0xe5c3)       \
	X(BACK, 0xe5c4)       \
	X(CHECK, 0xe5ca)      \
	X(LEFT, 0xe5cb)       \
	X(RIGHT, 0xe5cc)      \
	X(CLOSE, 0xe5cd)      \
	X(REFRESH, 0xe5d5)    \
	X(SHOW_CHART, 0xe6e1) \
	X(BELL, 0xe7f4)       \
	X(ALARM, 0xe855)      \
	X(DELETE, 0xe872)     \
	X(HOME, 0xe88a)       \
	X(INFO, 0xe88e)       \
	X(CLOCK, 0xe8b5)      \
	X(SETTINGS, 0xe8b8)   \
	X(SWITCHER, 0xe8eb)

enum icon {
	ICON_NONE,
#define X(NAME, code) ICON_##NAME = (code),
	ICONS(X)
#undef X
};

/* The size is that of the field, in pixels; it is the font's `capital`. */
extern const struct font icons_20;
extern const struct font icons_24;
extern const struct font icons_32;
extern const struct font icons_48;

/* Draws an icon of that size around the middle of a rectangle. */
void icon_draw(const struct canvas *canvas, const struct font *icons, struct rect r, enum icon icon,
    uint16_t color);

#endif
