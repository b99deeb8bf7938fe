#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# No call of the kernel takes more instructions than its bound in tests/board/counts/table. Exact for
# one version of the compiler; the bounds have a little room for others.

exec tools/bench-board --test
