# SPDX-License-Identifier: BSD-2-Clause
#
# The parts of user programs that are pure computation, compiled for this machine.

SOURCES_user := $(wildcard user/ui/*.c) user/display/screen.c user/input/router.c \
	user/timer/queue.c \
	build/gen/font_text_12.c build/gen/font_text_16.c build/gen/font_strong_12.c \
	build/gen/font_strong_16.c
build/asan/tests/unit/user/%.o build/asan/user/%.o: HOST += -Iuser/lib/include
build/lint/tests/unit/user/%.ok build/lint/user/%.ok: HOST += -Iuser/lib/include
