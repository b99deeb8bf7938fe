#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The examples without a screen: what they print, that they end by themselves, and that two runs are
# the same to the bit.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# run EXAMPLE: twice; the console of the first is in $work/EXAMPLE.
run() {
	"$SIM" --headless --for 10s --hash --console "$work/$1" "build/examples/$1.dtb" \
		>"$work/out" 2>"$work/said"
	status=$?
	again=$("$SIM" --headless --for 10s --hash "build/examples/$1.dtb" 2>&1 | tail -n 1)
	hash=$(cat "$work/out" "$work/said" | grep '^hash ' | tail -n 1)
	example=$1
	check 'switches the machine off' test $status = 0
	check 'is the same in two runs' test -n "$hash" -a "$hash" = "$again"
}

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok $example $name"
	else
		echo "not ok $example $name: status $status, '$hash', '$again'"
		sed 's/^/    /' "$work/said" "$work/$example"
	fi
}
said() { grep -q -- "$1" "$work/$example"; }
lines() { test "$(grep -c -- "$1" "$work/$example")" = "$2"; }

run hello
check 'says hello, once' lines '^hello: Hello, world!$' 1

run pingpong
check 'measures everything' lines '^ping: .* [0-9]* ns$' 12
check 'nothing failed' lines '^component ' 0

run crash
check 'dies in seventeen ways' lines "^component 'victim': " 17
check 'is restarted after each' said '^victim: life 18: that was all$'
check 'nothing else happened to it' lines '^victim: survived' 0
for fault in 'page fault: write at 0x00000000, pc ' 'page fault: read at 0x00000004, pc ' \
	'page fault: write at 0x00010000, pc ' 'page fault: execution at ' \
	'page fault: read at 0xe0000000, pc ' 'page fault: write at 0x00002000, pc ' \
	'page fault: write at 0x.* (stack overflow), pc ' 'undefined instruction, pc ' 'breakpoint, pc ' \
	'unaligned access: read at 0x.*[2a], pc ' 'unknown call number 99, pc ' \
	'bad capability: no such capability, slot 0, pc ' 'time slice used up, pc ' \
	'exit with status 1$' 'exit with status 7$'; do
	check "reports: $fault" said "^component 'victim': $fault"
done
check 'a dying server is noticed' lines "^patient: die refused by 'fragile': .*destroyed$" 3
check 'its next instance serves' said '^patient: server of generation 4 has had 1 calls$'
check 'the one beside is not disturbed' said '^counter: counted to 50, never more than [0-9]* us late$'
