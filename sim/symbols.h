/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an address in a program to the place in its source. Programs come stripped,
 * inside the system description; their unstripped files are looked for in folders
 * and recognised by the build-id. Reading of ELF and DWARF only.
 */
#ifndef PITH_SIM_SYMBOLS_H
#define PITH_SIM_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SYMBOLS_FOLDERS = 6 };

struct symbols {
	char *folders[SYMBOLS_FOLDERS]; /* searched in this order */
	unsigned folder_count;
};

struct symbols_place {
	char function[96];
	uint32_t offset; /* of the address from the function's begin */
	char file[192];	 /* as the compiler was told; empty if only the function is known */
	int line;
	/* Where the function uses what was inlined into it; empty if the address is its own. */
	char outer_file[192];
	int outer_line;
};

/* Search this folder too (copied; ignored if there is no room or it is 0). */
void symbols_add_folder(struct symbols *symbols, const char *folder);
void symbols_free(struct symbols *symbols);

/* The unstripped file of a program (ELF, or the flat image of the policy module), 0 if there is
 * none. The caller frees it. */
char *symbols_file(const struct symbols *symbols, const void *program, size_t size);

/* Fills *place for an address of the program's own address space; false when nothing is known. */
bool symbols_find(const char *elf_file, uint32_t address, struct symbols_place *place);

/* "function+0x1c (file.c:12)", or what of it is known. */
void symbols_format(const struct symbols_place *place, char *text, size_t size);

#endif
