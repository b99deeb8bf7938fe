#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Wall time: it is what --date says, it goes on, it can be set, and whoever waits is woken in time.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$SIM" --headless --date '2026-11-28 09:57:56' --for 400s --console "$work/console" \
	build/tests/system/clock.dtb >"$work/said" 2>&1
status=$?

# check NAME COMMAND...: one line of the report.
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok clock $name"
	else
		echo "not ok clock $name: status $status"
		sed 's/^/    /' "$work/said"
	fi
}
lines() { test "$(grep -c -- "$1" "$work/console")" = "$2"; }

cat >"$work/expected" <<END
start: Saturday 28 November, 09:57:56
alarm 0: Saturday 28 November, 09:57:57
minute: Saturday 28 November, 09:58:00
alarm 7: Saturday 28 November, 09:58:05
minute: Saturday 28 November, 09:59:00
both: Saturday 28 November, 10:00:00
set forward: Saturday 28 November, 12:00:00
set back: Saturday 28 November, 09:59:50
ok: the real-time clock was set
an alarm that is past: Saturday 28 November, 09:59:50
an alarm that comes again: Saturday 28 November, 09:59:55
a day later: Sunday 29 November, 10:00:00
ok: no such alarm
ok: an alarm for nobody
ok: the server's death costs no time
the alarm that was set again: Sunday 29 November, 10:00:03
END
sed -n 's/^keeper: //p' "$work/console" | diff "$work/expected" - >>"$work/said" 2>&1
check 'keeps the time' test $? = 0
check 'ends by itself' test $status = 0
check 'the server died once' lines "^component 'clock': page fault" 1
check 'alarms die with their owner' lines '^mortal: bits of an earlier life: 0$' 1
check 'nonsense is refused' lines '^hostile: 114 of 1008 are no nonsense$' 1
check 'who may not set it cannot' lines '^hostile: setting: no such capability$' 1
check 'and has not' lines '^hostile: the time is as it was$' 1
