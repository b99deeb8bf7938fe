# SPDX-License-Identifier: BSD-2-Clause
# All servers in one program, over a model of the kernel's objects; libpith is the real one, but
# for what is assembly, starts programs or prints.
servers_main := user/assets/assets.c user/audio/main.c user/clock/clock.c user/console/console.c \
	user/display/main.c user/input/main.c user/store/main.c user/timer/timer.c
servers_code := $(servers_main) user/audio/mix.c user/display/scale.c user/display/screen.c user/input/router.c \
	user/store/log.c user/store/table.c user/timer/queue.c user/lib/info.c user/lib/memory.c \
	user/lib/server.c $(filter-out %_power.c,$(wildcard user/lib/proto_*.c)) \
	$(patsubst %,user/ui/%.c,canvas coverage mask rect)
FUZZ_SOURCES_servers := $(servers_code) user/lib/objects.c user/lib/ipc.c user/lib/ring.c \
	tests/fuzz/kernel.c tests/fuzz/state.c
FUZZ_STATE_servers := $(servers_code)
FUZZ_CFLAGS_servers := -Iuser/lib/include -include tests/fuzz/servers/host.h -Wno-string-concatenation

# Each has its own main(), and the console its own pith_write_line().
servers_name = $(if $(filter main,$(basename $(notdir $(1)))),$(call folder,$(1)),$(basename $(notdir $(1))))
define servers_rename
build/fuzz/objects/%/servers/$(1:.c=.o): FUZZ_MORE := -Dmain=$(call servers_name,$(1))_main \
	-Dmalloc=fuzz_heap -Dpith_write_line=$(call servers_name,$(1))_write_line
endef
$(foreach f,$(servers_main),$(eval $(call servers_rename,$(f))))
