#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Components are started, stopped and looked at on request; whoever asks for what it may not is
# refused, and nothing is lost in thousands of cycles.

. tests/system/start-stop/report.sh

"$SIM" --headless --for 20s --console "$work/console" build/tests/system/start-stop.dtb \
	>"$work/said" 2>&1
status=$?
report start-stop
