# SPDX-License-Identifier: BSD-2-Clause
#
# The parts of user programs that are pure computation, compiled for this machine.

SOURCES_user := $(filter-out user/ui/app.c,$(wildcard user/ui/*.c)) user/display/screen.c \
	user/display/scale.c user/input/router.c user/timer/queue.c user/audio/mix.c \
	user/store/table.c user/store/log.c user/lib/civil.c user/lib/tone.c \
	$(patsubst %,build/gen/font_%.c,text_10 text_12 text_16 strong_12 strong_16 title_20) \
	build/gen/figures_36.c build/gen/icons_24.c
build/asan/tests/unit/user/%.o build/asan/user/%.o: HOST += -Iuser/lib/include
build/lint/tests/unit/user/%.ok build/lint/user/%.ok: HOST += -Iuser/lib/include
