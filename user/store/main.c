/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store: requests of clients (proto/store.h), their names, rights and shares, and who is told
 * of changes. What is where on the disk is log.c's, the sectors are the driver's (proto/block.h).
 *
 * The description gives this component: the service "block" and the region "data" of a disk's
 * driver, or neither: then nothing is kept; for each client of the service "store" that wants it
 * the parameters NAME/system (it may write "system/") and NAME/quota = <bytes>; "system" as NAME is
 * the share of "system/"; a heap, which holds all values; memory, for answers that come later.
 *
 * Puts and deletes wait, one of each client, until no message waits; then all of them are written
 * and answered after one flush. So whoever sends more gets no more, whatever its priority.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/block.h"
#include "pith/proto/store.h"
#include "pith/server.h"
#include "user/store/log.h"

enum {
	CLIENTS = 32,
	QUOTA = 64 << 10, /* bytes on the disk, where the description says nothing */
	HEAP_REST = 4096, /* for malloc itself */
	GET_WORD = 2,	  /* where bytes begin in messages */
	PUT_WORD = 3,
	KEY_WORD = 1,
};

_Static_assert((int)TABLE_VALUE_MAX == STORE_VALUE_MAX && (int)TABLE_KEY_MAX == STORE_KEY_MAX,
    "clients are told what fits");

/* A whole name, or the beginning of one. */
struct name {
	uint32_t length;
	char text[TABLE_NAME_MAX];
};

struct client {
	const struct pith_grant *grant;
	uint32_t generation; /* of the instance that we know */
	bool writes_system;
	struct watch {
		uint32_t notification; /* 0: none */
		struct name prefix;
	} watches[STORE_WATCHES];
	uint8_t value[STORE_VALUE_MAX]; /* of its put, as far as it has come */
	uint32_t staged;		/* bytes of it that went ahead */
	/* What it waits for; valid while reply is not 0. */
	uint32_t reply;
	bool put;
	struct name name;
	uint32_t value_length;
	uint32_t result;
};

static struct client clients[CLIENTS];
static uint32_t client_count;
static uint32_t first_served; /* whose turn it is to be first */
static uint32_t waiting;      /* clients with a reply */
static struct log contents;
static struct table values;
static struct block disk;

/* --- The disk ------------------------------------------------------------------------ */

/* A driver that died under the request is asked once more: sectors may be written twice. */
static bool again(uint32_t result)
{
	struct block found;

	if (pith_result_error(result) != PITH_ERROR_GONE || block_open(&found))
		return false;
	return found.sectors == disk.sectors && found.data_size == disk.data_size;
}

static bool disk_read(void *context, uint32_t sector, uint32_t count)
{
	uint32_t result = block_read(context, sector, count);

	return !result || (again(result) && !block_read(context, sector, count));
}

static bool disk_write(void *context, uint32_t sector, uint32_t count)
{
	uint32_t result = block_write(context, sector, count);

	return !result || (again(result) && !block_write(context, sector, count));
}

static bool disk_flush(void *context)
{
	uint32_t result = block_flush(context);

	/* What the driver's device had in its cache is still there, or was lost with its power. */
	return !result || (again(result) && !block_flush(context));
}

static void open_disk(void)
{
	static const char *const words[] = {
	    [LOG_MEMORY] = "there is no disk: nothing outlives this run",
	    [LOG_NEW] = "the disk was blank: a new store is on it",
	    [LOG_MOUNTED] = "the disk is in order",
	    [LOG_DAMAGED] = "what a power cut or damage left half on the disk is dropped",
	    [LOG_FOREIGN] =
		"the disk holds something else and is left alone: nothing outlives this "
		"run (zeros would make it new)",
	    [LOG_SMALL] = "the disk is too small: nothing outlives this run",
	    [LOG_FAILED] =
		"the disk fails, or holds more than fits here: nothing outlives this run",
	};
	struct log_disk device = {
	    .context = &disk, .read = disk_read, .write = disk_write, .flush = disk_flush};
	enum log_found found;

	if (!block_open(&disk)) {
		device.sectors = disk.sectors < UINT32_MAX ? (uint32_t)disk.sectors : UINT32_MAX;
		device.buffer = disk.data;
		device.room = disk.data_size / LOG_SECTOR;
	}
	found = log_mount(&contents, &values, &device);
	printf("%s%s\n", words[found], disk.read_only ? "; it can only be read" : "");
}

/* --- Names ----------------------------------------------------------------------------- */

static bool is_system(const char *key, uint32_t length)
{
	return length >= strlen(STORE_SYSTEM) && !memcmp(key, STORE_SYSTEM, strlen(STORE_SYSTEM));
}

