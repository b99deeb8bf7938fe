# SPDX-License-Identifier: BSD-2-Clause
# The simulator's scripts and command line. Options are read as far as the first mistake, and
# a mistake ends the reading, not the program: argp is told so by the target.
FUZZ_SOURCES_script := $(patsubst %,sim/%.c,script player units options file)
FUZZ_CFLAGS_script := -Dargp_parse=fuzz_argp_parse -Dargp_error=fuzz_argp_error
