#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Thousands of random system calls: no invariant of the kernel breaks after any of them, and
# their results are the same in every run.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# torture SEED CALLS SIMULATOR OPTION...: what it says, in $work/console.
torture() {
	sed "s/seed = <1>/seed = <$1>/; s/calls = <20000>/calls = <$2>/" \
		tests/system/torture-calls/torture-calls.dts >"$work/torture.dts"
	dtc -q -I dts -O dtb -i boards -i build/programs -i user -o "$work/torture.dtb" \
		"$work/torture.dts" 2>"$work/said"
	shift 2
	"$@" --headless --for 60s --console "$work/console" "$work/torture.dtb" \
		>/dev/null 2>>"$work/said"
	status=$?
}

# report NAME STATUS
report() {
	if [ "$2" = 0 ]; then
		echo "ok torture-calls $1"
	else
		echo "not ok torture-calls $1: status $2"
		sed 's/^/    /' "$work/said"
	fi
}

for seed in 1 2; do
	torture $seed 4000 "$SIM" --check
	report "seed $seed keeps every invariant" $status
	cp "$work/console" "$work/checked"
	torture $seed 4000 "$PLAIN_SIM"
	cmp "$work/console" "$work/checked" >>"$work/said" && grep -q 'torture: rests' "$work/console"
	report "seed $seed has the same results again" $?
done
torture 3 100000 "$PLAIN_SIM"
grep -q 'torture: rests' "$work/console"
report 'long' $?
