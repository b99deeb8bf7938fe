/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all Spaces of the world see; see furnish.h.
 */
#include "tests/board/replay/code/furnish.h"
#include "tests/board/replay/script.h"

static bool operate(uint32_t slot, enum pith_operation operation, struct world_message message,
    uint32_t words, uint32_t caps)
{
	message.cap = slot;
	message.tag = pith_tag(operation, words, caps);
	return pith_tag_kind(world_call(PITH_CALL_CALL, &message)) != PITH_KIND_ERROR;
}

static bool map_copy(uint32_t frame, uint32_t slot, uint32_t space, uint32_t address)
{
	return operate(PITH_BOOT_CSPACE, PITH_OP_CSPACE_COPY,
		   (struct world_message){.words = {slot, frame, PITH_ALL_RIGHTS, 0}}, 4, 0) &&
	       operate(slot, PITH_OP_FRAME_MAP,
		   (struct world_message){
		       .words = {address, PITH_READ | PITH_WRITE}, .caps = {space}},
		   2, 1);
}

bool furnish_spaces(uint32_t frame, uint32_t timer, uint32_t slot, uint32_t spaces)
{
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++)
		if (!map_copy(frame, slot + 2 * i, spaces + i, STUB_DATA) ||
		    !map_copy(timer, slot + 2 * i + 1, spaces + i, STUB_TIMER))
			return false;
	return true;
}
