#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Sound: what is heard, by the file that the simulator writes, and what the clients are told. One dies
# while it plays; one sends garbage and forges its ring; the server and the driver die.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
wav=build/tools/wav

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok audio $name"
	else
		echo "not ok audio $name: status $status"
		sed 's/^/    /' "$work/why" "$work/said" "$work/console"
	fi
}
said() { grep -q "$1" "$work/console"; }

# near FILE FROM SECONDS HERTZ LEVEL...: the strongest tones of the left channel, within 0.5 Hz and dB.
near() {
	$wav tones "$1" "$2" "$3" | tee "$work/tones"
	shift 3
	awk -v wanted="$*" '$1 == "left" { count = split(wanted, want, " ")
		for (i = 1; i <= count; i += 2) {
			hertz = $(2 * i) - want[i]; level = $(2 * i + 2) - want[i + 1]
			if (hertz > .5 || hertz < -.5 || level > .5 || level < -.5) exit 1
		}; found = 1 }
		END { exit !found }' "$work/tones"
}
# silence FROM LEAST MOST: there is a gap that begins in this range, and lasts at least.
silence() {
	$wav gaps "$work/sound.wav" 2 | awk -v from="$1" -v to="$2" -v least="$3" '
		$1 == "gap" && $3 + 0 >= from && $3 + 0 <= to && $5 + 0 >= least { found = 1 }
		END { exit !found }'
}

"$SIM" --headless --for 6s --verbose --wav "$work/sound.wav" --console "$work/console" \
	build/tests/system/audio.dtb >"$work/said" 2>&1
status=$?

check 'the run ends well' test $status = 0
check 'the driver keeps to the manual' test "$(grep -c "device 'aaci'" "$work/said")" = 0
check 'two tones are heard, each as loud as it is' near "$work/sound.wav" 0.1 0.35 440 -12.04 1000 -18.06
check 'they come and end in time' said 'two tones in time: yes'
check 'every frame of them' test "$(grep -c 'two tones: state 0, position 24000, delay 0, underruns 0' \
	"$work/console")" = 2
check 'a pause stands still' said 'pause: stands, paused'
check 'a pause comes within three periods' said 'pause came in time: yes'
check 'a pause is silent' silence 0.58 0.60 0.07
check 'a pause loses nothing' said 'pause: state 0, position 16000, delay 0, underruns 0'
check 'a quarter of the volume' near "$work/sound.wav" 0.75 0.15 440 -24.08
check 'no volume changes with a click' sh -c "$wav gaps $work/sound.wav 2 1500 | grep -v ' 0 jumps' |
	awk '\$1 == \"jump\" && \$3 < 0.9 { exit 1 }'"
check 'space is signalled' said 'space: state 1, position 720, .* underruns 0'
check 'an underrun is signalled and counted' said 'underrun: state 2, position 1000, .* underruns 1'
check 'what starves is paused' said 'starved: state 0, position 1000'
check 'the master volume is watched' said 'watched: yes'
check 'half the master volume is a quarter' said 'meter: volume 50, playing 1, left 2048, right 2048'
check 'muted is silent' said 'muted: 1, left 0'
check 'mistakes are refused' test "$(grep -c 'the value is out of range' "$work/console")" = 5
check 'a full ring is no place to wait' said 'full at 8192 of 8192: the object is not in a state'
check 'who has no region has no sound' said 'deaf: opening: the untyped memory is exhausted'
check 'a client that dies is silent at once' silence 2.50 2.535 0.4
check 'its next life is heard' near "$work/sound.wav" 3.0 0.06 700 -12.04
check 'garbage is answered' said 'garbage: some answers, some refusals, 0 lost'
check 'a flood and a forged ring are survived' said 'survived'
check 'the neighbour was not disturbed' said 'undisturbed: state 0, position 56192, delay 0, underruns 1'
check 'only the mortal failed' test "$(grep -c '^component ' "$work/console")" = 1

# Idle is idle: no interrupt of the device when nothing plays.
"$SIM" --headless --for 6s --stats build/tests/system/audio.dtb >"$work/six" 2>/dev/null
"$SIM" --headless --for 16s --stats build/tests/system/audio.dtb >"$work/sixteen" 2>/dev/null
interrupts() { awk '$1 == "interrupt" { print $2 }' "$1"; }
check 'silence costs nothing' test "$(interrupts "$work/six")" = "$(interrupts "$work/sixteen")"

"$SIM" --headless --for 5s --verbose --wav "$work/sound.wav" --console "$work/console" \
	build/tests/system/restart-audio.dtb >"$work/said" 2>&1
status=$?
check 'server and driver died' test "$(grep -c "^component '\(audio\|sound\)': page fault" "$work/console")" = 2
check 'the client is told and goes on' said 'client: lost: the partner or the object was destroyed'
check 'what it plays then is all heard' said 'client: played 24000 frames'
check 'and sounds as before' near "$work/sound.wav" 1.1 0.3 440 -12.04
check 'a driver is met again without a word' said 'client: played 24000 more'
