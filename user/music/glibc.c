/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Debian's Tremor, compiled for glibc, refers to and picolibc has under another name. Files
 * are opened from memory only, and comments are not looked up by Tremor: the first of these always
 * fails, the last is there to be linked, and right for ASCII.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>

FILE *fopen64(const char *name, const char *mode);
int *__errno_location(void);
const int32_t **__ctype_toupper_loc(void);

FILE *fopen64(const char *name, const char *mode)
{
	(void)name;
	(void)mode;
	return NULL;
}

int *__errno_location(void)
{
	return &errno;
}

/* A table for -128 to 255. */
const int32_t **__ctype_toupper_loc(void)
{
	static int32_t upper[384];
	static const int32_t *table = upper + 128;

	for (int32_t i = -128; i < 256; i++)
		upper[128 + i] = i >= 'a' && i <= 'z' ? i - 'a' + 'A' : i;
	return &table;
}
