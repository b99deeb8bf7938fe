/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comes before every file of the target: what of libpith's headers cannot be on this machine has
 * another name here. The info page is not at its own address, which the host keeps free.
 */
#ifndef PITH_TESTS_FUZZ_SERVERS_HOST_H
#define PITH_TESTS_FUZZ_SERVERS_HOST_H

#include "pith/info.h"

const struct pith_info *fuzz_info(void);
#define pith_info() fuzz_info()

/* Messages of a server for people: formatted, and dropped. */
int fuzz_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
#include <stdio.h>
#define printf(...) fuzz_printf(__VA_ARGS__)

/* What sources.mk calls the main() of each server. */
int assets_main(void);
int audio_main(void);
int clock_main(void);
int console_main(void);
int display_main(void);
int input_main(void);
int store_main(void);
int timer_main(void);

/* The one allocation of a server: its heap. */
void *fuzz_heap(size_t size);

/* pith/barrier.h is assembly; nobody else looks here. */
#define PITH_BARRIER_H
static inline void pith_barrier(void)
{
	__asm__ volatile("" : : : "memory");
}

#endif
