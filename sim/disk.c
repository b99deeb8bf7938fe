/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The disk: the file in memory, its sectors that a flush has not reached yet, and the cut. What
 * becomes of each sector at a cut depends on the seed, the cut and the sector alone.
 */
#include "sim/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sim/file.h"
#include "sim/units.h"

/* Splits "FILE,ro" or "FILE,SIZE": where the name ends; *size 0: none was given. */
static size_t split(const char *what, bool *read_only, uint64_t *size)
{
	const char *comma = strrchr(what, ',');

	*read_only = false;
	*size = 0;
	if (comma && strcmp(comma + 1, "ro") == 0)
		*read_only = true;
	else if (!comma || !units_size(comma + 1, size))
		return strlen(what);
	return (size_t)(comma - what);
}

/* Opens or makes the file; a file that may only be read makes a disk of that kind. */
static const char *open_file(struct disk *disk, uint64_t size)
{
	static const char sizes[] = "a disk has whole sectors of 512 bytes, and at most 256 MB";
	struct stat state;

	if (stat(disk->name, &state) == 0 && !S_ISREG(state.st_mode))
		return S_ISDIR(state.st_mode) ? "it is a folder" : "it is no ordinary file";
	disk->file = open(disk->name, disk->read_only ? O_RDONLY : O_RDWR);
	if (disk->file < 0 && errno == ENOENT && size) {
		if (size % DISK_SECTOR || size > DISK_MOST)
			return sizes;
		disk->file = open(disk->name, O_RDWR | O_CREAT | O_EXCL, 0666);
		if (disk->file >= 0 && ftruncate(disk->file, (off_t)size))
			return strerror(errno);
	} else if (disk->file < 0 && (errno == EACCES || errno == EROFS) && !disk->read_only) {
		disk->read_only = true;
		disk->file = open(disk->name, O_RDONLY);
	}
	if (disk->file < 0)
		return errno == ENOENT && !size ? "there is no such file (FILE,SIZE makes one)"
						: strerror(errno);
	if (fstat(disk->file, &state))
		return strerror(errno);
	if (state.st_size == 0 || state.st_size % DISK_SECTOR || state.st_size > DISK_MOST)
		return state.st_size ? sizes : "it is empty, and a disk needs sectors";
	disk->sectors = (uint32_t)(state.st_size / DISK_SECTOR);
	return NULL;
}

static const char *read_all(struct disk *disk)
{
	size_t size = (size_t)disk->sectors * DISK_SECTOR, done = 0;

	disk->bytes = file_grow(NULL, size);
	disk->fresh = file_grow(NULL, disk->sectors * sizeof(*disk->fresh));
	memset(disk->fresh, 0, disk->sectors * sizeof(*disk->fresh));
	while (done < size) {
		ssize_t count = pread(disk->file, disk->bytes + done, size - done, (off_t)done);

		if (count <= 0)
			return count ? strerror(errno) : "it became shorter";
		done += (size_t)count;
	}
	return NULL;
}

bool disk_open(
    struct disk *disk, const char *what, const struct disk_cut *cut, char error[DISK_ERROR_TEXT])
{
	const char *wrong;
	uint64_t size;

	*disk = (struct disk){.file = -1, .cut = *cut};
	if (!what)
		return true;
	disk->name = file_copy(what);
	disk->name[split(what, &disk->read_only, &size)] = 0;
	wrong = open_file(disk, size);
	if (!wrong)
		wrong = read_all(disk);
	if (wrong)
		snprintf(error, DISK_ERROR_TEXT, "the disk %s: %s", disk->name, wrong);
	return !wrong;
}

/* `size` bytes of a sector, from `from` on, reach the file. */
static bool store(struct disk *disk, uint32_t sector, uint32_t from, uint32_t size)
{
	size_t at = (size_t)sector * DISK_SECTOR + from;

	if (pwrite(disk->file, disk->bytes + at, size, (off_t)at) == (ssize_t)size)
		return true;
	if (!disk->failed)
		fprintf(stderr, "sim: cannot write the disk %s: %s\n", disk->name, strerror(errno));
	disk->failed = true;
	return false;
}

static bool flush(struct disk *disk)
{
	bool good = true;

	for (uint32_t i = 0; i < disk->sectors; i++) {
		if (!disk->fresh[i])
			continue;
		good = store(disk, i, 0, DISK_SECTOR) && good;
		disk->fresh[i] = false;
	}
	return good;
}

/* A number that looks like no other (splitmix64). */
static uint64_t scatter(uint64_t value)
{
	value += 0x9e3779b97f4a7c15;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
	value = (value ^ value >> 27) * 0x94d049bb133111eb;
	return value ^ value >> 31;
}

/* The power is gone: what the cache held is kept, lost or torn. */
static void cut(struct disk *disk)
{
	disk->is_cut = true;
	for (uint32_t i = 0; i < disk->sectors; i++) {
		uint64_t fate = scatter(disk->cut.seed + scatter(disk->cut.at << 32 | i));

		if (!disk->fresh[i])
			continue;
		if (disk->cut.seed == 0 || fate % 3 == 0) {
			disk->lost++;
		} else if (fate % 3 == 1) {
			disk->kept++;
			store(disk, i, 0, DISK_SECTOR);
		} else {
			uint32_t at = (uint32_t)(fate >> 32) % DISK_SECTOR;

			/* The head of the new sector, or its tail. */
			disk->torn++;
			if (fate >> 16 & 1)
				store(disk, i, 0, at);
			else
				store(disk, i, at, DISK_SECTOR - at);
		}
	}
}

bool disk_do(struct disk *disk, enum device_disk what, uint64_t sector, void *bytes, uint32_t count)
{
	uint8_t *at = disk->bytes + sector * DISK_SECTOR;

	if (disk->is_cut)
		return false;
	if (what == DEVICE_DISK_FLUSH)
		return flush(disk);
	if (what == DEVICE_DISK_READ) {
		memcpy(bytes, at, (size_t)count * DISK_SECTOR);
		return true;
	}
	for (uint32_t i = 0; i < count; i++) {
		memcpy(at + (size_t)i * DISK_SECTOR, (uint8_t *)bytes + (size_t)i * DISK_SECTOR,
		    DISK_SECTOR);
		disk->fresh[sector + i] = true;
		if (++disk->written == disk->cut.at) {
			cut(disk);
			return false;
		}
	}
	return true;
}

bool disk_close(struct disk *disk)
{
	bool good = true;

	if (disk->file >= 0) {
		if (!disk->is_cut && !disk->read_only && disk->bytes)
			flush(disk);
		good = close(disk->file) == 0 && !disk->failed;
	}
	free(disk->bytes);
	free(disk->fresh);
	free(disk->name);
	*disk = (struct disk){.file = -1};
	return good;
}
