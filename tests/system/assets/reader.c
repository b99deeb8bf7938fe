/* SPDX-License-Identifier: BSD-2-Clause */
/* Clients that read files as they should, and look at what must not work. */
#include <stdio.h>
#include <string.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/assets.h"

static void check(const char *what, bool good)
{
	printf("%s: %s\n", good ? "ok" : "not ok", what);
}

static bool refused(const char *name, enum pith_error error)
{
	struct asset asset;

	return pith_result_error(asset_open(name, &asset)) == error && !asset.bytes;
}

static bool is_copy(const struct asset *asset)
{
	const struct pith_grant *copy = pith_need(PITH_GRANT_REGION, "copy");
	bool zero = true;

	for (uint32_t i = asset->size; i % 4096; i++)
		zero = zero && asset->bytes[i] == 0;
	return zero && asset->size > 0x10000 && asset->size <= copy->size &&
	       memcmp(asset->bytes, (const void *)(uintptr_t)copy->address, asset->size) == 0;
}

static void check_small(void)
{
	static const char text[] = "Hello from a file";
	struct pith_frame_state state;
	struct asset asset;

	pith_must("opening", asset_open("text/hello.txt", &asset));
	check("a small file is read",
	    asset.size == sizeof(text) && memcmp(asset.bytes, text, sizeof(text)) == 0);
	check("it ends in zeros", asset.bytes[sizeof(text)] == 0 && asset.bytes[4095] == 0);
	check("it cannot be made writable", pith_result_error(pith_frame_protect(asset.slot,
						PITH_READ | PITH_WRITE)) == PITH_ERROR_RIGHTS);
	pith_must("looking", pith_frame_query(asset.slot, &state));
	printf("its frame is %08lx\n", (unsigned long)state.physical);
	asset_close(&asset);
	check("it is unmapped", pith_frame_query(asset.slot, &state) != 0);
	asset_close(&asset);
}

static void check_many(void)
{
	struct asset open[ASSETS_OPEN_MAX - 1], another; /* and the large one */
	bool good = true;

	for (uint32_t i = 0; i < 300; i++) {
		good = good && !asset_open("text/large.bin", &another);
		asset_close(&another);
	}
	check("again and again", good);
	for (uint32_t i = 0; i < ASSETS_OPEN_MAX - 1; i++)
		good = good && !asset_open("text/hello.txt", open + i);
	check("many at a time", good);
	check("too many", refused("text/hello.txt", PITH_ERROR_MEMORY));
	for (uint32_t i = 0; i < ASSETS_OPEN_MAX - 1; i++)
		asset_close(open + i);
}

static void list(const char *prefix)
{
	char name[PITH_NAME_SIZE];
	uint32_t size, i = 0;

	for (; !asset_list(prefix, i, name, &size); i++)
		printf("'%s' %lu: %s\n", prefix, (unsigned long)i, name);
}

int main(void)
{
	struct asset large;

	pith_must("opening", asset_open("text/large.bin", &large));
	check("a large file is read", is_copy(&large));
	check_small();
	check_many();
	check("what is not there", refused("text/large.not", PITH_ERROR_RANGE));
	check("what is not permitted", refused("secret/key.bin", PITH_ERROR_RIGHTS));
	check("what nobody would permit", refused("secret/nothing", PITH_ERROR_RIGHTS));
	check("too long a name",
	    refused("text/a-name-that-is-longer-than-a-name", PITH_ERROR_LENGTH));
	list("");
	list("text/p");
	check("what was opened outlives the store", is_copy(&large));
	return 0;
}
