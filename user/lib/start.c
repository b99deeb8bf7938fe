/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the first instruction to main() and from its return to the end: thread-local
 * storage, initializers, heap, exit. The policy module starts in the same way; what differs
 * between it and a component is not here.
 */
#include <picolibc.h>
#include <picotls.h>
#include <stdlib.h>
#include <unistd.h>
#include "internal.h"
#include "pith/info.h"
#include "pith/objects.h"
#include "pith/print.h"

extern char __tls_first[];	      /* room for the first thread's TLS block, by pith.ld */
extern char __arm32_tls_tcb_offset[]; /* its value is its address: bytes before the variables */
extern void (*__preinit_array_start[])(void), (*__preinit_array_end[])(void);
extern void (*__init_array_start[])(void), (*__init_array_end[])(void);

int main(void);
_Noreturn void pith_start(void);
/* Referred to by Debian's libraries, which are compiled with stack protection. */
extern uintptr_t __stack_chk_guard;
uintptr_t __stack_chk_guard = 0x0d0aff00;
_Noreturn void __stack_chk_fail(void);

/* The first thread's; thread.c sets it for others. */
static _Thread_local struct pith_buffer *buffer = (struct pith_buffer *)PITH_BUFFER_VADDR;

struct pith_buffer *pith_buffer(void)
{
	return buffer;
}

void pith_buffer_set(struct pith_buffer *own)
{
	buffer = own;
}

size_t pith_tls_offset(void)
{
	return (size_t)(uintptr_t)__arm32_tls_tcb_offset;
}

/* In place of picolibc's, which writes the register itself: user mode may only read it. */
void _set_tls(void *tls)
{
	pith_thread_set_tls(PITH_SLOT_THREAD, (uint32_t)(uintptr_t)tls - pith_tls_offset());
}

_Noreturn void pith_start(void)
{
	void *tls = __tls_first + pith_tls_offset();

	_init_tls(tls);
	_set_tls(tls);
	for (void (**f)(void) = __preinit_array_start; f < __preinit_array_end; f++)
		(*f)();
	for (void (**f)(void) = __init_array_start; f < __init_array_end; f++)
		(*f)();
	exit(main());
}

/* Called by exit() when all else is done. */
_Noreturn void _exit(int status)
{
	pith_print_flush();
	for (;;)
		pith_thread_exit(PITH_SLOT_THREAD, (uint32_t)status);
}

_Noreturn void abort(void)
{
	pith_panic("aborted");
}

_Noreturn void __stack_chk_fail(void)
{
	pith_panic("the stack was overwritten");
}

/* Memory for malloc(): the heap that the description gives, mapped from the start. (Here, and not
 * in a file of its own, because the linker must have seen it when it comes to picolibc's.) */
void *sbrk(ptrdiff_t increment);
void *sbrk(ptrdiff_t increment)
{
	static uint32_t used;
	uint32_t before = used;
	uint32_t size = pith_info()->magic == PITH_INFO_MAGIC ? pith_info()->heap_size : 0;

	if (increment < 0 ? (uint32_t)-increment > used : (uint32_t)increment > size - used)
		return (void *)-1;
	used += (uint32_t)increment;
	return (void *)(uintptr_t)(PITH_HEAP_VADDR + before);
}
