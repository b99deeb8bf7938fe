/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plays in all ways that there are and says what it was told; what is heard the test measures.
 * Times are since the first frame, as they are in the simulator's file.
 */
#include <stdio.h>

#include "examples/chime/tone.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/timer.h"

enum {
	SIGNAL_SOUND = 1 << 0,
	SIGNAL_MIXER = 1 << 1,
	MS = 1000 * 1000,
	PART = 2400,
};

static struct sound low, high;
static uint64_t begun;

static void write_tone(struct sound *sound, struct tone *tone, int32_t peak, uint32_t count)
{
	static struct audio_frame frames[PART];

	for (uint32_t part; count; count -= part) {
		part = count < PART ? count : PART;
		tone_fill(tone, peak, frames, part);
		pith_must("writing", sound_write(sound, frames, part));
	}
}

static struct audio_status status_of(struct sound *sound)
{
	struct audio_status status;

	pith_must("asking", sound_status(sound, &status));
	return status;
}

static void say(const char *what, struct sound *sound)
{
	struct audio_status status = status_of(sound);

	printf("%s: state %d, position %lu, delay %lu, underruns %lu\n", what, status.state,
	    (unsigned long)status.position, (unsigned long)status.delay,
	    (unsigned long)status.underruns);
}

/* Milliseconds since the first sound. */
static unsigned long time(void)
{
	return (unsigned long)((pith_clock() - begun) / MS);
}

/* Two tones at once. */
static void two_tones(void)
{
	struct tone tones[] = {tone_make(440), tone_make(1000)};

	write_tone(&low, &tones[0], 8192, 3 * PART);
	write_tone(&high, &tones[1], 4096, 3 * PART);
	begun = pith_clock();
	pith_must("playing", sound_play(&low));
	pith_must("playing", sound_play(&high));
	for (int i = 0; i < 7; i++) {
		write_tone(&low, &tones[0], 8192, PART);
		write_tone(&high, &tones[1], 4096, PART);
	}
	pith_must("ending", sound_end(&high));
	pith_must("draining", sound_drain(&low));
	pith_must("draining", sound_drain(&high));
	/* 24000 frames are 500 ms; more is what came before the first and behind the last. */
	printf("two tones in time: %s\n", time() < 500 + 20 ? "yes" : "no");
	say("two tones", &low);
	say("two tones", &high);
}

/* A pause in the middle of a tone, and a change of volume. */
static void pause(void)
{
	struct tone tone = tone_make(440);

	pith_must("flushing", sound_flush(&low));
	printf("pause at %lu ms\n", time());
	write_tone(&low, &tone, 8192, 8000);
	pith_must("playing", sound_play(&low));
	timer_sleep(50 * MS);
	pith_must("pausing", sound_pause(&low));
	timer_sleep(30 * MS);
	struct audio_status first = status_of(&low);

	timer_sleep(70 * MS);
	struct audio_status second = status_of(&low);

	printf("pause: %s, %s\n", first.position == second.position ? "stands" : "runs",
	    first.state == AUDIO_PAUSED && first.delay == 0 ? "paused" : "not paused");
	printf("pause came in time: %s\n",
	    first.position >= 2400 && first.position < 2400 + 1200 ? "yes" : "no");
	pith_must("playing", sound_play(&low));
	timer_sleep(30 * MS);
	pith_must("volume", sound_volume(&low, AUDIO_FULL / 4));
	write_tone(&low, &tone, 8192, 8000);
	pith_must("draining", sound_drain(&low));
	say("pause", &low);
	pith_must("volume", sound_volume(&low, AUDIO_FULL));
}

