#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What the policy module refuses, and what it does when components fail. Each description
# here is compiled, run, and must end as it says with the sentence that it says.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

EXIT_DONE=0
EXIT_FAULT=11
EXIT_POLICY=12
console='/include/ "console.dtsi"'
power='/include/ "power.dtsi"'
program='program = /incbin/("hello-hello.stripped");'
victim='program = /incbin/("crash-victim.stripped");'

# system NAME STATUS TEXT: the description on standard input, behind the board; it must end with this
# status and print a line that contains the text.
system() {
	{
		echo '/dts-v1/; /include/ "pith.dtsi" /include/ "vexpress-a15.dtsi"'
		cat
	} >"$work/system.dts"
	if ! dtc -q -I dts -O dtb -i boards -i build/programs -i user -o "$work/system.dtb" \
		"$work/system.dts" 2>"$work/said"; then
		echo "not ok policy $1: dtc refuses it"
		sed 's/^/    /' "$work/said"
		return
	fi
	rm -f "$work/console"
	"$SIM" --headless --for 3s --console "$work/console" "$work/system.dtb" >"$work/said" 2>&1
	status=$?
	if [ $status = "$2" ] && grep -qF -- "$3" "$work/console"; then
		echo "ok policy $1"
	else
		echo "not ok policy $1: status $status"
		sed 's/^/    /' "$work/said" "$work/console"
	fi
}

# refused NAME TEXT, rest NAME STATUS TEXT: with a console there already.
refused() {
	{ echo "$console $power"; cat; } | system "$1" $EXIT_POLICY "policy: $2"
}
runs() {
	{ echo "$console $power"; cat; } | system "$1" "$2" "$3"
}

# --- Descriptions that cannot be built ----------------------------------------

system 'no components' $EXIT_POLICY "policy: the description has no node 'components'" <<END
END
refused 'misspelt grant' "component 'a': unknown property 'devises'" <<END
/ { components { a { $program devises = &uart1; }; }; };
END
refused 'unresolved use' "component 'a' uses 'consol', which nobody provides" <<END
/ { components { a { $program uses = "consol"; }; }; };
END
refused 'two providers' "service 'console' is provided by 'console' and by 'a'" <<END
/ { components { a { $program provides = "console"; }; }; };
END
refused 'device given twice' \
	"device '/soc/serial@1c090000' is given to 'uart' and to 'a'" <<END
/ { components { a { $program devices = &uart0; }; }; };
END
refused 'shared page of registers' \
	"devices of 'a' and 'b' share the page of registers at 0x1c130000" <<END
/ { components { a { $program trusted; devices = &virtio0; };
	b { $program trusted; devices = &virtio1; }; }; };
END
refused 'bus master without trust' "component 'a' must be \`trusted\`" <<END
/ { components { a { $program devices = &clcd; }; }; };
END
refused 'priority of the policy module' "component 'a': priority is 255" <<END
/ { components { a { $program priority = <255>; }; }; };
END
refused 'ceiling below priority' "component 'a': ceiling is 50, it must be 60 to 254" <<END
/ { components { a { $program priority = <60>; ceiling = <50>; }; }; };
END
refused 'unknown rule' \
	'component '"'a'"': on-fault is "stop", "restart" or "shutdown", not "reboot"' <<END
/ { components { a { $program on-fault = "reboot"; }; }; };
END
refused 'control of nobody' "component 'a' controls 'b', which is not described" <<END
/ { components { a { $program controls = "b"; }; }; };
END
refused 'unknown start' "component 'a': start is \"boot\" or \"request\", not \"later\"" <<END
/ { components { a { $program start = "later"; }; }; };
END
refused 'request of nobody' "component 'a' starts on request, and nobody controls it" <<END
/ { components { a { $program start = "request"; }; }; };
END
refused 'name of its own service' "component 'a': the service 'policy' is the policy module's own" <<END
/ { components { a { $program provides = "policy"; }; }; };
END
refused 'unknown region' "component 'a' reads region 'fb', which is not described" <<END
/ { components { a { $program reads = "fb"; }; }; };
END
refused 'window too small' "region 'fb' does not fit into its window" <<END
/ { regions { fb { size = <0x900000>; window = <0x18000000 0x800000>; }; };
	components { a { $program }; }; };
