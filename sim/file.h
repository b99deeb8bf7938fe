/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole files and memory that cannot run short: what every part of a host program
 * wants and the C library does not give in one call.
 */
#ifndef PITH_SIM_FILE_H
#define PITH_SIM_FILE_H

#include <stddef.h>

/* The bytes of a file, a zero behind them; *size does not count it. 0 and errno if it cannot be
 * read; a folder is EISDIR. The caller frees it. */
void *file_read(const char *name, size_t *size);

/* realloc and strdup that end the program when there is no memory. */
void *file_grow(void *memory, size_t size);
char *file_copy(const char *text);

/* "FOLDER/NAME", where FOLDER is the one that `file` is in. The caller frees it. */
char *file_beside(const char *file, const char *name);
/* The same for the folder that this program is in. */
char *file_beside_program(const char *name);

#endif
