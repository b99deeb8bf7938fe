/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads and checks system descriptions with libfdt. The checks go from the file to
 * what it contains; each says what is wrong in one sentence and with which code.
 */
#include "sim/blob.h"

#include <elf.h>
#include <errno.h>
#include <libfdt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "hal/hal.h"
#include "pith/boot.h"
#include "sim/file.h"

enum {
	STACK_DEFAULT = 16 << 10, /* docs/manual/blob.md */
	NAME_LENGTH = 15,	  /* so much of a component's name its threads have */
	MEGABYTE = 1 << 20,
};

struct check {
	const char *file;
	const void *fdt;
	const struct blob_machine *machine;
	char *error;
};

static enum exit_code refuse(struct check *check, enum exit_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum exit_code refuse(struct check *check, enum exit_code code, const char *format, ...)
{
	int length = snprintf(check->error, BLOB_ERROR_TEXT, "%.200s: ", check->file);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(check->error + length, (size_t)(BLOB_ERROR_TEXT - length), format, arguments);
	va_end(arguments);
	return code;
}

static const char *node_name(struct check *check, int node)
{
	const char *name = fdt_get_name(check->fdt, node, NULL);

	return name ? name : "?";
}

/* For loops over a node's children with fdt_next_subnode; negative if there are none. (A node that
 * is not there must not be asked for its first child: -1 stands for the root.) */
static int first_child(const void *fdt, const char *path)
{
	int node = fdt_path_offset(fdt, path);

	return node < 0 ? node : fdt_first_subnode(fdt, node);
}

/* --- The file ----------------------------------------------------------------------- */

static enum exit_code check_frame(struct check *check, size_t size)
{
	uint32_t magic = 0;

	if (size == 0)
		return refuse(check, EXIT_NO_BLOB, "this file is empty, not a system description");
	if (size >= sizeof(magic))
		magic = fdt_magic(check->fdt);
	if (magic != FDT_MAGIC)
		return refuse(check, EXIT_NOT_BLOB,
		    "this is no device-tree blob (dtc makes one from a .dts file)");
	if (size < sizeof(struct fdt_header) || fdt_totalsize(check->fdt) > size)
		return refuse(check, EXIT_TRUNCATED,
		    "this blob is truncated: %zu bytes of the %u that its header says", size,
		    size < 2 * sizeof(magic) ? 0 : fdt_totalsize(check->fdt));
	if (fdt_check_header(check->fdt) != 0 ||
	    fdt_check_full(check->fdt, fdt_totalsize(check->fdt)) != 0)
		return refuse(
		    check, EXIT_DAMAGED, "this blob is damaged: its structure contradicts itself");
	return EXIT_DONE;
}

/* --- Programs --------------------------------------------------------------------------- */

static const struct fdt_property *policy_property(const void *fdt, int *length)
{
	int first = fdt_first_property_offset(fdt, 0);
	const struct fdt_property *property =
	    first >= 0 ? fdt_get_property_by_offset(fdt, first, length) : NULL;

	return property && *length >= (int)sizeof(struct pith_image) ? property : NULL;
}

static enum exit_code check_policy(struct check *check)
{
	int length;
	const struct fdt_property *property = policy_property(check->fdt, &length);
	struct pith_image image = {0};

	if (property)
		memcpy(&image, property->data, sizeof(image));
	if (image.magic != PITH_BOOT_MAGIC)
		return refuse(check, EXIT_NO_POLICY,
		    "there is no policy module in the root's first property (\"pith.dtsi\" must be "
		    "included first)");
	return EXIT_DONE;
}

static bool is_program(const void *bytes, int size)
{
	Elf32_Ehdr header;

	if (size < (int)sizeof(header))
		return false;
	memcpy(&header, bytes, sizeof(header));
	return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
	       header.e_ident[EI_CLASS] == ELFCLASS32 && header.e_machine == EM_ARM;
}

static enum exit_code check_program(struct check *check, int component)
{
	int size;
	const void *program = fdt_getprop(check->fdt, component, "program", &size);

	if (!program || size == 0)
		return refuse(check, EXIT_NO_PROGRAM,
		    "component '%s' lacks a program (property program = "
		    "/incbin/(\"NAME.stripped\"))",
		    node_name(check, component));
	if (!is_program(program, size))
		return refuse(check, EXIT_NO_PROGRAM,
		    "component '%s' lacks a program: what is embedded is no ARM ELF file",
		    node_name(check, component));
	return EXIT_DONE;
}

/* --- Memory ------------------------------------------------------------------------------ */

/* A number of bytes in a property of one cell. */
static uint64_t bytes_of(struct check *check, int node, const char *name, uint64_t otherwise)
{
	int size;
	const fdt32_t *cell = fdt_getprop(check->fdt, node, name, &size);

	return cell && size == (int)sizeof(*cell) ? fdt32_ld(cell) : otherwise;
}

static uint64_t round_up_to_power(uint64_t bytes)
{
	uint64_t power = 1;

	while (power < bytes)
		power *= 2;
	return bytes ? power : 0;
}

static uint64_t component_memory(struct check *check, int component)
{
	return bytes_of(check, component, "stack", STACK_DEFAULT) +
	       bytes_of(check, component, "heap", 0) +
	       round_up_to_power(bytes_of(check, component, "memory", 0));
}

/* RAM that a region takes: none of it where its window is another memory. */
static uint64_t region_memory(struct check *check, int region)
{
	int size;
	const fdt32_t *window = fdt_getprop(check->fdt, region, "window", &size);
	int contents;

	if (window && size >= (int)sizeof(*window)) {
		uint32_t base = fdt32_ld(window);

		if (base < check->machine->ram_base ||
		    base - check->machine->ram_base >= check->machine->ram_size)
			return 0;
	}
	if (!fdt_getprop(check->fdt, region, "contents", &contents))
		contents = 0;
	return bytes_of(check, region, "size", (uint64_t)contents);
}

static enum exit_code too_much(
    struct check *check, const char *what, const char *name, uint64_t wanted, uint64_t there)
{
	return refuse(check, EXIT_NO_MEMORY,
	    "%s%s%s for %llu.%llu MB of memory, but there %s %llu.%llu MB (--ram gives more)", what,
	    name, name[0] ? "' asks" : " ask", (unsigned long long)(wanted / MEGABYTE),
	    (unsigned long long)(wanted % MEGABYTE * 10 / MEGABYTE),
	    there == MEGABYTE ? "is" : "are", (unsigned long long)(there / MEGABYTE),
	    (unsigned long long)(there % MEGABYTE * 10 / MEGABYTE));
}

/* A bound from below: what does not even fit without page tables and programs never will. */
static enum exit_code check_memory(struct check *check, size_t blob_size)
{
	uint64_t there = check->machine->ram_size - HAL_KERNEL_SIZE, sum = 0;
	int node;

	if (blob_size > there)
		return too_much(check, "its programs and data together", "", blob_size, there);
	for (node = first_child(check->fdt, "/components"); node >= 0;
	     node = fdt_next_subnode(check->fdt, node)) {
		uint64_t wanted = component_memory(check, node);

		if (wanted > there)
			return too_much(
			    check, "component '", node_name(check, node), wanted, there);
		sum += wanted;
	}
	for (node = first_child(check->fdt, "/regions"); node >= 0;
	     node = fdt_next_subnode(check->fdt, node)) {
		uint64_t wanted = region_memory(check, node);

		if (wanted > there)
			return too_much(check, "region '", node_name(check, node), wanted, there);
		sum += wanted;
	}
	if (sum > there)
		return too_much(check, "its components and regions together", "", sum, there);
	return EXIT_DONE;
}

/* --- Devices ------------------------------------------------------------------------------- */

/* An entry of `devices`: "local=device" or "device", a path or an alias. */
static int find_device(struct check *check, const char *entry)
{
	const char *equals = strchr(entry, '=');

	return fdt_path_offset(check->fdt, equals ? equals + 1 : entry);
}

static bool has_device(struct check *check, int device)
{
	int count = fdt_stringlist_count(check->fdt, device, "compatible");

	for (int i = 0; i < count; i++) {
		const char *compatible =
		    fdt_stringlist_get(check->fdt, device, "compatible", i, NULL);

		if (compatible && check->machine->has_device(compatible))
			return true;
	}
	return false;
}

static enum exit_code check_devices(struct check *check, int component)
{
	int count = fdt_stringlist_count(check->fdt, component, "devices");

	for (int i = 0; i < count; i++) {
		const char *entry = fdt_stringlist_get(check->fdt, component, "devices", i, NULL);
		int device = entry ? find_device(check, entry) : -1;
		const char *compatible;

		if (device < 0)
			return refuse(check, EXIT_UNKNOWN_DEVICE,
			    "component '%s' names an unknown device: there is no '%s' in the "
			    "description",
			    node_name(check, component), entry ? entry : "?");
		if (has_device(check, device))
			continue;
		compatible = fdt_stringlist_get(check->fdt, device, "compatible", 0, NULL);
		return refuse(check, EXIT_UNKNOWN_DEVICE,
		    "component '%s' names an unknown device: '%s' (compatible \"%s\") is not on "
		    "this machine",
		    node_name(check, component), entry, compatible ? compatible : "");
	}
	return EXIT_DONE;
}

/* --- Everything ------------------------------------------------------------------------------ */

static enum exit_code check_components(struct check *check)
{
	enum exit_code code;

	for (int component = first_child(check->fdt, "/components"); component >= 0;
	     component = fdt_next_subnode(check->fdt, component)) {
		code = check_program(check, component);
		if (code == EXIT_DONE)
			code = check_devices(check, component);
		if (code != EXIT_DONE)
			return code;
	}
	return EXIT_DONE;
}

static enum exit_code check_all(struct check *check, size_t size)
{
	enum exit_code code = check_frame(check, size);

	if (code == EXIT_DONE)
		code = check_policy(check);
	if (code == EXIT_DONE)
		code = check_components(check);
	if (code == EXIT_DONE)
		code = check_memory(check, fdt_totalsize(check->fdt));
	return code;
}

enum exit_code blob_load(
    struct blob *blob, const char *file, const struct blob_machine *machine, char *error)
{
	struct check check = {.file = file, .machine = machine, .error = error};
	size_t size = 0;
	void *bytes = file_read(file, &size);
	enum exit_code code;

	*blob = (struct blob){0};
	check.fdt = bytes;
	if (!bytes)
		return refuse(&check, EXIT_NO_BLOB, "cannot read it: %s", strerror(errno));
	code = check_all(&check, size);
	if (code != EXIT_DONE) {
		free(bytes);
		return code;
	}
	*blob = (struct blob){file_copy(file), bytes, fdt_totalsize(bytes)};
	return EXIT_DONE;
}

void blob_free(struct blob *blob)
{
	free(blob->file);
	free(blob->bytes);
	*blob = (struct blob){0};
}

const void *blob_program(const struct blob *blob, const char *name, size_t length, size_t *size)
{
	int bytes;
	const void *program = NULL;

	length = strnlen(name, length);
	for (int component = first_child(blob->bytes, "/components"); component >= 0;
	     component = fdt_next_subnode(blob->bytes, component)) {
		int full;
		const char *node = fdt_get_name(blob->bytes, component, &full);

		if (node && (size_t)full >= length && strncmp(node, name, length) == 0 &&
		    ((size_t)full == length || length >= NAME_LENGTH))
			program = fdt_getprop(blob->bytes, component, "program", &bytes);
	}
	if (!program && length == 6 && strncmp(name, "policy", length) == 0) {
		const struct fdt_property *property = policy_property(blob->bytes, &bytes);

		program = property ? property->data : NULL;
	}
	if (program)
		*size = (size_t)bytes;
	return program;
}
