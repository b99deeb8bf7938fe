# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel for a board, the image to start it from, and running that in QEMU. The board is
# chosen by name: its folder under hal/arm/boards is first on the include path.

BOARD := vexpress-a15
ifeq ($(wildcard hal/arm/boards/$(BOARD)/board.h),)
$(error there is no board '$(BOARD)'; there are: $(notdir $(wildcard hal/arm/boards/*)))
endif

# core/check.c walks invariants for tests; a board's kernel does without.
kernel := $(filter-out core/check.c,$(core)) $(wildcard hal/arm/*.c hal/arm/*.S hal/armv7/*.c)
KERNEL = $(COMMON) -march=armv7-a -mtune=cortex-a15 -marm -mfloat-abi=soft -fno-short-enums \
	-ffreestanding -fstack-usage -Ihal -Ihal/arm -Ihal/arm/boards/$(BOARD)
KERNEL_LINK := -nostdlib -static -Wl,--build-id=none -Wl,--fatal-warnings -z noexecstack

# step_kernel VARIANT: the kernel in build/VARIANT, of objects compiled for it.
define kernel_of
build/$(1)/%.o: %.c $$(ANEW)
	$$(call step,KERNEL) $$(CROSS)gcc $$(KERNEL) $$(FLAGS_$$(notdir $$(<:.c=))) $(2) -c -o $$@ $$<
build/$(1)/%.o: %.S $$(ANEW)
	$$(call step,KERNEL) $$(CROSS)gcc $$(KERNEL) $(2) -c -o $$@ $$<
build/$(1)/kernel.elf: hal/arm/kernel.ld $$(call object,$(1),$$(kernel))
	$$(call step,KERNEL) $$(CROSS)gcc $$(KERNEL_LINK) -T $$< -o $$@ $$(filter %.o,$$^)
build/$(1)/kernel.bin: build/$(1)/kernel.elf
	$$(call step,IMAGE) $$(CROSS)objcopy -O binary $$< $$@
build/$(1)/kernel.lst: build/$(1)/kernel.elf
	$$(call step,LIST) $$(CROSS)objdump -d $$< >$$@
endef

# The one in use, and one in which user code may read the cycle counter, for measuring.
$(eval $(call kernel_of,kernel/$(BOARD)))
$(eval $(call kernel_of,kernel-bench/$(BOARD),-DHAL_BENCH))

# Straight through: arguments stay where they come in, and no frame is set up, see docs/board.md.
FLAGS_fast := -ffixed-lr -ffixed-r7 --param logical-op-non-short-circuit=0
# Before the MMU is on, and what a compiler would make calls of themselves.
FLAGS_string := -fno-tree-loop-distribute-patterns

all: build/kernel/$(BOARD)/kernel.bin

# --- An image to start: the kernel and, behind it, a system ---------------------

build/board/%.img: build/kernel/$(BOARD)/kernel.bin build/examples/%.dtb
	$(call step,IMAGE) cat $^ >$@

build/board/%.img: build/kernel/$(BOARD)/kernel.bin build/tests/system/%.dtb
	$(call step,IMAGE) cat $^ >$@

board: build/board/$(EXAMPLE).img ## make what a board starts: make EXAMPLE=name board
	@hal/arm/boards/$(BOARD)/how-to-start $<

build/tools/emulate: $(patsubst %,build/host/sim/%.o,console file player png script units)

# One finger's script, where the simulator's has several.
board_touch := $(firstword $(wildcard examples/$(EXAMPLE)/$(EXAMPLE).board.touch))
board-run: build/tools/emulate build/board/$(EXAMPLE).img ## the same in QEMU: EXAMPLE=name board-run
ifneq ($(DISPLAY)$(WAYLAND_DISPLAY),)
	build/tools/emulate -w build/board/$(EXAMPLE).img
else
	build/tools/emulate -t 10s $(board_touch:%=-s %) -p build/board/$(EXAMPLE).png \
		build/board/$(EXAMPLE).img
	@[ ! -e build/board/$(EXAMPLE).png ] || \
		echo 'No display here: build/board/$(EXAMPLE).png is the screen at the end.'
endif

.PHONY: board board-run

# What tests of boards need, besides what every build makes.
board_tested := build/tools/emulate build/kernel-bench/vexpress-a15/kernel.bin

bench-board: $(board_tested) build/tests/board/counts.dtb
bench-board: ## count the instructions of the kernel's calls, beside seL4's
	@tools/bench-board
.PHONY: bench-board
