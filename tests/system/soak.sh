#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Endurance in short: a component fails behind exactly as many instructions as the script says, the
# same each time; servers fail while others open them; and the shortest piece of `make soak`.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok soak $name"
	else
		echo "not ok soak $name: status $?"
		sed 's/^/    /' "$work/why"
	fi
}
# run NAME: the script on standard input; what the simulator says is in NAME.said.
run() {
	cat >"$work/script"
	"${PLAIN_SIM:-build/sim}" --headless --for 60s --faults --hash --script "$work/script" \
		build/tests/system/soak.dtb >"$work/$1.out" 2>"$work/$1.said"
}

# --- At any instruction ------------------------------------------------------------------------

# Nothing else may run between: the player, alone above all that draws, decodes for a while.
# after NAME N: when it failed, in us.
after() {
	run "$1" <<-END
		after 900ms tap 240 448
		after 800ms tap 240 456
		after 500ms fail player after $2
		after 800ms tap 160 776
		after 500ms check
		quit
	END
	sed -n "s/^sim: \\([0-9]*\\)\\.\\([0-9]*\\) s: component 'player'.*/\\1\\2/p" "$work/$1.said"
}
first=$(after first 1000)
check 'fails at an instruction' test "$first" -gt 0
again=$(after again 1000)
check 'fails at the same one again' test "$first" = "$again"
check 'runs the same' cmp "$work/first.out" "$work/again.out"
later=$(after later 61000)
check "fails 60000 instructions later: $first, $later" test $((later - first)) = 60

# --- While it is opened ----------------------------------------------------------------------------

# Both fail; the server once more behind so many instructions, which is while the other, made anew,
# opens it.
{
	echo 'after 2s check'
	for pair in 'display screen' 'timer alarm' 'audio sound' 'input display' 'home display'; do
		for instructions in 60 200 400 600; do
			echo "fail ${pair% *}"
			echo "fail ${pair#* } after $instructions"
			echo 'tap 80 448 20ms'
			echo 'after 200ms tap 160 776 20ms'
			echo 'after 150ms check'
		done
	done
	echo 'quit'
} >"$work/pairs"
check 'runs while servers fail that are opened' run pairs <"$work/pairs"
check 'whoever opens one that fails opens the next' sh -c "! grep 'component .*: ' '$work/pairs.said' |
	grep -v 'execution of 0x00000000'"
check 'had somebody to open' sh -c "[ \$(grep -c 'component .*: ' '$work/pairs.said') -gt 25 ]"

# --- Asked wrongly ---------------------------------------------------------------------------------

refused() {
	timeout 10 tools/soak "$@" >"$work/refused" 2>&1
	[ $? = 2 ] && grep -q '^soak: ' "$work/refused"
}
check 'asks which seed' refused -m 1
check 'asks how long' refused -m x 1
check 'wants a number for a seed' refused -s 5 one

# --- The shortest piece ------------------------------------------------------------------------------

tools/soak -s 5 1
