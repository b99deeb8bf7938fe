#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The readable programs of the fuzzer's corpus, played in the simulator: every register, IPC buffer
# and fault must be what the kernel's core did on the machine without a processor.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
programs=$(cat build/gen/replay.programs)
system=build/tests/board/replay.dtb
printf 'expect-console " differences" within 100s\nwait-idle 1ms within 10s\nquit\n' >"$work/script"

# report NAME STATUS
report() {
	if [ "$2" = 0 ]; then
		echo "ok replay $1"
	else
		echo "not ok replay $1: status $2"
		head -n 40 "$work/told" "$work/said" | sed 's/^/    /'
	fi
}
# play SIMULATOR OPTION...
play() {
	"$@" --headless --for 100s --script "$work/script" "$system" >"$work/console" 2>"$work/said"
}

play "$PLAIN_SIM" --go-on
build/tests/foretell tell "$work/console" $programs >"$work/told" 2>&1
report 'the simulator does what was foretold' $?
! grep -vq 'it has no fault handler$' "$work/said"
report 'the simulator says nothing but who has no fault handler' $?
play "$PLAIN_SIM"
[ $? = 11 ] && grep -q 'it has no fault handler, so the run ends' "$work/said"
report 'without --go-on the run ends with the first of them' $?
