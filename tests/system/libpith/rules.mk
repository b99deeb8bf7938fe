# SPDX-License-Identifier: BSD-2-Clause
#
# vfp.c computes with floating-point registers; the description gives it the right to.

build/arm/tests/system/libpith/vfp.o: FLOAT :=
