/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The world of a server: what the policy module would have given it, the services that it uses, and
 * its clients, whose messages an input holds.
 */
#ifndef PITH_TESTS_FUZZ_SERVERS_WORLD_H
#define PITH_TESTS_FUZZ_SERVERS_WORLD_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "pith/info.h"
#include "pith/syscall.h"

enum { GRANTS_MAX = 20 };

/* What a server is given. `peer` is the client, or of a parameter its value: cells by commas, or
 * a text behind a quotation mark; `size` is that of a region or file. */
struct given {
	enum pith_grant_kind kind;
	const char *name;
	const char *peer;
	uint32_t size;
};

struct server {
	const char *name;
	int (*main)(void);
	struct given given[GRANTS_MAX]; /* the first without a name ends it */
};

extern const struct server servers[];
extern const unsigned server_count;

/* How a server's run ends, for one came to the end of the input or of its own. */
enum ending { ENDED = 1, RESTARTED };
extern jmp_buf ending;

_Noreturn void wrong(const char *what);

/* world.c: everything is new but, if `restart`, memory that outlives a server. */
void world_start(const struct server *server, bool hostile, bool restart);
/* The reserved addresses; once. */
void world_open(void);
/* Grant `index` of the server, its number of bytes, and the memory of a region. */
struct pith_grant *world_grant(uint32_t index);
uint32_t world_grants(void);
const char *world_service(uint32_t slot);

/* peers.c: what the services answer that the server uses. */
void peer_answer(const char *service, struct pith_message *message);
void peers_start(void);
/* A byte of the disk becomes another. */
void peer_damage_disk(uint32_t at, uint8_t value);

/* fuzz.c: the input's next bytes; zeros behind its end. */
uint32_t input_take(unsigned bytes);
/* A number, mostly one that means something. */
uint32_t input_word(void);
size_t input_left(void);
/* True if the services that the server uses answer anything. */
extern bool hostile_peers;

#endif
