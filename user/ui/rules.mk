# SPDX-License-Identifier: BSD-2-Clause
#
# The drawing library, and its fonts: rasterised from Inter by tools/font, one file each.
# font_STYLE_N has capital letters N pixels high. (Inter: SIL Open Font License 1.1.)

inter := build/deps/fonts/usr/share/fonts/opentype/inter
fonts := $(patsubst %,build/gen/font_%.c,text_12 text_16 strong_12 strong_16 title_20 title_24)
font_source = $(call step,FONT) build/tools/font $(basename $(@F)) $* $(inter)/$(1).otf >$@

build/gen/font_text_%.c: build/tools/font
	$(call font_source,Inter-Regular)
build/gen/font_strong_%.c: build/tools/font
	$(call font_source,Inter-SemiBold)
build/gen/font_title_%.c: build/tools/font
	$(call font_source,InterDisplay-SemiBold)

build/arm/libui.a: $(call object,arm,$(fonts))