/* Too little, too late. */
static void underrun(void)
{
	struct tone tone = tone_make(440);

	pith_poll(PITH_SLOT_NOTIFICATION);
	pith_must("flushing", sound_flush(&low));
	write_tone(&low, &tone, 8192, 1000);
	pith_must("mark", sound_mark(&low, 300));
	pith_must("playing", sound_play(&low));
	printf("signal for space: %s\n",
	    pith_wait(PITH_SLOT_NOTIFICATION) & SIGNAL_SOUND ? "yes" : "no");
	say("space", &low);
	printf("signal of an underrun: %s\n",
	    pith_wait(PITH_SLOT_NOTIFICATION) & SIGNAL_SOUND ? "yes" : "no");
	say("underrun", &low);
	pith_wait(PITH_SLOT_NOTIFICATION);
	say("starved", &low);
}

/* The master volume: half is a quarter, muted is nothing; meter and signals. */
static void master(void)
{
	uint32_t mixer = pith_service("mixer");
	struct tone tone = tone_make(440);
	struct mixer_state state;

	pith_must("watching", mixer_watch(mixer, pith_notification_badged(SIGNAL_MIXER)));
	pith_must("volume", mixer_volume(mixer, 50));
	printf("watched: %s\n", pith_poll(PITH_SLOT_NOTIFICATION) & SIGNAL_MIXER ? "yes" : "no");
	pith_must("flushing", sound_flush(&low));
	write_tone(&low, &tone, 8192, 8000);
	pith_must("state", mixer_state(mixer, &state));
	printf("master at %lu ms\n", time());
	pith_must("playing", sound_play(&low));
	timer_sleep(100 * MS);
	pith_must("state", mixer_state(mixer, &state));
	printf("meter: volume %lu, playing %lu, left %lu, right %lu\n", (unsigned long)state.volume,
	    (unsigned long)state.playing, (unsigned long)state.left, (unsigned long)state.right);
	pith_must("muting", mixer_mute(mixer, true));
	timer_sleep(10 * MS);
	mixer_state(mixer, &state);
	timer_sleep(10 * MS);
	pith_must("state", mixer_state(mixer, &state));
	printf("muted: %d, left %lu\n", state.muted, (unsigned long)state.left);
	pith_must("draining", sound_drain(&low));
	printf("volume 101: %s\n", pith_error_text(mixer_volume(mixer, 101)));
	pith_must("muting", mixer_mute(mixer, false));
	pith_must("volume", mixer_volume(mixer, 100));
	pith_must("watching", mixer_watch(mixer, 0));
}

/* What is refused. */
static void mistakes(void)
{
	static struct sound other;
	struct audio_frame frame = {0, 0};

	printf("stream 4 of 5: %s\n", pith_error_text(sound_open(&other, 4, 5, 0)));
	printf("stream 2 of 2: %s\n", pith_error_text(sound_open(&other, 2, 2, 0)));
	printf("volume: %s\n", pith_error_text(sound_volume(&low, AUDIO_FULL + 1)));
	printf("mark: %s\n", pith_error_text(sound_mark(&low, low.size + 1)));
	pith_must("flushing", sound_flush(&low));
	uint32_t result = 0;

	while (!result)
		result = sound_write(&low, &frame, 1);
	printf("full at %lu of %lu: %s\n", (unsigned long)low.written, (unsigned long)low.size,
	    pith_error_text(result));
	pith_must("closing", sound_close(&high));
	printf("closed: %s\n", pith_error_text(sound_play(&high)));
}

/* Beside the mortal and the hostile one, a long sound is not disturbed. */
static void undisturbed(void)
{
	struct tone tone = tone_make(440);

	pith_must("flushing", sound_flush(&low));
	write_tone(&low, &tone, 2048, 8192);
	pith_must("playing", sound_play(&low));
	write_tone(&low, &tone, 2048, AUDIO_RATE);
	pith_must("draining", sound_drain(&low));
	say("undisturbed", &low);
	printf("done\n");
}

int main(void)
{
	pith_must("opening the sound", sound_open(&low, 0, 2, SIGNAL_SOUND));
	pith_must("opening the sound", sound_open(&high, 1, 2, 0));
	two_tones();
	pause();
	underrun();
	master();
	mistakes();
	timer_sleep_until(3500ull * MS);
	undisturbed();
	return 0;
}
