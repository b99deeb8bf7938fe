/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the host sees of the display: pixel formats, damage, dark panels, tearing, output.
 */
#include "tests/unit/devices/rig.h"

#include <string.h>

enum {
	LCD = BOARD_CLCD,
	WIDTH = 32,
	HEIGHT = 32,
	/* 32 + 3 clocks a line, 33 lines, at 23.75 MHz / 25: 1216 us. */
	FRAME = 1216 * 1000,
	BASE = BOARD_VIDEO_RAM_BASE,
	ON = PL111_CONTROL_EN | PL111_CONTROL_PWR | PL111_CONTROL_TFT,
};

static uint32_t pixels[WIDTH * HEIGHT];
static uint64_t sequence;
static struct pl111_damage damage;

TestSuite(panel, .init = rig_start);

static const struct pl111_panel *panel(void)
{
	return pl111_panel(&rig.board.devices[LCD]);
}

static void start(uint32_t control)
{
	wr(LCD, PL111_TIMING0, (WIDTH / 16 - 1) << PL111_TIMING0_PPL_SHIFT);
	wr(LCD, PL111_TIMING1, HEIGHT - 1);
	wr(LCD, PL111_TIMING2, 23 | (WIDTH - 1) << PL111_TIMING2_CPL_SHIFT);
	wr(LCD, PL111_UPBASE, BASE);
	wr(LCD, PL111_CONTROL, ON | control);
	cr_assert(eq(uint, rig_errors(), 0));
}

static bool render(void)
{
	return pl111_render(panel(), &sequence, pixels, WIDTH, &damage);
}

/* Shows one pixel in each of the first places and returns what the first becomes. */
static uint32_t shown(uint32_t control, uint32_t first)
{
	memcpy(rig_memory(BASE), &first, sizeof(first));
	wr(LCD, PL111_CONTROL, ON | control);
	rig_pass(2 * FRAME + FRAME / 2);
	render();
	return pixels[0];
}

Test(panel, formats_with_and_without_bgr)
{
	static const struct {
		uint32_t format, word, rgb, bgr;
	} cases[] = {
	    {PL111_CONTROL_BPP_24, 0xff112233, 0x332211, 0x112233},
	    {PL111_CONTROL_BPP_565, 0x001f, 0xff0000, 0x0000ff},
	    {PL111_CONTROL_BPP_565, 0x07e0, 0x00ff00, 0x00ff00},
	    {PL111_CONTROL_BPP_565, 0xf800, 0x0000ff, 0xff0000},
	    {PL111_CONTROL_BPP_565, 0x8410, 0x848284, 0x848284},
	    {PL111_CONTROL_BPP_1555, 0x001f, 0xff0000, 0x0000ff},
	    {PL111_CONTROL_BPP_1555, 0x03e0, 0x00ff00, 0x00ff00},
	    {PL111_CONTROL_BPP_1555, 0x7c00, 0x0000ff, 0xff0000},
	    {PL111_CONTROL_BPP_1555, 0x8000, 0x000000, 0x000000},
	    {PL111_CONTROL_BPP_444, 0x000f, 0xff0000, 0x0000ff},
	    {PL111_CONTROL_BPP_444, 0x0080, 0x008800, 0x008800},
	    {PL111_CONTROL_BPP_444, 0x0f00, 0x0000ff, 0xff0000},
	};

	start(PL111_CONTROL_BPP_24);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		cr_expect(
		    eq(u32, shown(cases[i].format, cases[i].word), cases[i].rgb), "case %u", i);
		cr_expect(eq(u32, shown(cases[i].format | PL111_CONTROL_BGR, cases[i].word),
			      cases[i].bgr),
		    "case %u, BGR", i);
	}
}

Test(panel, sixteen_bit_pixels_come_low_half_first)
{
	start(PL111_CONTROL_BPP_565 | PL111_CONTROL_BGR);
	shown(PL111_CONTROL_BPP_565 | PL111_CONTROL_BGR, 0xf800001f);
	cr_expect(eq(u32, pixels[0], 0x0000ff));
	cr_expect(eq(u32, pixels[1], 0xff0000));
}

