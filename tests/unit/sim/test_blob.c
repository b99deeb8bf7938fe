/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks of system descriptions: each way to be wrong, its code and its sentence.
 * Descriptions are made with libfdt here, from a good one that each test spoils.
 */
#include <criterion/criterion.h>
#include <elf.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "folder.h"
#include "pith/boot.h"
#include "sim/blob.h"

enum { MB = 1 << 20, FDT_SIZE = 16 << 10 };

static uint8_t fdt[FDT_SIZE];
static struct blob blob;
static char error[BLOB_ERROR_TEXT];

/* What is to be spoilt in the description. */
struct wish {
	const void *program;
	int program_size;
	const char *devices;
	int devices_size;
	uint32_t memory, stack, heap;
	uint32_t region_size, window[2];
	bool policy_last, no_policy, no_components;
};

static bool has_device(const char *compatible)
{
	return strcmp(compatible, "arm,pl011") == 0;
}

static void fini(void)
{
	blob_free(&blob);
	folder_remove();
}

TestSuite(blob, .init = folder_make, .fini = fini);

static void add_policy(void)
{
	uint32_t image[16] = {PITH_BOOT_MAGIC, PITH_BOOT_IMAGE_VADDR, 4096, 0, 4096};

	fdt_property(fdt, "policy-module", image, sizeof(image));
}

static void add_region(const struct wish *wish)
{
	fdt32_t window[2] = {cpu_to_fdt32(wish->window[0]), cpu_to_fdt32(wish->window[1])};

	fdt_begin_node(fdt, "regions");
	fdt_begin_node(fdt, "shared");
	fdt_property_u32(fdt, "size", wish->region_size);
	if (wish->window[1])
		fdt_property(fdt, "window", window, sizeof(window));
	fdt_end_node(fdt);
	fdt_end_node(fdt);
}

static void add_components(const struct wish *wish)
{
	fdt_begin_node(fdt, "components");
	fdt_begin_node(fdt, "a-long-component-name");
	if (wish->program)
		fdt_property(fdt, "program", wish->program, wish->program_size);
	if (wish->devices)
		fdt_property(fdt, "devices", wish->devices, wish->devices_size);
	if (wish->memory)
		fdt_property_u32(fdt, "memory", wish->memory);
	if (wish->stack)
		fdt_property_u32(fdt, "stack", wish->stack);
	if (wish->heap)
		fdt_property_u32(fdt, "heap", wish->heap);
	fdt_end_node(fdt);
	fdt_end_node(fdt);
}

static void add_device(const char *name, const char *compatible)
{
	fdt_begin_node(fdt, name);
	fdt_property_string(fdt, "compatible", compatible);
	fdt_end_node(fdt);
}

/* Makes the description in `fdt` and returns its size. */
static size_t make(const struct wish *wish)
{
	cr_assert_eq(fdt_create(fdt, FDT_SIZE), 0);
	fdt_finish_reservemap(fdt);
	fdt_begin_node(fdt, "");
	if (!wish->policy_last && !wish->no_policy)
		add_policy();
	fdt_property_string(fdt, "model", "test");
	if (wish->policy_last)
		add_policy();
	fdt_begin_node(fdt, "aliases");
	fdt_property_string(fdt, "uart0", "/serial");
	fdt_end_node(fdt);
	add_device("serial", "arm,pl011");
	add_device("camera", "acme,camera");
	if (!wish->no_components)
		add_components(wish);
	if (wish->region_size)
		add_region(wish);
	fdt_end_node(fdt);
	cr_assert_eq(fdt_finish(fdt), 0);
	return fdt_totalsize(fdt);
}

static const void *elf(void)
{
	static Elf32_Ehdr header = {
	    .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32},
	    .e_machine = EM_ARM,
	};

	return &header;
}

static enum exit_code load(const void *bytes, size_t size, uint32_t ram)
{
	const struct blob_machine machine = {0x80000000, ram, has_device};

