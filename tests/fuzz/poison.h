/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that the address sanitizer lets nobody touch, where there is one; else nothing happens.
 */
#ifndef PITH_TESTS_FUZZ_POISON_H
#define PITH_TESTS_FUZZ_POISON_H

#if defined(__SANITIZE_ADDRESS__)
#define POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON 1
#endif
#endif

#ifdef POISON
#include <sanitizer/asan_interface.h>
#define poison(address, size)	__asan_poison_memory_region(address, size)
#define unpoison(address, size) __asan_unpoison_memory_region(address, size)
#else
#define poison(address, size)	((void)(address), (void)(size))
#define unpoison(address, size) ((void)(address), (void)(size))
#endif

#endif
