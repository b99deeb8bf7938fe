# SPDX-License-Identifier: BSD-2-Clause
#
# It plays.

build/programs/music-decode.elf: $(tremor)
