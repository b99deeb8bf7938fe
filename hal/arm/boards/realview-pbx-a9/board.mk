# SPDX-License-Identifier: BSD-2-Clause
#
# A processor without a generic timer.

CPU_realview-pbx-a9 := cortex-a9
TIMER_realview-pbx-a9 := sp804