	blob_free(&blob);
	return blob_load(&blob, folder_write("a.dtb", bytes, size), &machine, error);
}

static enum exit_code load_wish(const struct wish *wish)
{
	return load(fdt, make(wish), 16 * MB);
}

static void says(const char *text)
{
	cr_assert(strstr(error, text), "'%s' does not say '%s'", error, text);
	cr_assert(strstr(error, "a.dtb: "), "%s", error);
	cr_assert_null(strchr(error, '\n'));
	cr_assert_null(blob.bytes);
}

Test(blob, a_good_one_is_loaded)
{
	static const char devices[] = "uart0\0line=/serial";
	const struct wish wish = {
	    .program = elf(),
	    .program_size = sizeof(Elf32_Ehdr),
	    .devices = devices,
	    .devices_size = sizeof(devices),
	    .memory = 8 * MB,
	};
	size_t size = make(&wish), program_size;

	cr_assert_eq(load(fdt, size, 16 * MB), EXIT_DONE, "%s", error);
	cr_assert_eq(blob.size, size);
	cr_assert_eq(memcmp(blob.bytes, fdt, size), 0);
	cr_assert_not_null(blob_program(&blob, "a-long-component-name", 99, &program_size));
	cr_assert_eq(program_size, sizeof(Elf32_Ehdr));
	/* A thread has room for the first part of the name only. */
	cr_assert_not_null(blob_program(&blob, "a-long-componen", 16, &program_size));
	cr_assert_null(blob_program(&blob, "a-long", 16, &program_size));
	cr_assert_not_null(blob_program(&blob, "policy", 16, &program_size));
	cr_assert_eq(program_size, 64);
	/* Nothing but a policy module will do, and what is behind the blob does not matter. */
	size = make(&(struct wish){.no_components = true});
	cr_assert_eq(load(fdt, size + 100, 16 * MB), EXIT_DONE, "%s", error);
	cr_assert_eq(blob.size, size);
}

Test(blob, no_file)
{
	const struct blob_machine machine = {0x80000000, MB, has_device};

	cr_assert_eq(blob_load(&blob, folder_file("a.dtb"), &machine, error), EXIT_NO_BLOB);
	says("cannot read it: No such file or directory");
	cr_assert_eq(blob_load(&blob, P_tmpdir, &machine, error), EXIT_NO_BLOB);
	cr_assert(strstr(error, "Is a directory"), "%s", error);
}

Test(blob, an_empty_file)
{
	cr_assert_eq(load("", 0, MB), EXIT_NO_BLOB);
	says("this file is empty");
}

Test(blob, another_file)
{
	cr_assert_eq(load("/dts-v1/;\n", 10, MB), EXIT_NOT_BLOB);
	says("this is no device-tree blob");
	cr_assert_eq(load("abc", 3, MB), EXIT_NOT_BLOB);
}

Test(blob, each_truncation)
{
	size_t size = make(&(struct wish){.program = elf(), .program_size = sizeof(Elf32_Ehdr)});

	for (size_t i = 4; i < size; i++) {
		cr_assert_eq(load(fdt, i, 16 * MB), EXIT_TRUNCATED, "%zu", i);
		says("this blob is truncated");
	}
}

Test(blob, each_flipped_byte_is_survived)
{
	size_t size = make(&(struct wish){.program = elf(), .program_size = sizeof(Elf32_Ehdr)});

	for (size_t i = 0; i < size; i++) {
		uint8_t byte = fdt[i];
		enum exit_code code;

		fdt[i] ^= 0xff;
		code = load(fdt, size, 16 * MB);
		cr_assert(
		    code == EXIT_DONE || (code >= EXIT_NO_BLOB && code <= EXIT_UNKNOWN_DEVICE));
		fdt[i] = byte;
	}
}

