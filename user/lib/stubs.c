/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's calls in assembly, one function for each of PITH_CALLS, and the first
 * instruction of every program. In C it could not be said: r7, r9 and r11 belong to the
 * compiler. r11 keeps the message's address over the call, since the kernel preserves it.
 */
#include "pith/syscall.h"

_Static_assert(offsetof(struct pith_message, word) == 4, "ldm below reads tag and words");
_Static_assert(offsetof(struct pith_message, badge) == 36, "str below");

/* void pith_raw_NAME(uint32_t cap, struct pith_message *message, uint32_t reply); the call's
 * number is counted by the assembler along the list that also makes enum pith_call. */
#define X(NAME, name)                                               \
	"	.global pith_raw_" #name "\n"                       \
	"	.type pith_raw_" #name ", %function\n"              \
	"pith_raw_" #name ":\n"                                     \
	"	push {r4-r11, lr}\n"                                      \
	"	mov r11, r1\n"                                            \
	"	mov r10, r2\n"                                            \
	"	ldm r11, {r1-r9}\n"                                       \
	"	mov r12, #pith_call_number\n"                             \
	"	svc #0\n"                                                 \
	"	stm r11, {r1-r9}\n"                                       \
	"	str r0, [r11, #36]\n"                                     \
	"	pop {r4-r11, pc}\n"                                       \
	"	.size pith_raw_" #name ", . - pith_raw_" #name "\n" \
	"	.set pith_call_number, pith_call_number + 1\n"

__asm__("	.section .text.stubs, \"ax\", %progbits\n"
	"	.arm\n"
	"	.balign 4\n"
	"	.set pith_call_number, 0\n" PITH_CALLS(X) "	.text\n");
#undef X

/* The stack is there, bss is zero, r0 says where the info (policy: boot) page is. */
__asm__("	.section .text.start, \"ax\", %progbits\n"
	"	.arm\n"
	"	.global _start\n"
	"	.type _start, %function\n"
	"_start:\n"
	"	mov r11, #0\n" /* the end of a debugger's walk over frames */
	"	mov lr, #0\n"
	"	b pith_start\n"
	"	.size _start, . - _start\n"
	"	.text\n");
