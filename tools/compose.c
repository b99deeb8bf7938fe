/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * compose PIECE FILE.ogg: plays one of three pieces of music, note by note, and packs it as Ogg
 * Vorbis (stereo, 48 kHz). Strings are Karplus and Strong's (a burst of noise in a delay line that
 * is damped as it goes round), pianos two sines, of which one bends the other; the room is
 * Schroeder's (four combs, two all-passes a side). All that is random comes from one number, so
 * that a piece is always the same. Runs when Pith is built.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vorbis/vorbisenc.h>

enum {
	RATE = 48000,
	SECONDS_MAX = 64,
	TAIL = 4, /* seconds in which the last chord dies away */
	BARS = 4, /* of chords, which repeat; the melody has twice as many */
	STEPS = 8,
	SERIAL = 0x50697468, /* of the Ogg stream */
	BLOCK = 1024,
};

static const float quality = 0.0f; /* some 64 kb/s */
static const double pi = 3.14159265358979323846;

enum lead { STRINGS, PIANO };

/* Notes are those of MIDI: 60 is the middle c, 0 a rest. */
static const struct piece {
	const char *name, *title;
	double tempo; /* beats a minute, four in a bar */
	double swing; /* how much of a beat its second half is late */
	int bars;
	enum lead lead;
	double rain, drums, pad;
	uint8_t bass[BARS];
	uint8_t chords[BARS][4];
	uint8_t melody[2 * BARS][STEPS];
} pieces[] = {
    {
	.name = "morning",
	.title = "Morning",
	.tempo = 92,
	.bars = 16,
	.lead = STRINGS,
	.drums = 0.35,
	.pad = 0.5,
	.bass = {36, 45, 41, 43},
	.chords = {{60, 64, 67, 71}, {57, 60, 64, 67}, {57, 60, 65, 69}, {59, 62, 67, 69}},
	.melody = {{76, 0, 79, 0, 83, 0, 79, 76}, {74, 0, 0, 72, 0, 0, 69, 0},
	    {72, 0, 76, 0, 77, 76, 0, 72}, {74, 0, 0, 0, 67, 0, 71, 0},
	    {76, 0, 79, 0, 84, 0, 83, 79}, {81, 0, 0, 79, 0, 76, 0, 0},
	    {77, 0, 76, 0, 72, 0, 69, 0}, {71, 0, 74, 0, 72, 0, 0, 0}},
    },
    {
	.name = "rain-on-slate",
	.title = "Rain on Slate",
	.tempo = 66,
	.bars = 12,
	.lead = PIANO,
	.rain = 0.02,
	.pad = 1.1,
	.bass = {38, 34, 41, 36},
	.chords = {{57, 60, 64, 65}, {58, 62, 65, 69}, {57, 60, 64, 67}, {55, 60, 62, 67}},
	.melody = {{0, 0, 77, 0, 76, 0, 74, 0}, {0, 0, 0, 0, 69, 0, 0, 0},
	    {72, 0, 0, 74, 0, 0, 76, 0}, {0, 0, 67, 0, 0, 0, 0, 0}, {0, 0, 81, 0, 79, 0, 77, 0},
	    {0, 0, 74, 0, 0, 0, 72, 0}, {69, 0, 0, 72, 0, 0, 76, 0}, {74, 0, 0, 0, 0, 0, 0, 0}},
    },
    {
	.name = "night-bus",
	.title = "Night Bus",
	.tempo = 84,
	.swing = 0.14,
	.bars = 15,
	.lead = PIANO,
	.rain = 0.003,
	.drums = 1,
	.pad = 0.35,
	.bass = {40, 45, 38, 47},
	.chords = {{59, 62, 66, 67}, {59, 61, 64, 67}, {57, 61, 64, 66}, {57, 61, 62, 66}},
	.melody = {{0, 0, 79, 78, 0, 74, 0, 71}, {0, 73, 0, 76, 0, 0, 0, 0},
	    {0, 0, 74, 73, 0, 69, 0, 66}, {0, 69, 0, 71, 0, 0, 74, 76}, {0, 0, 79, 0, 81, 0, 78, 0},
	    {76, 0, 0, 73, 0, 71, 0, 0}, {0, 74, 0, 78, 0, 76, 73, 0}, {71, 0, 0, 0, 0, 69, 0, 0}},
    },
};

