/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Covers for music that brings none: a landscape of hills, a water with rings, or a night with
 * stars, painted from a number. The same number gives the same picture in every size.
 */
#ifndef PLAYER_ART_H
#define PLAYER_ART_H

#include "user/ui/canvas.h"

/* A number for a title. */
uint32_t art_seed(const char *title);

/* Paints all of the canvas. Its colours are dark enough at the top for white letters. */
void art_paint(const struct canvas *canvas, uint32_t seed);

#endif
