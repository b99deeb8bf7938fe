#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# One client takes the whole screen, gives it back, and dies while it has it: all pixels and touches
# are its own meanwhile, and the other's again afterwards.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

cat >"$work/script" <<END
expect-console ": ready"
expect-console ": ready"
wait-idle
screenshot $work/fresh.png
tap 240 200
expect-console "ada: tap at 240 200"
wait-idle
screenshot $work/whole.png
tap 240 700
expect-console "ada: tap at 240 700"
wait-idle
screenshot $work/back.png
tap 240 20
wait-idle
screenshot $work/again.png
tap 5 795
expect-console "component 'ada': page fault"
expect-console "ada: ready"
wait-idle
screenshot $work/restarted.png
tap 240 600
wait-idle
screenshot $work/painted.png
quit
END
"$SIM" --headless --for 30s --script "$work/script" --console "$work/console" \
	build/tests/system/exclusive.dtb >"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok exclusive $name"
	else
		echo "not ok exclusive $name: status $status"
		sed 's/^/    /' "$work/said"
	fi
}
differ() { cmp -s "$1" "$2"; test $? = 1; }

check 'ends as the script says' test $status = 0
check 'has the whole screen' grep -q 'ada: 480 x 800, 1 frames' "$work/console"
check 'shows itself only' differ "$work/fresh.png" "$work/whole.png"
check 'has every touch' grep -q 'ada: tap at 240 700' "$work/console"
check 'gives all back' cmp "$work/fresh.png" "$work/back.png"
check 'can have it again' cmp "$work/whole.png" "$work/again.png"
check 'leaves nothing when it dies' cmp "$work/fresh.png" "$work/restarted.png"
check 'leaves the other its touches' differ "$work/fresh.png" "$work/painted.png"
