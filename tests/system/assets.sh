#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The asset store: what is in files, who may read it, and that nothing can be used up or written.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$SIM" --headless --for 5s --console "$work/console" build/tests/system/assets.dtb \
	>"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok assets $name"
	else
		echo "not ok assets $name: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}
lines() { test "$(grep -c -- "$1" "$work/console")" = "$2"; }

check 'ends by itself' test $status = 0
check 'every check was made, by two' lines '^\(reader\|twin\): ok: ' 26
check 'none failed' lines 'not ok' 0
check 'the store has died once' lines "^component 'assets': page fault" 1
check 'two readers share a frame' test \
	"$(sed -n 's/^[a-z]*: its frame is //p' "$work/console" | uniq -c | awk '{ print $1 }')" = 2
check 'lists what is permitted' lines "^reader: '' [0-3]: \(top.txt\|text/.*\)$" 4
check 'no more' lines "^twin: '' " 2
check 'by the beginning of the name' lines "^reader: 'text/p' 0: text/page.bin$" 1
check 'a file cannot be written' lines "^component 'mortal': page fault: write at " 3
check 'but read before' lines '^mortal: reads 1278$' 3
check 'and by nobody' lines 'has written' 0
check 'memory that is missing' lines '^poor: open: the untyped memory is exhausted' 1
check 'cells are no right' lines '^cells: open: the capability lacks a right' 1
check 'nor is nothing' lines '^stranger: open: the capability lacks a right' 1
check 'strangers see nothing' lines '^stranger: list: the value is out of range' 1
check 'nothing is left behind' lines ': left behind: 0$' 3
check 'nonsense is refused' lines '^stranger: 660 of 660 refused$' 1

# refused NAME LINE DESCRIPTION: a description that cannot be.
refused() {
	printf '/include/ "%s"\n/ { %s };\n' tests/system/assets/assets.dts "$3" |
		dtc -q -I dts -O dtb -i . -i boards/vexpress-a15 -i boards -i build/programs -i user \
			-o "$work/refused.dtb"
	"$SIM" --headless --for 1s "$work/refused.dtb" >"$work/said" 2>&1
	check "$1" grep -q "^policy: $2" "$work/said"
}
refused 'an empty file' "file 'none' is empty" 'files { none; };'
refused 'too long a path' "the path of file 'abcdefghijklmnopqrst' is too long" \
	'files { abcdefghijklm { abcdefghijklmnopqrst = "x"; }; };'
