#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Drivers die and are restarted under servers that use them; the servers find them again and the
# servers' clients notice nothing but, perhaps, a line that was on its way.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$SIM" --headless --for 5s --console "$work/console" build/tests/system/restart.dtb \
	>"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok restart $name"
	else
		echo "not ok restart $name: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}
lines() { test "$(grep -c "$1" "$work/console")" = "$2"; }

check 'the run ends by itself' test $status = 0
check 'the timer driver died three times' lines "^component 'alarm': page fault: write at 0x00000000" 3
check 'the serial driver died three times' lines "^component 'uart': page fault: write at 0x00000000" 3
check 'nothing else failed' lines "^component '" 6
check 'ticks went on' lines '^client: tick ' 10
check 'and came in time' lines '^client: in time$' 1
