/* SPDX-License-Identifier: BSD-2-Clause */
/* Every request with nonsense in it, from one who may not set the clock. */
#include <stdio.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/clock.h"

int main(void)
{
	static const uint32_t words[] = {0, CLOCK_ALARMS - 1, CLOCK_ALARMS, 0xffffffff};
	uint32_t service = pith_need(PITH_GRANT_SERVICE, "clock")->slot;
	uint64_t before = clock_now();
	uint32_t sent = 0, taken = 0;

	for (uint32_t label = 0; label < 7; label++) {
		for (uint32_t length = 0; length < 12; length++) {
			for (uint32_t i = 0; i < 12; i++) {
				struct pith_message m = {
				    .tag = pith_tag(label, length, i % 3), .word = {words[i / 3]}};

				/* No notification, or one that cannot be signalled. */
				pith_buffer()->caps[0] = PITH_SLOT_SPACE;
				pith_buffer()->caps[1] = PITH_SLOT_FAULT;
				taken += pith_call(service, &m) == 0;
				sent++;
			}
		}
	}
	/* What is allowed: to watch no more, and to cancel an alarm that was not set. */
	printf("%lu of %lu are no nonsense\n", (unsigned long)taken, (unsigned long)sent);
	printf("setting: %s\n", pith_error_text(clock_set(0)));
	printf("the time is %s\n", clock_now() - before < 1000000000 ? "as it was" : "another");
	return 0;
}
