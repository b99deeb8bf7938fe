#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The servers and drivers of display and touch die, each in the middle of its work, and are
# restarted: the painters stay, get their pixels and fingers back, and nothing is left of what was.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

cat >"$work/script" <<END
expect-console ": ready"
expect-console ": ready"
wait-idle
screenshot $work/fresh.png
swipe 40 80 440 300 1s
expect-console "component 'screen': page fault"
expect-console "component 'display': page fault"
swipe 40 480 440 700 1s
expect-console "component 'input': page fault"
swipe 440 80 40 300 1s
expect-console "component 'glass': page fault"
wait-idle
screenshot $work/painted.png
# All is in order again: what was painted can be cleared, in both halves.
tap 420 28
tap 420 428
wait-idle
screenshot $work/cleared.png
down 0 100 100
down 1 100 500
after 20ms move 0 300 200
move 1 300 600
after 20ms up 0
up 1
wait-idle
screenshot $work/again.png
tap 420 28
tap 420 428
wait-idle
screenshot $work/end.png
quit
END
"$SIM" --headless --for 30s --script "$work/script" --console "$work/console" \
	build/tests/system/restart-display.dtb >"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok restart-display $name"
	else
		echo "not ok restart-display $name: status $status"
		sed 's/^/    /' "$work/said"
	fi
}
differ() { cmp -s "$1" "$2"; test $? = 1; }

check 'all four died and the run went on' test $status = 0
check 'nothing else failed' test "$(grep -c "^component '" "$work/console")" = 4
check 'painters painted meanwhile' differ "$work/fresh.png" "$work/painted.png"
check 'what they painted can be cleared' cmp "$work/fresh.png" "$work/cleared.png"
check 'fingers paint again' differ "$work/fresh.png" "$work/again.png"
check 'and are no one else'"'"'s' cmp "$work/fresh.png" "$work/end.png"
