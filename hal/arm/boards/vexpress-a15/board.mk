# SPDX-License-Identifier: BSD-2-Clause
#
# The processor, and which of hal/arm/timer_NAME.c is the kernel's.

CPU_vexpress-a15 := cortex-a15
TIMER_vexpress-a15 := generic
