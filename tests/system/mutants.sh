#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A few mutants of the core whose fate is known: what `make mutants` does with thousands works, and
# the tests catch what they have caught. And each reason why one is not caught is for one that is there.

JUDGES=1 WORK=build/mutants-known tools/mutants --known tests/mutants/known
WORK=build/mutants-known tools/mutants --lost
