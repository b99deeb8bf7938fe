/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The asset store (proto/assets.h). It holds the description's files as Frames that can only be
 * read, and hands out copies of these capabilities. It keeps nothing of its clients, so there is
 * nothing to forget when one ends, nothing that one could use up, and nothing to lose when it is
 * restarted itself. Nor does it map a file: what is in them it does not know.
 *
 * Parameters: CLIENT/files, the beginnings of the names that the client may open; "" is all.
 */
#include <string.h>
#include "pith/info.h"
#include "pith/objects.h"
#include "pith/print.h"
#include "pith/proto/assets.h"
#include "pith/server.h"

enum { FILES_MAX = 64 };

static struct file {
	const struct pith_grant *grant;
	uint32_t bits; /* log2 of the size of a frame */
	uint32_t frames;
} files[FILES_MAX];
static uint32_t file_count;

static bool begins(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* Whether the client behind a badge may open files of that name. */
static bool permitted(uint32_t badge, const char *name)
{
	const struct pith_grant *client = pith_client(badge);
	char path[sizeof(client->peer) + sizeof("/files")];
	const struct pith_grant *list;
	const char *text, *end;

	if (!client)
		return false;
	strcpy(path, client->peer);
	list = pith_grant(PITH_GRANT_PARAMETER, strcat(path, "/files"));
	if (!list || list->size == 0)
		return false;
	text = (const char *)(uintptr_t)list->address;
	end = text + list->size;
	/* Cells are no strings: the last byte must be the end of one. */
	if (end[-1])
		return false;
	for (; text < end; text += strlen(text) + 1)
		if (begins(name, text))
			return true;
	return false;
}

static uint32_t find(struct pith_message *m)
{
	char name[PITH_NAME_SIZE];

	if (pith_tag_length(m->tag) < PITH_NAME_SIZE / 4)
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, 0, name, sizeof(name));
	if (name[sizeof(name) - 1])
		return PITH_ERROR_LENGTH;
	if (!permitted(m->badge, name))
		return PITH_ERROR_RIGHTS;
	for (uint32_t i = 0; i < file_count; i++) {
		if (strcmp(files[i].grant->name, name) != 0)
			continue;
		m->word[0] = i;
		m->word[1] = files[i].grant->size;
		m->word[2] = files[i].bits;
		return pith_answer_words(m, 3);
	}
	return PITH_ERROR_RANGE;
}

static uint32_t give(struct pith_message *m)
{
	uint32_t number = m->word[0], first = m->word[1], count = 0;

	if (pith_tag_length(m->tag) < 2)
		return PITH_ERROR_LENGTH;
	if (number >= file_count)
		return PITH_ERROR_RANGE | PITH_ARG_WORD << 8;
	if (!permitted(m->badge, files[number].grant->name))
		return PITH_ERROR_RIGHTS;
	if (first >= files[number].frames)
		return PITH_ERROR_RANGE | (PITH_ARG_WORD + 1) << 8;
	for (; count < PITH_MAX_CAPS && first + count < files[number].frames; count++)
		pith_buffer()->caps[count] = files[number].grant->slot + first + count;
	pith_answer(m, count);
	m->tag = pith_tag(0, 1, count);
	return 0;
}

static uint32_t list(struct pith_message *m)
{
	uint32_t left = m->word[0];
	char prefix[ASSET_PREFIX_SIZE];

	if (pith_tag_length(m->tag) < 1 + ASSET_PREFIX_SIZE / 4)
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, 1, prefix, sizeof(prefix));
	if (prefix[sizeof(prefix) - 1])
		return PITH_ERROR_LENGTH;
	for (uint32_t i = 0; i < file_count; i++) {
		const struct pith_grant *grant = files[i].grant;

		if (!begins(grant->name, prefix) || !permitted(m->badge, grant->name) || left--)
			continue;
		m->tag = pith_tag(0, 1 + PITH_NAME_SIZE / 4, 0);
		m->word[0] = grant->size;
		pith_message_put_bytes(m, 1, grant->name, PITH_NAME_SIZE);
		return 0;
	}
	return PITH_ERROR_RANGE | PITH_ARG_WORD << 8;
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	(void)server;
	switch (pith_message_label(m)) {
	case ASSET_FIND:
		return find(m);
	case ASSET_FRAMES:
		return give(m);
	case ASSET_LIST:
		return list(m);
	}
	return PITH_ERROR_OPERATION;
}

int main(void)
{
	struct pith_server server = {.request = request};
	const struct pith_grant *grant = NULL;
	struct pith_frame_state state;

	while ((grant = pith_grant_next(PITH_GRANT_FILE, NULL, grant)) && file_count < FILES_MAX) {
		struct file *file = files + file_count++;

		pith_must("looking at a file", pith_frame_query(grant->slot, &state));
		*file = (struct file){.grant = grant, .bits = state.bits};
		file->frames = (grant->size + (1u << state.bits) - 1) >> state.bits;
	}
	pith_serve(&server);
}
