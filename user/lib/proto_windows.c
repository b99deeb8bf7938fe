/* SPDX-License-Identifier: BSD-2-Clause */
/* Client stubs of the service "windows": the home screen's end. */
#include <string.h>
#include "pith/memory.h"
#include "pith/proto/windows.h"

/* Our notification for these bits; 0 for none. False: no slot left. */
static bool badged(uint32_t bits, uint32_t *slot)
{
	*slot = bits ? pith_notification_badged(bits) : 0;
	return !bits || *slot;
}

uint32_t windows_open(struct windows *windows, uint32_t changed, uint32_t composed)
{
	struct pith_message m = {.tag = pith_tag(WINDOWS_OPEN, 0, composed ? 2 : 1)};

	/* Opened before: the notifications are still ours. */
	if (!windows->service) {
		windows->service = pith_service("windows");
		if (!windows->service)
			return PITH_ERROR_CAPABILITY;
	}
	if ((!windows->changed && !badged(changed, &windows->changed)) ||
	    (!windows->composed && !badged(composed, &windows->composed)))
		return PITH_ERROR_MEMORY;
	pith_buffer()->caps[0] = windows->changed;
	pith_buffer()->caps[1] = windows->composed;
	return pith_call(windows->service, &m);
}

/* Two 16-bit numbers in a word. */
static uint32_t pair(int32_t low, int32_t high)
{
	return (uint32_t)(low & 0xffff) | (uint32_t)high << 16;
}

static void put_place(struct pith_message *m, uint32_t at, const struct windows_place *place)
{
	pith_message_put(m, at,
	    place->surface | (uint32_t)place->scale << 8 | (uint32_t)place->corner << 16 |
		(uint32_t)place->dim << 24);
	pith_message_put(m, at + 1, pair(place->x, place->y));
	pith_message_put(m, at + 2, pair(place->z, place->flags));
	pith_message_put(m, at + 3, pair(place->clip.x, place->clip.y));
	pith_message_put(m, at + 4, pair(place->clip.width, place->clip.height));
}

uint32_t windows_arrange(
    const struct windows *windows, const struct windows_place *places, uint32_t count)
{
	uint32_t result, part;

	do {
		part = count < WINDOWS_PLACES ? count : WINDOWS_PLACES;
		struct pith_message m = {
		    .tag = pith_tag(WINDOWS_ARRANGE, 1 + part * WINDOWS_PLACE_WORDS, 0)};

		m.word[0] = part < count;
		for (uint32_t i = 0; i < part; i++)
			put_place(&m, 1 + i * WINDOWS_PLACE_WORDS, &places[i]);
		result = pith_call(windows->service, &m);
		places += part;
		count -= part;
	} while (!result && count);
	return result;
}

uint32_t windows_surface(
    const struct windows *windows, uint32_t number, struct windows_surface *surface)
{
	struct pith_message m = {.tag = pith_tag(WINDOWS_SURFACE, 1, 0), .word = {number}};
	uint32_t result = pith_call(windows->service, &m);

	if (result)
		return result;
	*surface = (struct windows_surface){
	    .number = number,
	    .is = m.word[0],
	    .width = (uint16_t)m.word[1],
	    .height = (uint16_t)(m.word[1] >> 16),
	    .x = (int16_t)m.word[2],
	    .y = (int16_t)(m.word[2] >> 16),
	    .frames = m.word[3],
	};
	pith_message_get_bytes(&m, 4, surface->name, sizeof(surface->name));
	pith_message_get_bytes(&m, 8, surface->title, sizeof(surface->title));
	/* The server ends them; whoever asks need not trust that. */
	surface->name[sizeof(surface->name) - 1] = 0;
	surface->title[sizeof(surface->title) - 1] = 0;
	return 0;
}

uint32_t windows_list(
    const struct windows *windows, struct windows_surface *surfaces, uint32_t *count)
{
	uint32_t result = 0;

	for (*count = 0; *count < WINDOWS_SURFACES; ++*count) {
		result = windows_surface(windows, *count, &surfaces[*count]);
		if (result)
			break;
	}
	return pith_result_error(result) == PITH_ERROR_RANGE ? 0 : result;
}
