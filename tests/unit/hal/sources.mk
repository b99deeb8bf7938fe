# SPDX-License-Identifier: BSD-2-Clause
# The pieces of ARM code that the tests run: assembled, as an array of bytes and an offset
# for each label.
build/gen/hal_code.h: tests/unit/hal/code.S $(ANEW)
	$(call step,AS) $(CROSS)gcc -Wa,--no-warn -c -o build/gen/hal_code.o $< && \
	$(CROSS)objcopy -O binary -j .text build/gen/hal_code.o build/gen/hal_code.bin && \
	{ echo 'static const unsigned char code_bytes[] = {'; \
	od -An -v -tu1 build/gen/hal_code.bin | sed 's/ *\([0-9][0-9]*\)/\1,/g'; \
	echo '};'; \
	$(CROSS)nm build/gen/hal_code.o | \
	sed -n 's/^\([0-9a-f]*\) t \([a-z][a-z0-9_]*\)$$/enum { CODE_\2 = 0x\1 };/p'; } >$@

$(foreach f,$(wildcard tests/unit/hal/*.c),$(f:%.c=build/asan/%.o) $(f:%.c=build/lint/%.ok)): \
	| build/gen/hal_code.h
