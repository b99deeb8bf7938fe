#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The phone: every program by script, what is seen and what is heard; the same each time; and each
# component failing at twenty points of a script.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"; kill $busy 2>/dev/null' EXIT
busy=

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok phone $name"
	else
		echo "not ok phone $name: status $?"
		sed 's/^/    /' "$work/why"
	fi
}
# run SIMULATOR NAME OPTION...: the phone; what it says is in NAME.said.
run() {
	simulator=$1
	said=$work/$2.said
	shift 2
	"$simulator" --headless --for 60s "$@" build/examples/phone.dtb >"$said" 2>&1
}

# --- Every program, light and dark ---------------------------------------------------------

sed "s:FOLDER:$work:" tests/system/phone.touch >"$work/tour"
check 'is used for half a minute' run "$PLAIN_SIM" first --script "$work/tour" --hash --wav "$work/first.wav"
check 'has no failing component' sh -c "! grep 'component .*:' '$work/first.said'"

# Pictures are compared below the status bar, whose numbers are as they come. Other fonts than those
# that they were made with make other pictures.
cksum build/deps/fonts/usr/share/fonts/opentype/inter/Inter-Regular.otf \
	build/deps/icons/usr/share/fonts/truetype/material-design-icons-iconfont/MaterialIcons-Regular.ttf |
	cut -d ' ' -f 1,2 >"$work/fonts"
if grep -v '^#' tests/system/phone.pictures | head -n 2 | cmp -s - "$work/fonts"; then
	grep -v '^#' tests/system/phone.pictures | tail -n +3 >"$work/pictures"
	while read -r picture x y width height hash; do
		found=$(build/tools/picture hash "$work/$picture.png" "$x" "$y" "$width" "$height")
		check "looks right: $picture, not $found" test "$found" = "$hash"
	done <"$work/pictures"
else
	echo 'ok phone looks right # skip: other fonts than those of the kept pictures'
fi

# Two jumps to other places of the music fade out and in: no other silence.
build/tools/wav gaps "$work/first.wav" >"$work/gaps"
check 'is silent for no longer than a jump takes' awk '
	$1 == "gap" { if ($5 > 0.0051) { print; bad = 1 } gaps++ }
	END { exit bad || gaps > 2 }' "$work/gaps"

# --- The same each time -----------------------------------------------------------------------

tail -n 1 "$work/first.said" >"$work/first.hash"
check 'runs again' run "$PLAIN_SIM" second --script "$work/tour" --hash --wav "$work/second.wav"
(while :; do :; done) &
busy=$!
check 'runs under load, sanitized' run "$SIM" third --script "$work/tour" --hash --wav "$work/third.wav"
kill $busy
for which in second third; do
	tail -n 1 "$work/$which.said" >"$work/$which.hash"
	check "runs the same: $which" cmp "$work/first.hash" "$work/$which.hash"
	check "sounds the same: $which" cmp "$work/first.wav" "$work/$which.wav"
done

# --- Two frames from touch to pixel ------------------------------------------------------------

# reaction NAME X Y: a finger comes down there; pictures before and afterwards. Two frames are 33.3 ms;
# a picture is one that has been wholly shown, which takes the third.
reaction() {
	echo "after 900ms screenshot $work/$1-before.png"
	echo "down 0 $2 $3"
	echo "after 50ms screenshot $work/$1-touched.png"
	echo 'up 0'
}
{
	reaction home 80 448
	reaction paint 240 300
	echo 'after 50ms tap 160 776'
	echo 'after 600ms tap 240 448'
	reaction player 240 456
	echo 'after 50ms tap 160 776'
	echo 'after 600ms tap 400 448'
	reaction keypad 240 362
	echo 'after 50ms tap 160 776'
	echo 'after 600ms tap 80 600'
	reaction clock 370 136
	echo 'after 50ms tap 160 776'
	echo 'after 600ms tap 240 600'
	reaction monitor 240 560
	echo 'after 600ms tap 160 776'
	echo 'after 600ms tap 400 600'
	reaction about 420 422
	echo 'quit'
} >"$work/script"
check 'is touched' run "$PLAIN_SIM" touched --script "$work/script"
# differs NAME RECTANGLE: what the finger has touched looks different.
differs() {
	touched=$1
	shift
	! build/tools/picture same "$work/$touched-before.png" "$work/$touched-touched.png" "$@"
}
check 'reacts within two frames: home' differs home 32 400 96 96
check 'reacts within two frames: paint' differs paint 220 280 40 40
check 'reacts within two frames: player' differs player 200 416 80 80
check 'reacts within two frames: keypad' differs keypad 196 316 88 92
check 'reacts within two frames: clock' differs clock 24 112 432 48
check 'reacts within two frames: monitor' differs monitor 28 520 200 60
check 'reacts within two frames: about' differs about 380 400 60 48

