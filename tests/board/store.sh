#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# One disk, two machines: what is stored on the board, in QEMU, is read in the simulator, and back.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
sim=${PLAIN_SIM:-build/sim}
cat build/kernel/vexpress-a15/kernel.bin build/tests/system/store.dtb >"$work/store.img"

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok store on the board $name"
	else
		echo "not ok store on the board $name: status $status"
		sed 's/^/    /' "$work/console" "$work/said"
	fi
}
said() { grep -aq -- "$1" "$work/console"; }

board() {
	build/tools/emulate -t 60s "$@" "$work/store.img" -icount shift=3,sleep=off \
		>"$work/console" 2>"$work/said"
	status=$?
}
simulator() {
	"$sim" --headless --for 20s --disk "$work/disk" build/tests/system/store.dtb \
		>"$work/console" 2>"$work/said"
	status=$?
}

head -c 65536 /dev/zero >"$work/disk"
board -d "$work/disk"
check 'makes a blank disk its own' said '^store: the disk was blank: a new store is on it$'
simulator
check 'is read in the simulator' said '^client: found 5 6 -1$'
board -d "$work/disk"
check 'reads what the simulator has written' said '^client: found 11 12 -1$'
check 'in order' said '^store: the disk is in order$'
check 'and goes on' said '^client: lists 2$'
simulator
check 'again is read in the simulator' said '^client: found 17 18 -1$'
board
check 'has no disk unless it is given one' said '^disk: no disk: the slot is empty$'
check 'works in memory then' said '^client: lists 2$'
