#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The phone on a board (QEMU) is the phone of the simulator: the same pictures at marks of a script,
# below the status bar, whose numbers are the machine's; a key's tones in the sound, without a gap.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok board-phone $name"
	else
		echo "not ok board-phone $name: status $?"
		sed 's/^/    /' "$work/why"
	fi
}

# script FOLDER: pictures go there.
script() {
	cat <<END
after 1s screenshot $1/home.png
after 50ms tap 80 448
after 900ms down 0 100 300
after 50ms move 0 200 420
after 50ms move 0 350 380
after 50ms up 0
after 100ms tap 152 708
after 100ms down 0 350 250
after 50ms move 0 240 300
after 50ms move 0 120 480
after 50ms up 0
after 500ms screenshot $1/paint.png
after 50ms tap 160 776
after 800ms tap 400 448
after 900ms tap 116 258 400ms
after 700ms screenshot $1/keypad.png
after 50ms tap 160 776
after 800ms tap 240 448
after 900ms screenshot $1/player.png
after 50ms tap 160 776
after 800ms tap 400 600
after 900ms screenshot $1/about-light.png
after 50ms tap 420 422
after 900ms screenshot $1/about.png
after 50ms tap 160 776
after 900ms screenshot $1/home-dark.png
quit
END
}

mkdir "$work/simulator" "$work/board"
script "$work/simulator" >"$work/simulator.touch"
script "$work/board" >"$work/board.touch"
cat build/kernel/vexpress-a15/kernel.bin build/examples/phone.dtb >"$work/phone.img"
check 'runs in the simulator' "${PLAIN_SIM:-build/sim}" --headless --for 60s \
	--script "$work/simulator.touch" --wav "$work/simulator.wav" build/examples/phone.dtb
# In real time: a machine that is busy with other things may starve QEMU, and its sound with it.
use_board() {
	for attempt in 1 2 3; do
		build/tools/emulate -t 120s -s "$work/board.touch" -a "$work/board.wav" \
			"$work/phone.img" || return
		build/tools/wav gaps "$work/board.wav" && return
		echo "attempt $attempt"
	done
	return 0
}
check 'runs on the board' use_board
for picture in home paint keypad player home-dark; do
	check "looks the same: $picture" build/tools/picture same \
		"$work/simulator/$picture.png" "$work/board/$picture.png" 0 32 480 768
done
# Above is how long it has run, and how much memory there is.
for picture in about-light about; do
	check "looks the same: $picture" build/tools/picture same \
		"$work/simulator/$picture.png" "$work/board/$picture.png" 0 400 480 352
done
build/tools/wav tones "$work/board.wav" >"$work/tones"
check 'dials 1 with 697 and 1209 Hz' sh -c "grep -q '69[67][0-9.]* Hz' '$work/tones' && \
	grep -q '120[89][0-9.]* Hz' '$work/tones'; e=\$?; cat '$work/tones'; exit \$e"
check 'sounds without a gap' build/tools/wav gaps "$work/board.wav"
