#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A run is a function of its inputs: the same hash at every speed, in a window and without, with the
# processor to itself and while others want it. Hashes are compared run against run, never
# stored: they depend on the emulator's version.

work=$(mktemp -d) || exit 1
busy=
trap 'rm -rf "$work"; kill $busy 2>/dev/null' EXIT
: "${SIM:=build/sim-asan}" "${PLAIN_SIM:=build/sim}"

cat >"$work/script" <<END
expect-console "ready"
at 300ms tap 86 364
swipe 100 100 380 300 400ms
down 0 300 200
down 1 100 600
after 33ms move 0 200 150
move 1 300 650
after 7777777ns up 1
up 0
wait-idle
at 1500ms screenshot $work/screen.png
END

# run OPTION...: prints the hash of a run of the painters.
run() {
	"$PLAIN_SIM" --for 1600ms --hash --script "$work/script" "$@" build/examples/paint.dtb \
		2>"$work/said" | tail -n 1
}

first=$(run --headless)
case $first in
hash\ ????????) echo "ok same-run prints a hash" ;;
*) echo "not ok same-run prints a hash: $first" ;;
esac
cp "$work/screen.png" "$work/first.png"

# same NAME HASH: is it the first one, and is the picture the same?
same() {
	if [ "$2" != "$first" ]; then
		echo "not ok same-run $1: $2, not $first"
		sed 's/^/    /' "$work/said"
	elif ! cmp -s "$work/screen.png" "$work/first.png"; then
		echo "not ok same-run $1: another picture"
	else
		echo "ok same-run $1"
	fi
	rm -f "$work/screen.png"
}
same 'again' "$(run --headless)"
same 'in real time' "$(run --headless --speed real)"
same 'three times as fast' "$(run --headless --speed 3)"
same 'with statistics' "$(run --headless --stats)"
same 'watched for faults' "$(run --headless --verbose)"
same 'recorded, console in a file' "$(run --headless --record "$work/record" --console "$work/console")"
# SDL's own make-believe display: all of the window but a screen.
SDL_VIDEODRIVER=dummy
export SDL_VIDEODRIVER
same 'in a window' "$(run)"
same 'in a window, as fast as possible' "$(run --speed max)"
unset SDL_VIDEODRIVER

(while :; do :; done) & busy=$!
(while :; do :; done) & busy="$busy $!"
"$PLAIN_SIM" --headless build/examples/paint.dtb >/dev/null 2>&1 & busy="$busy $!"
same 'under load, beside another run' "$(run --headless)"
same 'under load, in real time' "$(run --headless --speed real)"
kill $busy
busy=

# What was recorded is a script that does the same again.
mv "$work/record" "$work/script"
other=$("$PLAIN_SIM" --headless --for 1600ms --hash --script "$work/script" \
	--screenshot "$work/screen.png" build/examples/paint.dtb 2>"$work/said" | tail -n 1)
same 'from its recording' "$other"

# Another script is another run.
echo 'at 300ms tap 86 365' >"$work/script"
other=$(run --headless)
if [ "$other" != "$first" ]; then
	echo "ok same-run another finger gives another hash"
else
	echo "not ok same-run another finger gives another hash: $other"
fi
