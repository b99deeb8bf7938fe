# SPDX-License-Identifier: BSD-2-Clause
# The simulator's processor, without the machine around it.
FUZZ_SOURCES_unicorn := $(patsubst %,hal/unicorn/%.c,access access_arm access_thumb block bus clock engine instance \
	instance_open mmio walk) hal/armv7/pagetable.c
