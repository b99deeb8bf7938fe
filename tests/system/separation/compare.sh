# SPDX-License-Identifier: BSD-2-Clause
#
# For tests/system/separation.sh and tests/board/separation.sh: the observer beside three secrets.
# Whoever includes it has a function run SYSTEM CONSOLE.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# report NAME FILE COMMAND...: one line of the report; the file says more if the command fails.
report() {
	name=$1 file=$2
	shift 2
	if "$@" >"$work/why" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name"
		cat "$work/why" "$file" | head -n 20 | sed 's/^/    /'
	fi
}

# compare NAME: what the observer prints is complete, and the same for every secret.
compare() {
	for secret in 0 1 2; do
		sed "s/secret = <0>/secret = <$secret>/" tests/system/separation/separation.dts \
			>"$work/separation.dts"
		dtc -q -I dts -O dtb -i boards/vexpress-a15 -i boards -i build/programs -i build/gen \
			-i user -o "$work/separation.dtb" "$work/separation.dts" 2>"$work/said"
		run "$work/separation.dtb" "$work/console" 2>>"$work/said" >&2
		tr -d '\r' <"$work/console" | grep '^observer: ' >"$work/seen$secret"
		report "$1: beside secret $secret the observer sees all there is" "$work/said" \
			grep -q '^observer: seen$' "$work/seen$secret"
	done
	for secret in 1 2; do
		report "$1: secret $secret does not show" "$work/said" \
			diff "$work/seen0" "$work/seen$secret"
	done
	# A secret that faults or ends would prove nothing.
	report "$1: nobody failed" "$work/console" test "$(grep -c "^policy: " "$work/console")" = 1
	report "$1: something was compared" "$work/seen0" test "$(grep -c '' "$work/seen0")" -gt 150
}
