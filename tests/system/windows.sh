#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A home screen arranges applications (tests/system/windows): what is to be seen and whose the fingers
# are, nonsense and a flood, clients, the home screen and the display server that die on the way.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
: "${SIM:=build/sim-asan}" "${PLAIN_SIM:=build/sim}"

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok windows $name"
	else
		echo "not ok windows $name: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}
# run SIMULATOR SYSTEM PICTURES: the script goes on as standard input says.
run() {
	sed "s,PICTURES,$work/$3," tests/system/windows/windows.touch - >"$work/script"
	"$1" --headless --for 30s --script "$work/script" --console "$work/console" \
		build/tests/system/$2.dtb >"$work/said" 2>&1
	status=$?
}
said() { grep -q "^$1\$" "$work/console"; }
count() { test "$(grep -c "$1" "$work/console")" = "$2"; }
hash() { grep -q "$1.png: 480 x 800 pixels, picture [0-9]*, hash $2\$" "$work/said"; }
same() { cmp "$work/$1.png" "$work/$2.png"; }

run "$SIM" windows all <<END
expect-console "scene overview"
wait-idle
screenshot $work/all-overview-again.png
# A finger holds what slides; a second one ends its client.
expect-console "scene death"
down 0 450 500
down 1 450 600
expect-console "notes is gone"
up 0
up 1
expect-console "scene open"
wait-idle
screenshot $work/all-reopened.png
expect-console "scene back"
wait-idle
screenshot $work/all-back.png
tap 60 720
quit
END
check 'ends as the script says' test $status = 0
# All have been looked at.
check 'shows nobody who is hidden' hash all-home 28279196
check 'shows one alone' hash all-open cae5ed5f
check 'shows two side by side' hash all-beside 0bfb8dbe
check 'shows one clipped and round before a dim one' hash all-behind 45f568e8
check 'shows them small' hash all-overview c0a39e08
check 'tells names and titles' said "home: mail is called 'Mail, 3 new'"
check 'gives fingers to who is there' said 'home: touched at 60 720'
check 'gives fingers to the fixed bar' said 'bar: down at 100 10'
check 'gives fingers in coordinates of an opened one' said 'mail: down at 100 100'
check 'gives fingers in coordinates of one moved right' said 'mail: down at 100 400'
check 'gives fingers in coordinates of one moved left' said 'notes: down at 340 400'
check 'gives fingers beside a round corner to who is behind' said 'home: touched at 32 101'
check 'gives fingers in coordinates of a clipped one' said 'notes: down at 69 268'
check 'gives fingers on small ones to the home screen' said 'home: touched at 100 200'
check 'a hidden client stands still, then goes on' said 'home: clock: moves, hidden 0, moves again'
check 'refuses nonsense' said 'home: nonsense: 17 of 17 refused, the bar stays, words 16 and 11'
check 'answers garbage' said 'home: garbage: 3000 sent, 0 lost'
check 'takes a flood' said 'home: flood: 10000 arranged, 0 refused, in less than a second'
check 'forgets the flood' same all-overview all-overview-again
check 'slides at 60 frames a second' said 'home: slid mail in 9[5-9]. ms'
check 'is told of a death on the way' said 'home: notes is gone'
check 'slides on without the dead' said 'home: slid notes in 9[5-9]. ms'
check 'is told of the next life' count '^home: notes is there' 3
check 'opens again after that' same all-open all-reopened
check 'without it all is as described' same all-home all-back
check 'nobody else failed' count '^component ' 2

run "$PLAIN_SIM" windows-restart restart <<END
quit
END
check 'goes on with a restarted display server' test $status = 0
check 'arranges anew' said 'home: the display server is back'
for picture in beside behind overview; do
	check "shows the same after that: $picture" same all-$picture restart-$picture
done