Test(blob, a_damaged_one)
{
	size_t size = make(&(struct wish){0});

	fdt_set_off_dt_struct(fdt, (uint32_t)size + 64);
	cr_assert_eq(load(fdt, size, 16 * MB), EXIT_DAMAGED);
	says("this blob is damaged");
}

Test(blob, no_policy_module)
{
	cr_assert_eq(load_wish(&(struct wish){.no_policy = true}), EXIT_NO_POLICY);
	says("there is no policy module in the root's first property");
	cr_assert_eq(load_wish(&(struct wish){.policy_last = true}), EXIT_NO_POLICY);
}

Test(blob, a_component_without_a_program)
{
	cr_assert_eq(load_wish(&(struct wish){0}), EXIT_NO_PROGRAM);
	says("component 'a-long-component-name' lacks a program (");
	cr_assert_eq(load_wish(&(struct wish){.program = "", .program_size = 0}), EXIT_NO_PROGRAM);
	cr_assert_eq(
	    load_wish(&(struct wish){.program = "#!/bin/sh", .program_size = 9}), EXIT_NO_PROGRAM);
	says("is no ARM ELF file");
}

Test(blob, more_memory_than_there_is)
{
	struct wish wish = {.program = elf(), .program_size = sizeof(Elf32_Ehdr)};
	size_t size;

	wish.memory = 9 * MB; /* rounded up to 16 */
	cr_assert_eq(load_wish(&wish), EXIT_NO_MEMORY);
	says("component 'a-long-component-name' asks for 16.0 MB of memory, but there are 15.8 MB");
	wish.memory = 0;
	wish.heap = 0xffffffff;
	cr_assert_eq(load_wish(&wish), EXIT_NO_MEMORY);
	wish.heap = 0;
	wish.stack = 16 * MB;
	cr_assert_eq(load_wish(&wish), EXIT_NO_MEMORY);
	wish.stack = 0;
	wish.region_size = 20 * MB;
	cr_assert_eq(load_wish(&wish), EXIT_NO_MEMORY);
	says("region 'shared' asks for 20.0 MB");
	wish.region_size = 8 * MB;
	wish.memory = 8 * MB;
	cr_assert_eq(load_wish(&wish), EXIT_NO_MEMORY);
	says("its components and regions together ask for 16.0 MB");
	/* Video RAM is not RAM. */
	wish.window[0] = 0x18000000;
	wish.window[1] = 8 * MB;
	cr_assert_eq(load_wish(&wish), EXIT_DONE, "%s", error);
	wish.window[0] = 0x80000000;
	cr_assert_eq(load_wish(&wish), EXIT_NO_MEMORY);
	size = make(&(struct wish){.no_components = true});
	memset(fdt + size, 0, 4);
	fdt_set_totalsize(fdt, FDT_SIZE);
	cr_assert_eq(load(fdt, FDT_SIZE, (128 << 10) + 8192), EXIT_NO_MEMORY);
	says("its programs and data together ask for");
}

Test(blob, a_device_that_is_not_there)
{
	struct wish wish = {.program = elf(), .program_size = sizeof(Elf32_Ehdr)};

	wish.devices = "uart7";
	wish.devices_size = 6;
	cr_assert_eq(load_wish(&wish), EXIT_UNKNOWN_DEVICE);
	says("names an unknown device: there is no 'uart7' in the description");
	wish.devices = "/camera";
	wish.devices_size = 8;
	cr_assert_eq(load_wish(&wish), EXIT_UNKNOWN_DEVICE);
	says("names an unknown device: '/camera' (compatible \"acme,camera\") is not on this "
	     "machine");
	wish.devices = "eye=/camera";
	wish.devices_size = 12;
	cr_assert_eq(load_wish(&wish), EXIT_UNKNOWN_DEVICE);
	wish.devices = "/aliases";
	wish.devices_size = 9;
	cr_assert_eq(load_wish(&wish), EXIT_UNKNOWN_DEVICE);
	says("(compatible \"\")");
}
