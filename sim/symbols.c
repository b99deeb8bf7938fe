/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds unstripped programs by build-id with libelf and source lines with libdwfl
 * (both elfutils). Used only when something is to be reported, so nothing is kept open.
 */
#include "sim/symbols.h"

#include <dirent.h>
#include <dwarf.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/file.h"

void symbols_add_folder(struct symbols *symbols, const char *folder)
{
	if (folder && symbols->folder_count < SYMBOLS_FOLDERS)
		symbols->folders[symbols->folder_count++] = file_copy(folder);
}

void symbols_free(struct symbols *symbols)
{
	for (unsigned i = 0; i < symbols->folder_count; i++)
		free(symbols->folders[i]);
	*symbols = (struct symbols){0};
}

/* --- Which file ------------------------------------------------------------------ */

static bool same_build_id(Elf *elf, Elf *other)
{
	const void *id, *other_id;
	ssize_t length = dwelf_elf_gnu_build_id(elf, &id);

	return length > 0 && dwelf_elf_gnu_build_id(other, &other_id) == length &&
	       memcmp(id, other_id, (size_t)length) == 0;
}

/* A flat image has no build-id: it is the loaded bytes of the file from its lowest address on. */
static bool same_bytes(Elf *elf, const char *image, size_t size)
{
	size_t file_size, count, compared = 0;
	const char *file = elf_rawfile(elf, &file_size);
	uint64_t base = UINT64_MAX;
	GElf_Phdr segment;

	if (!file || elf_getphdrnum(elf, &count) != 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_LOAD &&
		    segment.p_filesz > 0 && segment.p_paddr < base)
			base = segment.p_paddr;
	}
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD ||
		    segment.p_filesz == 0)
			continue;
		if (segment.p_offset > file_size ||
		    segment.p_filesz > file_size - segment.p_offset ||
		    segment.p_paddr - base > size ||
		    segment.p_filesz > size - (segment.p_paddr - base))
			return false;
		if (memcmp(file + segment.p_offset, image + (segment.p_paddr - base),
			segment.p_filesz) != 0)
			return false;
		compared += segment.p_filesz;
	}
	return compared > 0;
}

static bool is_program(const char *path, Elf *program, const char *bytes, size_t size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = file >= 0 ? elf_begin(file, ELF_C_READ, NULL) : NULL;
	bool same = false;

	if (elf && elf_kind(elf) == ELF_K_ELF)
		same = program ? same_build_id(elf, program) : same_bytes(elf, bytes, size);
	elf_end(elf);
	if (file >= 0)
		close(file);
	return same;
}

static char *search_folder(const char *folder, Elf *program, const char *bytes, size_t size)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);
	char *found = NULL;

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		size_t length = strlen(name);

		if (!found && length > 4 && strcmp(name + length - 4, ".elf") == 0) {
			char *path = file_grow(NULL, strlen(folder) + length + 2);

			sprintf(path, "%s/%s", folder, name);
			if (is_program(path, program, bytes, size))
				found = path;
			else
				free(path);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return found;
}

char *symbols_file(const struct symbols *symbols, const void *program, size_t size)
{
	/* libelf wants an aligned image that it may write to. */
	char *copy = file_grow(NULL, size), *found = NULL;
	Elf *elf;

	memcpy(copy, program, size);
	elf_version(EV_CURRENT);
	elf = elf_memory(copy, size);
	if (elf && elf_kind(elf) != ELF_K_ELF) {
		elf_end(elf);
		elf = NULL;
	}
	for (unsigned i = 0; i < symbols->folder_count && !found; i++)
		found = search_folder(symbols->folders[i], elf, copy, size);
	elf_end(elf);
	free(copy);
	return found;
}

/* --- Which line -------------------------------------------------------------------- */

static int no_separate_file(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
    const char *file, const char *link, GElf_Word crc, char **found)
{
	(void)module, (void)data, (void)name, (void)base, (void)file, (void)link, (void)crc,
	    (void)found;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = no_separate_file,
    .section_address = dwfl_offline_section_address,
};

/* A file of the compilation unit by the number that an attribute has. */
static const char *call_file(Dwarf_Die *unit, Dwarf_Die *inlined)
{
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	Dwarf_Word number;
	size_t count;

	if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &number) != 0 ||
	    dwarf_getsrcfiles(unit, &files, &count) != 0 || number >= count)
		return NULL;
	return dwarf_filesrc(files, number, NULL, NULL);
}

/* Where the function calls what was inlined into it, at the outermost. */
static void find_outer(Dwfl_Module *module, Dwarf_Addr address, struct symbols_place *place)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = dwfl_module_addrdie(module, address, &bias), *scopes;
	int count = unit ? dwarf_getscopes(unit, address - bias, &scopes) : 0;

	for (int i = 0; i < count && dwarf_tag(&scopes[i]) != DW_TAG_subprogram; i++) {
		Dwarf_Attribute attribute;
		Dwarf_Word line;
		const char *file;

		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
			continue;
		file = call_file(unit, &scopes[i]);
		if (!file || dwarf_formudata(
				 dwarf_attr(&scopes[i], DW_AT_call_line, &attribute), &line) != 0)
			continue;
		snprintf(place->outer_file, sizeof(place->outer_file), "%s", file);
		place->outer_line = (int)line;
	}
	if (count > 0)
		free(scopes);
}

static bool look_up(Dwfl *dwfl, uint32_t address, struct symbols_place *place)
{
	Dwfl_Module *module = dwfl_addrmodule(dwfl, address);
	Dwfl_Line *line;
	GElf_Off offset;
	GElf_Sym symbol;
	const char *text;

	if (!module)
		return false;
	text = dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL);
	if (text) {
		snprintf(place->function, sizeof(place->function), "%s", text);
		place->offset = (uint32_t)offset;
	}
	line = dwfl_module_getsrc(module, address);
	text = line ? dwfl_lineinfo(line, NULL, &place->line, NULL, NULL, NULL) : NULL;
	if (text)
		snprintf(place->file, sizeof(place->file), "%s", text);
	find_outer(module, address, place);
	return place->function[0] || place->file[0];
}

bool symbols_find(const char *elf_file, uint32_t address, struct symbols_place *place)
{
	Dwfl *dwfl = dwfl_begin(&callbacks);
	bool found = false;

	*place = (struct symbols_place){0};
	if (!dwfl)
		return false;
	dwfl_report_begin(dwfl);
	if (dwfl_report_elf(dwfl, elf_file, elf_file, -1, 0, true) &&
	    dwfl_report_end(dwfl, NULL, NULL) == 0)
		found = look_up(dwfl, address, place);
	dwfl_end(dwfl);
	return found;
}

void symbols_format(const struct symbols_place *place, char *text, size_t size)
{
	char name[sizeof(place->function) + 16];
	char where[2 * sizeof(place->file) + 64] = "";

	snprintf(
	    name, sizeof(name), place->offset ? "%s+0x%x" : "%s", place->function, place->offset);
	if (place->outer_file[0])
		snprintf(where, sizeof(where), "%s:%d, at %s:%d", place->outer_file,
		    place->outer_line, place->file, place->line);
	else if (place->file[0])
		snprintf(where, sizeof(where), "%s:%d", place->file, place->line);
	if (!where[0] || !place->function[0])
		snprintf(text, size, "%s%s", place->function[0] ? name : "", where);
	else
		snprintf(text, size, "%s (%s)", name, where);
}
