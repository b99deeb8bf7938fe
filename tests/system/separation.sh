#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What a secret component does makes no difference to what another can see, which policy keeps apart
# from it: tests/system/separation.

. tests/system/separation/compare.sh

run() { "$PLAIN_SIM" --headless --for 60s --console "$2" "$1"; }
compare separation
