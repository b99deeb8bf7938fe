/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folders for tests.
 */
#include "folder.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = P_tmpdir "/pith-sim-XXXXXX";

void folder_make(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

void folder_remove(void)
{
	DIR *all = opendir(folder);
	const struct dirent *entry;

	while (all && (entry = readdir(all)))
		unlink(folder_file(entry->d_name));
	if (all)
		closedir(all);
	rmdir(folder);
}

const char *folder_file(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

const char *folder_write(const char *name, const void *bytes, size_t size)
{
	const char *path = folder_file(name);
	FILE *file = fopen(path, "wb");

	cr_assert_not_null(file);
	cr_assert_eq(fwrite(bytes, 1, size, file), size);
	cr_assert_eq(fclose(file), 0);
	return path;
}
