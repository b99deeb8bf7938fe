#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The phone with a component that floods every server without rest, beside the phone without it: the
# same music, sample by sample; the same paint; programs that come up in as many steps.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@" >"$work/why" 2>&1; then
		echo "ok phone-hostile $name"
	else
		echo "not ok phone-hostile $name: status $?"
		sed 's/^/    /' "$work/why"
	fi
}
# use BLOB: some seconds of use; leaves $work/BLOB.wav and pictures in $work/BLOB.
use() {
	mkdir -p "$work/$1"
	{
		cat <<-END
			after 900ms tap 240 448
			after 800ms tap 240 456
			after 500ms tap 160 776
			after 500ms tap 80 448
			after 700ms swipe 100 300 350 500 200ms
			after 400ms screenshot $work/$1/paint.png
			after 20ms tap 160 776
			after 500ms tap 80 448 20ms
		END
		frame=10
		while [ $frame -lt 34 ]; do
			echo "after 16667us screenshot $work/$1/slide-$frame.png"
			frame=$((frame + 1))
		done
		echo 'after 300ms quit'
	} >"$work/script"
	"${PLAIN_SIM:-build/sim}" --headless --for 20s --stats --script "$work/script" \
		--wav "$work/$1.wav" "$2" >"$work/$1.said" 2>&1
}
# steps BLOB: how many different pictures there are of a program that comes up.
steps() {
	for picture in "$work/$1"/slide-*.png; do
		build/tools/picture hash "$picture" 0 32 480 720
	done | uniq | wc -l
}

check 'is used without it' use calm build/examples/phone.dtb
check 'is used with it' use hostile build/tests/system/phone-hostile.dtb
check 'it did its worst' grep -q 'hostile: has done its worst' "$work/hostile.said"
check 'it took what was left of the processor' awk '
	/^  hostile / { found = $4 > 50 } END { exit !found }' "$work/hostile.said"
check 'nothing failed' sh -c "! grep 'component .*:' '$work/hostile.said'"
check 'sounds the same' build/tools/wav compare "$work/calm.wav" "$work/hostile.wav" 100
# The music begins with a jump; that is no gap.
check 'sounds without a gap' sh -c "build/tools/wav gaps '$work/hostile.wav' | grep -q '^0 gaps'"
check 'paints the same' build/tools/picture same "$work/calm/paint.png" "$work/hostile/paint.png" \
	0 32 480 720
calm=$(steps calm)
hostile=$(steps hostile)
check "comes up in as many steps: $hostile for $calm" test "$hostile" -ge $((calm - 1))
