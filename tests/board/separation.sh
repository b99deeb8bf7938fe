#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The same as tests/system/separation.sh on the board.

. tests/system/separation/compare.sh

run() {
	cat build/kernel/vexpress-a15/kernel.bin "$1" >"$work/image"
	build/tools/emulate -t 60s "$work/image" -icount shift=0,sleep=off >"$2"
}
compare 'separation on the board'
