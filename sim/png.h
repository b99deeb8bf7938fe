/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures as PNG files (ISO/IEC 15948), with stb_image_write.
 */
#ifndef PITH_SIM_PNG_H
#define PITH_SIM_PNG_H

#include <stdbool.h>
#include <stdint.h>

/* Writes pixels (0xRRGGBB, lines follow each other) as a PNG file; false and errno if the file
 * cannot be written, which leaves no half of one. */
bool png_write(const char *file, const uint32_t *pixels, uint32_t width, uint32_t height);

/* A hash of what is seen: CRC-32 (as in PNG) over the red, green and blue bytes of all pixels. */
uint32_t png_hash(const uint32_t *pixels, uint32_t width, uint32_t height);

#endif
