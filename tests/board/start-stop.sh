#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The same as tests/system/start-stop.sh on the board.

. tests/system/start-stop/report.sh

cat build/kernel/vexpress-a15/kernel.bin build/tests/system/start-stop.dtb >"$work/image"
build/tools/emulate -t 60s "$work/image" -icount shift=0,sleep=off >"$work/console" 2>"$work/said"
status=$?
report 'start-stop on the board'
