/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files: bytes that the description brings along for whoever has the property `files`. Each gets
 * frames of its own, so that they can be handed on one by one, and its bytes are copied there
 * from the blob, once: the blob's memory is given back, and in it nothing lies on a page's edge.
 */
#include <libfdt.h>
#include <string.h>
#include "user/policy/policy.h"

enum { SMALL_MAX = 1 << 16, SMALL_BITS = 12, LARGE_BITS = 16, FILE_MAX = 1 << 24, DEPTH_MAX = 4 };

static void read_file(const char *path, const void *contents, int size)
{
	struct file *file = pith_system.files + pith_system.file_count;

	if (pith_system.file_count++ == FILES_MAX)
		refuse("there are more than %d files", FILES_MAX);
	if (size <= 0 || size > FILE_MAX)
		refuse("file '%s' is empty, or larger than %d MB", path, FILE_MAX >> 20);
	strcpy(file->name, path);
	file->contents = contents;
	file->size = (uint32_t)size;
	file->bits = file->size <= SMALL_MAX ? SMALL_BITS : LARGE_BITS;
	file->frames = (file->size + (1u << file->bits) - 1) >> file->bits;
}

void files_read(void)
{
	const void *fdt = pith_system.fdt;
	const char *nodes[DEPTH_MAX] = {NULL};
	int node = fdt_path_offset(fdt, "/files");
	int depth = 0;

	for (; node >= 0 && depth >= 0; node = fdt_next_node(fdt, node, &depth)) {
		int property;

		if (depth > DEPTH_MAX)
			refuse("the files are nested too deep");
		if (depth > 0)
			nodes[depth - 1] = fdt_get_name(fdt, node, NULL);
		fdt_for_each_property_offset(property, fdt, node)
		{
			char path[PITH_NAME_SIZE];
			const char *name;
			int size;
			const void *contents = fdt_getprop_by_offset(fdt, property, &name, &size);

			if (contents && !blob_join(nodes, depth, name, path))
				refuse("the path of file '%s' is too long", name);
			if (contents)
				read_file(path, contents, size);
		}
	}
}

static void fill(const struct file *file, uint32_t frame, uint32_t from)
{
	uint32_t left = file->size - from;

	map_own(frame, SCRATCH_SMALL, PITH_READ | PITH_WRITE);
	memcpy((void *)(uintptr_t)SCRATCH_SMALL, (const uint8_t *)file->contents + from,
	    left < 1u << file->bits ? left : 1u << file->bits);
	expect("unmapping", pith_frame_unmap(frame));
}

void files_make(void)
{
	bool wanted = false;

	for (uint32_t i = 0; i < pith_system.component_count; i++)
		wanted = wanted || pith_system.components[i].files;
	for (uint32_t i = 0; wanted && i < pith_system.file_count; i++) {
		struct file *file = pith_system.files + i;
		struct batch batch = {0};

		batch_add(&batch, PITH_TYPE_FRAME, file->bits, file->frames, PITH_MEMORY_NORMAL);
		batch_reserve(&batch, "file", file->name);
		batch_make(&batch);
		file->slot = batch.orders[0].slot;
		for (uint32_t n = 0; n < file->frames; n++)
			fill(file, file->slot + n, n << file->bits);
	}
}
