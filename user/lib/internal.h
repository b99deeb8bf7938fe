/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of libpith need of each other and programs do not.
 */
#ifndef PITH_LIB_INTERNAL_H
#define PITH_LIB_INTERNAL_H

#include <stddef.h>
#include <stdint.h>
#include "pith/abi.h"
#include "pith/syscall.h"

/* start.c: say where the running thread's IPC buffer is. */
void pith_buffer_set(struct pith_buffer *own);
/* start.c: bytes between the TLS register's value and the first thread-local variable. */
size_t pith_tls_offset(void);

/* print.c: send what this thread has printed without a newline yet. */
void pith_print_flush(void);

/* ipc.c: pith_call() for a client stub: when the server died under the call, the message as it was
 * is sent once more, to its next instance. Only for messages of up to 8 words. */
uint32_t pith_call_again(uint32_t endpoint, struct pith_message *message);

/* memory.c: addresses of our own space that nobody uses, aligned to 2^bits; 0: none left. */
uint32_t pith_address_take(uint32_t size, uint32_t bits);
/* memory.c: map one frame, making the page table under it if there is none. */
uint32_t pith_frame_map_table(uint32_t frame, uint32_t address, uint32_t rights);

#endif
