# SPDX-License-Identifier: BSD-2-Clause
#
# Builds Pith: the simulator and the tests for this machine, the programs and
# system descriptions for the simulated one. `make help` lists the targets. All
# output goes to build/, sorted by how it was compiled (host, asan, fake, cov, arm, kernel). Files are
# found by where they are, so a new one needs no line here; what no wildcard can
# say stands beside the sources, in rules.mk, or sources.mk for a unit test.

# What is missing is got first; silent and instant when there is nothing to get.
GOALS := $(or $(MAKECMDGOALS),all)
ifneq ($(filter-out help clean,$(GOALS)),)
ifeq ($(findstring n,$(firstword -$(MAKEFLAGS))),)
ifneq ($(shell tools/setup $(filter test lint bench board-run bench-board fuzz fuzz-afl coverage,$(GOALS)) >&2 || echo failed),)
$(error nothing was built, see above)
endif
endif
endif

# As many at a time as there are processors, unless told otherwise.
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif

# --- Compilers and flags -----------------------------------------------------

ifeq ($(origin CC),default)
CC := gcc
endif
CROSS := arm-none-eabi-
CFLAGS := -O2 -g
pkg_config = $(shell pkg-config $(1) 2>/dev/null)
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wpointer-arith -Wwrite-strings -Wundef
# The prefix map makes the same bytes wherever the checkout stands.
COMMON := -std=c11 $(CFLAGS) $(WARNINGS) -ffile-prefix-map=$(CURDIR)=. -MMD -MP -I. -Icore/include
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# Where the system's Unicorn is too old, tools/setup has unpacked one.
UNICORN := $(wildcard build/deps/unicorn/usr/lib/*/libunicorn.so)
ifneq ($(UNICORN),)
UNICORN_DIR := $(patsubst build/%/libunicorn.so,%,$(UNICORN))
UNICORN_CFLAGS := -isystem build/deps/unicorn/usr/include
UNICORN_LIBS := $(UNICORN) -Wl,-rpath,'$$ORIGIN/$(UNICORN_DIR):$$ORIGIN/../$(UNICORN_DIR)'
else
UNICORN_CFLAGS := $(call pkg_config,--cflags unicorn)
UNICORN_LIBS := $(call pkg_config,--libs unicorn)
endif
system_includes = $(patsubst -I%,-isystem %,$(call pkg_config,--cflags $(1)))
STB := $(call system_includes,stb)

# Host side. An empty _GNU_SOURCE agrees with a file that defines it itself. The core's
# unit tests have a HAL of their own, which may bring its own hal_inline.h.
HAL_INLINE := -Ihal/unicorn
FAKE_INLINE := -Itests/fake -Ihal/unicorn
export FAKE_INLINE
build/fake/% build/quick/% build/cov/% build/lint/tests/unit/core/% build/lint/tests/unit/program/% build/lint/tests/fake/% build/lint/tests/spec/%: HAL_INLINE := $(FAKE_INLINE)
LIB_CFLAGS := $(UNICORN_CFLAGS) $(STB) $(call system_includes,sdl2 criterion libdw libelf)
CORE = $(COMMON) -Ihal $(HAL_INLINE) -ffreestanding
HOST = $(COMMON) -Ihal $(HAL_INLINE) -Ibuild/gen -D_GNU_SOURCE= $(LIB_CFLAGS)
HOST_LIBS := -Wl,--as-needed $(UNICORN_LIBS) \
	$(call pkg_config,--libs sdl2 libdw libelf) -lfdt -lm
TEST_LIBS := $(call pkg_config,--libs criterion)
host_flags = $(if $(filter core/%,$<),$(CORE),$(HOST))

# Target side: hard-float, and Debian's size of an enum, so that its armhf libraries link;
# but no floating-point register is touched, for which a thread needs a right. A folder
# whose programs have it says so in its rules.mk: build/arm/FOLDER/%.o: FLOAT :=
FLOAT := -mgeneral-regs-only
ARM_CC := $(CROSS)gcc -march=armv7-a+fp -mfloat-abi=hard -fno-short-enums -marm
ARM = $(COMMON) $(FLOAT) --specs=picolibc.specs -ffunction-sections -fdata-sections \
	-Iuser/lib/include -Ibuild/gen -isystem build/deps/armhf/usr/include -isystem build/deps/tremor/usr/include $(STB)
ARM_LINK := --specs=picolibc.specs -nostartfiles -static -Wl,-u,_start -Wl,--gc-sections \
	-Wl,--build-id -Wl,--no-enum-size-warning -Wl,--fatal-warnings \
	-z max-page-size=4096 -z noexecstack
ARM_LIBS := $(wildcard build/deps/armhf/usr/lib/*/libfdt.a) -lc -lgcc

