#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A client that sends garbage to the console, the timer and the system controller, and dies in the
# middle: the servers and the other client go on as if it had never been.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$SIM" --headless --for 30s --console "$work/console" \
	build/tests/system/hostile-servers.dtb >"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok hostile-servers $name"
	else
		echo "not ok hostile-servers $name: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}
said() { grep -aq "$1" "$work/console"; }
lines() { test "$(grep -ac "$1" "$work/console")" = "$2"; }

check 'the run ends by itself' test $status = 0
check 'system controller answers garbage' said '^hostile: oscillator: [0-9]* answered, [0-9]* refused, 0 lost$'
check 'timer answers garbage' said '^hostile: timer: [0-9]* answered, [0-9]* refused, 0 lost$'
check 'console answers garbage' said '^hostile: console: [0-9]* answered, [0-9]* refused, 0 lost$'
check 'nobody else failed' lines '^component ' 1
check 'the hostile one died' said "^component 'hostile': page fault: write at 0x00010000"
check 'what it had begun to say is said' said '^hostile: half a li$'
check 'every line has an owner' lines "^\(hostile\|witness\|policy\|component '.*'\): \|^component '" \
	"$(grep -ac '' "$work/console")"
check 'the witness was there all the time' lines '^witness: still here' 4
check 'its timer kept its time' said '^witness: 0 of 400 ticks were late$'
check 'an oscillator that cannot change has not' said '^witness: oscillator 2 runs at 24000000 Hz$'
