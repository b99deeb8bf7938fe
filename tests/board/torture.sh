#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Whatever a program executes or touches, it gets a fault, and nobody else notices: the system
# tests/system/torture-instructions on both machines. What the architecture defines must come
# out as it says, and alike; what it leaves open must only be survived.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
system=build/tests/system/torture-instructions.dtb
cat build/kernel/vexpress-a15/kernel.bin $system >"$work/image"

# Where a machine is laxer than the architecture, by name: docs/board.md, "What differs from the
# simulator". Both: the debug registers that only identify are readable (DBGDSCR.UDCCdis closes
# them, C11.11.20).
both="\(Thumb \)\?MRR\?C DBG\(DIDR\|DRAR\|DSAR\)"
# The simulator: unaligned LDRD, STRD, LDM, STM to normal memory are carried out.
simulator="$both\|\(LDRD\|STRD\|LDM!\|STM!\) at [0-9a-f]*[^048c]"
# QEMU 7.2: what is unaligned is carried out with the device memory type, too (A3.2.1).
board="$both\|\(LDR\|STR\)[H!]\? at 1000000[123]\|\(LDRH\?\|STR\) of a device's register at +[125]"
# Alike in everything but: E of CPSR, which MSR changes on the board and in the simulator does not.
unlike='MSR CPSR_fsxc, all ones'

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok torture $name"
	else
		echo "not ok torture $name"
		head -n 20 "$work/why" | sed 's/^/    /'
	fi
}
said() { grep -q "^torture: $2" "$work/$1" || { tail -n 5 "$work/$1"; false; }; }
# Nobody was restarted or stopped, and policy had nothing to say.
quiet() { ! grep -v '^torture: \|^policy: [0-9]* components, ' "$work/$1"; }
# as_it_should MACHINE LAXER: what is not, is named above.
as_it_should() { ! grep 'NOT as it should' "$work/$1" | grep -v "^torture: \($2\): "; }

"${SIM:-build/sim}" --headless --for 600s --console "$work/simulator" $system >"$work/said" 2>&1 ||
	sed 's/^/    /' "$work/said"
build/tools/emulate -t 100s "$work/image" -icount shift=3,sleep=off >"$work/board" 2>"$work/said" ||
	sed 's/^/    /' "$work/said"
tr -d '\r' <"$work/board" >"$work/text" && mv "$work/text" "$work/board"

for machine in simulator board; do
	eval "laxer=\$$machine"
	check "$machine: runs to its end" said $machine '[0-9]* instructions, [0-9]* faults, hash '
	check "$machine: nobody else notices" quiet $machine
	check "$machine: each outcome is what the architecture says" as_it_should $machine "$laxer"
	# TPIDRURW, TPIDRURO, PMUSERENR; TPIDRURW, ISB, DSB, DMB. (The five are those of `both`.)
	check "$machine: cp15 is closed to reading" said $machine 'all MRC p15: 3 are open'
	check "$machine: cp15 is closed to writing" said $machine 'all MCR p15: 4 are open'
	check "$machine: cp14 is closed to reading" said $machine 'all MRC p14: [05] are open'
	check "$machine: cp14 is closed to writing" said $machine 'all MCR p14: 0 are open'
	for what in instructions 'Thumb instructions' code 'Thumb code'; do
		check "$machine: random $what" said $machine "random $what: [0-9]* pieces, nobody noticed"
	done
	grep -v "(open)\|outcomes are not as\|, hash \|^torture: \($simulator\|$board\|$unlike\): " \
		"$work/$machine" >"$work/$machine.defined"
done
check 'what is defined comes out alike' diff "$work/simulator.defined" "$work/board.defined"
check 'something was compared' test "$(grep -c '' "$work/board.defined")" -gt 1200
