#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The music that is composed: decoded by Tremor out of the asset store, in time and in bounds.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# Without the sanitizer, which finds nothing in what the ARM program does and takes its time.
"${PLAIN_SIM:-build/sim}" --headless --for 60s --console "$work/console" \
	build/tests/system/music.dtb >"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok music $name"
	else
		echo "not ok music $name: status $status"
		sed 's/^/    /' "$work/said"
	fi
}
line() { grep -q "^decode: $1" "$work/console"; }

check 'ends by itself' test $status = 0
for piece in "morning.ogg: 'Morning'" "rain-on-slate.ogg: 'Rain on Slate'" "night-bus.ogg: 'Night Bus'"; do
	check "$piece" line "music/$piece by Pith, 48000 Hz, 2 channels, long enough"
done
check 'is to be heard' line '[0-9]* moments or more, sum [0-9a-f]*, loud'
check 'leaves the processor to others' \
	test "$(sed -n 's/^decode: share //p' "$work/console")" -lt 150
check 'is the same again' line 'again from the beginning: the same'
check 'has an end' line 'the last second has an end'
check 'and nothing behind it' line 'beyond it: the value is out of range'
check 'survives damage' line 'damaged: lived'
check 'is not anything' line 'no music: the value is out of range'
check 'nor nothing' line 'nothing: the value is out of range'
for file in build/gen/music/*.ogg; do
	check "$(basename "$file") is small" test "$(wc -c <"$file")" -le 460800
done
