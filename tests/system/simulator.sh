#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The simulator from the outside: each way in which a run can fail has its sentence and its exit
# code, what it writes is there, and it ends in order when it is told to.

work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
: "${SIM:=build/sim-asan}" "${PLAIN_SIM:=build/sim}"
hello=build/examples/hello.dtb
paint=build/examples/paint.dtb

# ends NAME STATUS TEXT OPTION...: the run must end with this status and say this on standard
# error; the empty text stands for nothing at all.
ends() {
	name=$1 wanted=$2 text=$3
	shift 3
	"$SIM" --headless "$@" >"$work/out" 2>"$work/err"
	judge $?
}
judge() {
	status=$1
	if [ "$status" != "$wanted" ]; then
		echo "not ok simulator $name: status $status, not $wanted"
	elif [ -z "$text" ] && [ -s "$work/err" ]; then
		echo "not ok simulator $name: it said something"
	elif ! grep -qF -- "$text" "$work/err" && [ -n "$text" ]; then
		echo "not ok simulator $name: it did not say '$text'"
	else
		echo "ok simulator $name"
		return
	fi
	sed 's/^/    /' "$work/err"
}

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok simulator $name"
	else
		echo "not ok simulator $name:"
		sed 's/^/    /' "$work/out" "$work/err"
	fi
}

# describe: a description on standard input, behind the board, to $work/a.dtb.
describe() {
	{
		echo '/dts-v1/; /include/ "pith.dtsi" /include/ "vexpress-a15.dtsi"'
		echo '/include/ "console.dtsi" /include/ "power.dtsi"'
		cat
	} >"$work/a.dts"
	dtc -q -I dts -O dtb -i boards -i build/programs -i user -o "$work/a.dtb" "$work/a.dts"
}

# --- A run that ends well ---------------------------------------------------------

ends 'the system shuts down' 0 '' --console "$work/console" --hash $hello
check 'the console is on standard output' grep -q '^hello: Hello, world!$' "$work/out"
check 'the console is in a file' grep -q '^hello: Hello, world!$' "$work/console"
check 'the hash is the last line' sh -c "tail -n 1 '$work/out' | grep -qxE 'hash [0-9a-f]{8}'"
ends 'the time is over' 0 '' --for 100ms $paint
ends 'statistics' 0 '' --for 1s --stats $paint
for word in instructions 'system call' switches interrupt ada policy kernel idle; do
	check "statistics know: $word" grep -q "^  $word " "$work/out"
done
ends 'noise in memory' 0 '' --seed 4711 $hello
check 'noise in memory changes nothing' grep -q '^hello: Hello, world!$' "$work/out"
ends 'kernel invariants hold all the time' 0 '' --check $hello

# --- Descriptions that cannot work --------------------------------------------------

ends 'no description' 20 'cannot read it: No such file or directory' "$work/none.dtb"
: >"$work/a.dtb"
ends 'an empty file' 20 'this file is empty' "$work/a.dtb"
ends 'no blob' 21 'this is no device-tree blob' examples/hello/hello.dts
head -c 2000 $hello >"$work/a.dtb"
ends 'a truncated blob' 22 'this blob is truncated: 2000 bytes of the' "$work/a.dtb"
head -c 20 $hello >"$work/a.dtb"
ends 'a truncated header' 22 'this blob is truncated: 20 bytes of the' "$work/a.dtb"
{ head -c 8 $hello; printf '\177\377\377\377'; tail -c +13 $hello; } >"$work/a.dtb"
ends 'a damaged blob' 23 'this blob is damaged' "$work/a.dtb"
echo '/dts-v1/; / { model = "none"; };' | dtc -q -O dtb -o "$work/a.dtb"
ends 'no policy module' 24 "there is no policy module in the root's first property" "$work/a.dtb"
describe <<END
/ { components { painter { uses = "console"; }; }; };
END
ends 'a component without a program' 25 "component 'painter' lacks a program" "$work/a.dtb"
describe <<END
/ { components { painter { program = /incbin/("pith.dtsi"); }; }; };
END
ends 'a component with another file' 25 'what is embedded is no ARM ELF file' "$work/a.dtb"
describe <<END
/ { components { painter { program = /incbin/("hello-hello.stripped"); heap = <0x10000000>; }; }; };
END
ends 'more memory than there is' 26 \
	"component 'painter' asks for 256.0 MB of memory, but there are 127.8 MB" "$work/a.dtb"
ends 'less memory than it needs' 26 '(--ram gives more)' --ram 2M $paint
describe <<END
/ { camera: camera@1c200000 { compatible = "acme,camera"; reg = <0x1c200000 0x1000>; };
	components { painter { program = /incbin/("hello-hello.stripped"); devices = &camera; }; }; };
END
ends 'an unknown device' 27 \
	"component 'painter' names an unknown device: '/camera@1c200000' (compatible \"acme,camera\")" \
	"$work/a.dtb"

# --- Systems that fail ----------------------------------------------------------------

describe <<END
/ { components { victim { program = /incbin/("crash-victim.stripped"); uses = "console";
	on-fault = "shutdown"; }; }; };
END
ends 'a component fails' 11 "component 'victim': page fault: write to 0x00000000, at 0x00010" \
	"$work/a.dtb"
check 'the place is in its source' \
	grep -qE 'in write_null(\+0x[0-9a-f]+)? \(examples/crash/victim.c:[0-9]+' "$work/err"