static float dry[2][RATE * SECONDS_MAX], wet[2][RATE * SECONDS_MAX];
static int samples;
static uint32_t noise_state = 1;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "compose: %s\n", what);
	exit(1);
}

/* -1 to 1. */
static double noise(void)
{
	noise_state = noise_state * 1664525 + 1013904223;
	return (int32_t)noise_state / 2147483648.0;
}

static double pitch(int note)
{
	return 440 * exp2((note - 69) / 12.0);
}

/* pan: 0 left, 1 right. */
static void add(int at, double value, double pan)
{
	if (at < 0 || at >= samples)
		return;
	dry[0][at] += (float)(value * cos(pan * pi / 2));
	dry[1][at] += (float)(value * sin(pan * pi / 2));
}

/* --- Instruments: a note each, from a sample on ------------------------------------ */

static void string(int from, int note, double gain, double pan)
{
	static double line[RATE / 20];
	/* The average of two neighbours delays by half a sample, the all-pass by the rest. */
	double period = RATE / pitch(note) - 0.5, last = 0, passed = 0, smooth = 0;
	int length = (int)(period - 0.2);
	double rest = period - length, allpass = (1 - rest) / (1 + rest);

	if (length < 2 || length > RATE / 20)
		return;
	for (int i = 0; i < length; i++) {
		/* A soft finger. */
		smooth += 0.45 * (noise() - smooth);
		line[i] = smooth;
	}
	for (int i = 0; i < 3 * RATE; i++) {
		double out = line[i % length];
		double average = 0.4985 * (out + line[(i + 1) % length]);

		passed = allpass * average + last - allpass * passed;
		last = average;
		line[i % length] = passed;
		add(from + i, out * gain * fmin(1, (3 * RATE - i) / (0.2 * RATE)), pan);
	}
}

static void piano(int from, int note, double gain, double pan)
{
	double step = 2 * pi * pitch(note) / RATE;

	for (int i = 0; i < 3 * RATE; i++) {
		double time = (double)i / RATE, fade = exp(-1.7 * time) * fmin(1, time * 200);
		double bend = 1.3 * exp(-4 * time) * sin(step * i);
		double bell = 0.12 * exp(-9 * time) * sin(step * 14 * i);

		add(from + i, gain * fade * (sin(step * i + bend) + bell), pan);
	}
}

static void bass(int from, int note, double gain, double seconds)
{
	double step = 2 * pi * pitch(note) / RATE;

	for (int i = 0; i < seconds * RATE; i++) {
		double time = (double)i / RATE;
		double fade = fmin(1, time * 80) * fmin(1, (seconds - time) * 20) * exp(-time);

		add(from + i,
		    gain * fade *
			(sin(step * i) + 0.35 * sin(2 * step * i) + 0.1 * sin(3 * step * i)),
		    0.5);
	}
}

static void pad(int from, int note, double gain, double seconds, double pan)
{
	for (int voice = 0; voice < 2; voice++) {
		double step = 2 * pi * pitch(note) * (voice ? 1.0022 : 0.9982) / RATE;

		for (int i = 0; i < (seconds + 1.2) * RATE; i++) {
			double time = (double)i / RATE;
			double fade = fmin(1, time / 1.1) * fmin(1, (seconds + 1.2 - time) / 1.2);
			double tone = sin(step * i) + 0.28 * sin(2 * step * i + voice) +
				      0.1 * sin(3 * step * i) + 0.04 * sin(5 * step * i);

			add(from + i, gain * fade * fade * tone, voice ? pan : 1 - pan);
		}
	}
}

static void kick(int from, double gain)
{
	for (int i = 0; i < RATE / 3; i++) {
		double time = (double)i / RATE;

		add(from + i,
		    gain * exp(-11 * time) * fmin(1, time * 400) *
			sin(2 * pi * (48 * time + 3.2 * (1 - exp(-24 * time)))),
		    0.5);
	}
}

