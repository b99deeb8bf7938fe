/* SPDX-License-Identifier: BSD-2-Clause */
/* The colours of both themes: see theme.h. */
#include "user/ui/canvas.h"
#include "user/ui/look.h"
#include "user/ui/theme.h"

/* Unbleached paper, white cards. */
const struct theme theme_light = {
    .dark = false,
    .ground = CANVAS_HEX(LOOK_GROUND),
    .surface = CANVAS_HEX(LOOK_SURFACE),
    .raised = CANVAS_HEX(0xf7f3ef),
    .sunken = CANVAS_HEX(LOOK_SUNKEN),
    .line = CANVAS_HEX(LOOK_LINE),
    .ink = CANVAS_HEX(LOOK_INK),
    .ink_soft = CANVAS_HEX(LOOK_INK_SOFT),
    .ink_faint = CANVAS_HEX(0xaeaba3),
    .accent = CANVAS_HEX(LOOK_LEAF),
    .accent_pressed = CANVAS_HEX(0x247350),
    .accent_soft = CANVAS_HEX(0xdcebe0),
    .on_accent = CANVAS_HEX(0xffffff),
    .coral = CANVAS_HEX(LOOK_CORAL),
    .amber = CANVAS_HEX(LOOK_AMBER),
    .leaf = CANVAS_HEX(LOOK_LEAF),
    .sky = CANVAS_HEX(LOOK_SKY),
    .plum = CANVAS_HEX(LOOK_PLUM),
    .slate = CANVAS_HEX(0x59616e),
    .on_hue = CANVAS_HEX(0xffffff),
};

/* Night: the nearer to the eye, the lighter. */
const struct theme theme_dark = {
    .dark = true,
    .ground = CANVAS_HEX(0x10141a),
    .surface = CANVAS_HEX(0x192029),
    .raised = CANVAS_HEX(0x293139),
    .sunken = CANVAS_HEX(0x3a414a),
    .line = CANVAS_HEX(0x31393f),
    .ink = CANVAS_HEX(0xf1efe9),
    .ink_soft = CANVAS_HEX(0xa3a8b0),
    .ink_faint = CANVAS_HEX(0x646b77),
    .accent = CANVAS_HEX(0x55c08d),
    .accent_pressed = CANVAS_HEX(0x3f9d70),
    .accent_soft = CANVAS_HEX(0x213a33),
    .on_accent = CANVAS_HEX(0x0d2018),
    .coral = CANVAS_HEX(0xef7264),
    .amber = CANVAS_HEX(0xf4b450),
    .leaf = CANVAS_HEX(0x45ab7c),
    .sky = CANVAS_HEX(0x4f9be6),
    .plum = CANVAS_HEX(0xa274d0),
    .slate = CANVAS_HEX(0x717b8b),
    .on_hue = CANVAS_HEX(0xffffff),
};

const struct theme *theme = &theme_light;
