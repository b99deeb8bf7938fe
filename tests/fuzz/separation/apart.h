/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does what one protection domain does change what another, which policy keeps apart from it,
 * can see? A world of two domains with all that a domain can have, a secret one and an
 * observer, each made of memory of its own, without a capability that leads from one to the
 * other; and a server that both may call, whose code is fixed. The same steps of the observer
 * run beside two different programs of the secret domain: what the observer sees must be the
 * same, time aside.
 */
#ifndef PITH_FUZZ_APART_H
#define PITH_FUZZ_APART_H

#include "tests/fuzz/core/machine.h"

enum apart_domain { APART_OBSERVER, APART_SECRET, APART_SERVER, APART_DOMAINS };

enum {
	APART_CALM_LINE = WORLD_LINE,	       /* the observer's; on the same machine */
	APART_BUSY_LINE = APART_CALM_LINE + 1, /* the secret domain's */
	APART_POOL_BITS = 18, /* of which each of the two is made, but for the server */
};

/* world.c: slots as in tests/fuzz/core/world.h; where the domains' memory is. */
struct apart_pool {
	paddr_t first;
	uint32_t size;
};
struct apart_pool apart_pool(enum apart_domain domain);
/* The capability from which all of the domain's are derived. */
const struct slot *apart_root(enum apart_domain domain);
/* Whose object this is; APART_DOMAINS: nobody's of the three. */
enum apart_domain apart_owner(const void *object);
/* The server's next step, always the same: it answers and waits. */
extern const struct step apart_serve;

/* input.c: three programs, as a fuzzer has them. Any bytes are such an input: the text that is
 * printed, or records of 64 bytes, in which bits 8 and 9 of the first word say whose step it is. */
enum apart_who { APART_CALM, APART_BUSY, APART_OTHER, APART_PROGRAMS };
struct apart_input {
	struct program programs[APART_PROGRAMS]; /* the observer's; the secret's, in two runs */
};
enum { APART_INPUT_SIZE = APART_PROGRAMS * PROGRAM_STEPS * (int)sizeof(struct step) };
void apart_read(struct apart_input *input, const uint8_t *data, size_t size);
size_t apart_write(const struct apart_input *input, uint8_t *data, size_t most);
void apart_print(FILE *file, const struct apart_input *input);

/* run.c: both runs; what differs, in words, or 0. The machine is then as before. */
const char *apart_run(const struct apart_input *input);

/* compare.c: the observer's part of the kernel's state, without what it shares with others. */
void apart_begin(void); /* once */
void apart_keep(void);	/* of the first run */
const char *apart_compare(void);

#endif
