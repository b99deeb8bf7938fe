# SPDX-License-Identifier: BSD-2-Clause
#
# Files for the asset store that are made here: music by tools/compose, pictures by tools/wallpaper.
# Descriptions embed them from build/gen, so they are there before the first one is compiled.

music := $(patsubst %,build/gen/music/%.ogg,morning rain-on-slate night-bus)
wallpapers := build/gen/wallpaper-light.565 build/gen/wallpaper-dark.565

build/tools/compose: HOST_LIBS += $(call pkg_config,--libs vorbisenc vorbis ogg)
build/gen/music/%.ogg: build/tools/compose
	$(call step,MUSIC) build/tools/compose $* $@
build/gen/wallpaper-%.565: build/tools/wallpaper
	$(call step,PAINT) build/tools/wallpaper $* $@

$(foreach b,$(boards),$(dtbs_$(b))): | $(music) $(wallpapers)
