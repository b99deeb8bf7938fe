/* SPDX-License-Identifier: BSD-2-Clause */
/* Tones, measured: how high, how loud, how pure, and without a click. */
#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "pith/tone.h"

enum { SECOND = AUDIO_RATE, SECONDS = 10 };

static const double pi = 3.14159265358979323846;
static struct audio_frame frames[SECONDS * SECOND];

static struct tone sounding(uint32_t low, uint32_t high, uint32_t level, uint32_t half_ms)
{
	struct tone tone = {0};

	tone_start(&tone, &(struct tone_sound){{low, high}, level, half_ms});
	return tone;
}

/* Amplitude and phase of a frequency in a second of sound from there on. */
static double complex part(uint32_t from, double hertz)
{
	double complex sum = 0;

	for (uint32_t i = from; i < from + SECOND; i++)
		sum += frames[i].left * cexp(-2 * pi * I * hertz * i / AUDIO_RATE);
	return 2 * sum / SECOND;
}

/* Greatest step from one sample to the next. */
static int32_t steepest(uint32_t from, uint32_t to)
{
	int32_t most = 0;

	for (uint32_t i = from; i + 1 < to; i++)
		most = (int32_t)fmax(most, abs(frames[i + 1].left - frames[i].left));
	return most;
}

Test(tone, sine_is_wrong_by_five_at_most)
{
	for (uint64_t angle = 0; angle < 1ull << 32; angle += 9973) {
		double right = 32768 * sin(2 * pi * (double)angle / 4294967296.0);

		cr_assert_leq(fabs(tone_sine((uint32_t)angle) - right), 5, "%u", (uint32_t)angle);
	}
}

Test(tone, frequency_is_exact)
{
	struct tone tone = sounding(697000, 0, 16000, 0);

	tone_fill(&tone, frames, SECONDS * SECOND);
	/* The phase against that of 697 Hz, nine seconds later: a thousandth of a turn is 1.6e-7.
	 */
	double drift = carg(part((SECONDS - 1) * SECOND, 697) / part(0, 697));

	cr_assert_lt(fabs(drift), 2 * pi / 1000, "%g", drift);
}

Test(tone, one_voice_has_its_level_and_harmonics_60_decibels_below)
{
	struct tone tone = sounding(1000000, 0, 16000, 0);

	tone_fill(&tone, frames, 2 * SECOND);
	double first = cabs(part(SECOND, 1000)), rest = 0;

	cr_assert_float_eq(first, 16000, 16);
	for (uint32_t i = SECOND; i < 2 * SECOND; i++)
		rest += (double)frames[i].left * frames[i].left / SECOND;
	rest -= first * first / 2;
	cr_assert_lt(10 * log10(rest / (first * first / 2)), -60);
}

Test(tone, two_voices_are_as_loud_each_and_the_same_on_both_sides)
{
	struct tone tone = sounding(941000, 1477000, 12000, 0);

	tone_fill(&tone, frames, 2 * SECOND);
	cr_assert_float_eq(cabs(part(SECOND, 941)), 12000, 12);
	cr_assert_float_eq(cabs(part(SECOND, 1477)), 12000, 12);
	cr_assert_lt(cabs(part(SECOND, 1209)), 12);
	for (uint32_t i = 0; i < 2 * SECOND; i++)
		cr_assert_eq(frames[i].left, frames[i].right);
}

Test(tone, what_is_too_loud_is_cut_and_does_not_wrap)
{
	struct tone tone = sounding(500000, 500000, 0xffffffff, 0);

	tone_fill(&tone, frames, SECOND);
	for (uint32_t i = TONE_RAMP; i + 1 < SECOND; i++)
		cr_assert_leq(abs(frames[i + 1].left - frames[i].left), 2 * 32767 * pi / 48);
	cr_assert_leq(steepest(0, SECOND), 2 * 32767 * pi / 48 + 32767.0 / TONE_RAMP);
}

Test(tone, begins_ends_and_changes_without_a_click)
{
	struct tone tone = sounding(697000, 1209000, 10000, 0);
	/* The steepest that these sines are, and what a ramp adds. */
	double most = 10000 * 2 * pi * (941 + 1477) / AUDIO_RATE + 20000.0 / TONE_RAMP;

	tone_fill(&tone, frames, 5000);
	tone_start(&tone, &(struct tone_sound){{941000, 1477000}, 10000, 0});
	tone_fill(&tone, frames + 5000, 5000);
	tone_stop(&tone);
	cr_assert(!tone_silent(&tone));
	tone_fill(&tone, frames + 10000, TONE_RAMP);
	cr_assert(tone_silent(&tone));
	tone_fill(&tone, frames + 10000 + TONE_RAMP, 1000);
	cr_assert_leq(abs(frames[0].left), 20000 / TONE_RAMP);
	cr_assert_leq(steepest(0, 11000), most);
	/* The second one does sound. */
	memset(frames + 10000, 0, sizeof(frames[0]) * SECOND);
	memmove(frames, frames + 5500, sizeof(frames[0]) * 4500);
	memset(frames + 4500, 0, sizeof(frames[0]) * SECOND);
	cr_assert_float_eq(cabs(part(0, 1477)) * SECOND / 4500, 10000, 200);
}

Test(tone, a_stop_takes_back_a_start_that_waits)
{
	struct tone tone = sounding(697000, 0, 10000, 0);

	tone_fill(&tone, frames, 500);
	tone_start(&tone, &(struct tone_sound){{941000, 0}, 10000, 0});
	tone_stop(&tone);
	tone_fill(&tone, frames, TONE_RAMP);
	cr_assert(tone_silent(&tone));
}

Test(tone, a_bell_loses_half_in_its_time)
{
	struct tone tone = sounding(1000000, 0, 20000, 500);
	const uint32_t half = SECOND / 2;
	int32_t early = 0, late = 0;

	tone_fill(&tone, frames, SECOND);
	for (uint32_t i = 0; i < 480; i++) {
		early = (int32_t)fmax(early, frames[4800 + i].left);
		late = (int32_t)fmax(late, frames[4800 + half + i].left);
	}
	cr_assert_float_eq((double)late / early, 0.5, 0.01);
}