/* A client's key, or the beginning of one, as the whole table knows it. */
static void make_name(
    const struct client *client, const char *key, uint32_t length, struct name *name)
{
	name->length = 0;
	if (!is_system(key, length)) {
		name->length = (uint32_t)strlen(client->grant->peer) + 1;
		memcpy(name->text, client->grant->peer, name->length - 1);
		name->text[name->length - 1] = '/';
	}
	memcpy(name->text + name->length, key, length);
	name->length += length;
}

/* Bytes that a message has from word `first` on. */
static uint32_t bytes_of(const struct pith_message *m, uint32_t first)
{
	uint32_t length = pith_tag_length(m->tag);

	return length > first ? (length - first) * 4 : 0;
}

/* The key that begins at word `first`. */
static uint32_t take_key(const struct client *client, const struct pith_message *m, uint32_t first,
    uint32_t length, struct name *name)
{
	char key[STORE_KEY_MAX];

	if (length > STORE_KEY_MAX)
		return PITH_ERROR_RANGE;
	if (bytes_of(m, first) < length)
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, first, key, length);
	make_name(client, key, length, name);
	return table_key_valid(key, length) && table_name_valid(name->text, name->length)
		   ? 0
		   : PITH_ERROR_RANGE;
}

/* Whether the entry's name begins so. */
static bool begins(const char *name, uint32_t length, const struct name *prefix)
{
	return length >= prefix->length && !memcmp(name, prefix->text, prefix->length);
}

/* --- Shares ------------------------------------------------------------------------------ */

/* Whose name it is: up to the slash. */
static uint32_t owner_length(const struct name *name)
{
	const char *slash = memchr(name->text, '/', name->length);

	return slash ? (uint32_t)(slash - name->text) : 0;
}

/* Whether the value fits into its owner's share, in the place of an older one. */
static bool within_quota(const struct name *name, uint32_t value_length)
{
	struct name owner = {.length = owner_length(name) + 1};
	char path[PITH_NAME_SIZE];
	uint32_t used = log_sectors(name->length, value_length);
	const struct entry *entry = NULL;

	memcpy(owner.text, name->text, owner.length);
	while ((entry = table_next(&values, entry)))
		if (begins(entry->name, entry->name_length, &owner) &&
		    (entry->name_length != name->length ||
			memcmp(entry->name, name->text, name->length)))
			used += log_sectors(entry->name_length, entry->value_length);
	snprintf(path, sizeof(path), "%.*squota", (int)owner.length, owner.text);
	return used <= pith_parameter_cell(path, 0, QUOTA) / LOG_SECTOR;
}

/* --- What was asked for is done -------------------------------------------------------- */

/* One client's put or delete, not yet flushed. */
static uint32_t carry_out(const struct client *client)
{
	const struct name *name = &client->name;

	if (!client->put && !table_find(&values, name->text, name->length))
		return PITH_ERROR_UNMAPPED;
	if (client->put && !within_quota(name, client->value_length))
		return PITH_ERROR_OCCUPIED;
	switch (log_append(&contents, name->text, name->length, client->put ? client->value : NULL,
	    client->value_length)) {
	case LOG_DONE:
		return 0;
	case LOG_FULL:
		return PITH_ERROR_MEMORY;
	case LOG_ERROR:
		break;
	}
	return PITH_ERROR_STATE;
}

static void tell_watchers(const struct name *name)
{
	for (uint32_t c = 0; c < client_count; c++)
		for (uint32_t i = 0; i < STORE_WATCHES; i++) {
			const struct watch *watch = &clients[c].watches[i];

			if (watch->notification && begins(name->text, name->length, &watch->prefix))
				pith_signal(watch->notification);
		}
}

/* Everything that waits: written, flushed once, answered. */
static void commit(struct pith_server *server)
{
	bool flushed;

	if (!waiting)
		return;
	for (uint32_t i = 0; i < client_count; i++) {
		struct client *client = &clients[(first_served + i) % client_count];

		if (client->reply)
			client->result = carry_out(client);
	}
	flushed = log_flush(&contents);
	for (uint32_t i = 0; i < client_count; i++) {
		struct client *client = &clients[i];
		uint32_t result = client->result, reply = client->reply;

		if (!reply)
			continue;
		if (!result && !flushed)
			result = PITH_ERROR_STATE;
		client->reply = 0;
		pith_server_answer(
		    server, reply, &(struct pith_message){.tag = pith_tag(result, 0, 0)});
		if (!result)
			tell_watchers(&client->name);
	}
	first_served = (first_served + 1) % client_count;
	waiting = 0;
}