END
refused 'window used up' "region 'b': its window has no 5120 KB free" <<END
/ { regions { a { size = <0x500000>; memory = "uncached"; window = <0x18000000 0x800000>; };
		b { size = <0x500000>; memory = "uncached"; window = <0x18000000 0x800000>; }; };
	components { a { $program }; }; };
END
refused 'no more memory' "not enough memory: component 'b' needs" <<END
/ { components { a { $program heap = <0x3000000>; }; b { $program heap = <0x4f80000>; }; }; };
END
refused 'two logs' "'console' and 'a' both have policy-log" <<END
/ { components { a { $program policy-log; }; }; };
END

# --- Assertions -----------------------------------------------------------------

refused 'assertion over several steps' \
	"assertion 'wire' is violated: a -> console -> uart -> serial@1c090000" <<END
/ { components { a { $program uses = "console"; }; };
	policy { wire { from = "a"; to = &uart0; }; }; };
END
refused 'assertion over shared memory' "assertion 'apart' is violated: a -> r -> b" <<END
/ { regions { r { size = <4096>; }; };
	components { a { $program writes = "r"; }; b { $program reads = "r"; }; };
	policy { apart { from = "a"; to = "b"; }; }; };
END
refused 'assertion over control' "assertion 'apart' is violated: a -> b" <<END
/ { components { a { $program }; b { $program controls = "a"; }; };
	policy { apart { from = "a"; to = "b"; }; }; };
END
refused 'assertion over observation' "assertion 'apart' is violated: a -> b" <<END
/ { components { a { $program }; b { $program observes; }; };
	policy { apart { from = "a"; to = "b"; }; }; };
END
refused 'assertion about what is not there' "assertion 'x': there is no component 'b'" <<END
/ { components { a { $program }; }; policy { x { from = "b"; to = "a"; }; }; };
END
runs 'assertions that hold' $EXIT_DONE 'a: Hello, world!' <<END
/ { regions { r { size = <4096>; }; };
	components { a { $program uses = "console", "power"; reads = "r"; };
		b { $program writes = "r"; }; };
	policy { wire { from = "a", "b"; to = &uart0; through = "console"; };
		apart { from = "a"; to = "b"; through = "console", "power"; }; }; };
END

# --- What is built ---------------------------------------------------------------

runs 'regions of every kind' $EXIT_DONE 'a: Hello, world!' <<END
/ { regions { video { size = <0x300000>; memory = "uncached"; window = <0x18000000 0x800000>; };
		bytes { contents = /incbin/("policy.img"); };
		odd { size = <0x211000>; window = <0x84000000 0x1000000>; }; };
	components { a { $program uses = "console", "power"; reads = "video", "bytes";
		writes = "odd"; heap = <0x234000>; memory = <100000>; vfp; }; }; };
END
system 'no console at all' $EXIT_DONE "component 'v': page fault: write at 0x00000000" <<END
/ { components { v { $victim }; }; };
END

# --- Components that fail ----------------------------------------------------------

runs 'shutdown' $EXIT_FAULT "policy: component 'v' failed, which ends the run" <<END
/ { components { v { $victim uses = "console"; on-fault = "shutdown"; }; }; };
END
runs 'so many restarts' $EXIT_DONE "component 'v': stopped after 3 restarts" <<END
/ { components { v { $victim uses = "console"; on-fault = "restart"; restarts = <3>; }; }; };
END
runs 'callers of a stopped server' $EXIT_DONE "p: count refused by 'fragile': no such capability" <<END
/ { components { f { program = /incbin/("crash-fragile.stripped"); provides = "fragile"; };
		p { program = /incbin/("crash-patient.stripped"); uses = "console", "fragile"; }; }; };
END
runs 'faults of the console itself' $EXIT_DONE "component 'console': exit with status 1" <<END
/delete-node/ &{/components/console};
/ { components { console { program = /incbin/("console.stripped"); provides = "console"; policy-log; }; }; };
END
