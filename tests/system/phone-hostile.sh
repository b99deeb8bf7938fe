#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The phone with a component that floods every server without rest, beside the phone without it: the
# same music, sample by sample; the same paint; programs that come up, lists that scroll and cards of
# the switcher that move in as many steps, but for one of fifty.

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
# use BLOB-NAME BLOB: some seconds of use; leaves NAME.wav, NAME.said and pictures in NAME.
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
			after 500ms tap 240 600
			after 700ms screenshot $work/$1/before-scroll.png
			swipe 240 700 240 250 200ms
		END
		for _ in 1 2 3; do
			echo 'after 200ms swipe 240 250 240 700 200ms'
			echo 'after 100ms swipe 240 700 240 250 200ms'
		done
		cat <<-END
			after 20ms screenshot $work/$1/after-scroll.png
			tap 160 776
			after 500ms tap 80 448
			after 300ms screenshot $work/$1/after-slides.png
			after 200ms tap 320 776
			after 600ms swipe 350 400 100 400 200ms
			after 200ms swipe 100 400 350 400 200ms
			after 300ms screenshot $work/$1/after-cards.png
			after 20ms quit
		END
	} >"$work/script"
	"${PLAIN_SIM:-build/sim}" --headless --for 20s --stats --script "$work/script" \
		--wav "$work/$1.wav" "$2" >"$work/$1.said" 2>&1
}
# pictures NAME FROM TO: how many were shown between two screenshots, each unlike the one before.
pictures() {
	awk -v from="/$2.png:" -v to="/$3.png:" '
		{ for (i = 1; i < NF; i++) if ($i == "picture") number = $(i + 1) + 0 }
		index($0, from) { first = number }
		index($0, to) { print number - first }' "$work/$1.said"
}
# smooth WHAT LEAST FROM TO: no more than one of each fifty is missing, of so many at least.
smooth() {
	calm=$(pictures calm "$3" "$4")
	hostile=$(pictures hostile "$3" "$4")
	check "moves as smoothly, $1: $hostile pictures for $calm" \
		test "$calm" -ge "$2" -a $((calm - hostile)) -le $(((calm + 49) / 50))
}

check 'is used without it' use calm build/examples/phone.dtb
check 'is used with it' use hostile build/tests/system/phone-hostile.dtb
check 'it did its worst' grep -q 'hostile: has done its worst' "$work/hostile.said"
check 'it took what was left of the processor' awk '
	/^  hostile / { found = $4 > 50 } END { exit !found }' "$work/hostile.said"
check 'nothing failed' sh -c "! grep 'component .*:' '$work/hostile.said'"
# The run ends within a frame of sound, which may be in one recording and not in the other.
length=$(($(wc -c <"$work/calm.wav") - 4096))
head -c $length "$work/calm.wav" | tail -c +45 >"$work/calm.pcm"
head -c $length "$work/hostile.wav" | tail -c +45 >"$work/hostile.pcm"
check 'sounds the same' cmp "$work/calm.pcm" "$work/hostile.pcm"
# The music begins with a jump; that is no gap.
check 'sounds without a gap' sh -c "build/tools/wav gaps '$work/hostile.wav' | grep -q '^0 gaps'"
check 'paints the same' build/tools/picture same "$work/calm/paint.png" "$work/hostile/paint.png" \
	0 32 480 720
smooth 'a list that scrolls' 100 before-scroll after-scroll
smooth 'programs that go and come' 30 after-scroll after-slides
smooth 'cards of the switcher' 60 after-slides after-cards
