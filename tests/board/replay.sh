#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The readable programs of the fuzzer's corpus, played on boards (in QEMU): every register, IPC
# buffer and fault must be what the kernel's core did on the machine without a processor. Then
# defects are put into the kernel's code that only this can find.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
programs=$(cat build/gen/replay.programs)
printf 'expect-console " differences" within 100s\nwait-idle 1ms within 10s\nquit\n' >"$work/whole"
# The first difference, and what comes with it.
printf 'expect-console "replay: differs" within 20s\nwait-idle 1s within 300ms\n' >"$work/first"

# play BOARD IMAGE SCRIPT: what it says in $work/console.
play() {
	build/tools/emulate -M "$1" -t 100s -s "$work/$3" "$2" -icount shift=0,sleep=off \
		>"$work/console" 2>"$work/said"
}
# report NAME STATUS
report() {
	if [ "$2" = 0 ]; then
		echo "ok replay $1"
	else
		echo "not ok replay $1: status $2"
		head -n 40 "$work/told" "$work/said" | sed 's/^/    /'
	fi
}

for board in vexpress-a15 vexpress-a9; do
	play $board build/board/$board/replay.img whole
	build/tests/foretell tell "$work/console" $programs >"$work/told" 2>&1
	report "$board does what was foretold" $?
done
cp build/gen/replay.share "$work/told"
awk 'NR == 1 { gsub(/[(%)]/, ""); exit !($NF >= 60) }' "$work/told"
report 'most steps can be played' $?

# planted NAME OLD NEW [WHICH]: an instruction of the kernel, as od shows it, is another one (as
# printf has it) wherever it stands, or at these of the places where it does. What differs then must
# be found and told.
planted() {
	od -An -v -tx4 -w4 build/kernel/vexpress-a15/kernel.bin | awk -v old="$2" -v which="$4" '
		$1 == old { n++; if (!which || which ~ n) print (NR - 1) * 4 }' >"$work/places"
	cp build/board/vexpress-a15/replay.img "$work/planted.img"
	for place in $(cat "$work/places"); do
		printf "$3" | dd of="$work/planted.img" bs=1 seek=$place conv=notrunc 2>/dev/null
	done
	play vexpress-a15 "$work/planted.img" first
	build/tests/foretell tell "$work/console" $programs >"$work/told" 2>&1
	[ -s "$work/places" ] && grep -q ': expected .*, found ' "$work/told"
	report "a planted defect is found: $1" $?
}
# In vectors.S: stmdb sp, {r0-lr}^ becomes {r1-lr}, but not in vector_call, nor for interrupts.
planted 'r0 is not saved when a thread faults' e94d7fff '\376\177\115\351' '[234]'
# sub lr, lr, #8 becomes #4.
planted 'the pc of a data abort' e24ee008 '\004\340\116\342'
# mcr p15, 0, r2, c8, c7, 3 becomes nop: no TLB forgets what hal_tlb_flush tells.
planted 'what is unmapped can still be read' ee082f77 '\000\360\040\343'
# vstmia r10!, {d16-d31} becomes nop.
planted 'half of the VFP registers are not saved' ecea0b20 '\000\360\040\343'
# mcr p15, 0, r5, c3, c0, 0 becomes nop.
planted 'domains stay those of the thread before' ee035f10 '\000\360\040\343'
