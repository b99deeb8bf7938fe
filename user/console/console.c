/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console server (proto/console.h): collects each client's text until a line is complete and
 * writes it, with the client's name before it, to the serial driver. The policy module's
 * own lines come through a ring, because it must not wait for us.
 *
 * Parameters: input (name of the one client that gets what is typed); carriage-return (present:
 * lines end with "\r\n", as a terminal wants it).
 */
#include <string.h>
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/console.h"
#include "pith/proto/log.h"
#include "pith/proto/serial.h"
#include "pith/ring.h"
#include "pith/server.h"

enum {
	CLIENTS = 64,
	SIGNAL_INPUT = 1,
};

/* By badge - 1; the badges of our clients are 1 and up. */
static struct client {
	const struct pith_grant *grant;
	uint32_t generation; /* of the client when it wrote last */
	uint32_t length;
	char line[CONSOLE_LINE];
} clients[CLIENTS];

static uint32_t serial;
static const char *line_end = "\n";
static const char *input_name; /* NULL: nobody may read */
static uint32_t reader;	       /* notification of that client; 0: none yet */
static struct pith_ring log_ring;
static bool has_log;

static void print(const char *name, const char *text, uint32_t length)
{
	char whole[sizeof(((struct pith_grant *)0)->peer) + 2 + CONSOLE_LINE + 2];
	uint32_t end = 0;

	/* One message for the whole line: another client's never comes between. */
	if (name) {
		end = (uint32_t)strlen(name);
		memcpy(whole, name, end);
		whole[end++] = ':';
		whole[end++] = ' ';
	}
	for (uint32_t i = 0; i < length && i < CONSOLE_LINE; i++) {
		unsigned char c = (unsigned char)text[i];

		whole[end++] = (c < ' ' && c != '\t') || c == 0x7f ? '?' : (char)c;
	}
	memcpy(whole + end, line_end, strlen(line_end));
	serial_write(serial, whole, end + strlen(line_end));
}

static void print_line(struct client *client)
{
	print(client->grant->peer, client->line, client->length);
	client->length = 0;
}

static void print_log(void)
{
	struct pith_log_line line;

	while (has_log && pith_ring_get(&log_ring, &line))
		print(NULL, line.text,
		    line.length < sizeof(line.text) ? line.length : sizeof(line.text));
}

/* What pith_panic() says here: the console has no other console. */
void pith_write_line(const char *text, uint32_t length)
{
	if (length && text[length - 1] == '\n')
		length--;
	print(pith_name(), text, length);
}

/* What a client had begun to say when it ended is said. */
static void check_peers(void)
{
	for (uint32_t i = 0; i < CLIENTS; i++) {
		struct client *client = clients + i;
		const volatile struct pith_grant *grant = client->grant;

		if (!grant || grant->generation == client->generation)
			continue;
		if (client->length)
			print_line(client);
		client->generation = grant->generation;
	}
}

static uint32_t write(struct client *client, struct pith_message *m)
{
	char text[CONSOLE_BYTES];
	uint32_t length = m->word[0];

	if (length == 0 || length > CONSOLE_BYTES || pith_tag_length(m->tag) < 1 + (length + 3) / 4)
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, 1, text, length);
	for (uint32_t i = 0; i < length; i++) {
		if (text[i] != '\n')
			client->line[client->length++] = text[i];
		if (text[i] == '\n' || client->length == CONSOLE_LINE)
			print_line(client);
	}
	return pith_answer_words(m, 0);
}

static uint32_t read(struct pith_message *m)
{
	char text[CONSOLE_BYTES];
	uint32_t wanted = m->word[0] < CONSOLE_BYTES ? m->word[0] : CONSOLE_BYTES;
	size_t length = 0;
	uint32_t result = serial_read(serial, text, wanted, &length);

	if (result)
		return result;
	*m = (struct pith_message){
	    .tag = pith_tag(0, 1 + (uint32_t)(length + 3) / 4, 0), .word = {(uint32_t)length}};
	pith_message_put_bytes(m, 1, text, length);
	return 0;
}

static uint32_t input_request(
    struct pith_server *server, const struct client *client, struct pith_message *m)
{
	uint32_t slot;

	if (!input_name || strcmp(client->grant->peer, input_name) != 0)
		return PITH_ERROR_RIGHTS;
	if (pith_message_label(m) == CONSOLE_READ)
		return read(m);
	slot = pith_server_keep_notification(server, m, 0);
	if (!slot)
		return PITH_ERROR_CAPABILITY;
	pith_slot_free(reader);
	reader = slot;
	return pith_answer_words(m, 0);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	struct client *client = m->badge - 1 < CLIENTS ? clients + (m->badge - 1) : NULL;

	if (!client || !client->grant)
		return PITH_ERROR_RIGHTS;
	switch (pith_message_label(m)) {
	case CONSOLE_WRITE:
		return write(client, m);
	case CONSOLE_READ:
	case CONSOLE_NOTIFY:
		return input_request(server, client, m);
	case CONSOLE_FLUSH:
		print_log();
		return serial_flush(serial) ? PITH_ERROR_GONE : pith_answer_words(m, 0);
	default:
		return PITH_ERROR_OPERATION;
	}
}

/* Ask the serial driver to tell us of input: at the start, and when it was restarted. */
static void listen(void)
{
	static uint32_t notification;

	if (!notification)
		notification = pith_notification_badged(SIGNAL_INPUT);
	if (input_name && notification)
		serial_notify(serial, notification);
}

static void signal(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (bits & (uint32_t)PITH_SIGNAL_PEER) {
		check_peers();
		listen();
	}
	if (bits & PITH_SIGNAL_LOG)
		print_log();
	if (bits & SIGNAL_INPUT && reader)
		pith_signal(reader);
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = signal, .capabilities = 1};
	const struct pith_grant *grant = NULL;

	serial = pith_need(PITH_GRANT_SERVICE, "serial")->slot;
	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, NULL, grant))) {
		if (grant->slot - 1 >= CLIENTS)
			continue;
		clients[grant->slot - 1].grant = grant;
		clients[grant->slot - 1].generation = grant->generation;
	}
	if (pith_grant(PITH_GRANT_PARAMETER, "carriage-return"))
		line_end = "\r\n";
	input_name = pith_parameter_string("input", NULL);
	grant = pith_grant(PITH_GRANT_LOG, NULL);
	if (grant)
		has_log = pith_ring_open(&log_ring, (void *)(uintptr_t)grant->address, grant->size,
		    PITH_LOG_RECORD, false);
	print_log();
	listen();
	pith_serve(&server);
}
