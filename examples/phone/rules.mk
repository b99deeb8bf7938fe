# SPDX-License-Identifier: BSD-2-Clause
#
# The player's decoder: Tremor, as Debian has it for the target.

build/arm/examples/phone/player/music.o: ARM += -isystem build/deps/tremor/usr/include
