/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the code of the partners begins, for the one who copies it to them (partner.c).
 */
#ifndef BENCH_HALVES_H
#define BENCH_HALVES_H

#include "pith/syscall.h"

extern const char halves_begin[], halves_end[];
extern const char halves_server[], halves_waiter[], halves_yielder[], halves_faulter[],
    halves_toucher[];

#endif
