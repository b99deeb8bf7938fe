#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Starts under all circumstances, and when it cannot, ends in one line that says why.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kernel=build/kernel/vexpress-a15/kernel.bin
cat $kernel build/examples/hello.dtb >"$work/hello.img"
hello='hello: Hello, world!'

# says NAME LINE OPTION...: LINE is a line on the console (a pattern), within a while.
says() {
	name=$1 line=$2
	shift 2
	echo "expect-console \"$line\" within 20s
quit" >"$work/script"
	if build/tools/emulate -t 30s -s "$work/script" "$@" >"$work/said" 2>"$work/why"; then
		echo "ok $name"
	else
		echo "not ok $name: it does not say '$line'"
		sed 's/^/    /' "$work/said" "$work/why"
	fi
}
# compiled TEXT: a blob.
compiled() { echo "/dts-v1/; / { $1 };" | dtc -q -I dts -O dtb; }

says 'starts in Secure SVC' "$hello" "$work/hello.img"
says 'starts in HYP' "$hello" "$work/hello.img" -M vexpress-a15,secure=off
says 'starts with 32 MB' "$hello" -m 32 "$work/hello.img"
says 'starts with more RAM than its window' "$hello" -m 512 "$work/hello.img"
compiled '#address-cells = <1>; #size-cells = <1>; memory { device_type = "memory"; reg = <0 0>; };
	chosen { };' >"$work/firmware.dtb"
says "starts with firmware's own device tree" "$hello" "$work/hello.img" -dtb "$work/firmware.dtb"
says 'lets a second core wait' 'pith: a second core has started, and waits' "$work/hello.img" \
	-smp 2 -device loader,addr=0x80010000,cpu-num=1

cp $kernel "$work/none.img"
says 'has no system' 'pith: no system: there is no blob' "$work/none.img"
{
	cat $kernel
	head -c 50000 /dev/zero | tr '\0' x
} >"$work/junk.img"
says 'has nonsense for a system' 'pith: no system: there is no blob' "$work/junk.img"
{
	cat $kernel
	compiled 'some-property = "text";'
} >"$work/property.img"
says 'has another first property' "pith: the blob's first property is no policy module" \
	"$work/property.img"
{
	cat $kernel
	compiled 'node { };'
} >"$work/node.img"
says 'has no property' 'pith: the blob does not begin with a policy module' "$work/node.img"
# A blob that says it is 256 MB long.
{
	cat $kernel
	printf '\320\015\376\355\020\000\000\000'
	tail -c +9 build/examples/hello.dtb
} >"$work/long.img"
says 'has a system larger than RAM' 'pith: the system does not fit the RAM, or its blob is broken' \
	"$work/long.img"
cat $kernel build/examples/paint.dtb >"$work/paint.img"
says 'has too little RAM for the blob' 'pith: too little RAM for this system' -m 2 "$work/paint.img"
says 'has too little RAM for the components' 'policy: not enough memory' -m 4 "$work/paint.img"
says 'lies at another address' 'pith: the kernel is not where it was linked for' "$work/none.img" \
	-device "loader,file=$work/hello.img,addr=0x80040000,cpu-num=0,force-raw=on"

# A blob that ends in the middle of a program; one of which a token is wrong.
{
	cat $kernel
	head -c $(($(wc -c <build/examples/hello.dtb) / 2)) build/examples/hello.dtb
} >"$work/half.img"
says 'has half a system' 'pith: the blob is damaged, or only a part of it is there' "$work/half.img"
{
	cat $kernel
	# The first END_NODE behind `policy-module` and padding becomes an unknown token.
	LC_ALL=C sed 's/\x00\x00\x00\x02\x00\x00\x00\x01/\x00\x00\x00\x06\x00\x00\x00\x01/' build/examples/hello.dtb
} >"$work/token.img"
says 'has a system with a hole' 'pith: the blob is damaged, or only a part of it is there' \
	"$work/token.img"

# varied NAME SYSTEM CHANGE: the image of a system in which a device is another.
varied() {
	{
		cat "$2"
		echo "$3"
	} | dtc -q -I dts -O dtb -i "$work" -i boards/vexpress-a15 -i boards -i build/programs -i user >"$work/$1.dtb" &&
		cat $kernel "$work/$1.dtb" >"$work/$1.img"
}
varied absent examples/hello/hello.dts '&sysreg { reg = <0x1c0f0000 0x1000>; };'
says 'has no system controller' 'hello: switching off: the object is not in a state for this' \
	"$work/absent.img"
varied elsewhere examples/paint/paint.dts '&virtio3 { reg = <0x1c0f0000 0x200>; };'
says 'has no touch panel where it should be' 'glass: no virtio device' "$work/elsewhere.img"
varied timer tests/system/libpith/libpith.dts '&timer01 { reg = <0x1c0f0000 0x1000>; };'
says 'has no timer where it should be' \
	"component 'alarm': exit with status 3: its device is not there" "$work/timer.img"
# The driver's UART alone is elsewhere; then the one that all words go to.
sed 's/&uart0/\&uart1/' user/console.dtsi >"$work/console.dtsi"
varied driver tests/system/libpith/libpith.dts '&uart1 { reg = <0x1c0f0000 0x1000>; };'
rm "$work/console.dtsi"
says 'has no UART for its driver' \
	"component 'uart': exit with status 3: its device is not there" "$work/driver.img"
varied uart tests/system/libpith/libpith.dts '&uart0 { reg = <0x1c0f0000 0x1000>; };'
says 'has no UART at all where it should be' "pith: thread 'policy' stops: exit, status" "$work/uart.img"
varied clcd examples/paint/paint.dts '&clcd { reg = <0x1c0f0000 0x1000>; };'
says 'has no display where it should be' 'no device where the description says' "$work/clcd.img"

# Without a panel the driver says so, and who does not need it goes on (emulate always has one).
timeout 20 qemu-system-arm -M vexpress-a15 -m 128 -display none -monitor none -audiodev none,id=none \
	-global pl041.audiodev=none -global virtio-mmio.force-legacy=false \
	-serial "file:$work/console" -kernel "$work/paint.img" 2>"$work/why" &
pid=$!
for i in $(seq 100); do
	grep -q 'ada: ready' "$work/console" 2>/dev/null &&
		grep -q "'glass': stopped after" "$work/console" && break
	sleep 0.1
done
kill $pid
for line in 'glass: another kind of virtio device than input' "component 'glass': stopped after 8" \
	'ada: ready' 'ben: ready'; do
	if grep -q "$line" "$work/console"; then
		echo "ok has no panel: $line"
	else
		echo "not ok has no panel: $line"
		sed 's/^/    /' "$work/console"
	fi
done