/* Noise without its low part, dying away: a hat or, longer, a brush. */
static void brush(int from, double gain, double decay, double pan)
{
	double low = 0;

	for (int i = 0; i < RATE / 3; i++) {
		double value = noise();

		low += 0.35 * (value - low);
		add(from + i, gain * exp(-decay * i / RATE) * fmin(1, i / 90.0) * (value - low),
		    pan);
	}
}

/* Rain: a hiss that swells, and drops. */
static void rain(double gain)
{
	double low[2] = {0, 0};

	for (int i = 0; i < samples; i++) {
		double swell = 0.75 + 0.25 * sin(2 * pi * i / (RATE * 9.0));
		double ends = fmin(1, fmin(i, samples - i) / (2.5 * RATE));

		for (int side = 0; side < 2; side++) {
			low[side] += 0.22 * (noise() - low[side]);
			add(i, gain * swell * ends * low[side], side);
		}
		if (noise() > 0.9996)
			piano(i, 96 + (int)(6 * noise()), gain * 0.25, 0.5 + 0.45 * noise());
	}
}

/* --- The room -------------------------------------------------------------------------- */

static void room(void)
{
	static const int combs[] = {1687, 1931, 2053, 2251}, passes[] = {347, 113};
	static float line[2600];

	for (int side = 0; side < 2; side++) {
		for (int c = 0; c < 4; c++) {
			int length = combs[c] + side * 31;
			float damped = 0;

			memset(line, 0, sizeof(line));
			for (int i = 0; i < samples; i++) {
				float out = line[i % length];

				damped += 0.6f * (out - damped);
				line[i % length] = dry[side][i] + 0.83f * damped;
				wet[side][i] += 0.25f * out;
			}
		}
		for (int p = 0; p < 2; p++) {
			int length = passes[p] + side * 7;

			memset(line, 0, sizeof(line));
			for (int i = 0; i < samples; i++) {
				float held = line[i % length], in = wet[side][i] + 0.6f * held;

				line[i % length] = in;
				wet[side][i] = held - 0.6f * in;
			}
		}
	}
}

/* Dry and wet together, to four fifths of the range, silent at the end. */
static void mix(void)
{
	float peak = 0;

	for (int side = 0; side < 2; side++)
		for (int i = 0; i < samples; i++) {
			dry[side][i] = tanhf(0.8f * (dry[side][i] + 0.3f * wet[side][i]));
			peak = fmaxf(peak, fabsf(dry[side][i]));
		}
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < samples && peak > 0; i++)
			dry[side][i] *=
			    0.8f / peak * fminf(1, (float)(samples - i) / (1.5f * RATE));
}

/* --- The score ------------------------------------------------------------------------- */

static void play_bar(const struct piece *piece, int bar)
{
	double beat = 60 / piece->tempo;
	int which = bar % BARS, start = (int)(bar * 4 * beat * RATE);
	bool last = bar == piece->bars - 1;

	for (int n = 0; n < 4; n++)
		pad(start, piece->chords[which][n], 0.022 * piece->pad, 4 * beat, 0.2 + 0.2 * n);
	bass(start, piece->bass[which], 0.22, (last ? 4 : 2.4) * beat);
	if (!last && bar % 2)
		bass(start + (int)(2.5 * beat * RATE), piece->bass[which] + 7, 0.13, beat);
	for (int step = 0; step < STEPS; step++) {
		double late = step % 2 ? piece->swing : 0;
		int at = start + (int)(((step / 2.0) + late) * beat * RATE + 90 * noise());
		int lead = last && step ? 0 : piece->melody[bar % (2 * BARS)][step];
		int note = piece->chords[which][(step * 3 + bar) % 4];
		double touch = 1 + 0.15 * noise();

		if (bar >= 2 && lead && piece->lead == STRINGS)
			string(at, lead, 0.42 * touch, 0.58);
		if (bar >= 2 && lead && piece->lead == PIANO)
			piano(at, lead, 0.16 * touch, 0.56);
		/* What accompanies: broken chords, or a chord now and then. */
		if (piece->lead == STRINGS && !(last && step > 3))
			string(at, note, 0.2 * touch, 0.25 + 0.07 * step);
		if (piece->lead == PIANO && (step == 0 || (step == 5 && piece->drums > 0 && !last)))
			for (int n = 0; n < 4; n++)
				piano(at + n * 300, piece->chords[which][n], 0.055 * touch,
				    0.3 + 0.1 * n);
		if (piece->drums > 0 && bar >= 4 && !last) {
			if (step == 0 || step == 5)
				kick(at, 0.4 * piece->drums);
			brush(at, (step % 2 ? 0.03 : 0.05) * piece->drums, 40, 0.62);
			if (step % 4 == 2)
				brush(at, 0.11 * piece->drums, 15, 0.45);
		}
	}
}

