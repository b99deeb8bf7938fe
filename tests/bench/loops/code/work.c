/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loops as programs have them: arithmetic in registers, a checksum by table beside a
 * copy, stores. Nothing here calls anybody, so the object code is all there is to them.
 */
#include "work.h"

enum { CRC_BYTES = 4096, BUFFER_WORDS = 4096, CRC_POLYNOMIAL = 0xedb88320 };

static uint32_t from[BUFFER_WORDS], to[BUFFER_WORDS];
static uint32_t table[256];

uint32_t work_register(uint32_t rounds)
{
	uint32_t a = 1, b = 2, c = 3, d = 4;

	for (uint32_t i = 0; i < rounds; i++) {
		a += b ^ i;
		d = (d ^ a) << 7 | (d ^ a) >> 25;
		c += d;
		b = (b ^ c) << 12 | (b ^ c) >> 20;
		a = a * 5 + b;
		c ^= a >> 3;
	}
	return a ^ b ^ c ^ d;
}

static void make_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;

		for (int bit = 0; bit < 8; bit++)
			value = value & 1 ? value >> 1 ^ CRC_POLYNOMIAL : value >> 1;
		table[i] = value;
	}
}

static uint32_t crc(const uint8_t *bytes, uint32_t length, uint32_t value)
{
	value = ~value;
	for (uint32_t i = 0; i < length; i++)
		value = table[(value ^ bytes[i]) & 0xff] ^ value >> 8;
	return ~value;
}

static void copy(uint32_t *restrict target, const uint32_t *restrict source, uint32_t words)
{
	for (uint32_t i = 0; i < words; i += 4) {
		uint32_t a = source[i], b = source[i + 1], c = source[i + 2], d = source[i + 3];

		target[i] = a;
		target[i + 1] = b;
		target[i + 2] = c;
		target[i + 3] = d;
	}
}

uint32_t work_crc(uint32_t rounds)
{
	uint32_t value = 0;

	make_table();
	for (uint32_t i = 0; i < BUFFER_WORDS; i++)
		from[i] = i * 2654435761u;
	for (uint32_t i = 0; i < rounds; i++) {
		from[i % BUFFER_WORDS] ^= value;
		value = crc((const uint8_t *)from, CRC_BYTES, value);
		copy(to, from, BUFFER_WORDS);
	}
	return value ^ to[BUFFER_WORDS - 1];
}

uint32_t work_store(uint32_t rounds)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < rounds; i++) {
		for (uint32_t *p = to; p < to + BUFFER_WORDS; p += 8) {
			p[0] = value;
			p[1] = i;
			p[2] = value;
			p[3] = i;
			p[4] = value;
			p[5] = i;
			p[6] = value;
			p[7] = i;
			value += 3;
		}
	}
	return to[0] ^ to[BUFFER_WORDS - 1];
}

uint32_t work_short(uint32_t rounds)
{
	uint32_t value = 1;

	do
		value ^= value << 1;
	while (--rounds);
	return value;
}

uint32_t work_do(enum work work, uint32_t units)
{
	switch (work) {
#define X(NAME, name, unit) \
	case WORK_##NAME:   \
		return work_##name(units * (unit));
		WORK(X)
#undef X
	default:
		return 0;
	}
}
