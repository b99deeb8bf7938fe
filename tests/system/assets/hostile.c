/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clients that may read nothing, or lack the memory to: every request of every length, with
 * nonsense in it, then the client functions. Whatever is refused leaves nothing behind.
 */
#include <stdio.h>
#include <string.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/assets.h"

static void nonsense(uint32_t service)
{
	static const uint32_t words[] = {0, 3, 63, 0x7fffffff, 0xffffffff};
	uint32_t refused = 0, sent = 0;

	for (uint32_t label = 0; label < 6; label++) {
		for (uint32_t length = 0; length <= PITH_MAX_WORDS; length += 3) {
			for (uint32_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
				struct pith_message m = {.tag = pith_tag(label, length, 0)};

				memset(pith_buffer(), 0xff, PITH_MAX_WORDS * 4);
				for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
					m.word[i] = words[w];
				refused += pith_call(service, &m) != 0;
				sent++;
			}
		}
	}
	printf("%lu of %lu refused\n", (unsigned long)refused, (unsigned long)sent);
}

int main(void)
{
	uint32_t slot = pith_slot_take();
	char name[PITH_NAME_SIZE];
	struct asset asset;
	uint32_t result = 0;

	pith_slot_free(slot);
	nonsense(pith_need(PITH_GRANT_SERVICE, "assets")->slot);
	for (uint32_t i = 0; i < 200; i++)
		result = asset_open("text/hello.txt", &asset);
	printf("open: %s\n", pith_error_text(result));
	printf("list: %s\n", pith_error_text(asset_list("secret", 0, name, NULL)));
	printf("left behind: %ld\n", (long)pith_slot_take() - (long)slot);
	return 0;
}
