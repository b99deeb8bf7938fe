/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store: what must survive a restart, a crash and a power cut. Values by keys, each client's
 * apart from the others'. All that an application needs is `uses = "store"` in its description and
 * the functions at the end; they find the service by themselves.
 *
 * A key is 1 to STORE_KEY_MAX characters from '!' to '~' (no blanks); a value 0 to STORE_VALUE_MAX
 * bytes. "NAME" is the client's own: no other client sees it, and other clients' keys of that name
 * are others. "system/NAME" is the whole system's: all clients read it, those that the store's
 * description gives the right write it (parameter CLIENT/system).
 *
 * A PUT or DELETE is answered when it is on the disk: then no power cut loses it. One that was not
 * answered yet has happened wholly or not at all. Where there is no disk everything is the same,
 * and lost when the power goes or the store is restarted.
 */
#ifndef PITH_PROTO_STORE_H
#define PITH_PROTO_STORE_H

#include "pith/syscall.h"

enum {
	STORE_KEY_MAX = 63, /* characters; a buffer for a key has one more, for the 0 */
	STORE_VALUE_MAX = 3840,
	STORE_WATCHES = 4, /* of a client */
};
#define STORE_SYSTEM "system/"

/* What the functions below return, beside 0; the kernel's numbers, so that pith_error_text() and
 * pith_must() have words for them. */
enum store_error {
	STORE_NO_SERVICE = PITH_ERROR_CAPABILITY, /* we do not use "store" */
	STORE_NO_KEY = PITH_ERROR_UNMAPPED,	  /* there is no such key, or no next one */
	STORE_BAD_KEY = PITH_ERROR_RANGE,	  /* not a key, or the value is too long */
	STORE_SMALL = PITH_ERROR_LENGTH,	  /* the value does not fit into the buffer */
	STORE_FORBIDDEN = PITH_ERROR_RIGHTS,	  /* "system/" may not be written by us */
	STORE_FULL = PITH_ERROR_MEMORY,		  /* no room; what was there is unharmed */
	STORE_OVER_QUOTA = PITH_ERROR_OCCUPIED,	  /* our own share is used up; likewise */
	STORE_FAILED = PITH_ERROR_STATE,	  /* the disk failed; likewise as with GONE */
	STORE_GONE = PITH_ERROR_GONE, /* the store died under the call; whether a PUT or DELETE has
				       * happened is not known: ask again */
};

enum store_request {
	/* in: length of the key, offset; from word 2 on the key. out: length of the value, its
	 * version (another whenever it has changed); from word 2 on its bytes from the offset on,
	 * as many as there is room for. Errors: LENGTH; RANGE; UNMAPPED. */
	STORE_GET = 1,
	/* A long value goes ahead in pieces. in: offset, number of bytes; from word 2 on the bytes.
	 * They wait for the PUT. Errors: LENGTH; RANGE. */
	STORE_DATA,
	/* in: length of the key, length of the value, how much of it went ahead; from word 3 on the
	 * key and behind it the rest of the value. Errors: LENGTH; and as above. */
	STORE_PUT,
	/* in: length of the key; from word 1 on the key. Errors: LENGTH; and as above. */
	STORE_DELETE,
	/* in: length of the prefix, length of a key; from word 2 on both. out: length of the next
	 * key behind that key, in the order of bytes, that begins with the prefix; from word 1 on
	 * the key. Keys of "system/" come only if the prefix begins so. Errors: LENGTH, RANGE,
	 * UNMAPPED (no more). */
	STORE_LIST,
	/* in: length of the prefix; from word 1 on the prefix; capability 0: the notification that
	 * is signalled when a key that begins with it was put or deleted (none: it ends).
	 * Errors: LENGTH; RANGE; TYPE (no notification); MEMORY (STORE_WATCHES there already). */
	STORE_WATCH,
};

/* The value of a key, to `buffer` of `size` bytes; *length (unless it is NULL): its bytes, also
 * with STORE_SMALL, where the buffer's contents are not defined. */
uint32_t store_get(const char *key, void *buffer, uint32_t size, uint32_t *length);
/* As a string that ends with 0, of at most size - 1 characters. */
uint32_t store_get_string(const char *key, char *buffer, uint32_t size);
/* Sets the value, and returns when it cannot be lost any more. */
uint32_t store_put(const char *key, const void *value, uint32_t length);
uint32_t store_put_string(const char *key, const char *value);
/* The key is no more; STORE_NO_KEY if it was not there. As durable as store_put(). */
uint32_t store_delete(const char *key);
/* The next key: key[] (of STORE_KEY_MAX + 1 characters) is the one before, "" at first, and
 * becomes the next that begins with `prefix`. STORE_NO_KEY: there are no more. What is put or
 * deleted meanwhile is there or not; nothing comes twice.
 *	for (key[0] = 0; !store_list("note-", key);) ... */
uint32_t store_list(const char *prefix, char *key);
/* Bits (0-23) of our notification to be signalled whenever a key that begins with `prefix` has
 * changed; 0: no more. At most STORE_WATCHES prefixes. A restarted store has forgotten it: watch
 * again, and look, after PITH_SIGNAL_PEER. */
uint32_t store_watch(const char *prefix, uint32_t bits);

#endif
