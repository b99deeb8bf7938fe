#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# libpith in a component: the checks of tests/system/libpith, and what errors look like.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$SIM" --headless --for 5s --console "$work/console" build/tests/system/libpith.dtb \
	>"$work/said" 2>&1
status=$?

# expect NAME LINE: the console has this line.
expect() {
	if grep -q -- "^$2\$" "$work/console"; then
		echo "ok libpith $1"
	else
		echo "not ok libpith $1: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}

sed -n 's/^check: ok: /ok libpith /p' "$work/console"
expect 'all checks were made' 'check: all is well'
expect 'threads print whole lines' 'check: a line of the other thread'
expect 'a missing right has a name' "check: map refused: frame 'fb' lacks w"
expect 'a wrong object has a name' \
	"check: mask refused: untyped 'own memory': the object has no such operation"
expect 'a mapped frame has a name' "check: map refused: frame 'fb': the frame or table is mapped already"
expect 'assert says where' \
	'check: tests/system/libpith/check.c:[0-9]*: main: assertion failed: own == 8'
expect 'a failed assertion is an exit' "component 'check': exit with status 1"
expect 'floating point is kept, here' 'float-three: 600000'
expect 'floating point is kept, there' 'float-five: 1000000'
