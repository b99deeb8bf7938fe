# SPDX-License-Identifier: BSD-2-Clause
#
# A processor without a generic timer.

CPU_vexpress-a9 := cortex-a9
TIMER_vexpress-a9 := sp804
