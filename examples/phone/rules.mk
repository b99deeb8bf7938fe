# SPDX-License-Identifier: BSD-2-Clause
#
# The player plays Ogg Vorbis.

build/programs/phone-player.elf: $(tremor)