mkdir "$work/bin"
cp "$SIM" "$work/bin/sim"
rpath=$(find "$PWD/build/deps" -name libunicorn.so.2 2>/dev/null | head -n 1)
LD_LIBRARY_PATH=$(dirname "${rpath:-/}") "$work/bin/sim" -n "$work/a.dtb" >"$work/out" 2>"$work/err"
check 'without its file that is said' grep -qF 'its unstripped program was not found' "$work/err"
LD_LIBRARY_PATH=$(dirname "${rpath:-/}") "$work/bin/sim" -n --symbols build/programs "$work/a.dtb" \
	>"$work/out" 2>"$work/err"
check 'a folder of programs can be named' grep -qF 'examples/crash/victim.c:' "$work/err"
describe <<END
/ { components { painter { program = /incbin/("hello-hello.stripped"); uses = "nothing"; }; }; };
END
ends 'the policy module gives up' 12 'the console tells why' "$work/a.dtb"
check 'and it does' grep -q "^policy: component 'painter' uses 'nothing'" "$work/out"
"$SIM" -n --faults build/examples/crash.dtb >"$work/out" 2>"$work/err"
check 'handled faults can be told, too' \
	grep -qE "component 'fragile': page fault: write to 0xdead0000, .*fragile.c:[0-9]+" "$work/err"

# --- Command line and scripts -----------------------------------------------------------

ends 'no description named' 2 'expected a system description'
ends 'an unknown option' 2 'unrecognized option' --frobnicate $hello
ends 'a time without a unit' 2 "--for: expected a number with ns, us, ms, s or min, like 1.5s, not '5'" \
	--for 5 $hello
ends 'a bad speed' 2 '--speed: expected max, real or a factor' --speed fast $hello
ends 'a bad size' 2 '--ram: expected' --ram 3 $hello
"$SIM" --help >"$work/out" 2>"$work/err"
for option in headless for script screenshot console speed ram seed hash stats; do
	check "--help knows --$option" grep -q -- "--$option" "$work/out"
done
ends 'no script' 2 "script $work/none: No such file" --script "$work/none" $hello
printf '# two lines\nat 1s jump\n' >"$work/script"
ends 'a mistake in a script' 2 "$work/script:2: expected tap, swipe, down, move, up, screenshot" \
	--script "$work/script" $hello
echo 'expect-console "Good night" within 500ms' >"$work/script"
ends 'text that does not come' 1 \
	"script:1: expect-console: 'Good night' did not come within 500 ms" \
	--script "$work/script" $paint
ends 'text that cannot come any more' 1 'the run ended before it was met' \
	--script "$work/script" $hello
printf 'expect-console "hello: Hello"\nexpect-console world\n' >"$work/script"
ends 'text that comes' 0 '' --script "$work/script" $hello
printf 'expect-console ready\nexpect-screen 00000000 within 100ms\n' >"$work/script"
ends 'another screen' 1 "the screen's hash is " --script "$work/script" $paint
echo 'at 100ms tap 480 10' >"$work/script"
ends 'a finger beside the screen' 1 'tap: 480 10 is not on the touch panel' \
	--script "$work/script" $paint
echo 'at 10us tap 40 40' >"$work/script"
ends 'a finger that comes too early' 0 'no driver listens to the touch panel yet' \
	--for 1s --script "$work/script" $paint
printf 'at 100ms tap 40 40\nquit' >"$work/script"
ends 'the script quits' 0 '' --script "$work/script" $paint

# --- Files that cannot be written ----------------------------------------------------------

mkdir "$work/folder"
chmod a-w "$work/folder"
locked=$work/folder
[ ! -w "$locked" ] || locked=/proc # nothing is locked for root but this
for option in screenshot console record; do
	ends "--$option where nothing can be written" 3 "cannot write $locked/a: " \
		--$option "$locked/a" $hello
done
echo "screenshot $locked/a" >"$work/script"
ends 'a screenshot by script where nothing can be written' 3 \
	"cannot write the screenshot $locked/a: " --script "$work/script" $paint
name='standard output that is full' wanted=3 text='cannot write the console'
"$SIM" -n $hello >/dev/full 2>"$work/err"
judge $?
(cd "$work/folder" && LD_LIBRARY_PATH=$(dirname "${rpath:-/}") \
	"$work/bin/sim" -n "$OLDPWD/$hello" >"$work/out" 2>"$work/err")
check 'runs in a folder where nothing can be written' grep -q 'Hello, world' "$work/out"

# --- Told to end ---------------------------------------------------------------------------

# interrupted SIGNAL: a run that would go on for ever gets the signal once it prints.
interrupted() {
	rm -f "$work/a.png" "$work/console"
	"$SIM" -n --speed real --screenshot "$work/a.png" --console "$work/console" --hash $paint \
		>"$work/out" 2>"$work/err" &
	simulator=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q 'ada: ready' "$work/console" 2>/dev/null && break
		sleep 0.5
	done
	kill -s "$1" $simulator
	wait $simulator
	status=$?
	check "$1 ends the run in order" test $status = 0
	check "$1: the console was kept" grep -q 'ada: ready' "$work/console"
	check "$1: the hash was printed" grep -q '^hash ' "$work/out"
	check "$1: the screenshot was written" test -s "$work/a.png"
}
interrupted INT
interrupted TERM

name='no display' wanted=4
text='no window can be opened (there is no display here): run it with --headless'
env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER "$SIM" $hello >"$work/out" 2>"$work/err"
judge $?
