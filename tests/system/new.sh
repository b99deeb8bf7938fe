#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# An application made by `make new`, as in the tutorial: in a copy of the tree, of links to what was
# built, so that nothing of it is left. It builds, runs, reacts to fingers, and costs nothing at rest.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tree=$work/tree here=$PWD
unset MAKEFLAGS MFLAGS MAKELEVEL DISPLAY WAYLAND_DISPLAY

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok new $name"
	else
		echo "not ok new $name: status $status"
		sed 's/^/    /' "$work/said"
	fi
}
# said COMMAND...: what it wrote is in $work/said, its status in $status.
said() {
	"$@" >"$work/said" 2>&1
	status=$?
}
refuses() {
	said "$tree/tools/new" "$1"
	check "refuses $2" test $status = 1 -a "$(grep -c '^tools/new: ' "$work/said")" = 1
}

mkdir "$tree" "$tree/examples"
cp -as "$here"/* "$tree" 2>/dev/null
for folder in "$tree"/examples/*; do
	[ "${folder##*/}" = hello ] || rm -r "$folder"
done

refuses '' 'no name'
refuses 'my app' 'a name with a blank'
refuses ../up 'a way out of the folder'
refuses -x 'a name that begins with -'
refuses sixteen-letters- 'a name that is too long'
refuses display 'the name of a server'
refuses hello 'the name of an example'
refuses restart 'the name of a test'
check 'makes nothing of what it refuses' test "$(ls "$tree/examples")" = hello

cd "$tree" || exit 1
said make new APP=my-first-app-15
check 'makes an application of the longest name' test $status = 0
said make EXAMPLE=my-first-app-15 run
check 'builds it and runs it' test $status = 0 -a -s build/my-first-app-15.png
echo '/* mine */' >>examples/my-first-app-15/my-first-app-15.c
refuses my-first-app-15 'to make it again'
check 'leaves what was written' grep -q mine examples/my-first-app-15/my-first-app-15.c
cd "$here" || exit 1

cat >"$work/script" <<END
wait-idle
screenshot $work/fresh.png
tap 130 260
wait-idle
screenshot $work/one.png
tap 350 260
wait-idle
screenshot $work/again.png
# Beside the button: pressed, but not let go on it.
swipe 130 260 130 500
wait-idle
screenshot $work/slip.png
tap 130 260
quit
END
app=$tree/build/examples/my-first-app-15.dtb
said "$SIM" --headless --for 20s --script "$work/script" "$app"
check 'runs by the script' test $status = 0
check 'shows more than a blank screen' test "$(wc -c <"$work/fresh.png")" -gt 3000
check 'counts' test "$(cmp -s "$work/fresh.png" "$work/one.png"; echo $?)" = 1
check 'begins again' cmp "$work/fresh.png" "$work/again.png"
check 'undoes a slip' cmp "$work/fresh.png" "$work/slip.png"

calls() { "$PLAIN_SIM" --headless --for "$1" --stats "$app" 2>&1 | awk '/^  system call/ { print $3 }'; }
short=$(calls 1s)
check 'costs nothing at rest' test "${short:-none}" = "$(calls 20s)"
