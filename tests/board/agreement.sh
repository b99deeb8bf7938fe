#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What the kernel knows is the same on both machines: struct cpu and every object, field by field,
# at marks where the system is at rest; and so is what a torture of system calls has for
# results. On the board's side is QEMU. tools/arena_fields.h says what may differ and why.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kernel=build/kernel/vexpress-a15/kernel.bin
sim=${PLAIN_SIM:-build/sim}

# report NAME STATUS: one line, and what was said if it is bad.
report() {
	if [ "$2" = 0 ]; then
		echo "ok agreement $1"
	else
		echo "not ok agreement $1: status $2"
		head -n 20 "$work/said" | sed 's/^/    /'
	fi
}

# rest MACHINE TEXT: the script that waits for the text and for rest, and takes the memory.
rest() {
	cat >"$work/$1.touch" <<-END
		expect-console "$2" within 60s
		wait-idle 200ms within 60s
		arena $work/$1.ram
		quit
	END
}

# agree NAME SYSTEM TEXT: both machines up to the mark; their consoles but for times; their kernels.
agree() {
	name=$1
	rest simulator "$3"
	rest board "$3"
	cat "$kernel" "$2" >"$work/image"
	"$sim" --headless --for 100s --ram 128M --script "$work/simulator.touch" "$2" \
		2>"$work/said" | sed 's/ *[0-9]* ns$/ TIME/' >"$work/simulator"
	build/tools/emulate -m 128 -t 60s -s "$work/board.touch" "$work/image" \
		-icount shift=3,sleep=off 2>>"$work/said" |
		sed 's/ *[0-9]* ns$/ TIME/' >"$work/board"
	diff "$work/simulator" "$work/board" >>"$work/said" && test -s "$work/board"
	report "$name: says the same" $?
	build/tools/arena "$work/simulator.ram" "$work/board.ram" >>"$work/said" 2>&1
	report "$name: the kernels agree" $?
}

for example in hello pingpong; do
	agree "$example, held at its end" "build/tests/board/$example-held.dtb" 'power: closed'
	agree "$example, failed and buried" "build/tests/board/$example-failed.dtb" 'stopped after'
done

# torture SEED CALLS
torture() {
	sed "s/seed = <1>/seed = <$1>/; s/calls = <20000>/calls = <$2>/" \
		tests/system/torture-calls/torture-calls.dts >"$work/torture.dts"
	dtc -q -I dts -O dtb -i boards/vexpress-a15 -i boards -i build/programs -i user -o "$work/torture.dtb" \
		"$work/torture.dts" 2>"$work/said" || report "torture $1" 1
	agree "torture $1, $2 calls" "$work/torture.dtb" 'torture: rests'
}
torture 1 1000
torture 1 20000
torture 2 20000
torture 3 50000

# --- The tool finds what differs, and names it ----------------------------------------

# planted NAME OFFSET PATTERN: one byte of the board's memory changed, at this offset from the
# start of RAM; the tool must say what the pattern says.
planted() {
	cp "$work/board.ram" "$work/planted.ram"
	byte=$(od -An -tu1 -j "$2" -N 1 "$work/board.ram")
	printf "\\$(printf %03o $((byte ^ 64)))" |
		dd of="$work/planted.ram" bs=1 seek="$2" conv=notrunc 2>/dev/null
	build/tools/arena "$work/simulator.ram" "$work/planted.ram" >"$work/said" 2>&1
	[ $? = 1 ] && grep -qE "$3" "$work/said"
	report "a planted difference is found: $1" $?
}

# The torture's victim is found by its name, which stands 168 bytes behind its start (threads are
# aligned to their 1024 bytes); its slots begin at 264. In struct cpu ready_bits are at 40 and the
# lines at 1160.
name=$(grep -abo 'victim' "$work/board.ram" | awk -F : '$1 % 1024 == 168 { print $1; exit }')
thread=$((name - 168))
planted 'a register' $((thread + 8 + 4 * 5)) \
	"^thread 'victim' at 0x[0-9a-f]*: context.r\[5\]: simulator [0-9a-f]{8}, board [0-9a-f]{8}$"
planted 'a capability in a thread' $((thread + 264 + 32 + 4)) \
	"^thread 'victim' at .*: slots\[SLOT_SPACE\].ops: "
planted 'the last spare word' $((thread + 1023)) "^thread 'victim' at .*: spare2\[91\]: "
planted 'struct cpu' $((0x8000 + 40)) '^struct cpu at 0xe0008000: ready_bits\[0\]: '
planted 'an interrupt line' $((0x8000 + 1160 + 37 * 64 + 4)) '^irq at 0xe0008dc8: signal.ops: '
planted 'behind struct cpu' $((0xfff0)) "behind struct cpu's last field"

# What is a time may differ, as a name in the table.
cp "$work/board.ram" "$work/planted.ram"
printf '\377' | dd of="$work/planted.ram" bs=1 seek=$((0x8010)) conv=notrunc 2>/dev/null
build/tools/arena "$work/simulator.ram" "$work/planted.ram" >"$work/said" 2>&1
report 'the time that struct cpu started to count at may differ' $?
