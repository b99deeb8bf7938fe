/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Measures WAV files (16 bits a sample, one or two channels), as the simulator and QEMU write them.
 *
 * usage: wav info FILE
 *	wav level FILE [MILLISECONDS]		RMS and peak of each window, dBFS (default 100)
 *	wav tones FILE [FROM [SECONDS]]		the two strongest frequencies of each channel
 *	wav gaps FILE [MILLISECONDS [STEP]]	silence within the sound (default 1), and jumps
 *	wav compare FILE FILE [MILLISECONDS]	the same samples, begun at most so much apart
 *
 * 0 dBFS is a full sine for RMS and tones, a full sample for peaks. Silence before and behind the
 * sound counts for nothing in gaps and compare. A jump is where the slope changes by more than STEP
 * (default 8192) from one sample to the next. The status is 0; 1 if there are gaps or
 * jumps, or the sounds differ; 2 for a mistake in the call or a file that cannot be read.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STATUS_DIFFERENT = 1,
	STATUS_CALL = 2,
	FULL = 32768,
	PADDING = 4, /* a transform is so many times as long as what it looks at */
	LOBE = 3,    /* frequency steps of the sound's length that a tone is wide, each way */
	REPORTS = 20,
	FRAMES_MOST = 1 << 21, /* that tones are looked for in */
};

#define PI 3.14159265358979323846

struct sound {
	const char *name;
	uint32_t rate, channels;
	uint32_t frames;
	int16_t *samples; /* those of a frame side by side */
	/* Where it is not silent. */
	uint32_t first, end;
};

static _Noreturn void fail(const char *name, const char *what)
{
	fprintf(stderr, "wav: %s: %s\n", name, what);
	exit(STATUS_CALL);
}

static int16_t sample(const struct sound *sound, uint32_t frame, uint32_t channel)
{
	return sound->samples[frame * sound->channels + channel];
}

static bool silent(const struct sound *sound, uint32_t frame)
{
	for (uint32_t c = 0; c < sound->channels; c++)
		if (sample(sound, frame, c))
			return false;
	return true;
}

static double seconds(const struct sound *sound, uint32_t frames)
{
	return (double)frames / sound->rate;
}

/* --- Reading ------------------------------------------------------------------------------- */

