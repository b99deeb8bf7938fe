# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel for a board, the image to start it from, and running that in QEMU. A board is
# a folder under hal/arm/boards, which is first on the include path; its board.mk says which
# processor it has (CPU_NAME) and which hal/arm/timer_*.c is for it (TIMER_NAME).

ifeq ($(filter $(BOARD),$(boards)),)
$(error there is no board '$(BOARD)'; there are: $(boards))
endif
include $(boards:%=hal/arm/boards/%/board.mk)
ifneq ($(filter board board-run,$(GOALS)),)
ifneq ($(shell grep -l '/include/ "screen.dtsi"' examples/$(EXAMPLE)/$(EXAMPLE).dts),)
ifeq ($(wildcard boards/$(BOARD)/screen.dtsi),)
$(error example '$(EXAMPLE)' needs a screen, and board '$(BOARD)' has none that we drive (boards/$(BOARD)/screen.dtsi))
endif
endif
endif

# core/check.c walks invariants for tests; a board's kernel does without.
kernel := $(filter-out core/check.c,$(core)) $(wildcard hal/arm/*.S hal/armv7/*.c) \
	$(filter-out hal/arm/timer_%.c,$(wildcard hal/arm/*.c))
KERNEL := -march=armv7-a -marm -mfloat-abi=soft -fno-short-enums \
	-ffreestanding -ffunction-sections -fstack-usage \
	-fcallgraph-info=su -Ihal -Ihal/arm
KERNEL_LINK := -nostdlib -static -Wl,--gc-sections -Wl,--build-id=none -Wl,--fatal-warnings -z noexecstack

# kernel_of FOLDER,BOARD[,FLAGS]: the kernel for a board in build/FOLDER, of objects compiled for it.
define kernel_of
build/$(1)/%: KERNEL_FLAGS = $$(COMMON) $$(KERNEL) -mtune=$(CPU_$(2)) -Ihal/arm/boards/$(2) $(3)
build/$(1)/%.o: %.c $$(ANEW) hal/arm/rules.mk
	$$(call step,KERNEL) $$(CROSS)gcc $$(KERNEL_FLAGS) $$(FLAGS_$$(notdir $$(<:.c=))) -c -o $$@ $$<
build/$(1)/%.o: %.S $$(ANEW) hal/arm/rules.mk
	$$(call step,KERNEL) $$(CROSS)gcc $$(KERNEL_FLAGS) -c -o $$@ $$<
build/$(1)/kernel.elf: hal/arm/kernel.ld $$(call object,$(1),$$(kernel) hal/arm/timer_$(TIMER_$(2)).c)
	$$(call step,KERNEL) $$(CROSS)gcc $$(KERNEL_LINK) -T $$< -o $$@ $$(filter %.o,$$^)
build/$(1)/kernel.bin: build/$(1)/kernel.elf
	$$(call step,IMAGE) $$(CROSS)objcopy -O binary $$< $$@
build/$(1)/kernel.lst: build/$(1)/kernel.elf
	$$(call step,LIST) $$(CROSS)objdump -d $$< >$$@
endef

# The one in use, and one in which user code may read the cycle counter, for measuring.
$(foreach b,$(boards),$(eval $(call kernel_of,kernel/$(b),$(b)))\
	$(eval $(call kernel_of,kernel-bench/$(b),$(b),-DHAL_BENCH)))

# Straight through: arguments stay where they come in, and no frame is set up, see docs/board.md.
FLAGS_fast := -ffixed-lr -ffixed-r7 --param logical-op-non-short-circuit=0
# What runs once, at the start, or seldom: small rather than fast. In Thumb what has no assembly;
# jumps between the two sets would take veneers, calls do not.
$(foreach f,main uart gic cache asid irq reap schedcontext space thread thread_invoke untyped cspace,\
	$(eval FLAGS_$(f) := -Os))
FLAGS_blob := -Os -mthumb -fno-optimize-sibling-calls
FLAGS_boot := $(FLAGS_blob)
# Before the MMU is on, and what a compiler would make calls of themselves.
FLAGS_string := -fno-tree-loop-distribute-patterns

all: build/kernel/$(BOARD)/kernel.bin

# --- An image to start: the kernel and, behind it, a system ---------------------

# images_of BOARD: build/board/BOARD/NAME.img, of an example or of a system that is a test.
define images_of
build/board/$(1)/%.img: build/kernel/$(1)/kernel.bin $(call blobs,$(1))examples/%.dtb
	$$(call step,IMAGE) hal/arm/make-image $$^ $$@
build/board/$(1)/%.img: build/kernel/$(1)/kernel.bin $(call blobs,$(1))tests/system/%.dtb
	$$(call step,IMAGE) hal/arm/make-image $$^ $$@
build/board/$(1)/%.img: build/kernel/$(1)/kernel.bin $(call blobs,$(1))tests/board/%.dtb
	$$(call step,IMAGE) hal/arm/make-image $$^ $$@
endef
$(foreach b,$(boards),$(eval $(call images_of,$(b))))

image := build/board/$(BOARD)/$(EXAMPLE)
board: $(image).img ## make what a board starts: make BOARD=name EXAMPLE=name board
	@hal/arm/boards/$(BOARD)/how-to-start $<

build/tools/picture: $(patsubst %,build/host/sim/%.o,file png)
build/tools/emulate: $(patsubst %,build/host/sim/%.o,console file player png script units)
build/tools/arena build/tools/account: build/host/sim/file.o build/host/hal/armv7/pagetable.o

# The simulator's script, for one finger.
build/board/%.touch: examples/%.touch hal/arm/one-finger.awk
	$(call step,TOUCH) awk -f hal/arm/one-finger.awk $< >$@
board_touch := $(patsubst %,build/board/$(EXAMPLE)/$(EXAMPLE).touch,$(wildcard examples/$(EXAMPLE)/$(EXAMPLE).touch))
board-run: build/tools/emulate $(image).img $(board_touch) ## the same in QEMU: BOARD=name EXAMPLE=name board-run
ifneq ($(DISPLAY)$(WAYLAND_DISPLAY),)
	build/tools/emulate -M $(BOARD) -w $(image).img
else
	build/tools/emulate -M $(BOARD) -t 40s $(board_touch:%=-s %) -p $(image).png $(image).img
	@[ ! -e $(image).png ] || echo 'No display here: $(image).png is the screen at the end.'
endif

.PHONY: board board-run

# What tests of boards need, besides what every build makes.
board_tested := build/tools/emulate build/kernel-bench/vexpress-a15/kernel.bin \
	$(foreach b,$(filter-out vexpress-a15,$(boards)),\
		$(patsubst %,build/board/$(b)/%.img,hello pingpong crash patience)) \
	build/board/vexpress-a9/paint.img build/board/vexpress-a15/patience.img \
	build/board/vexpress-a15/replay.img build/board/vexpress-a9/replay.img

bench-board: $(board_tested) build/tests/board/counts.dtb
bench-board: ## count the instructions of the kernel's calls, beside seL4's
	@tools/bench-board
.PHONY: bench-board
