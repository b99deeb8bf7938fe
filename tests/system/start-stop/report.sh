# SPDX-License-Identifier: BSD-2-Clause
#
# What a run of the system must have said, on whichever machine; to be sourced. The machine leaves
# $work/console, $work/said and $status.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# expect NAME LINE: the console has this line.
expect() {
	if grep -q -- "^$2" "$work/console"; then
		echo "ok $suite $1"
	else
		echo "not ok $suite $1: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}
# absent NAME PATTERN: it has none.
absent() {
	if grep -q -- "$2" "$work/console"; then
		echo "not ok $suite $1: status $status"
		grep -- "$2" "$work/console" | sed 's/^/    /'
	else
		echo "ok $suite $1"
	fi
}

# report SUITE
report() {
	suite=$1
	tr -d '\r' <"$work/console" >"$work/lines" && mv "$work/lines" "$work/console"
	sed -n "s/^control: ok: /ok $suite /p" "$work/console"
	right='the capability lacks a right'
	expect 'everything was done' 'control: all is well'
	expect 'a caller of one that is stopped' 'caller: in the call: the partner or the object was destroyed'
	expect 'and after it' 'caller: after it: no such capability'
	expect 'who controls one stops no other' "intruder: stop another: $right"
	expect 'nor learns who there is' "intruder: stop nobody: $right"
	expect 'nor looks at others' "intruder: look at another: $right"
	expect 'but at its own' 'intruder: look at its own: no error'
	expect 'nor at all' "intruder: totals: $right"
	expect 'its list has one' 'intruder: list 1: the value is out of range'
	expect 'a fault endpoint is no service' "intruder: by its fault endpoint: $right"
	expect 'capabilities are not taken' "intruder: with a capability: $right"
	expect 'a send is served' 'intruder: which is done: the object is not in a state for this'
	expect 'the intruder comes to its end' 'intruder: intruded'
	absent 'nonsense is not done' 'intruder: \(label\|request\)'
	absent 'memory is as the first time in each instance' ': exit with status\|assertion'
}