static uint32_t word(const uint8_t *at, unsigned bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* The whole file; *size: its bytes. */
static uint8_t *load(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	uint8_t *bytes = NULL;
	size_t room = 0;

	if (!file)
		fail(name, strerror(errno));
	*size = 0;
	do {
		room = room ? 2 * room : 1 << 16;
		uint8_t *more = realloc(bytes, room);

		if (!more)
			fail(name, strerror(ENOMEM));
		bytes = more;
		*size += fread(bytes + *size, 1, room - *size, file);
	} while (*size == room);
	if (ferror(file))
		fail(name, strerror(errno));
	fclose(file);
	return bytes;
}

static void take_format(struct sound *sound, const uint8_t *chunk, uint32_t size)
{
	if (size < 16 || word(chunk, 2) != 1 || word(chunk + 14, 2) != 16)
		fail(sound->name, "not of 16 bits a sample");
	sound->channels = word(chunk + 2, 2);
	sound->rate = word(chunk + 4, 4);
	if (sound->channels - 1 > 1 || sound->rate < 1000 || sound->rate > 400000)
		fail(sound->name, "neither one channel nor two, or no rate of a sound");
}

/* A file whose writer was stopped says 0 or too much: what is there is taken. */
static struct sound take(const char *name)
{
	struct sound sound = {.name = name};
	size_t size, at = 12;
	uint8_t *bytes = load(name, &size);

	if (size < 12 || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WAVE", 4) != 0)
		fail(name, "not a WAV file");
	while (!sound.samples && size - at >= 8) {
		uint32_t length = word(bytes + at + 4, 4);
		const uint8_t *chunk = bytes + at + 8;
		bool data = memcmp(bytes + at, "data", 4) == 0;

		if (length > size - at - 8 || (data && !length))
			length = (uint32_t)(size - at - 8);
		if (memcmp(bytes + at, "fmt ", 4) == 0)
			take_format(&sound, chunk, length);
		if (data && sound.channels) {
			sound.frames = length / (2 * sound.channels);
			sound.samples = malloc((size_t)length + 2);
			for (uint32_t i = 0; sound.samples && i < length / 2; i++)
				sound.samples[i] = (int16_t)word(chunk + 2 * (size_t)i, 2);
		}
		at += 8 + (size_t)length + (length & 1);
		if (at > size)
			at = size;
	}
	free(bytes);
	if (!sound.samples)
		fail(name, "no samples in it");
	while (sound.first < sound.frames && silent(&sound, sound.first))
		sound.first++;
	sound.end = sound.frames;
	while (sound.end > sound.first && silent(&sound, sound.end - 1))
		sound.end--;
	return sound;
}

/* --- Levels ---------------------------------------------------------------------------------- */

static double decibel(double of_full)
{
	return 20 * log10(of_full + 1e-6);
}

static int level(const struct sound *sound, double milliseconds)
{
	uint32_t window = (uint32_t)(milliseconds * sound->rate / 1000);

	if (window == 0)
		return STATUS_CALL;
	for (uint32_t at = 0; at < sound->frames; at += window) {
		uint32_t count = sound->frames - at < window ? sound->frames - at : window;

		printf("%10.4f s", seconds(sound, at));
		for (uint32_t c = 0; c < sound->channels; c++) {
			double sum = 0;
			int peak = 0;

			for (uint32_t i = 0; i < count; i++) {
				int value = sample(sound, at + i, c);

				sum += (double)value * value;
				peak = abs(value) > peak ? abs(value) : peak;
			}
			printf("  %7.2f rms %7.2f peak", decibel(sqrt(2 * sum / count) / FULL),
			    decibel((double)peak / FULL));
		}
		printf("\n");
	}
	return 0;
}

/* --- Tones ------------------------------------------------------------------------------------ */

/* The discrete Fourier transform of size values, a power of two, in place. */
static void transform(double *re, double *im, uint32_t size)
{
	for (uint32_t i = 1, j = 0; i < size; i++) {
		uint32_t bit = size >> 1;

		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			double r = re[i], m = im[i];

			re[i] = re[j];
			im[i] = im[j];
			re[j] = r;
			im[j] = m;
		}
	}
	for (uint32_t half = 1; half < size; half *= 2) {
		for (uint32_t k = 0; k < half; k++) {
			double c = cos(PI * k / half), s = -sin(PI * k / half);

			for (uint32_t i = k; i < size; i += 2 * half) {
				double r = re[i + half] * c - im[i + half] * s;
				double m = re[i + half] * s + im[i + half] * c;

				re[i + half] = re[i] - r;
				im[i + half] = im[i] - m;
				re[i] += r;
				im[i] += m;
			}
		}
	}
}

/* The strongest frequency among `half` strengths: at a step and a part of one, between neighbours
 * as a parabola has it; what belongs to it is cleared, for the next. */
static void strongest(double *strength, uint32_t half, uint32_t width, double *step, double *height)
{
	uint32_t best = 1;

	for (uint32_t i = 1; i + 1 < half; i++)
		if (strength[i] > strength[best])
			best = i;
	double a = log(strength[best - 1] + 1e-9), b = log(strength[best] + 1e-9);
	double c = log(strength[best + 1] + 1e-9), bow = a - 2 * b + c;
	double off = bow < 0 ? 0.5 * (a - c) / bow : 0;

	*step = best + off;
	*height = exp(b - 0.25 * (a - c) * off);
	for (uint32_t i = best > width ? best - width : 0; i < half && i <= best + width; i++)
		strength[i] = 0;
}

static void tones_of(const struct sound *sound, uint32_t channel, uint32_t from, uint32_t count)
{
	uint32_t size = 2;

	if (!count)
		return;

	while (size < PADDING * count)
		size *= 2;
	double *re = calloc(size, sizeof(*re)), *im = calloc(size, sizeof(*im));

	if (!re || !im)
		fail(sound->name, strerror(ENOMEM));
	/* Hann's window: its sum is half of its length. */
	for (uint32_t i = 0; i < count; i++)
		re[i] = sample(sound, from + i, channel) *
			(0.5 - 0.5 * cos(2 * PI * (i + 0.5) / count));
	transform(re, im, size);
	for (uint32_t i = 0; i < size / 2; i++)
		re[i] = hypot(re[i], im[i]);
	printf("%s", sound->channels == 1 ? "mono " : channel ? "right" : "left ");
	for (int i = 0; i < 2; i++) {
		double step, height;

		strongest(re, size / 2, LOBE * (size / count + 1), &step, &height);
		printf("  %9.2f Hz %7.2f dBFS", step * sound->rate / size,
		    decibel(height * 4 / count / FULL));
	}
	printf("\n");
	free(re);
	free(im);
}

static int tones(const struct sound *sound, double from, double length)
{
	double begin = from * sound->rate, count = length * sound->rate;

	if (begin >= sound->frames)
		fail(sound->name, "is shorter than that");
	if (count > sound->frames - begin)
		count = sound->frames - begin;
	if (count > FRAMES_MOST)
		count = FRAMES_MOST;
	if (count < 16)
		return STATUS_CALL;
	for (uint32_t c = 0; c < sound->channels; c++)
		tones_of(sound, c, (uint32_t)begin, (uint32_t)count);
	return 0;
}

/* --- Gaps, and the same --------------------------------------------------------------------------
 */

/* How much the slope changes at a frame; the two before it are there. */
static int bend(const struct sound *sound, uint32_t frame, uint32_t channel)
{
	return abs(sample(sound, frame, channel) - 2 * sample(sound, frame - 1, channel) +
		   sample(sound, frame - 2, channel));
}

static int gaps(const struct sound *sound, double milliseconds, double step)
{
	uint32_t least = (uint32_t)(milliseconds * sound->rate / 1000), run = 0;
	uint32_t gap_count = 0, jump_count = 0;

	for (uint32_t i = sound->first; i < sound->end; i++) {
		if (silent(sound, i)) {
			run++;
			continue;
		}
		if (run && run >= least && gap_count++ < REPORTS)
			printf("gap at %.4f s: %.4f s\n", seconds(sound, i - run),
			    seconds(sound, run));
		run = 0;
		for (uint32_t c = 0; i >= sound->first + 2 && c < sound->channels; c++)
			if (bend(sound, i, c) > step && jump_count++ < REPORTS)
				printf(
				    "jump at %.4f s: %d\n", seconds(sound, i), bend(sound, i, c));
	}
	printf("%u gaps, %u jumps in %.4f s\n", gap_count, jump_count,
	    seconds(sound, sound->end - sound->first));
	return gap_count || jump_count ? STATUS_DIFFERENT : 0;
}

static int compare(const struct sound *a, const struct sound *b, double milliseconds)
{
	uint32_t length = a->end - a->first, other = b->end - b->first;
	double later = ((double)b->first - a->first) * 1000 / a->rate;

	if (a->rate != b->rate || a->channels != b->channels) {
		printf("different: not of one rate and number of channels\n");
		return STATUS_DIFFERENT;
	}
	for (uint32_t i = 0; i < length && i < other; i++) {
		for (uint32_t c = 0; c < a->channels; c++) {
			int left = sample(a, a->first + i, c), right = sample(b, b->first + i, c);

			if (left == right)
				continue;
			printf("different: frame %u of the sound: %d, not %d\n", i, right, left);
			return STATUS_DIFFERENT;
		}
	}
	if (length != other) {
		printf("different: %u frames, not %u\n", other, length);
		return STATUS_DIFFERENT;
	}
	printf("the same: %u frames; the second begins %.2f ms later\n", length, later);
	if (fabs(later) <= milliseconds)
		return 0;
	printf("different: that is too much\n");
	return STATUS_DIFFERENT;
}

static int info(const struct sound *sound)
{
	printf("%u Hz, %u channels, %u frames, %.4f s; sound from %.4f s to %.4f s\n", sound->rate,
	    sound->channels, sound->frames, seconds(sound, sound->frames),
	    seconds(sound, sound->first), seconds(sound, sound->end));
	return 0;
}

/* --- The call
 * -------------------------------------------------------------------------------------- */

static double number(int argc, char **argv, int index, double otherwise)
{
	char *end;

	if (index >= argc)
		return otherwise;
	double value = strtod(argv[index], &end);

	if (*end || end == argv[index] || !(value >= 0) || value > 1e9)
		fail(argv[index], "not a number");
	return value;
}

static int run(int argc, char **argv, struct sound *sound)
{
	const char *command = argv[1];

	if (!strcmp(command, "info") && argc == 3)
		return info(sound);
	if (!strcmp(command, "level") && argc <= 4)
		return level(sound, number(argc, argv, 3, 100));
	if (!strcmp(command, "tones") && argc <= 5)
		return tones(sound, number(argc, argv, 3, 0), number(argc, argv, 4, 1e6));
	if (!strcmp(command, "gaps") && argc <= 5)
		return gaps(sound, number(argc, argv, 3, 1), number(argc, argv, 4, 8192));
	if (!strcmp(command, "compare") && argc >= 4 && argc <= 5) {
		struct sound other = take(argv[3]);
		int status = compare(sound, &other, number(argc, argv, 4, 1e9));

		free(other.samples);
		return status;
	}
	return STATUS_CALL;
}

int main(int argc, char **argv)
{
	int status = STATUS_CALL;

	if (argc >= 3) {
		struct sound sound = take(argv[2]);

		status = run(argc, argv, &sound);
		free(sound.samples);
	}
	if (status == STATUS_CALL)
		fprintf(stderr, "usage: wav info FILE\n"
				"       wav level FILE [MILLISECONDS]\n"
				"       wav tones FILE [FROM [SECONDS]]\n"
				"       wav gaps FILE [MILLISECONDS [STEP]]\n"
				"       wav compare FILE FILE [MILLISECONDS]\n");
	return status;
}
