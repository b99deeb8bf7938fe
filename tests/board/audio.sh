#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The chime on a board (QEMU) is the chime of the simulator, sample by sample.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok board-audio $name"
	else
		echo "not ok board-audio $name: status $status"
		sed 's/^/    /' "$work/why" "$work/said"
	fi
}

cat build/kernel/vexpress-a15/kernel.bin build/examples/chime.dtb >"$work/chime.img"
"${PLAIN_SIM:-build/sim}" --headless --for 5s --verbose --wav "$work/simulator.wav" \
	build/examples/chime.dtb >"$work/said" 2>&1
status=$?
check 'ends in the simulator' test $status = 0
check 'keeps to the manual' test "$(grep -c "device 'aaci'" "$work/said")" = 0
build/tools/emulate -t 30s -a "$work/board.wav" "$work/chime.img" -icount shift=3,sleep=off \
	>"$work/said" 2>&1
status=$?
check 'ends on the board' test $status = 0
check 'every frame was played' grep -q 'chime: 43200 frames were played' "$work/said"
check 'sounds without a gap' build/tools/wav gaps "$work/board.wav"
check 'sounds the same' build/tools/wav compare "$work/simulator.wav" "$work/board.wav" 100