# What plays music, for a program's rules.mk: build/programs/NAME.elf: $(tremor)
tremor := build/arm/libmusic.a $(wildcard build/deps/tremor/usr/lib/*/libvorbisidec.a \
	build/deps/tremor/usr/lib/*/libogg.a)

# Another compiler or other flags build everything anew.
ifneq ($(file <build/flags),$(CC) $(CROSS) $(CFLAGS))
$(shell mkdir -p build)
$(file >build/flags,$(CC) $(CROSS) $(CFLAGS))
endif
ANEW := Makefile build/flags

# step NAME: one line for each thing made; with V=1 the command itself.
V := 0
step = $(if $(filter 0,$(V)),@printf '  %-7s %s\n' '$(1)' '$@' && )mkdir -p $(@D) &&

# object VARIANT,SOURCES: what these sources become when compiled for that variant.
object = $(patsubst %,build/$(1)/%.o,$(basename $(2)))

# folder FILE: the name of the folder it is in.
folder = $(notdir $(patsubst %/,%,$(dir $(1))))

all: ## build everything: simulator, tests, programs, systems (the default)

# --- Simulator, host tools, unit tests ---------------------------------------

core := $(wildcard core/*.c)
hal := $(wildcard hal/unicorn/*.c hal/armv7/*.c)
devices := $(wildcard devices/*.c devices/*/model.c)
sim := $(wildcard sim/*.c)
host_tools := $(patsubst tools/%.c,build/tools/%,$(wildcard tools/*.c))

build/host/%.o: %.c $(ANEW)
	$(call step,CC) $(CC) $(host_flags) -c -o $@ $<
build/asan/%.o: %.c $(ANEW)
	$(call step,CC) $(CC) $(host_flags) $(SANITIZE) -c -o $@ $<
# Unicorn's UC_CTL shifts into the sign bit, which gcc defines and C does not.
build/asan/hal/unicorn/%: SANITIZE += -fno-sanitize=shift-base
build/fake/%.o: %.c $(ANEW)
	$(call step,CC) $(CC) $(host_flags) $(SANITIZE) -c -o $@ $<
build/cov/%.o: %.c $(ANEW)
	$(call step,CC) gcc $(host_flags) $(if $(filter core/%,$<),-O0 --coverage) -c -o $@ $<

build/sim: $(call object,host,$(core) $(hal) $(devices) $(sim))
	$(call step,LD) $(CC) -o $@ $^ $(HOST_LIBS)
build/sim-asan: $(call object,asan,tests/leaks.c $(core) $(hal) $(devices) $(sim))
	$(call step,LD) $(CC) $(SANITIZE) -o $@ $^ $(HOST_LIBS)
build/tools/%: build/host/tools/%.o
	$(call step,LD) $(CC) -o $@ $^ $(HOST_LIBS)

# A unit test is a folder; SOURCES_<folder> is what it tests.
units := $(sort $(foreach f,$(wildcard tests/unit/*/*.c),$(call folder,$(f))))
unit_sources = $(wildcard tests/unit/$(1)/*.c tests/unit/$(1)/*/*.c) $(SOURCES_$(1))
unit_tests := $(units:%=build/tests/unit-%)
SOURCES_core := $(core)
SOURCES_hal := $(hal) $(core)
SOURCES_devices := $(devices)
SOURCES_sim := $(core) $(hal) $(devices) $(filter-out sim/main.c,$(sim))
-include $(wildcard tests/unit/*/sources.mk)

variant = $(if $(filter core program,$(1)),fake,asan)
$(foreach u,$(units),$(eval build/tests/unit-$(u): $(call object,$(call variant,$(u)),$(call unit_sources,$(u)))))
$(unit_tests): $(call object,asan,tests/leaks.c)
	$(call step,LD) $(CC) $(SANITIZE) -o $@ $^ $(TEST_LIBS) $(HOST_LIBS)
build/cov/unit-core: $(call object,cov,$(call unit_sources,core))
	$(call step,LD) gcc --coverage -o $@ $^ $(TEST_LIBS) $(HOST_LIBS)

# What is run to see how much of core/ is reached, joined by &&. Programs that are linked with
# build/cov/core/*.o count together.
COVERAGE := build/cov/unit-core --jobs 2 --quiet && build/cov/fuzz-core tests/fuzz/core/corpus
export COVERAGE
counted = $(filter build/cov/%,$(COVERAGE))

# --- Mutants of the core ------------------------------------------------------

# What judges them (tests/mutants/judges): a program but for the core, which is linked with it for
# each mutant; without sanitizers, or with (build/judges/NAME-asan.o).
judge_sources = $(filter-out core/%,$(call unit_sources,core)) tests/mutants/runner.c
judges := build/judges/unit-core.o build/judges/unit-core-asan.o build/judges/fuzz-core.o
build/judges/unit-core.o: $(call object,quick,$(judge_sources))
build/judges/unit-core-asan.o: $(call object,fake,$(judge_sources) tests/leaks.c)
build/judges/%.o:
	$(call step,LD) ld -r -o $@ $^
build/quick/%.o: %.c $(ANEW)
	$(call step,CC) gcc $(host_flags) -O1 -g0 -c -o $@ $<
# As the simulator has it, to tell which mutants are the same code.
build/optimised/%.o: %.c $(ANEW)
	$(call step,CC) gcc -std=c11 -O2 -w -MMD -MP -I. -Icore/include -Ihal -Ihal/unicorn -ffreestanding -c -o $@ $<
mutants_need = build/tools/mutate $(judges) $(foreach v,quick fake optimised,$(call object,$(v),$(core)))

# --- Programs of the simulated machine ---------------------------------------

# A program is a folder of user/, the driver of a device, one file of an example or of a system
# test, or one folder of an example (called FOLDER-FILE, FOLDER-FOLDER). Three folders of user/ are
# libraries that every program may use.
libraries := user/lib/ user/ui/ user/music/
systems := $(wildcard examples/*/ tests/system/*/ tests/bench/*/ tests/board/*/)
define program
programs += $(1)
build/programs/$(1).elf: $(call object,arm,$(2)) $(or $(wildcard user/$(1)/$(1).ld),user/lib/pith.ld)
endef
$(foreach d,$(filter-out $(libraries),$(wildcard user/*/)),$(if $(wildcard $(d)*.c),\
	$(eval $(call program,$(call folder,$(d)),$(wildcard $(d)*.c $(d)*.S)))))
