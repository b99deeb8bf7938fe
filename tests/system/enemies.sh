#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Known enemies that need a processor, in the simulator: floating-point registers that cross
# threads, translations that stay, interrupts that are lost.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$SIM" --headless --for 60s --console "$work/console" build/tests/system/enemies.dtb \
	>"$work/said" 2>&1
status=$?
sed -n 's/^enemies: \(not ok\|ok\) /\1 enemies /p' "$work/console"
if [ $status = 0 ] && [ "$(tail -n 1 "$work/console")" = 'enemies: done' ]; then
	echo 'ok enemies all were met'
else
	echo "not ok enemies all were met: status $status"
	tail -n 20 "$work/said" "$work/console" | sed 's/^/    /'
fi
