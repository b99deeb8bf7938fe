/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that all Spaces of the world see; see furnish.h.
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

bool furnish_spaces(uint32_t frame, uint32_t slot, uint32_t spaces)
{
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++)
		if (!operate(PITH_BOOT_CSPACE, PITH_OP_CSPACE_COPY,
			(struct world_message){.words = {slot + i, frame, PITH_ALL_RIGHTS, 0}}, 4,
			0) ||
		    !operate(slot + i, PITH_OP_FRAME_MAP,
			(struct world_message){
			    .words = {STUB_DATA, PITH_READ | PITH_WRITE}, .caps = {spaces + i}},
			2, 1))
			return false;
	return true;
}