# --- Real tones -------------------------------------------------------------------------------

cat >"$work/script" <<END
after 600ms tap 400 448
after 900ms tap 240 362 400ms
after 600ms quit
END
check 'dials' run "$PLAIN_SIM" dial --script "$work/script" --wav "$work/dial.wav"
build/tools/wav tones "$work/dial.wav" >"$work/tones"
check 'dials 5 with 770 and 1336 Hz' sh -c "grep -q '77[0-9.]* Hz' '$work/tones' && \
	grep -q '133[56][0-9.]* Hz' '$work/tones'; e=\$?; cat '$work/tones'; exit \$e"

# --- Each component fails at twenty points -------------------------------------------------------

components='uart console alarm timer rtc clock sound audio assets store disk screen display glass
	input status home paint player keypad clock-app monitor about'
# point: at the one numbered m the components fail whose turn it is in this round, if any.
point() {
	n=0
	for component in $components; do
		[ $(((n + round) % 20)) = $m ] && echo "fail $component"
		n=$((n + 1))
	done
	m=$((m + 1))
	echo 'after 90ms swipe 240 300 240 280 30ms'
}
# use ROUND: a script of twenty points; round 20: nothing fails.
use() {
	round=$1
	m=0
	[ "$round" = 20 ] && m=100
	echo 'after 500ms tap 240 448'
	point
	point
	echo 'after 200ms tap 240 456'
	point
	point
	point
	echo 'after 20ms tap 160 776'
	point
	point
	echo 'after 200ms tap 400 448'
	point
	point
	echo 'after 200ms tap 116 258 200ms'
	point
	point
	echo 'after 20ms tap 320 776'
	point
	point
	echo 'after 100ms swipe 350 400 100 400'
	point
	point
	echo 'after 20ms tap 160 776'
	point
	echo 'after 200ms tap 240 600'
	point
	point
	echo 'after 200ms swipe 240 700 240 300'
	point
	echo 'after 20ms tap 160 776'
	point
	echo 'after 600ms tap 400 600'
	# It must be a phone as before.
	echo 'after 1s tap 160 776'
	echo 'after 4s tap 80 448'
	echo 'after 1s swipe 100 300 350 500'
	echo "after 1s screenshot $work/round-$round.png"
	echo 'quit'
}
# alive ROUND: it ran to its end, nothing failed but as it was told to, and Paint paints.
alive() {
	use "$1" >"$work/script"
	run "$PLAIN_SIM" "round-$1" --script "$work/script" || return
	grep 'component .*:' "$work/round-$1.said" | grep -v 'execution at 0x00000000' && return 1
	[ "$1" = 20 ] ||
		build/tools/picture same "$work/round-20.png" "$work/round-$1.png" 0 32 480 720
}
check 'is used, and nothing fails' alive 20
round=0
while [ $round -lt 20 ]; do
	check "survives all components, round $round" alive $round
	round=$((round + 1))
done
failed=$(cat "$work"/round-*.said | grep -c 'execution at 0x00000000')
check "had enough to survive: $failed" test "$failed" -gt 300
# The clock's driver runs at the start, and when somebody sets the clock.
check 'named each' sh -c "for c in $(echo $components | sed 's/ rtc / /'); do
	grep -q \"component '\$c'\" '$work'/round-*.said || { echo \$c; exit 1; }; done"
