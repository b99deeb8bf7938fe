#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Interrupts that nobody waits for: a line that something else has opened, one that is gone
# before it is asked for, one that is pending and masked. Each is survived, and said if there is
# something to say. QEMU's test protocol (qtest) writes the controller's registers
# and moves the processor's pins while the system runs.

work=$(mktemp -d) || exit 1
pid=
trap 'rm -rf "$work"; [ -z "$pid" ] || kill $pid 2>/dev/null' EXIT
cat build/kernel/vexpress-a15/kernel.bin build/tests/system/torture-instructions.dtb >"$work/image"

# start: the system, its console in $work/console. Interrupts are in reach of qtest without the
# Security Extensions only.
start() {
	mkfifo "$work/$1.in" "$work/$1.out"
	: >"$work/console"
	timeout 60 qemu-system-arm -accel tcg -M vexpress-a15,secure=off -m 128 -display none \
		-monitor none -audiodev none,id=none -global pl041.audiodev=none \
		-serial "file:$work/console" -qtest "pipe:$work/$1" -qtest-log none \
		-kernel "$work/image" 2>"$work/why" &
	pid=$!
	cat "$work/$1.out" >"$work/answers" &
	exec 3<>"$work/$1.in"
}
# await LINE: until it is on the console; false after a while.
await() {
	for i in $(seq 200); do
		grep -aq "$1" "$work/console" && return 0
		sleep 0.1
	done
	return 1
}
tell() { echo "$*" >&3; }
# raise PIN: of the processor; whatever happens next at the controller lowers it.
raise() {
	tell set_irq_in "$processor" "$1" 0
	tell set_irq_in "$processor" "$1" 1
}
# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok spurious $name"
	else
		echo "not ok spurious $name"
		tail -n 20 "$work/console" "$work/answers" "$work/why" | sed 's/^/    /'
	fi
}
never() { ! grep -aq "$1" "$work/console"; }

isenabler=0x2c001104 ispendr=0x2c001204 # of lines 32-63
processor='/machine/unattached/device[0] unnamed-gpio-in'

start first
check 'the system runs' await 'torture: MRC MIDR'
tell writel $isenabler 0x10
tell writel $ispendr 0x10
check 'a line that nobody has is named and masked' \
	await 'pith: interrupt 36 came, which nobody waits for: it is masked'
tell writel $ispendr 0x20
check 'the system goes on' await 'torture: all MRC p15'
for i in $(seq 20); do
	raise 0
	sleep 0.02
done
check 'an interrupt that is gone when asked for is forgotten' await 'torture: all MCR p15'
check 'a masked line is silent' never 'interrupt 37'
check 'the masked line came once' test "$(grep -ac 'interrupt 36' "$work/console")" = 1
check 'nothing has failed' never '^component \|stops'
kill $pid

start second
await 'torture: MRC MIDR'
for i in $(seq 50); do
	raise 1
	sleep 0.1
	grep -q 'kernel stops' "$work/console" && break
done
check 'a fast interrupt, which nothing may raise, is the last word' \
	await 'pith: the kernel stops: unexpected exception'
kill $pid
pid=
