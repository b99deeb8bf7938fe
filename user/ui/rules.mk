# SPDX-License-Identifier: BSD-2-Clause
#
# The drawing library, its fonts and icons: rasterised by tools/font, one file each. font_STYLE_N has
# capital letters N pixels high, icons_N fields of N pixels. (Inter: SIL Open Font License 1.1;
# Material Design's icons: Apache License 2.0.)

inter := build/deps/fonts/usr/share/fonts/opentype/inter
material := build/deps/icons/usr/share/fonts/truetype/material-design-icons-iconfont
fonts := $(patsubst %,build/gen/font_%.c,text_10 text_12 text_16 strong_10 strong_12 strong_16 \
	title_20 title_24) build/gen/figures_36.c build/gen/figures_80.c \
	$(patsubst %,build/gen/icons_%.c,20 24 32 48)
font_source = $(call step,FONT) build/tools/font $(basename $(@F)) $* $(1) >$@

build/gen/font_text_%.c: build/tools/font
	$(call font_source,$(inter)/Inter-Regular.otf)
build/gen/font_strong_%.c: build/tools/font
	$(call font_source,$(inter)/Inter-SemiBold.otf)
build/gen/font_title_%.c: build/tools/font
	$(call font_source,$(inter)/InterDisplay-SemiBold.otf)
build/gen/figures_%.c: build/tools/font
	$(call font_source,$(inter)/InterDisplay-Light.otf)
build/gen/icons_%.c: build/tools/font
	$(call font_source,$(material)/MaterialIcons-Regular.ttf)

build/arm/libui.a: $(call object,arm,$(fonts))

# The toolkit's picture in the manual is drawn on this machine.
gallery := $(call object,host,$(filter-out user/ui/app.c,$(wildcard user/ui/*.c)) sim/png.c sim/file.c $(fonts))
build/tools/gallery: $(gallery)
build/host/tools/gallery.o build/host/user/ui/%.o build/host/build/gen/%.o: HOST += -Iuser/lib/include
build/lint/tools/gallery.ok: HOST += -Iuser/lib/include
