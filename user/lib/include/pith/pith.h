/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All of libpith but the servers' protocols (pith/proto/): for a program that does not want to
 * choose. Each header says in its first lines what is in it.
 */
#ifndef PITH_PITH_H
#define PITH_PITH_H

#include "pith/info.h"
#include "pith/memory.h"
#include "pith/objects.h"
#include "pith/print.h"
#include "pith/ring.h"
#include "pith/server.h"
#include "pith/syscall.h"

#endif
