#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every fuzzing target: its whole corpus and some changed versions of each input with gcc's
# sanitizers, and two seconds of libFuzzer, from the same start each time. Looking for
# defects is `make fuzz`; this shows that what was found stays mended and that the targets work.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
seconds=2

for folder in tests/fuzz/*/corpus; do
	target=$(basename "${folder%/corpus}")
	if build/tests/fuzz-"$target" -m 20 "$folder" >"$work/answer" 2>"$work/said" &&
		grep -q '^ok ' "$work/answer"; then
		echo "ok fuzz $target: $(sed 's/.*: //' "$work/answer")"
	else
		echo "not ok fuzz $target: an input of its corpus fails, or one made from it"
		tail -n 40 "$work/said"
	fi

	findings=build/fuzz/findings/$target
	mkdir -p "$work/$target" "$findings"
	set -- $(sed -n 's/^\([a-z_]*\) *= *\([^ ]*\)$/-\1=\2/p' \
		"tests/fuzz/$target/$target.options" 2>/dev/null)
	[ ! -e "tests/fuzz/$target/$target.dict" ] || set -- "$@" -dict="tests/fuzz/$target/$target.dict"
	if build/fuzz/"$target" -seed=1 -max_total_time=$seconds -timeout=10 "$@" \
		-artifact_prefix="$findings/" "$work/$target" "$folder" >"$work/said" 2>&1; then
		echo "ok fuzz $target: $(sed -n 's/^Done \([0-9]*\) runs.*/\1 more/p' "$work/said")"
	else
		echo "not ok fuzz $target: repeat it with build/fuzz/$target and what is in $findings"
		tail -n 40 "$work/said"
	fi
done

# As a service builds them: here one target, with what a service would say.
if CC=clang CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address' LIB_FUZZING_ENGINE=-fsanitize=fuzzer \
	OUT="$work/out" tests/fuzz/build.sh script >"$work/said" 2>&1 &&
	[ -s "$work/out/script_seed_corpus.zip" ] && [ -s "$work/out/script.dict" ] &&
	"$work/out/script" -runs=1000 "$work/script" tests/fuzz/script/corpus >"$work/said" 2>&1; then
	echo 'ok fuzz build.sh'
else
	echo 'not ok fuzz build.sh: cannot build a target'
	tail -n 20 "$work/said"
fi
