#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A client that sends garbage to the display and input servers, covers another one, and dies under
# a finger: the servers and the other client go on as if it had never been.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

cat >"$work/script" <<END
expect-console "witness: ready"
expect-console "hostile: hidden" within 20s
wait-idle
screenshot $work/before.png
expect-console "hostile: shown"
wait-idle
screenshot $work/covered.png
down 0 150 350
expect-console "'hostile': page fault"
wait-idle
screenshot $work/after.png
after 20ms move 0 200 390
after 20ms up 0
after 20ms down 1 150 350
after 20ms down 2 10 20
after 20ms move 1 150 360
after 20ms up 1
after 20ms up 2
expect-console "witness: up 1 at 10 20"
wait-idle
quit
END
"$SIM" --headless --for 30s --script "$work/script" --console "$work/console" \
	build/tests/system/hostile-display.dtb >"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok hostile-display $name"
	else
		echo "not ok hostile-display $name: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}
said() { grep -q "$1" "$work/console"; }

check 'ends as the script says' test $status = 0
check 'display server answers garbage' said 'hostile: display: .* 0 lost'
check 'input server answers garbage' said 'hostile: touch: .* 0 lost'
check 'no server failed' test "$(grep -c 'fault\|restart\|ended' "$work/console")" = 1
check 'its pixels covered the neighbour' test -s "$work/covered.png" -a \
	"$(cmp -s "$work/before.png" "$work/covered.png"; echo $?)" = 1
check 'its pixels vanish with it' cmp "$work/before.png" "$work/after.png"
check 'its finger is nobody'"'"'s' test "$(grep -c 'witness: .* at 200' "$work/console")" = 0
check 'its neighbour is touched again' said 'witness: down 0 at 150 350'
check 'its neighbour sees both fingers' said 'witness: up 1 at 10 20'
