/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all device models share: checked register access, interrupt line, alarms, bus-master
 * access through windows, reports, and clock arithmetic. Nothing here knows any one device.
 */
#include "devices/device.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

enum {
	NS_PER_SECOND = 1000 * 1000 * 1000,
};

/*
 * The checks that no model has to repeat. Widths are powers of two, so each is its own bit in
 * `widths`; an access that passes lies wholly inside the device and is aligned to its size.
 */
static bool access_allowed(struct device *device, uint32_t offset, unsigned size, const char *what)
{
	if (size != 1 && size != 2 && size != 4) {
		device_guest_error(device, "%s of %u bytes at 0x%03x", what, size, offset);
		return false;
	}
	if (offset >= device->size || size > device->size - offset) {
		device_guest_error(device, "%s of %u bytes outside, at 0x%x", what, size, offset);
		return false;
	}
	if (offset % size != 0) {
		device_guest_error(
		    device, "%s of %u bytes unaligned, at 0x%03x", what, size, offset);
		return false;
	}
	if ((device->ops->widths & size) == 0) {
		device_guest_error(
		    device, "%s of %u bytes at 0x%03x: wrong width", what, size, offset);
		return false;
	}
	return true;
}

uint32_t device_read(struct device *device, uint32_t offset, unsigned size)
{
	if (!access_allowed(device, offset, size, "read"))
		return 0;
	/* A narrow read of a model that answers in words carries only its own bits. */
	uint32_t value = device->ops->read(device, offset, size);
	return size == 4 ? value : value & ((1u << (8 * size)) - 1);
}

void device_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	if (!access_allowed(device, offset, size, "write"))
		return;
	/* Bits beyond the width came from a wider register of the processor. */
	if (size != 4)
		value &= (1u << (8 * size)) - 1;
	device->ops->write(device, offset, size, value);
}

/*
 * The line goes down before the registers change: a model's reset finds it down and may raise
 * it again only if its reset state really interrupts.
 */
void device_reset(struct device *device)
{
	device_interrupt(device, false);
	for (unsigned i = 0; i < DEVICE_ALARMS; i++)
		device->alarms[i] = DEVICE_NEVER;
	device->ops->reset(device);
}

bool device_allow(struct device *device, uint32_t base, uint32_t size)
{
	/* base + size may be 4 GB exactly, so the last byte is what must not wrap. */
	if (device->window_count == DEVICE_WINDOWS || size == 0 || size - 1 > UINT32_MAX - base)
		return false;
	device->windows[device->window_count++] = (struct device_window){base, size};
	return true;
}

void device_allow_nothing(struct device *device)
{
	device->window_count = 0;
}

uint64_t device_now(const struct device *device)
{
	return device->bus->now(device->bus->machine);
}

void device_interrupt(struct device *device, bool level)
{
	/* A line is a level: the machine is told of its changes only. */
	if (device->level == level)
		return;
	device->level = level;
	if (device->line != DEVICE_NO_LINE)
		device->bus->interrupt(device->bus->machine, device->line, level);
}

void device_set_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	/* An alarm that nobody would serve is a mistake of the model. */
	assert(alarm < DEVICE_ALARMS && device->ops->alarm);
	device->alarms[alarm] = at;
	if (at != DEVICE_NEVER)
		device->bus->alarm(device->bus->machine, at);
}

void *device_memory(struct device *device, uint64_t address, uint64_t size)
{
	for (unsigned i = 0; i < device->window_count; i++) {
		const struct device_window *window = &device->windows[i];
		/* Each difference is taken only where it cannot go below zero. */
		if (address < window->base || size == 0 || size > window->size ||
		    address - window->base > window->size - size)
			continue;
		return device->bus->memory(device->bus->machine, (uint32_t)address, (uint32_t)size);
	}
	return NULL;
}

void device_output(struct device *device, const void *bytes, size_t size)
{
	device->bus->output(device->bus->machine, device, bytes, size);
}

void device_guest_error(struct device *device, const char *format, ...)
{
	/* On the stack: the report is the machine's to keep or to drop. */
	char text[DEVICE_ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	device->guest_errors++;
	device->bus->guest_error(device->bus->machine, device, text);
}

uint32_t device_no_register(struct device *device, uint32_t offset, const char *access)
{
	device_guest_error(device, "%s at 0x%03x: no register there allows it", access, offset);
	return 0;
}

uint32_t device_primecell_id(const uint8_t id[8], uint32_t offset)
{
	return id[offset / 4 % 8];
}

uint64_t device_ticks(uint64_t ns, uint32_t hz)
{
	/* In two parts, so that no product leaves 64 bits. */
	return ns / NS_PER_SECOND * hz + ns % NS_PER_SECOND * hz / NS_PER_SECOND;
}

uint64_t device_tick_time(uint64_t ticks, uint32_t hz)
{
	/*
	 * Rounded up: at the time given the ticks have passed, a nanosecond before they have not.
	 * The whole seconds are taken out first, so the product below stays under 2^64 for any hz.
	 */
	uint64_t seconds = ticks / hz;

	if (seconds >= UINT64_MAX / NS_PER_SECOND - 1)
		return DEVICE_NEVER - 1;
	return seconds * NS_PER_SECOND + (ticks % hz * NS_PER_SECOND + hz - 1) / hz;
}
