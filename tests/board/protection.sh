#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel's own translations, read out of the memory of a board that runs: nothing is both
# writable and executable, nothing is the user's, the page below the stack is not there.
# (That the processor heeds them is seen by the example crash, which reads the window.)

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kernel=build/kernel/vexpress-a15/kernel
cat $kernel.bin build/examples/hello.dtb >"$work/image"
: >"$work/console"

# When the system has switched the board off, QEMU stays and answers questions.
{
	for i in $(seq 100); do
		grep -q 'Hello' "$work/console" && break
		sleep 0.2
	done
	echo 'xp /4096wx 0x80000000'
	echo 'xp /512wx 0x80004000'
	echo quit
} | timeout 60 qemu-system-arm -M vexpress-a15 -m 64 -display none -monitor stdio -no-shutdown \
	-audiodev none,id=none -global pl041.audiodev=none -serial "file:$work/console" \
	-kernel "$work/image" >"$work/answers" 2>&1

for end in text rodata; do
	arm-none-eabi-nm $kernel.elf | awk -v name="hal_${end}_end" '$3 == name { print $1 }' \
		>"$work/$end"
done
sed -n 's/^0*\(8000[0-9a-f]*\): \(.*\)/\2/p' "$work/answers" | tr -d '\r' |
	awk -v text="$(cat "$work/text")" -v rodata="$(cat "$work/rodata")" '
	function number(hex,  i, value) {
		sub(/^0x/, "", hex)
		for (i = 1; i <= length(hex); i++)
			value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
		return value
	}
	function bits(value, from, count) { return int(value / 2 ^ from) % 2 ^ count }
	function report(name, bad) { print (bad ? "not ok" : "ok") " protection " name (bad ? ": " bad : "") }
	{ for (i = 1; i <= NF; i++) word[n++] = number($i) }
	END {
		base = number("e0000000")
		text_end = (number(text) - base) / 4096
		rodata_end = (number(rodata) - base) / 4096
		for (i = 0; i < 256; i++) {
			page = word[4096 + i]
			there = bits(page, 1, 1); xn = bits(page, 0, 1)
			access = bits(page, 9, 1) * 4 + bits(page, 4, 2)
			if (!there) { missing = missing " " i; continue }
			if (access != 1 && access != 5) user = user " page " i
			if (access == 1 && !xn) both = both " page " i
			if (bits(page, 12, 20) != 524288 + i) elsewhere = elsewhere " page " i
			if ((i >= 16 && i < text_end) != (access == 5 && !xn)) code = code " page " i
			if (i >= text_end && i < rodata_end && access != 5) constants = constants " page " i
		}
		for (i = 0; i < 4096; i++) {
			entry = word[i]; type = bits(entry, 0, 2)
			inside = i >= 3584 && i < 3840
			if (type == 0) continue
			entries++
			if (!inside) outside = outside " entry " i
			if (bits(entry, 5, 4) != 15) domain = domain " entry " i
			if (type != 2) continue
			if (bits(entry, 15, 1) || bits(entry, 10, 2) != 1) user = user " entry " i
			if (!bits(entry, 4, 1)) both = both " entry " i
		}
		# The first and the last megabyte of the window by pages, 63 more by sections.
		report("tables are where they are looked for", entries == 65 ? "" : entries " entries")
		report("nothing is both writable and executable", both)
		report("nothing is open to user code", user)
		report("only code is executable, and it is not writable", code)
		report("constants are not writable", constants)
		report("everything is mapped where it is", elsewhere)
		report("nothing is mapped outside the window", outside)
		report("all of it is in the kernel'\''s domain", domain)
		report("the pages below the stack are not there", missing == " 5 6" ? "" : "missing:" missing)
	}'
