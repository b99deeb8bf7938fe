#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Files, wall time and music on the board: as in the simulator, line by line in any order.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
date='2026-11-28 09:57:56'

for system in assets clock music; do
	cat build/kernel/vexpress-a15/kernel.bin "build/tests/system/$system.dtb" >"$work/image"
	"${PLAIN_SIM:-build/sim}" --headless --date "$date" --for 300s \
		"build/tests/system/$system.dtb" 2>"$work/said" | sort >"$work/simulator"
	# The first of these systems has nothing to end it with.
	printf 'expect-console "stranger: left behind" within 20s\nquit\n' >"$work/script"
	[ $system = assets ] || : >"$work/script"
	build/tools/emulate -t 50s -D "$date" -s "$work/script" "$work/image" \
		-icount shift=3,sleep=off 2>>"$work/said" | sort >"$work/board"
	# Where a program stops and what it costs in time differ; so does where a frame lies, and whether
	# policy's last word is still said before the power is off.
	for machine in simulator board; do
		sed -i '/^decode: share/d; /which ends the run$/d; s/its frame is .*/its frame/' \
			"$work/$machine"
	done
	if [ -s "$work/board" ] && diff "$work/simulator" "$work/board" >"$work/why"; then
		echo "ok $system says the same on both"
	else
		echo "not ok $system says the same on both"
		sed 's/^/    /' "$work/why" "$work/said"
	fi
done
