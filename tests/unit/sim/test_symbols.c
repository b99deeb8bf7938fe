/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Places in the source: looked up in this very program, which has debug information and a
 * build-id like those of the simulated machine.
 */
#include <criterion/criterion.h>
#include <elf.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "folder.h"
#include "sim/file.h"
#include "sim/symbols.h"

static struct symbols symbols;

static void fini(void)
{
	symbols_free(&symbols);
	folder_remove();
}

TestSuite(symbols, .init = folder_make, .fini = fini);

/* The program's own file under another name. */
static void link_program(const char *name)
{
	char *program = file_beside_program("unit-sim");

	if (access(program, R_OK) != 0) {
		char path[4096];
		ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

		cr_assert_gt(length, 0);
		path[length] = 0;
		free(program);
		program = file_copy(path);
	}
	cr_assert_eq(symlink(program, folder_file(name)), 0);
	free(program);
}

static char *find(const void *program, size_t size)
{
	char *folder = file_beside(folder_file("x"), "");

	symbols_add_folder(&symbols, folder);
	free(folder);
	return symbols_file(&symbols, program, size);
}

Test(symbols, a_program_is_found_by_its_build_id)
{
	size_t size;
	void *bytes = file_read("/proc/self/exe", &size);
	char *file;

	cr_assert_not_null(bytes);
	folder_write("a.elf", "no program", 10);
	folder_write("b.elf", "", 0);
	file = find(bytes, size);
	cr_assert_null(file);
	link_program("c.other");
	cr_assert_null(find(bytes, size));
	link_program("d.elf");
	file = find(bytes, size);
	cr_assert_not_null(file);
	cr_assert(strstr(file, "/d.elf"), "%s", file);
	free(file);
	free(bytes);
}

Test(symbols, a_flat_image_is_found_by_its_bytes)
{
	struct {
		Elf32_Ehdr header;
		Elf32_Phdr segment[2];
		char text[16], data[8];
	} program = {
	    .header = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB,
			   EV_CURRENT},
		.e_type = ET_EXEC,
		.e_machine = EM_ARM,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(Elf32_Ehdr),
		.e_phoff = sizeof(Elf32_Ehdr),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = 2},
	    .text = "text of policy",
	    .data = "data",
	};
	char image[40] = "text of policy", *file;
	size_t text = (size_t)(program.text - (char *)&program);

	program.segment[0] = (Elf32_Phdr){
	    .p_type = PT_LOAD, .p_offset = (uint32_t)text, .p_paddr = 0x100000, .p_filesz = 16};
	program.segment[1] = (Elf32_Phdr){
	    .p_type = PT_LOAD, .p_offset = (uint32_t)text + 16, .p_paddr = 0x100020, .p_filesz = 8};
	memcpy(image + 32, "data", 4);
	folder_write("policy.elf", &program, sizeof(program));
	file = find(image, sizeof(image));
	cr_assert_not_null(file);
	free(file);
	cr_assert_null(find(image, 36));
	image[33] = 'x';
	cr_assert_null(find(image, sizeof(image)));
	cr_assert_null(find("", 0));
}

static uint32_t own_address(const void *function)
{
	/* Offset in the file's own addresses, wherever the program was loaded. */
	return (uint32_t)((uintptr_t)function - _r_debug.r_map->l_addr);
}

Test(symbols, an_address_has_function_file_and_line)
{
	struct symbols_place place;
	char text[256];

	cr_assert(
	    symbols_find("/proc/self/exe", own_address((const void *)(uintptr_t)fini), &place));
	cr_assert_str_eq(place.function, "fini");
	cr_assert(strstr(place.file, "tests/unit/sim/test_symbols.c"), "%s", place.file);
	cr_assert(place.line >= 19 && place.line <= 23, "%d", place.line);
	symbols_format(&place, text, sizeof(text));
	cr_assert(strstr(text, "fini ("), "%s", text);
	cr_assert_not(symbols_find("/proc/self/exe", 8, &place));
	cr_assert_not(symbols_find(folder_file("none"), 8, &place));
}

Test(symbols, half_known_places_are_still_told)
{
	char text[64];

	symbols_format(&(struct symbols_place){.function = "f", .offset = 8}, text, sizeof(text));
	cr_assert_str_eq(text, "f+0x8");
	symbols_format(&(struct symbols_place){.file = "a.c", .line = 3}, text, sizeof(text));
	cr_assert_str_eq(text, "a.c:3");
	symbols_format(
	    &(struct symbols_place){.function = "f", .file = "a.c", .line = 3}, text, sizeof(text));
	cr_assert_str_eq(text, "f (a.c:3)");
}