$(foreach f,$(wildcard devices/*/driver.c),\
	$(eval $(call program,$(call folder,$(f)),$(f))))
$(foreach f,$(foreach d,$(systems),$(wildcard $(d)*.c)),\
	$(eval $(call program,$(call folder,$(f))-$(basename $(notdir $(f))),$(f))))
$(foreach d,$(wildcard examples/*/*/),$(if $(wildcard $(d)*.c),\
	$(eval $(call program,$(call folder,$(d:%/=%))-$(call folder,$(d)),$(wildcard $(d)*.c)))))

build/arm/%.o: %.c $(ANEW)
	$(call step,ARM-CC) $(ARM_CC) $(ARM) -c -o $@ $<
build/arm/%.o: %.S $(ANEW)
	$(call step,ARM-CC) $(ARM_CC) $(ARM) -c -o $@ $<
build/arm/libpith.a: $(call object,arm,$(wildcard user/lib/*.c user/lib/*.S))
build/arm/libui.a: $(call object,arm,$(wildcard user/ui/*.c))
build/arm/libmusic.a: $(call object,arm,$(wildcard user/music/*.c))
build/arm/%.a:
	$(call step,AR) rm -f $@ && $(CROSS)ar rcs $@ $^

$(programs:%=build/programs/%.elf): build/arm/libpith.a build/arm/libui.a
	$(call step,ARM-LD) $(ARM_CC) $(ARM_LINK) -T $(lastword $(filter %.ld,$^)) -o $@ $(filter %.o,$^) \
		-Wl,--start-group $(filter %.a,$^) $(ARM_LIBS) -Wl,--end-group
build/programs/%.stripped: build/programs/%.elf
	$(call step,STRIP) $(CROSS)strip -o $@ $<
build/programs/%.lst: build/programs/%.elf
	$(call step,LIST) $(CROSS)objdump -dS $< >$@

# What the kernel itself starts, the policy module, is a flat image: it reads no ELF.
build/programs/%.img: build/programs/%.elf
	$(call step,IMAGE) $(CROSS)objcopy -O binary $< $@

# --- Systems -----------------------------------------------------------------

# FOLDER/NAME.dts becomes NAME.dtb under build/, in the folder above its own: for the board that the
# simulator models, and on demand for each other one under build/boards/. What it includes and
# embeds is found by dtc; before the first time every program must be there.
BOARD := vexpress-a15
boards := $(basename $(notdir $(wildcard boards/*.dtsi)))
images := $(programs:%=build/programs/%.stripped) $(if $(filter policy,$(programs)),build/programs/policy.img)
blobs = build/$(if $(filter-out vexpress-a15,$(1)),boards/$(1)/)
define system
dtbs_$(3) += $(call blobs,$(3))$(dir $(1:%/=%))$(basename $(notdir $(2))).dtb
$(call blobs,$(3))$(dir $(1:%/=%))$(basename $(notdir $(2))).dtb: $(2) $(ANEW)
endef
define systems_of
$(foreach d,$(systems),$(foreach f,$(wildcard $(d)*.dts),$(eval $(call system,$(d),$(f),$(1)))))
$$(dtbs_$(1)): | $$(images)
	$$(call step,DTC) dtc -q -I dts -O dtb -i boards/$(1) -i boards -i build/programs -i build/gen -i user \
		-d $$@.d -o $$@ $$<
endef
$(foreach b,$(boards),$(eval $(call systems_of,$(b))))

-include $(wildcard user/*/rules.mk devices/*/rules.mk examples/*/rules.mk tests/*/*/rules.mk)
dependencies := $(shell find build -name deps -prune -o -name '*.d' -print 2>/dev/null)
-include $(dependencies)
$(dependencies): ;

# --- What to ask for ---------------------------------------------------------

all: build/sim $(host_tools) $(unit_tests) $(images) $(dtbs_vexpress-a15)

EXAMPLE := phone
ifneq ($(filter run board board-run,$(GOALS)),)
ifeq ($(wildcard examples/$(EXAMPLE)/$(EXAMPLE).dts),)
$(error there is no example '$(EXAMPLE)'; there are: $(notdir $(patsubst %/,%,$(wildcard examples/*/))))
endif
endif
touch := $(wildcard examples/$(EXAMPLE)/$(EXAMPLE).touch)
run: build/sim build/examples/$(EXAMPLE).dtb ## run an example in a window: make EXAMPLE=name run
ifneq ($(DISPLAY)$(WAYLAND_DISPLAY),)
	build/sim build/examples/$(EXAMPLE).dtb
else
	build/sim --headless --for 20s $(touch:%=--script %) \
		--screenshot build/$(EXAMPLE).png build/examples/$(EXAMPLE).dtb
	@echo 'No display here: it ran 20 seconds of its own time; build/$(EXAMPLE).png is the screen.'
endif

-include hal/arm/rules.mk
include tests/fuzz/rules.mk
# The corpus judges mutants, too.
build/judges/fuzz-core.o: $(call object,quick,$(filter-out core/%,$(wildcard tests/fuzz/core/*.c) $(FUZZ_SOURCES_core)) tests/fuzz/main.c)

test: all build/sim-asan $(counted) $(mutants_need) $(board_tested) $(fuzz_tested) ## run all unit and system tests
	@tools/run-tests $(unit_tests) tools/coverage $(wildcard tests/system/*.sh tests/board/*.sh)

coverage: $(counted) ## what the tests reach of core/: build/coverage/index.html
	@tools/coverage --html

mutants: $(mutants_need) ## do the tests notice small defects in core/? FILE=name, SAMPLE=1 for all
	@tools/mutants $(FILE)

bench: all ## measure speed, beside qemu-system-arm
	@tools/bench

# In pieces, each the same in every run: PIECE, or any other number as SEED.
PIECE := 1 2 3 4 5 6 7 8 9 10
MINUTES := 60
soak: build/sim build/tools/account build/tools/picture build/tools/wav build/tests/system/soak.dtb ## ten hours of a phone that fails: make soak PIECE=n MINUTES=n
	@tools/soak -m $(MINUTES) $(or $(SEED),$(PIECE))

size: all ## count source lines and program sizes against their bounds
	@tools/size

listings: $(programs:%=build/programs/%.lst) ## disassemble every program, beside its binary

# What this machine's compiler can read: the simulator's sources, and what unit tests take in.
linted := $(sort $(core) $(hal) $(devices) $(sim) $(wildcard tools/*.c tests/mutants/*.c) \
	$(filter-out build/%,$(foreach u,$(units),$(call unit_sources,$(u)))) $(fuzz_linted))
lint: rules $(linted:%.c=build/lint/%.ok) ## check layout, rules of the house, suspicious code
rules:
	@tools/check-rules
build/lint/%.ok: %.c .clang-tidy $(ANEW)
	$(call step,LINT) clang $(host_flags) -MF $(@:.ok=.d) -MT $@ -fsyntax-only $<
	@clang-tidy --quiet $< -- $(filter-out -MMD -MP,$(host_flags)) 2>$@.log || \
		{ cat $@.log >&2; false; }
	@touch $@

new: ## make an application to begin with: make new APP=name
	@tools/new '$(APP)'

setup: ## get what is missing (every other target does it too)

clean: ## remove what was built, but for what setup fetched
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name deps -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile hal/arm/rules.mk tests/fuzz/rules.mk tests/fuzz/core/rules.mk

.PHONY: all run test coverage mutants bench soak size listings lint rules new setup clean help
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
