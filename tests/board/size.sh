#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The bounds of tools/size.bounds are kept; and the tool that says so notices when they are not.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tools/size --test

# notices NAME EDITED-LIST: the check of branches or of the stack fails with this list.
graphs=$(find build/kernel/vexpress-a15 -name '*.ci')
arm-none-eabi-objdump -r build/kernel/vexpress-a15/hal/arm/vectors.o >"$work/relocations"
arm-none-eabi-objdump -d build/kernel/vexpress-a15/kernel.elf >"$work/code"
notices() {
	if awk -f tools/branches.awk "$2" $graphs "$work/relocations" "$work/code" 2>"$work/why" ||
		! grep -q "$3" "$work/why"; then
		echo "not ok size notices $1"
		sed 's/^/    /' "$work/why"
	else
		echo "ok size notices $1"
	fi
}
grep -v 'core_call ipc_send' tools/stack.edges >"$work/less.edges"
notices 'a jump that nobody recorded' "$work/less.edges" 'core_call goes to ipc_send'
grep -v 'vector_call core_yield' tools/stack.edges >"$work/table.edges"
notices 'a call in the table that nobody recorded' "$work/table.edges" 'goes to core_yield'
{
	cat tools/stack.edges
	echo 'go core_recv ipc_send'
} >"$work/more.edges"
notices 'a jump that is not there' "$work/more.edges" 'core_recv does not go to ipc_send'
{
	cat tools/stack.edges
	echo 'go ipc_send core_call'
} >"$work/round.edges"
if awk -f tools/stack.awk "$work/round.edges" $graphs >/dev/null 2>"$work/why" ||
	! grep -q 'it calls itself' "$work/why"; then
	echo "not ok size notices recursion"
else
	echo "ok size notices recursion"
fi
