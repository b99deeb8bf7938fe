#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Builds every fuzzing target for a service like OSS-Fuzz or ClusterFuzz, which says with what:
# $CC, $CFLAGS (coverage and sanitizer), $LIB_FUZZING_ENGINE (what to link), $OUT (where to). There go
# the program, TARGET.options, TARGET.dict and the seeds, TARGET_seed_corpus.zip.
#
# usage: tests/fuzz/build.sh [TARGET...]

set -eu
: "${CC:?}" "${OUT:?}" "${LIB_FUZZING_ENGINE:?}"
CFLAGS=${CFLAGS:-}
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- $(for file in tests/fuzz/*/fuzz.c; do basename "${file%/fuzz.c}"; done)

# Whatever was built before may be of another compiler.
rm -rf build/fuzz/objects/service
# The simulator and its tests, which stand beside, are not for this compiler.
env -u CC -u CFLAGS make $(printf 'build/fuzz/%s-service ' "$@") FUZZ_CC_service="$CC $CFLAGS" \
	FUZZ_LD_service="${CXX:-$CC} ${CXXFLAGS:-$CFLAGS} $LIB_FUZZING_ENGINE"
for target in "$@"; do
	folder=tests/fuzz/$target
	cp "build/fuzz/$target-service" "$OUT/$target"
	for file in "$folder/$target.options" "$folder/$target.dict"; do
		[ ! -e "$file" ] || cp "$file" "$OUT/"
	done
	rm -f "$OUT/${target}_seed_corpus.zip"
	zip -q -j "$OUT/${target}_seed_corpus.zip" "$folder"/corpus/*
done