/* --- Packing ------------------------------------------------------------------------------ */

static void write_pages(FILE *file, ogg_stream_state *stream, int flush)
{
	ogg_page page;

	while (flush ? ogg_stream_flush(stream, &page) : ogg_stream_pageout(stream, &page))
		if (fwrite(page.header, 1, (size_t)page.header_len, file) !=
			(size_t)page.header_len ||
		    fwrite(page.body, 1, (size_t)page.body_len, file) != (size_t)page.body_len)
			fail("the file cannot be written");
}

static void pack(FILE *file, const char *title)
{
	ogg_stream_state stream;
	vorbis_info info;
	vorbis_comment comment;
	vorbis_dsp_state state;
	vorbis_block block;
	ogg_packet packets[3], packet;

	vorbis_info_init(&info);
	if (vorbis_encode_init_vbr(&info, 2, RATE, quality))
		fail("libvorbis does not pack like this");
	vorbis_comment_init(&comment);
	vorbis_comment_add_tag(&comment, "TITLE", title);
	vorbis_comment_add_tag(&comment, "ARTIST", "Pith");
	vorbis_analysis_init(&state, &info);
	vorbis_block_init(&state, &block);
	ogg_stream_init(&stream, SERIAL);
	vorbis_analysis_headerout(&state, &comment, packets, packets + 1, packets + 2);
	for (int i = 0; i < 3; i++)
		ogg_stream_packetin(&stream, packets + i);
	write_pages(file, &stream, 1);
	for (int at = 0; at <= samples; at += BLOCK) {
		int count = samples - at < BLOCK ? samples - at : BLOCK;
		float **buffer = vorbis_analysis_buffer(&state, BLOCK);

		for (int side = 0; side < 2; side++)
			memcpy(buffer[side], dry[side] + at, (size_t)count * sizeof(float));
		vorbis_analysis_wrote(&state, count); /* 0: the end */
		while (vorbis_analysis_blockout(&state, &block) == 1) {
			vorbis_analysis(&block, NULL);
			vorbis_bitrate_addblock(&block);
			while (vorbis_bitrate_flushpacket(&state, &packet)) {
				ogg_stream_packetin(&stream, &packet);
				write_pages(file, &stream, 0);
			}
		}
	}
	write_pages(file, &stream, 1);
	ogg_stream_clear(&stream);
	vorbis_block_clear(&block);
	vorbis_dsp_clear(&state);
	vorbis_comment_clear(&comment);
	vorbis_info_clear(&info);
}

int main(int argc, char **argv)
{
	const struct piece *piece = NULL;
	FILE *file;

	for (size_t i = 0; argc == 3 && i < sizeof(pieces) / sizeof(pieces[0]); i++)
		if (strcmp(argv[1], pieces[i].name) == 0)
			piece = pieces + i;
	if (!piece)
		fail("usage: compose PIECE FILE.ogg");
	/* Whole blocks, so that the last write of 0 samples is the end. */
	samples = (int)((piece->bars * 240 / piece->tempo + TAIL) * RATE) / BLOCK * BLOCK;
	for (int bar = 0; bar < piece->bars; bar++)
		play_bar(piece, bar);
	if (piece->rain > 0)
		rain(piece->rain);
	room();
	mix();
	file = fopen(argv[2], "wb");
	if (!file)
		fail("the file cannot be written");
	pack(file, piece->title);
	if (fclose(file))
		fail("the file cannot be written");
	return 0;
}
