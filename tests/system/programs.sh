#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What must be true of every program of the simulated machine, looked up in its file:
# static, no segment both writable and executable, segments on pages of their own, and
# no floating point but where a system description grants it (a thread without the
# right would fault at the first such instruction: what the example crash is there to show).

for program in build/programs/*.elf; do
	name=$(basename "$program" .elf)
	headers=$(arm-none-eabi-readelf -lW "$program")
	if echo "$headers" | grep -qE '^ +(INTERP|DYNAMIC)'; then
		echo "not ok $name is static: it wants a loader"
	else
		echo "ok $name is static"
	fi
	if echo "$headers" | grep -qE '^ +LOAD .* RWE '; then
		echo "not ok $name is writable or executable: a segment is both"
	else
		echo "ok $name is writable or executable"
	fi
	if echo "$headers" | awk '/^ +LOAD/ { if ($NF != "0x1000") bad = 1; n++ } END { exit bad || !n }'; then
		echo "ok $name stands on pages"
	else
		echo "not ok $name stands on pages: a segment is aligned otherwise"
	fi
	case $name in crash-*) continue ;; esac
	where=$(arm-none-eabi-objdump -d "$program" | awk -F '\t' '
		/^[0-9a-f]+ <.*>:$/ { name = $0; sub(/^[0-9a-f]+ /, "", name) }
		$3 ~ /^(v[a-z]|fld|fst|fm)/ { print name; exit }')
	if [ -n "$where" ] && ! awk -v program="\"$name.stripped\"" 'BEGIN { RS = "};" }
		index($0, program) && /[ \t]vfp;/ { found = 1 } END { exit !found }' \
		examples/*/*.dts examples/*/*.dtsi tests/system/*/*.dts 2>/dev/null; then
		echo "not ok $name computes in integers: floating point in $where"
	else
		echo "ok $name computes in integers"
	fi
done
