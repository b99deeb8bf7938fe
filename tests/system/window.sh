#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The window on a real X server without a screen (Xvfb): a mouse paints, a modifier key gives a second
# finger, the title tells the speed, closing ends the run in order. Skipped where there is no Xvfb.

work=$(mktemp -d) || exit 1
server= simulator=
trap 'kill $server $simulator 2>/dev/null; rm -rf "$work"' EXIT
: "${SIM:=build/sim-asan}" "${PLAIN_SIM:=build/sim}"

if ! command -v Xvfb >/dev/null 2>&1 ||
	! "${CC:-cc}" -o "$work/hand" tests/system/x11_finger.c -lX11 2>"$work/said"; then
	echo "ok window # skip: no Xvfb or no Xlib here"
	exit 0
fi

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok window $name"
	else
		echo "not ok window $name: status $status"
		sed 's/^/    /' "$work/said" "$work/out"
	fi
}

# The server chooses a display that is free and tells which.
Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp 3>"$work/display" >"$work/xvfb" 2>&1 &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s "$work/display" ] && break
	sleep 0.5
done
DISPLAY=:$(cat "$work/display")
export DISPLAY
unset WAYLAND_DISPLAY SDL_VIDEODRIVER

# start SIMULATOR OPTION...: the painters in a window; returns when they are ready.
start() {
	rm -f "$work/console"
	"$@" --console "$work/console" --record "$work/record" --screenshot "$work/screen.png" --hash \
		build/examples/paint.dtb >"$work/out" 2>"$work/said" &
	simulator=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ "$(grep -c ': ready' "$work/console" 2>/dev/null)" = 2 ] && break
		sleep 0.5
	done
}
finish() {
	wait $simulator
	status=$?
	simulator=
}

start "$PLAIN_SIM"
"$work/hand" 'paint - ' sleep 1500 move 100 100 down 100 100 sleep 60 move 150 150 sleep 60 \
	move 300 200 sleep 60 up 300 200 sleep 100 ctrl down sleep 60 move 120 180 \
	down 120 180 sleep 60 move 300 250 sleep 60 up 300 250 ctrl up sleep 1000 close
finish
check 'closing it ends the run with 0' test $status = 0
check 'the console is kept' grep -q 'ada: ready' "$work/console"
check 'the hash is printed' grep -q '^hash ' "$work/out"
check 'the mouse is a finger' grep -q 'down 0 100 100$' "$work/record"
check 'its motion is seen' grep -q 'move 0 300 200$' "$work/record"
check 'Ctrl gives a second finger' grep -q 'down 1 359 619$' "$work/record"
check 'the second finger mirrors the first' grep -q 'move 1 179 549$' "$work/record"
check 'both are lifted' test "$(grep -c ' up [01]$' "$work/record")" = 3
cp "$work/screen.png" "$work/window.png"
cp "$work/record" "$work/script"
echo 'wait-idle' >>"$work/script"
echo 'quit' >>"$work/script"
"$PLAIN_SIM" --headless --script "$work/script" --screenshot "$work/screen.png" \
	build/examples/paint.dtb >"$work/out" 2>"$work/said"
status=$?
check 'its recording paints the same picture' cmp "$work/window.png" "$work/screen.png"

# Another size, in which the screen's pixels are no whole number of the window's.
start "$PLAIN_SIM" --scale 1.5
"$work/hand" 'paint - ' sleep 1500 size 900 1000 sleep 500 move 450 500 down 450 500 sleep 60 up 450 500 \
	sleep 300 close
finish
check 'a place is found at another size' grep -qE 'down 0 2(39|40) (399|400)$' "$work/record"
check 'closing it at another size' test $status = 0

# Drawn by SDL itself: Mesa's software renderer leaks, and is unloaded before that can be forgiven.
export SDL_RENDER_DRIVER=software SDL_FRAMEBUFFER_ACCELERATION=0
start "$SIM"
kill -s INT $simulator
finish
check 'Ctrl-C ends the run with 0' test $status = 0
check 'Ctrl-C keeps the screenshot' test -s "$work/screen.png"
kill $server
server=
