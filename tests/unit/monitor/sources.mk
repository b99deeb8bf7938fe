# SPDX-License-Identifier: BSD-2-Clause
#
# What the phone's monitor computes and says, compiled for this machine.

SOURCES_monitor := $(patsubst %,examples/phone/monitor/%.c,numbers samples)
build/asan/tests/unit/monitor/%.o build/asan/examples/phone/%.o: HOST += -Iuser/lib/include
build/lint/tests/unit/monitor/%.ok build/lint/examples/phone/%.ok: HOST += -Iuser/lib/include
