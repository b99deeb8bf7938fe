/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking into an image of RAM (a script's "arena FILE"), for the tools that read one: arena.c
 * and account.c. Each says in IMAGE_TOOL what it is called, and has hal_window_start and
 * hal_window_size point at the image.
 */
#ifndef PITH_TOOLS_IMAGE_H
#define PITH_TOOLS_IMAGE_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "core/cpu.h"
#include "hal/armv7/arena.h"

enum { STATUS_CALL = 2 };

static _Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static _Noreturn void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs(IMAGE_TOOL ": ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(STATUS_CALL);
}

static const void *bytes_at(ref_t ref, uint32_t size)
{
	if (ref - HAL_WINDOW_BASE >= hal_window_size || ref & 3 ||
	    size > hal_window_size - (ref - HAL_WINDOW_BASE))
		fail("nothing can be at 0x%08x: this is no image of a Pith kernel's RAM", ref);
	return hal_pointer(ref);
}

static const struct cpu *the_cpu(void)
{
	return bytes_at(WINDOW_BASE + LAYOUT_CPU, sizeof(struct cpu));
}

static const struct slot *slot_of(ref_t link)
{
	return bytes_at(link & ~(ref_t)SLOT_PARENT, sizeof(struct slot));
}

#endif