/* The answer comes with the others'. */
static uint32_t wait_for_commit(struct pith_server *server, struct client *client)
{
	client->staged = 0;
	client->reply = pith_server_defer(server);
	if (!client->reply)
		return PITH_ERROR_MEMORY;
	waiting++;
	return PITH_DEFERRED;
}

/* --- Requests ------------------------------------------------------------------------------ */

static uint32_t get(const struct client *client, struct pith_message *m)
{
	struct name name;
	uint32_t result = take_key(client, m, GET_WORD, m->word[0], &name);
	const struct entry *entry;
	uint32_t offset = m->word[1], count;

	if (result)
		return result;
	entry = table_find(&values, name.text, name.length);
	if (!entry)
		return PITH_ERROR_UNMAPPED;
	if (offset > entry->value_length)
		return PITH_ERROR_RANGE;
	count = entry->value_length - offset;
	if (count > PITH_MAX_BYTES(GET_WORD))
		count = PITH_MAX_BYTES(GET_WORD);
	pith_answer_words(m, GET_WORD);
	m->word[0] = entry->value_length;
	m->word[1] = entry->version;
	m->tag = pith_tag(0, GET_WORD + (count + 3) / 4, 0);
	pith_message_put_bytes(m, GET_WORD, entry_value(entry) + offset, count);
	return 0;
}

static uint32_t data(struct client *client, struct pith_message *m)
{
	uint32_t offset = m->word[0], count = m->word[1];

	if (count > bytes_of(m, GET_WORD))
		return PITH_ERROR_LENGTH;
	if ((offset && offset != client->staged) || count > STORE_VALUE_MAX - offset)
		return PITH_ERROR_RANGE;
	pith_message_get_bytes(m, GET_WORD, client->value + offset, count);
	client->staged = offset + count;
	return pith_answer_words(m, 0);
}

/* Whether the client may change what has this name. */
static uint32_t may_write(const struct client *client, const struct name *name)
{
	if (is_system(name->text, name->length) && !client->writes_system)
		return PITH_ERROR_RIGHTS;
	return 0;
}

static uint32_t put(struct pith_server *server, struct client *client, struct pith_message *m)
{
	uint32_t key = m->word[0], length = m->word[1], staged = m->word[2];
	uint8_t bytes[PITH_MAX_BYTES(PUT_WORD)];
	uint32_t result = take_key(client, m, PUT_WORD, key, &client->name);

	if (!result)
		result = may_write(client, &client->name);
	if (result)
		return result;
	if (length > STORE_VALUE_MAX || staged > client->staged || staged > length)
		return PITH_ERROR_RANGE;
	if (key + length - staged > bytes_of(m, PUT_WORD))
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, PUT_WORD, bytes, key + length - staged);
	memcpy(client->value + staged, bytes + key, length - staged);
	client->put = true;
	client->value_length = length;
	return wait_for_commit(server, client);
}

static uint32_t delete (struct pith_server *server, struct client *client, struct pith_message *m)
{
	uint32_t result = take_key(client, m, KEY_WORD, m->word[0], &client->name);

	if (!result)
		result = may_write(client, &client->name);
	if (result)
		return result;
	client->put = false;
	client->value_length = 0;
	return wait_for_commit(server, client);
}

/* A prefix may be empty. */
static uint32_t take_prefix(const struct client *client, const struct pith_message *m,
    uint32_t first, uint32_t length, struct name *prefix)
{
	char key[STORE_KEY_MAX];

	if (length > STORE_KEY_MAX)
		return PITH_ERROR_RANGE;
	if (bytes_of(m, first) < length)
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, first, key, length);
	make_name(client, key, length, prefix);
	return !length || table_key_valid(key, length) ? 0 : PITH_ERROR_RANGE;
}

static uint32_t list(const struct client *client, struct pith_message *m)
{
	uint32_t prefix_length = m->word[0], after_length = m->word[1];
	char bytes[2 * STORE_KEY_MAX];
	struct name prefix, after = {.length = 0};
	const struct entry *entry;
	uint32_t result = take_prefix(client, m, GET_WORD, prefix_length, &prefix), own;

	if (result)
		return result;
	if (after_length > STORE_KEY_MAX)
		return PITH_ERROR_RANGE;
	if (bytes_of(m, GET_WORD) < prefix_length + after_length)
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, GET_WORD, bytes, prefix_length + after_length);
	if (after_length)
		make_name(client, bytes + prefix_length, after_length, &after);
	entry = table_after(&values, prefix.text, prefix.length, after.text, after.length);
	if (!entry)
		return PITH_ERROR_UNMAPPED;
	own = is_system(prefix.text, prefix.length) ? 0 : owner_length(&prefix) + 1;
	pith_answer_words(m, KEY_WORD);
	m->word[0] = entry->name_length - own;
	m->tag = pith_tag(0, KEY_WORD + (m->word[0] + 3) / 4, 0);
	pith_message_put_bytes(m, KEY_WORD, entry->name + own, m->word[0]);
	return 0;
}

