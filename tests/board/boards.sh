#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The other boards agree with the simulator: the same programs, in a system that is compiled for
# the board, say the same; and their clocks are right after hours. What examples.sh leaves out of the
# comparison is left out here. Then bad days that only these boards can have.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
sim=${PLAIN_SIM:-build/sim}
: >"$work/said"

# check NAME COMMAND...: one line of the report.
check() {
	what=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok $board $what"
	else
		echo "not ok $board $what"
		head -n 20 "$work/why" "$work/said" | sed 's/^/    /'
	fi
}

# run OPTION...: until the board is switched off.
run() { build/tools/emulate -M "$board" -t 90s "$@" >"$work/board" 2>"$work/said"; }

# run_to TEXT OPTION...: until the console has said so.
run_to() {
	printf 'expect-console "%s" within 60s\nquit\n' "$1" >"$work/script"
	shift
	run -s "$work/script" "$@"
}

# text FOLDER/SYSTEM PATTERN OPTION...: what both say, but for what matches the pattern (of sed),
# and for what becomes of a program that asks to be switched off in vain.
text() {
	system=$1 pattern=$2
	shift 2
	name=$(basename "$system")
	"$sim" --headless --for 200000s --console "$work/simulator" "build/$system.dtb" \
		>/dev/null 2>"$work/said"
	check "$name ends in the simulator" test $? = 0
	if [ $board = realview-pbx-a9 ]; then
		run_to ': switching off: ' "build/board/$board/$name.img" "$@"
	else
		run "build/board/$board/$name.img" "$@"
	fi
	check "$name ends on the board" test $? = 0
	for machine in simulator board; do
		sed -e "s/$pattern/TIME/" -e '/: switching off: /,$d' "$work/$machine" \
			>"$work/$machine.text"
	done
	check "$name says something" test -s "$work/simulator.text"
	check "$name says the same" diff "$work/simulator.text" "$work/board.text"
}

# says NAME LINE OPTION...
says() {
	name=$1 line=$2
	shift 2
	run_to "$line" "$@"
	check "$name" test $? = 0
}

# Nothing in a kernel that its processor lacks: division, and the generic timer (CP15 c14). What
# leaves HYP (operations with a 4) is only reached on a processor that has it.
only_its_own() {
	! arm-none-eabi-objdump -d "build/kernel/$board/kernel.elf" |
		grep -E '[[:space:]]([us]div[[:space:]]|m[a-z]+[[:space:]]+15, [0-3], (r[0-9]+, )+cr14)'
}

board=vexpress-a15
text tests/board/patience 'no time' -icount shift=3,sleep=off -rtc clock=vm

echo '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
	memory { device_type = "memory"; reg = <0 0>; }; chosen { }; };' |
	dtc -q -I dts -O dtb >"$work/firmware.dtb"
for board in vexpress-a9 realview-pbx-a9; do
	check 'the kernel has only instructions of its processor' only_its_own
	text examples/hello 'no time' -icount shift=3,sleep=off
	text examples/pingpong ' *[0-9]* ns$' -icount shift=3,sleep=off
	text examples/crash '[0-9]* us late$' -icount shift=3,sleep=off
	text tests/board/patience 'no time' -icount shift=3,sleep=off -rtc clock=vm

	hello="build/board/$board/hello.img"
	says 'starts in real time' 'hello: Hello, world!' "$hello"
	says 'starts with 32 MB' 'policy: 4 components, 30.8 MB of memory free' -m 32 "$hello"
	says "starts with firmware's own device tree" 'hello: Hello, world!' "$hello" \
		-dtb "$work/firmware.dtb"
	says 'has too little RAM' 'pith: too little RAM for this system' -m 1 "$hello"
done

board=vexpress-a9
hello=build/board/$board/hello.img
says 'starts with more RAM than its window' 'hello: Hello, world!' -m 1024 "$hello"
says 'lets a second core wait' 'pith: a second core has started, and waits' "$hello" \
	-smp 2 -device loader,addr=0x60010000,cpu-num=1

# The painters look the same on the display beside the processor.
for machine in simulator board; do
	sed "s,PICTURES,$work/$machine," tests/board/paint.touch >"$work/$machine.touch"
done
"$sim" --headless --for 60s --script "$work/simulator.touch" build/examples/paint.dtb \
	>/dev/null 2>"$work/said"
check 'paint follows the script in the simulator' test $? = 0
build/tools/emulate -M $board -t 100s -s "$work/board.touch" build/board/$board/paint.img \
	>/dev/null 2>"$work/said"
check 'paint follows the script on the board' test $? = 0
for picture in first painted cleared; do
	check "paint looks the same: $picture" \
		cmp "$work/simulator-$picture.png" "$work/board-$picture.png"
done

board=realview-pbx-a9
says 'says that it cannot be switched off' 'hello: switching off: the object has no such operation' \
	build/board/$board/hello.img