Test(panel, palettes_of_all_depths)
{
	start(PL111_CONTROL_BPP_8);
	/* Entries 0 to 3, two a word: black, red, green, blue. */
	wr(LCD, PL111_PALETTE, 0x001f0000);
	wr(LCD, PL111_PALETTE + 4, 0x7c0003e0);
	shown(PL111_CONTROL_BPP_8, 0x03020100);
	cr_expect(eq(u32, pixels[0], 0x000000));
	cr_expect(eq(u32, pixels[1], 0xff0000));
	cr_expect(eq(u32, pixels[2], 0x00ff00));
	cr_expect(eq(u32, pixels[3], 0x0000ff));
	shown(PL111_CONTROL_BPP_4, 0x3210);
	cr_expect(eq(u32, pixels[1], 0xff0000));
	cr_expect(eq(u32, pixels[3], 0x0000ff));
	shown(PL111_CONTROL_BPP_2, 0xe4); /* 0, 1, 2, 3 */
	cr_expect(eq(u32, pixels[1], 0xff0000));
	cr_expect(eq(u32, pixels[3], 0x0000ff));
	shown(PL111_CONTROL_BPP_1, 0x2);
	cr_expect(eq(u32, pixels[0], 0x000000));
	cr_expect(eq(u32, pixels[1], 0xff0000));
	/* The palette alone changes the picture. */
	wr(LCD, PL111_PALETTE, 0x03e00000);
	rig_pass(2 * FRAME);
	cr_expect(render());
	cr_expect(eq(u32, pixels[1], 0x00ff00));
}

Test(panel, nothing_to_see_before_the_first_frame)
{
	cr_expect(not(render()));
	cr_expect(eq(u32, panel()->width, 0));
	start(PL111_CONTROL_BPP_565);
	cr_expect(not(render()));
	rig_pass(FRAME);
	cr_expect(render());
	cr_expect(eq(u32, panel()->width, WIDTH));
	cr_expect(eq(u32, panel()->height, HEIGHT));
	cr_expect(eq(u32, damage.top, 0));
	cr_expect(eq(u32, damage.bottom, HEIGHT));
}

Test(panel, only_what_changed_is_redrawn)
{
	start(PL111_CONTROL_BPP_24 | PL111_CONTROL_BGR);
	rig_pass(2 * FRAME);
	cr_expect(render());
	cr_expect(not(render()));
	rig_pass(20 * FRAME);
	cr_expect(not(render()), "a still picture");

	uint32_t *frame = rig_memory(BASE);
	frame[9 * WIDTH + 3] = 0x123456; /* line 9, in the third of eight bands */
	memset(pixels, 0xee, sizeof(pixels));
	rig_pass(2 * FRAME);
	cr_expect(render());
	cr_expect(eq(u32, damage.top, 8));
	cr_expect(eq(u32, damage.bottom, 12));
	cr_expect(eq(u32, pixels[9 * WIDTH + 3], 0x123456));
	cr_expect(eq(u32, pixels[7 * WIDTH], 0xeeeeeeee), "other lines are left alone");

	/* A second observer with its own sequence sees it all. */
	uint64_t other = 0;
	cr_expect(pl111_render(panel(), &other, pixels, WIDTH, &damage));
	cr_expect(eq(u32, damage.bottom - damage.top, HEIGHT));
	cr_expect(eq(u64, other, sequence));
}

Test(panel, flipping_between_equal_frames_changes_nothing)
{
	start(PL111_CONTROL_BPP_565);
	rig_pass(2 * FRAME);
	render();
	wr(LCD, PL111_UPBASE, BASE + 0x10000);
	rig_pass(2 * FRAME);
	cr_expect(not(render()));
}

