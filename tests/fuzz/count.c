/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts the inputs that a target has run, in a file that tools/fuzz reads while it runs:
 * libFuzzer itself says so only now and then. The linker puts this in front of the target.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int __real_LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t own, *count = &own;

/* $FUZZ_COUNT names the file; without it nobody looks. */
__attribute__((constructor)) static void open_count(void)
{
	const char *name = getenv("FUZZ_COUNT");
	int file = name ? open(name, O_RDWR | O_CREAT, 0644) : -1;
	void *shared;

	if (file < 0)
		return;
	if (ftruncate(file, sizeof(*count)) == 0) {
		shared = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
		if (shared != MAP_FAILED)
			count = shared;
	}
	close(file);
}

int __wrap_LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	++*count;
	return __real_LLVMFuzzerTestOneInput(data, size);
}