/* The client's watch of that prefix, or a free one. */
static struct watch *watch_of(struct client *client, const struct name *prefix)
{
	struct watch *unused = NULL;

	for (uint32_t i = 0; i < STORE_WATCHES; i++) {
		struct watch *watch = &client->watches[i];

		if (!watch->notification)
			unused = watch;
		else if (watch->prefix.length == prefix->length &&
			 begins(prefix->text, prefix->length, &watch->prefix))
			return watch;
	}
	return unused;
}

static uint32_t watch(struct pith_server *server, struct client *client, struct pith_message *m)
{
	struct name prefix;
	uint32_t result = take_prefix(client, m, KEY_WORD, m->word[0], &prefix), notification = 0;
	struct watch *found;

	if (result)
		return result;
	if (pith_tag_caps(m->tag)) {
		notification = pith_server_keep_notification(server, m, 0);
		if (!notification)
			return PITH_ERROR_TYPE;
	}
	found = watch_of(client, &prefix);
	if (!found) {
		pith_slot_free(notification);
		return notification ? PITH_ERROR_MEMORY : pith_answer_words(m, 0);
	}
	pith_slot_free(found->notification);
	*found = (struct watch){.notification = notification, .prefix = prefix};
	return pith_answer_words(m, 0);
}

/* --- Clients ----------------------------------------------------------------------------- */

/* Drops what an instance left behind that is no more; a put that was whole is still done. */
static void look_after(struct client *client)
{
	if (client->generation == client->grant->generation)
		return;
	client->generation = client->grant->generation;
	client->staged = 0;
	for (uint32_t i = 0; i < STORE_WATCHES; i++) {
		pith_slot_free(client->watches[i].notification);
		client->watches[i].notification = 0;
	}
}

static struct client *client_of(const struct pith_message *m)
{
	for (uint32_t i = 0; i < client_count; i++)
		if (clients[i].grant->slot == m->badge)
			return &clients[i];
	return NULL;
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	struct client *client = client_of(m);
	uint32_t label = pith_message_label(m);

	if (!client)
		return PITH_ERROR_STATE;
	if (label < STORE_GET || label > STORE_WATCH)
		return PITH_ERROR_OPERATION;
	if (!pith_tag_length(m->tag))
		return PITH_ERROR_LENGTH;
	/* A second thread of it, or its next instance: the first one's comes first. */
	if (client->reply)
		commit(server);
	look_after(client);
	switch (label) {
	case STORE_GET:
		return get(client, m);
	case STORE_DATA:
		return data(client, m);
	case STORE_PUT:
		return put(server, client, m);
	case STORE_DELETE:
		return delete (server, client, m);
	case STORE_LIST:
		return list(client, m);
	default:
		return watch(server, client, m);
	}
}

static void signal(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (bits & PITH_SIGNAL_PEER)
		for (uint32_t i = 0; i < client_count; i++)
			look_after(&clients[i]);
}

static void add_client(const struct pith_grant *grant)
{
	char path[PITH_NAME_SIZE];

	if (client_count == CLIENTS)
		pith_panic("more than %d clients", CLIENTS);
	/* Its own names would be everybody's. */
	if (!strcmp(grant->peer, "system")) {
		printf("a component called 'system' is not served\n");
		return;
	}
	snprintf(path, sizeof(path), "%s/system", grant->peer);
	clients[client_count++] = (struct client){.grant = grant,
	    .generation = grant->generation,
	    .writes_system = pith_grant(PITH_GRANT_PARAMETER, path) != NULL};
}

int main(void)
{
	struct pith_server server = {
	    .request = request, .signal = signal, .idle = commit, .capabilities = 1};
	const struct pith_grant *grant = NULL;

	values.size = pith_info()->heap_size;
	values.size = values.size > HEAP_REST ? values.size - HEAP_REST : 0;
	values.memory = malloc(values.size);
	if (!values.memory || !values.size)
		pith_panic("the description gives no heap, which is to hold all values");
	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, "store", grant)))
		add_client(grant);
	open_disk();
	pith_serve(&server);
}