Test(panel, dark_without_power_and_when_disabled)
{
	memset(rig_memory(BASE), 0xff, WIDTH * HEIGHT * 4);
	start(PL111_CONTROL_BPP_24);
	rig_pass(2 * FRAME);
	cr_expect(render());
	cr_expect(eq(u32, pixels[0], 0xffffff));
	wr(LCD, PL111_CONTROL, (ON | PL111_CONTROL_BPP_24) & ~(uint32_t)PL111_CONTROL_PWR);
	cr_expect(render());
	cr_expect(eq(u32, pixels[0], 0));
	wr(LCD, PL111_CONTROL, ON | PL111_CONTROL_BPP_24);
	cr_expect(render());
	cr_expect(eq(u32, pixels[0], 0xffffff));
	wr(LCD, PL111_CONTROL, 0);
	cr_expect(render());
	cr_expect(eq(u32, pixels[WIDTH * HEIGHT - 1], 0));
}

Test(panel, drawing_into_the_frame_on_its_way_tears)
{
	uint8_t *frame = rig_memory(BASE);

	memset(frame, 0x11, WIDTH * HEIGHT * 4);
	start(PL111_CONTROL_BPP_24);
	rig_pass(2 * FRAME);
	render();
	rig_pass(FRAME / 2);
	memset(frame, 0x22, WIDTH * HEIGHT * 4);
	cr_expect(not(render()), "half a frame is not shown");
	rig_pass(FRAME / 2);
	cr_expect(render());
	cr_expect(eq(u32, pixels[0], 0x111111));
	cr_expect(eq(u32, pixels[WIDTH * HEIGHT - 1], 0x222222));
	rig_pass(FRAME);
	cr_expect(render());
	cr_expect(eq(u32, pixels[0], 0x222222));
}

Test(panel, flipping_at_vertical_sync_does_not_tear)
{
	memset(rig_memory(BASE), 0x11, WIDTH * HEIGHT * 4);
	memset(rig_memory(BASE + 0x10000), 0x22, WIDTH * HEIGHT * 4);
	start(PL111_CONTROL_BPP_24);
	for (unsigned i = 1; i < 50; i++) {
		/* At any moment of the frame. */
		rig_pass(FRAME * 3 / 5);
		wr(LCD, PL111_UPBASE, BASE + (i % 2 ? 0x10000 : 0));
		render();
		cr_assert(eq(u32, pixels[0], pixels[WIDTH * HEIGHT - 1]));
	}
}

Test(panel, changes_and_only_changes_are_output)
{
	start(PL111_CONTROL_BPP_24);
	rig_pass(2 * FRAME);
	cr_expect(gt(sz, rig.output_size, 0));
	size_t before = rig.output_size;
	rig_pass(10 * FRAME);
	cr_expect(eq(sz, rig.output_size, before));
	((uint8_t *)rig_memory(BASE))[0] = 1;
	rig_pass(2 * FRAME);
	/* One band: its first line and its bytes. */
	cr_expect(eq(sz, rig.output_size, before + 4 + WIDTH * 4 * HEIGHT / PL111_BANDS));
}

Test(panel, a_new_size_begins_with_a_whole_frame)
{
	start(PL111_CONTROL_BPP_24);
	rig_pass(2 * FRAME);
	render();
	uint64_t seen = sequence;
	wr(LCD, PL111_TIMING1, HEIGHT / 2 - 1);
	wr(LCD, PL111_TIMING2,
	    1 << PL111_TIMING2_PCD_HI_SHIFT | 28 | (WIDTH - 1) << PL111_TIMING2_CPL_SHIFT);
	rig_pass(FRAME / 2);
	cr_expect(eq(u32, panel()->height, HEIGHT));
	rig_pass(4 * FRAME);
	cr_expect(eq(u32, panel()->height, HEIGHT / 2));
	cr_expect(gt(u64, panel()->sequence, seen));
	cr_expect(render());
	cr_expect(eq(u32, damage.bottom, HEIGHT / 2));
}
