/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM's PrimeCell devices say what they are, in the last words of their page of registers.
 */
#ifndef PITH_PRIMECELL_H
#define PITH_PRIMECELL_H

#include <stdint.h>

/* With this status a driver ends whose device is not there; the policy module has words for it. */
enum { PITH_EXIT_NO_DEVICE = 3 };

/*
 * The device at these registers is this PrimeCell, or the program ends: with a line, and with
 * PITH_EXIT_NO_DEVICE. Its part number has 12 bits: 0x011 is a PL011, 0x804 an SP804. (Any
 * PrimeCell's manual, "Peripheral Identification Registers", "PrimeCell Identification Registers".)
 */
void pith_primecell_must(uint32_t registers, uint32_t part);

#endif
