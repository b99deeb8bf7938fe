#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# tools/setup where something is missing: on a copy of it, with apt told of a mirror
# that does not answer, and with pkg-config told to find nothing. It runs as a user
# without root's rights, so nothing of this machine can change.

copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/tools" "$copy/bin" "$copy/sources"
cp tools/setup "$copy/tools/"
printf 'Types: deb\nURIs: http://127.0.0.1:9/debian/\nSuites: trixie\nComponents: main\n' \
	>"$copy/sources/none.sources"
printf '%s\n' 'Dir::Etc::SourceList "/dev/null";' "Dir::Etc::SourceParts \"$copy/sources\";" \
	"Dir::State::Lists \"$copy/lists\";" >"$copy/apt.conf"
printf '#!/bin/sh\nexit 1\n' >"$copy/bin/sudo" # as where it would ask for a password
chmod -R a+rwX "$copy"
chmod a+x "$copy/bin/sudo"

# setup VARIABLE=VALUE...: what it wrote goes to $copy/said, its status to $status.
setup() {
	as=
	[ "$(id -u)" != 0 ] || as='setpriv --reuid=65534 --regid=65534 --clear-groups'
	$as env PATH="$copy/bin:$PATH" "$@" "$copy/tools/setup" >"$copy/said" 2>&1
	status=$?
}

check() {
	name=$1
	shift
	if "$@"; then
		echo "ok setup $name"
	else
		echo "not ok setup $name: status $status, it said:"
		cat "$copy/said"
	fi
}

tools/setup >"$copy/said" 2>&1
status=$?
check 'is silent when nothing is missing' test $status = 0 -a ! -s "$copy/said"

setup APT_CONFIG="$copy/apt.conf" PKG_CONFIG_PATH=
check 'fails when the mirror does not answer' test $status != 0
check 'says so in one sentence' test "$(grep -c '^tools/setup: could not fetch .*mirror' "$copy/said")" = 1
check 'leaves nothing half fetched' test -z "$(find "$copy/build/deps" -mindepth 1 ! -name '*.log')"

: >"$copy/sources/none.sources"
setup APT_CONFIG="$copy/apt.conf"
check 'says when there is no mirror' grep -q '^tools/setup: apt knows no Debian mirror' "$copy/said"

setup PKG_CONFIG_LIBDIR="$copy"
check 'stops when it may not install' test $status != 0
check 'prints one command to run' test "$(grep -c 'apt-get install' "$copy/said")" = 1
check 'says what each package is for' grep -q 'libsdl2-dev  *the window' "$copy/said"
