#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Known enemies that need a processor, on the board: the system of tests/system/enemies once more,
# with QEMU's translation buffer, floating-point registers and interrupt controller; once as
# fast as it goes, once by a clock that counts instructions.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cat build/kernel/vexpress-a15/kernel.bin build/tests/system/enemies.dtb >"$work/image"

# meet NAME OPTION...: a run, and its report.
meet() {
	name=$1
	shift
	build/tools/emulate -t 100s "$work/image" "$@" >"$work/board" 2>"$work/said"
	status=$?
	tr -d '\r' <"$work/board" >"$work/console"
	sed -n "s/^enemies: \(not ok\|ok\) /\1 enemies, $name: /p" "$work/console"
	if [ $status = 0 ] && grep -qx 'enemies: done' "$work/console"; then
		echo "ok enemies, $name: all were met"
	else
		echo "not ok enemies, $name: all were met: status $status"
		tail -n 20 "$work/said" "$work/console" | sed 's/^/    /'
	fi
}

meet 'real time'
meet 'counted time' -icount shift=3,sleep=off
