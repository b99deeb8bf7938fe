#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The simulator and the board agree: the same system, to the byte, says the same and shows the
# same. On the board's side is QEMU. Left out of the comparison: times that programs print,
# since only the simulator's machine has one speed; and the order of lines of different
# components where they start side by side (paint).

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kernel=build/kernel/vexpress-a15/kernel.bin
sim=${PLAIN_SIM:-build/sim}

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok $example $name"
	else
		echo "not ok $example $name: status $status"
		head -n 20 "$work/why" "$work/said" | sed 's/^/    /'
	fi
}

# image EXAMPLE: what a board starts.
image() { cat "$kernel" "build/examples/$1.dtb" >"$work/$1.img"; }

# text EXAMPLE: the consoles of both, as $work/simulator and $work/board.
text() {
	example=$1
	image "$1"
	"$sim" --headless --for 30s --console "$work/simulator" "build/examples/$1.dtb" \
		>/dev/null 2>"$work/said"
	status=$?
	check 'ends in the simulator' test $status = 0
	build/tools/emulate -t 60s "$work/$1.img" -icount shift=3,sleep=off \
		>"$work/board" 2>"$work/said"
	status=$?
	check 'ends on the board' test $status = 0
}

# same PATTERN: line by line, but for what the pattern (of sed) matches.
same() {
	for machine in simulator board; do
		sed "s/$1/TIME/" "$work/$machine" >"$work/$machine.text"
	done
	check 'says something' test -s "$work/simulator.text"
	check 'says the same on both' diff "$work/simulator.text" "$work/board.text"
}

text hello
same 'no time'
text pingpong
same ' *[0-9]* ns$'
text crash
same '[0-9]* us late$'

# What libpith offers; its components' lines in any order.
example=libpith
cat "$kernel" build/tests/system/libpith.dtb >"$work/libpith.img"
"$sim" --headless --for 30s --console "$work/simulator" build/tests/system/libpith.dtb \
	>/dev/null 2>"$work/said"
build/tools/emulate -t 60s "$work/libpith.img" -icount shift=3,sleep=off >"$work/board" \
	2>"$work/said"
for machine in simulator board; do
	sort -o "$work/$machine" "$work/$machine"
done
same 'no time'

# The painters: what they say, in any order; what is to be seen at first, and after a finger.
example=paint
image paint
for machine in simulator board; do
	sed "s,PICTURES,$work/$machine," tests/board/paint.touch >"$work/$machine.touch"
done
"$sim" --headless --for 60s --script "$work/simulator.touch" build/examples/paint.dtb \
	>"$work/simulator" 2>"$work/said"
status=$?
check 'follows the script in the simulator' test $status = 0
build/tools/emulate -t 100s -s "$work/board.touch" "$work/paint.img" \
	>"$work/board" 2>"$work/said"
status=$?
check 'follows the script on the board' test $status = 0
for machine in simulator board; do
	grep -v '^sim: ' "$work/$machine" | sort >"$work/$machine.text"
done
check 'says the same on both' diff "$work/simulator.text" "$work/board.text"
for picture in first painted cleared; do
	check "looks the same on both: $picture" \
		cmp "$work/simulator-$picture.png" "$work/board-$picture.png"
done
check 'is touched' test "$(cmp -s "$work/board-first.png" "$work/board-painted.png"; echo $?)" = 1
