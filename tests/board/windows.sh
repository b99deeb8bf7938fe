#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Windows are arranged on the board as in the simulator: the same pictures, the same fingers. On
# the board's side is QEMU.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
: "${PLAIN_SIM:=build/sim}"
system=build/tests/system/windows.dtb

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok windows $name"
	else
		echo "not ok windows $name: status $status"
		head -n 20 "$work/why" "$work/said" | sed 's/^/    /'
	fi
}

cat build/kernel/vexpress-a15/kernel.bin $system >"$work/image"
for machine in simulator board; do
	{
		sed "s,PICTURES,$work/$machine," tests/system/windows/windows.touch
		echo quit
	} >"$work/$machine.touch"
done
"$PLAIN_SIM" --headless --for 60s --script "$work/simulator.touch" $system \
	>"$work/simulator" 2>"$work/said"
status=$?
check 'follows the script in the simulator' test $status = 0
build/tools/emulate -t 100s -s "$work/board.touch" "$work/image" >"$work/board" 2>"$work/said"
status=$?
check 'follows the script on the board' test $status = 0
for machine in simulator board; do
	grep -v '^sim: ' "$work/$machine" | sort >"$work/$machine.text"
done
check 'says the same on both' diff "$work/simulator.text" "$work/board.text"
for picture in home open beside behind overview; do
	check "looks the same on both: $picture" \
		cmp "$work/simulator-$picture.png" "$work/board-$picture.png"
done
