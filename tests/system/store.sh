#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What is on a disk outlives the power: the whole system is cut at every sector that it writes, and
# each next start must find what was said to be done. Then disks that hold anything, a store that dies under
# its clients, and hostile clients beside a patient one.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
: "${SIM:=build/sim-asan}" "${PLAIN_SIM:=build/sim}"
system=build/tests/system/store.dtb

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok store $name"
	else
		echo "not ok store $name: status $status"
		sed 's/^/    /' "$work/said" "$work/console" | head -n 60
	fi
}
said() { grep -aq -- "$1" "$work/console"; }

# start SIMULATOR OPTION...: one run, to $work/console and $work/said.
start() {
	simulator=$1
	shift
	"$simulator" --headless --for 20s --console "$work/console" "$@" $system \
		>/dev/null 2>"$work/said"
	status=$?
}

# From one run to the next. The states that a run goes through follow from what it has found and
# are numbered; what it has said to be done is in $last, and a run must find that or a later one.
follow='
	BEGIN { done = states = 0 }
	function state() { return a " " b " " c }
	FILENAME != ARGV[1] && /^client: found/ {
		found = $3 " " $4 " " $5
		for (i = done; i <= states; i++) if (will[i] == found) good = 1
		if (states && !good) print "found " found ", not " will[done] " or later"
		else if (!states && found != "-1 -1 -1") print "found " found " on a new disk"
		exit
	}
	FILENAME == ARGV[1] && /^client: found/ {
		a = $3; b = $4; c = $5
		n = a > b ? a : b
		if (n < 0) n = 0
		will[0] = state()
		for (i = 0; i < 6; i++) {
			n++
			if (i % 2 == 0) a = n; else b = n
			will[++states] = state()
			if (i % 3 == 1) { c = n; will[++states] = state() }
			if (i % 3 == 2) { c = -1; will[++states] = state() }
		}
	}
	FILENAME == ARGV[1] && /^client: has/ { done++ }'

# cuts NAME SEED: cut at write 1, 2, ... until a run is not cut any more.
cuts() {
	rm -f "$work/disk"
	: >"$work/last"
	: >"$work/wrong"
	looked=0
	for write in $(seq 200); do
		start "$PLAIN_SIM" --disk "$work/disk,32K" --disk-cut "$write,$(($2 * write))"
		# A run that was cut before it said what it found is followed by its predecessor's.
		if grep -q '^client: found' "$work/console"; then
			awk "$follow" "$work/last" "$work/console" >>"$work/wrong"
			cp "$work/console" "$work/last"
			looked=$((looked + 1))
		fi
		[ $status = 6 ] || break
	done
	check "cut at each of $write writes: $1" test ! -s "$work/wrong" -a "$status" = 0 \
		-a "$write" -gt 20 -a "$looked" -gt 15
}

cuts 'all that was not flushed is lost' 0
cuts 'each of it is kept, lost or torn' 1

# --- Disks ------------------------------------------------------------------------------

start "$SIM" --disk "$work/disk"
check 'a disk in order' said '^store: the disk is in order$'
cp "$work/disk" "$work/good"
start "$SIM" --disk "$work/disk,ro"
check 'a disk that can only be read' said '; it can only be read$'
check 'is read' said '^client: found [1-9]'
check 'and never written' cmp -s "$work/disk" "$work/good"
dd if=/dev/zero of="$work/disk" bs=512 seek=3 count=1 conv=notrunc 2>/dev/null
start "$SIM" --disk "$work/disk"
check 'a sector of zeros loses no more than one value' said '^client: found .*[1-9]'
check 'and the run goes on' test $status = 0
head -c 65536 /dev/urandom >"$work/disk"
cp "$work/disk" "$work/garbage"
start "$SIM" --disk "$work/disk"
check 'garbage is left alone' cmp -s "$work/disk" "$work/garbage"
check 'and told' said '^store: the disk holds something else and is left alone'
head -c 8192 /dev/zero >"$work/disk"
start "$SIM" --disk "$work/disk"
check 'a disk too small' said '^store: the disk is too small'
start "$SIM"
check 'no disk' said '^disk: no disk: the slot is empty$'
check 'the store works in memory' test "$(grep -c '^client: has' "$work/console")" = 10

# --- The option ----------------------------------------------------------------------------

for wrong in "$work:it is a folder" "$work/absent:there is no such file" "/dev/null:it is no ordinary file" \
	"$work/new,1000:whole sectors"; do
	start "$SIM" --disk "${wrong%%:*}"
	check "refused: ${wrong#*:}" grep -q "${wrong#*:}" "$work/said"
	check 'with its status' test $status = 7
done
check 'and no file is left behind' test ! -e "$work/new"

# --- Hostile clients, a store that dies ------------------------------------------------------

system=build/tests/system/store-hard.dtb
start "$SIM" --disk "$work/hard,256K"
check 'the run ends by itself' test $status = 0
check 'the store died between writing, flushing and answering' said \
	'^patient: shared is mine, the store died 2 times$'
check 'all that was refused is refused' test "$(grep -c '^patient: wrong' "$work/console")" = 0
check 'the system is not everybody'\''s to change' said '^hostile: system: the capability lacks a right$'
check 'but to read' said '^patient: theme is dark$'
check 'names are listed' said '^patient: lists note-2$'
check 'a share is used up' said '^patient: share used up after [0-9]* more$'
check 'so is a hostile one' said '^hostile-too: after [0-9]*: the slot or address is in use$'
check 'whoever is patient has a turn' said '^patient: slowest put in time$'
check 'nobody else failed' test "$(grep -c "^component '" "$work/console")" = 2

# --- Applications follow the theme, the disk beside the touch panel -----------------------------

system=build/tests/system/store-theme.dtb
cat >"$work/theme.touch" <<END
expect-console "plain: is light"
expect-console "plain: is dark"
wait-idle
screenshot $work/first.png
quit
END
start "$PLAIN_SIM" --disk "$work/theme,64K" --script "$work/theme.touch"
check 'an application becomes dark while it runs' test $status = 0
sed -i 1d "$work/theme.touch"
sed -i "s/first.png/second.png/" "$work/theme.touch"
start "$PLAIN_SIM" --disk "$work/theme" --script "$work/theme.touch"
check 'and is dark from the start after that' cmp "$work/first.png" "$work/second.png"
check 'without having been light' test "$(grep -c 'is light' "$work/console")" = 0
