/* SPDX-License-Identifier: BSD-2-Clause */
/* The mixer: its arithmetic, its ramps, and what a ring can say. */
#include <criterion/criterion.h>
#include <string.h>

#include "user/audio/mix.h"

enum { SIZE = 1024, MASK = 1023 };

static struct mixer mixer;
static struct audio_frame out[MASK + 1];
static uint32_t memory[3][sizeof(struct audio_ring) / sizeof(uint32_t) + SIZE];

static struct audio_ring *ring(int number)
{
	return (struct audio_ring *)(void *)memory[number];
}

static void start(void)
{
	mixer.volume = 100;
	for (int i = 0; i < 3; i++)
		stream_open(&mixer.stream[i], &mixer, ring(i), SIZE);
}

TestSuite(mix, .init = start);

/* A ring full of one sample, and its stream playing. */
static void play(int number, int16_t left, int16_t right)
{
	for (int i = 0; i < SIZE; i++)
		ring(number)->frames[i] = (struct audio_frame){left, right};
	ring(number)->written = (uint32_t)mixer.stream[number].position + SIZE;
	stream_play(&mixer.stream[number], false);
}

/* Mixes a period; its first frame. */
static const struct audio_frame *period(void)
{
	uint32_t at = mixer.frames;

	mix_period(&mixer, out, MASK);
	return &out[at & MASK];
}

Test(mix, full_volume_changes_nothing)
{
	play(0, -32768, 32767);
	const struct audio_frame *frame = period();

	for (int i = 0; i < AUDIO_PERIOD; i++) {
		cr_assert_eq(frame[i].left, -32768);
		cr_assert_eq(frame[i].right, 32767);
	}
	cr_expect_eq(mixer.left, 32768u);
	cr_expect_eq(mixer.right, 32767u);
	cr_expect_eq(mixer.clipped, 0u);
}

Test(mix, sums_saturate)
{
	play(0, 30000, -30000);
	play(1, 30000, -30000);
	play(2, -20000, 20000);
	const struct audio_frame *frame = period();

	cr_expect_eq(frame->left, 32767);
	cr_expect_eq(frame->right, -32768);
	cr_expect_eq(mixer.clipped, 1u);
	/* Nothing stays in the sums. */
	stream_flush(&mixer.stream[0]);
	stream_flush(&mixer.stream[1]);
	cr_expect_eq(period()->left, -20000);
}

Test(mix, volumes_multiply)
{
	play(0, -32768, 20000);
	mixer.stream[0].volume = AUDIO_FULL / 2;
	mixer.volume = 50;
	const struct audio_frame *frame = period();

	cr_expect_eq(frame->left, -4096);
	cr_expect_eq(frame->right, 2500);
}

Test(mix, volume_moves_in_small_steps_within_a_period)
{
	play(0, 24000, -24000);
	period();
	mixer.stream[0].volume = 0;
	const struct audio_frame *frame = period();

	for (int i = 1; i < AUDIO_PERIOD; i++) {
		cr_assert_leq(frame[i].left, frame[i - 1].left);
		cr_assert_leq(frame[i - 1].left - frame[i].left, 101);
	}
	cr_expect_eq(period()->left, 0);
}

Test(mix, a_pause_fades_stands_and_rises)
{
	play(0, 24000, 24000);
	period();
	stream_pause(&mixer.stream[0]);
	const struct audio_frame *frame = period();

	cr_expect_geq(frame[0].left, 23800);
	cr_expect_leq(frame[AUDIO_PERIOD - 1].left, 101);
	cr_expect_eq(mixer.stream[0].state, AUDIO_PAUSED);
	cr_expect_eq(mixer.stream[0].position, 2u * AUDIO_PERIOD);
	period();
	cr_expect_eq(mixer.stream[0].position, 2u * AUDIO_PERIOD);
	stream_play(&mixer.stream[0], false);
	cr_expect_leq(period()->left, 101);
	cr_expect_eq(period()->left, 24000);
}

Test(mix, an_underrun_is_counted_once_told_and_ends_in_a_pause)
{
	play(0, 1, 1);
	ring(0)->written = 100;
	period();
	cr_expect_eq(mixer.stream[0].state, AUDIO_STARVED);
	cr_expect_eq(mixer.stream[0].underruns, 1u);
	cr_expect(mixer.stream[0].tell);
	for (int i = 0; i < AUDIO_STARVE_MS / 5 + 1; i++)
		period();
	cr_expect_eq(mixer.stream[0].state, AUDIO_PAUSED);
	cr_expect_eq(mixer.stream[0].underruns, 1u);
	cr_expect_eq(mixer.stream[0].position, 100u);
	/* A tail of silence, then nothing. */
	while (mix_busy(&mixer))
		period();
	cr_expect_eq(mixer.playing, 0u);
}

Test(mix, an_end_is_no_underrun)
{
	play(0, 1, 1);
	stream_play(&mixer.stream[0], true);
	ring(0)->written = 2 * AUDIO_PERIOD;
	period();
	cr_expect_eq(mixer.stream[0].state, AUDIO_DRAINING);
	period();
	cr_expect_eq(mixer.stream[0].state, AUDIO_PAUSED);
	cr_expect_eq(mixer.stream[0].underruns, 0u);
	cr_expect_eq(mixer.stream[0].end, 2u * AUDIO_PERIOD);
}

Test(mix, the_mark_is_passed_once)
{
	struct stream *stream = &mixer.stream[0];

	play(0, 1, 1);
	stream->mark = 600;
	period();
	cr_expect(!stream->tell); /* 784 are left */
	period();
	cr_expect(stream->tell); /* 544 */
	stream->tell = false;
	period();
	cr_expect(!stream->tell);
	ring(0)->written += 3 * AUDIO_PERIOD;
	period();
	cr_expect(!stream->tell); /* 784 again */
	period();
	cr_expect(stream->tell);
}

Test(mix, a_forged_count_leads_nowhere)
{
	play(0, 7, 7);
	for (uint32_t i = 0; i < 5000; i++) {
		ring(0)->written = i * 2654435761u;
		cr_assert_leq(stream_left(&mixer.stream[0]), (uint32_t)SIZE);
		stream_play(&mixer.stream[0], false);
		period();
	}
}

Test(mix, counts_go_on_behind_32_bits)
{
	struct stream *stream = &mixer.stream[0];

	stream->position = 0xffffff00;
	play(0, 5, 6);
	period();
	cr_expect_eq(stream->position, 0xffffff00 + 240ull);
	period();
	cr_expect_eq(stream->position, 0xffffff00 + 480ull);
	cr_expect_eq(stream_left(stream), SIZE - 480u);
}
