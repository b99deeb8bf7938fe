/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of pixels (RGB565), made smaller or darker: averages of squares of pixels, packed three
 * components to a word. Pure arithmetic; where the lines lie is screen.c's.
 */
#ifndef PITH_DISPLAY_SCALE_H
#define PITH_DISPLAY_SCALE_H

#include <stdint.h>

/* `count` pixels, each the average of 2 x 2 pixels (3 x 3) of the lines that begin at `from` and
 * are `stride` pixels apart. Rounded, component by component. */
void scale_half(uint16_t *to, const uint16_t *from, uint32_t stride, uint32_t count);
void scale_third(uint16_t *to, const uint16_t *from, uint32_t stride, uint32_t count);

enum { SCALE_LIGHT = 32 };

/* `count` pixels, darkened; light 0: black .. SCALE_LIGHT: as they are. `to` is word-aligned, and
 * may be `from`. */
void scale_dim(uint16_t *to, const uint16_t *from, uint32_t count, uint32_t light);

#endif
