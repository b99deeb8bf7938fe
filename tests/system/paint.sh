#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The two painters: the script paints the same picture each time, also while the machine is busy;
# a finger that leaves its painter's half paints nothing in the other's; Clear gives the paper back.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"; kill $busy 2>/dev/null' EXIT
busy=

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok paint $name"
	else
		echo "not ok paint $name: status $status"
		sed 's/^/    /' "$work/said"
	fi
}
# run OPTION...: the painters, with a sanitized or plain simulator.
run() {
	simulator=$1
	shift
	"$simulator" --headless "$@" build/examples/paint.dtb >"$work/said" 2>&1
	status=$?
}
paint() {
	run "$1" --for 6s --hash --script examples/paint/paint.touch --screenshot "$work/$2.png"
	tail -n 1 "$work/said" >"$work/$2.hash"
}

paint "$PLAIN_SIM" first
check 'paints by the script' test $status = 0 -a -s "$work/first.png"
check 'has no failing component' test "$(grep -c 'fault\|ended\|exit' "$work/said")" = 0
paint "$PLAIN_SIM" second
check 'runs the same twice' cmp "$work/first.hash" "$work/second.hash"
(while :; do :; done) &
busy=$!
paint "$SIM" third
kill $busy
check 'runs the same under load and sanitized' cmp "$work/first.hash" "$work/third.hash"
check 'paints the same under load and sanitized' cmp "$work/first.png" "$work/third.png"

cat >"$work/script" <<END
expect-console ": ready"
expect-console ": ready"
wait-idle
screenshot $work/fresh.png
# Across the border, with two fingers at once.
down 1 60 600
swipe 100 200 400 700
move 1 300 150
up 1
wait-idle
screenshot $work/painted.png
tap 420 28
wait-idle
screenshot $work/ada-cleared.png
tap 420 428
wait-idle
screenshot $work/cleared.png
# Beside the button: pressed, but not let go on it.
swipe 420 28 420 200
swipe 86 364 34 364
tap 34 364
wait-idle
screenshot $work/beside.png
quit
END
run "$SIM" --for 20s --script "$work/script"
check 'does what fingers say' test $status = 0
check 'paints where fingers went' test "$(cmp -s "$work/fresh.png" "$work/painted.png"; echo $?)" = 1
check 'clears one half only' test "$(cmp -s "$work/fresh.png" "$work/ada-cleared.png"; echo $?)" = 1
check 'leaves nothing of a cleared stroke' cmp "$work/fresh.png" "$work/cleared.png"
check 'undoes a choice, ignores a slip' cmp "$work/fresh.png" "$work/beside.png"

run "$SIM" --for 1s --stats
calls() { awk '/^  system call/ { print $3 }' "$work/said"; }
short=$(calls)
run "$SIM" --for 20s --stats
check 'costs nothing while nobody paints' test "${short:-none}" = "$(calls)"
