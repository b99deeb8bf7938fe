/* SPDX-License-Identifier: BSD-2-Clause */
/* A client that writes to what it may only read, in each of its lives. */
#include <stdio.h>
#include "pith/print.h"
#include "pith/proto/assets.h"

int main(void)
{
	struct asset asset;

	pith_must("opening", asset_open("secret/key.bin", &asset));
	printf("reads %02x%02x\n", asset.bytes[0], asset.bytes[3]);
	*(volatile uint8_t *)(uintptr_t)asset.bytes = 1;
	printf("has written\n");
	return 0;
}
