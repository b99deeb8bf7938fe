/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system description as the simulator sees it: loaded, and checked as far as can
 * be known without running it, so that what cannot work is refused in one sentence. What
 * it means is the policy module's business; docs/manual/blob.md is the schema.
 */
#ifndef PITH_SIM_BLOB_H
#define PITH_SIM_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/exit.h"

enum { BLOB_ERROR_TEXT = 512 };

struct blob {
	char *file; /* its name, for messages */
	void *bytes;
	size_t size; /* as its header says; the file may be longer */
};

/* What the machine has. */
struct blob_machine {
	uint32_t ram_base, ram_size;
	/* True if a device of this kind is modelled. */
	bool (*has_device)(const char *compatible);
};

/* Reads a description and checks it against itself and the machine. Returns EXIT_DONE, or another
 * code and a sentence in `error` (BLOB_ERROR_TEXT bytes); *blob is then empty. */
enum exit_code blob_load(
    struct blob *blob, const char *file, const struct blob_machine *machine, char *error);
void blob_free(struct blob *blob);

/* A component's program as it is embedded, by the first `length` characters of its name; "policy"
 * is the policy module. 0 if there is none. */
const void *blob_program(const struct blob *blob, const char *name, size_t length, size_t *size);

#endif
