/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The target that does nothing: its rate is what the fuzzer itself takes on this machine, and
 * what every other target's rate is to be seen beside.
 */
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}
