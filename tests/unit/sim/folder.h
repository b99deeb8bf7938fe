/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A folder of its own for a test that needs files, gone when the test is over.
 */
#ifndef PITH_TESTS_SIM_FOLDER_H
#define PITH_TESTS_SIM_FOLDER_H

#include <stddef.h>

/* Makes the folder; for TestSuite's .init. */
void folder_make(void);
/* Removes it with all that is in it; for .fini. */
void folder_remove(void);

/* The path of a file in it; valid until the next but three calls. */
const char *folder_file(const char *name);
/* Writes such a file and returns its path. */
const char *folder_write(const char *name, const void *bytes, size_t size);

#endif
