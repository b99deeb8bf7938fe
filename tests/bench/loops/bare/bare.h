/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the bare-metal program can be told to do, for C and assembly alike. Two words in
 * memory say it; `qemu-system-arm -device loader` puts them there.
 */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#define BARE_PARAMETERS 0x80001000 /* what: enum work or one of these; then how many units */

/* Tests of the emulator alone: the least that a kernel could do. */
#define BARE_CALL   16 /* svc, and back at once */
#define BARE_FAULT  17 /* a load from nowhere; the handler skips it */
#define BARE_SWITCH 18 /* eight words to a thread of another address space, and back */

/* r12 of svc. */
#define BARE_SVC_NOTHING 0
#define BARE_SVC_SWITCH	 1

/* struct bare_thread */
#define BARE_THREAD_PC	  60
#define BARE_THREAD_TTBR0 72

#endif
