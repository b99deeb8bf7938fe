/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words to people. printf() (from <stdio.h>) goes to the console server in whole lines, each
 * with the component's name before it; a component that uses no console is silent.
 * Here is what libpith adds: what went wrong, with the object's name from the description.
 */
#ifndef PITH_PRINT_H
#define PITH_PRINT_H

#include <stdint.h>
#include "pith/abi.h"

/* Text of an error from PITH_ERRORS; "unknown error" for other numbers. */
const char *pith_error_text(uint32_t result);
/* "map" for PITH_OP_FRAME_MAP, "frame" for PITH_TYPE_FRAME: lower case, from the one table. */
const char *pith_operation_name(enum pith_operation operation);
const char *pith_type_name(enum pith_type type);

/*
 * Says that an operation on a kernel object was refused and why, with names instead of numbers:
 *	paint: map refused: frame 'fb' lacks w
 * wanted: the rights that the operation asked for, 0 if none. Returns `result`; silent if it is 0.
 */
uint32_t pith_refused(
    enum pith_operation operation, uint32_t slot, uint32_t wanted, uint32_t result);
/* The same for a request to a server: "paint: open refused by 'display': the value is ...". */
uint32_t pith_request_refused(const char *request, uint32_t slot, uint32_t result);

/* The program cannot go on: a line as by printf(), then exit status 1. */
_Noreturn void pith_panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* pith_panic() with the text of the error, unless result is 0. what: "opening the display". */
void pith_must(const char *what, uint32_t result);

/* Where printf()'s lines go: libpith sends them to the console server. A program may define its
 * own (the policy module and the console do). `text` is not terminated. */
void pith_write_line(const char *text, uint32_t length);

#endif
