# SPDX-License-Identifier: BSD-2-Clause
# All device models, on the board that has them.
FUZZ_SOURCES_devices := $(devices)
