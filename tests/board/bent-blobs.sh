#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Blobs that were cut off or in which a bit of the structure is wrong, on the board and in the
# simulator: the system runs all the same, or one line says why not. Never silence.
#
# usage: bent-blobs.sh [FIRST LAST]: the seeds, without: some

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
${CC:-cc} -O1 -Wall -Wextra -Werror -o "$work/bend" tests/board/bend.c || exit 1
export work sim="${PLAIN_SIM:-build/sim}" blob=build/examples/hello.dtb
export kernel=build/kernel/vexpress-a15/kernel.bin
# What counts: the kernel's refusal, the policy module's, a component that ended, the greeting.
export says='^pith: ..*[a-z]\|^policy: [^0-9].*[a-z]\|^component .*[a-z]\|^sim: \|Hello, world!'

# on_board SEED, in_simulator SEED: leave a line in $work/lines.
cat >"$work/on_board" <<'END'
{
	cat $kernel
	"$work/bend" $1 <$blob 2>/dev/null
} >"$work/image$1"
: >"$work/out$1"
build/tools/emulate -t 10s "$work/image$1" >"$work/out$1" 2>/dev/null &
pid=$!
while kill -0 $pid 2>/dev/null && ! grep -aq "$says" "$work/out$1"; do
	sleep 0.05
done
sleep 0.1
kill $pid 2>/dev/null
wait $pid 2>/dev/null
echo "board $1 $(tr -d '\r\000' <"$work/out$1" | grep -a "$says" | head -n 1)" >>"$work/lines"
rm -f "$work/image$1" "$work/out$1"
END
cat >"$work/in_simulator" <<'END'
"$work/bend" $1 <$blob >"$work/blob$1" 2>/dev/null
timeout 10 $sim --headless --for 1s "$work/blob$1" >"$work/sim$1" 2>&1
echo "simulator $1 $(tr -d '\r\000' <"$work/sim$1" | grep -a "$says" | head -n 1)" >>"$work/lines"
rm -f "$work/blob$1" "$work/sim$1"
END
seq "${1:-1}" "${2:-40}" | xargs -P 2 -n 1 sh "$work/on_board"
seq "${1:-41}" "${2:-80}" | xargs -P 2 -n 1 sh "$work/in_simulator"

for machine in board simulator; do
	grep -a "^$machine " "$work/lines" >"$work/these"
	if grep -aE "^$machine [0-9]+ \$" "$work/these" >"$work/silent"; then
		echo "not ok bent-blobs $machine: silence"
		sed 's/^/    seed /' "$work/silent"
	else
		echo "ok bent-blobs $machine: $(grep -ac '' "$work/these") blobs, never silence"
	fi
	if grep -a 'the kernel stops' "$work/these"; then
		echo "not ok bent-blobs $machine: the kernel is not hurt"
	else
		echo "ok bent-blobs $machine: the kernel is not hurt"
	fi
	refused=$(grep -avc 'Hello' "$work/these")
	if [ "$refused" -gt 5 ]; then
		echo "ok bent-blobs $machine: $refused are refused"
	else
		echo "not ok bent-blobs $machine: only $refused are refused"
	fi
done
[ $# = 0 ] || sed 's/^\([a-z]*\) [0-9]* /\1 /; s/[0-9][0-9]*/N/g' "$work/lines" | sort | uniq -c | sort -rn
