/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of the Versatile Express board (ARM DUI 0447, 4.2, Cortex-A series memory map; DUI
 * 0604 for the lines of the A15 daughterboard) and the loop over its devices. No device's
 * behaviour is here.
 */
#include "devices/board.h"

#include <string.h>

enum {
	SPI = 32, /* the first shared peripheral interrupt in the kernel's numbering of lines */
};

/* One row a device; the order is that of enum board_device and of serving equal alarms. */
static const struct board_row {
	const char *name, *compatible;
	uint32_t base, size;
	unsigned line;
	const struct device_ops *ops;
	size_t state; /* offset in struct board */
} rows[BOARD_DEVICES] = {
#define ROW(NAME, COMPATIBLE, BASE, SIZE, LINE, OPS, STATE)                             \
	{                                                                               \
		NAME, COMPATIBLE, BASE, SIZE, LINE, &OPS, offsetof(struct board, STATE) \
	}
#define UART(NAME, BASE, LINE, STATE) \
	ROW(NAME, "arm,pl011", BASE, PL011_SIZE, LINE, pl011_ops, STATE)
#define TIMER(NAME, BASE, LINE, STATE) \
	ROW(NAME, "arm,sp804", BASE, SP804_SIZE, LINE, sp804_ops, STATE)
#define SLOT(NAME, BASE, LINE, STATE) \
	ROW(NAME, "virtio,mmio", BASE, VIRTIO_MMIO_SIZE, LINE, virtio_mmio_ops, STATE)
    [BOARD_SYSREG] = ROW("sysreg", "arm,vexpress-sysreg", 0x1c010000, SYSREG_SIZE, DEVICE_NO_LINE,
	vexpress_sysreg_ops, sysreg),
    [BOARD_UART0] = UART("uart0", 0x1c090000, SPI + 5, uarts[0]),
    [BOARD_UART1] = UART("uart1", 0x1c0a0000, SPI + 6, uarts[1]),
    [BOARD_UART2] = UART("uart2", 0x1c0b0000, SPI + 7, uarts[2]),
    [BOARD_UART3] = UART("uart3", 0x1c0c0000, SPI + 8, uarts[3]),
    [BOARD_TIMER01] = TIMER("timer01", 0x1c110000, SPI + 2, timers[0]),
    [BOARD_TIMER23] = TIMER("timer23", 0x1c120000, SPI + 3, timers[1]),
    [BOARD_VIRTIO0] = SLOT("virtio0", 0x1c130000, SPI + 40, slots[0]),
    [BOARD_VIRTIO1] = SLOT("virtio1", 0x1c130200, SPI + 41, slots[1]),
    [BOARD_VIRTIO2] = SLOT("virtio2", 0x1c130400, SPI + 42, slots[2]),
    [BOARD_VIRTIO3] = SLOT("virtio3", 0x1c130600, SPI + 43, slots[3]),
    [BOARD_RTC] = ROW("rtc", "arm,pl031", 0x1c170000, PL031_SIZE, SPI + 4, pl031_ops, rtc),
    [BOARD_CLCD] = ROW("clcd", "arm,pl111", 0x1c1f0000, PL111_SIZE, SPI + 14, pl111_ops, clcd),
    [BOARD_AACI] = ROW("aaci", "arm,pl041", 0x1c040000, PL041_SIZE, SPI + 11, pl041_ops, aaci),
};

/*
 * The state structures lie in the board itself, so a row needs only an offset to find its own.
 * Wiring between devices (display clock, panel behind its slot) follows the table.
 */
void board_attach(struct board *board, const struct board_config *config)
{
	memset(board, 0, sizeof(*board));
	board->bus = *config->bus;
	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		const struct board_row *row = &rows[i];

		board->devices[i] = (struct device){
		    .name = row->name,
		    .compatible = row->compatible,
		    .base = row->base,
		    .size = row->size,
		    .line = row->line,
		    .ops = row->ops,
		    .bus = &board->bus,
		    .state = (char *)board + row->state,
		};
		/* The display and what sits in a virtio slot master the bus, nothing else. */
		if (row->ops == &virtio_mmio_ops || row->ops == &pl111_ops)
			device_allow(&board->devices[i], config->ram_base, config->ram_size);
	}
	device_allow(&board->devices[BOARD_CLCD], BOARD_VIDEO_RAM_BASE, BOARD_VIDEO_RAM_SIZE);

	struct virtio_mmio *panel_slot = board->devices[BOARD_TOUCH_PANEL].state;
	panel_slot->kind = &virtio_input_kind;
	panel_slot->function = &board->touch;
	board->touch.max_x = config->touch_max_x ? config->touch_max_x : BOARD_TOUCH_MAX;
	board->touch.max_y = config->touch_max_y ? config->touch_max_y : BOARD_TOUCH_MAX;
	if (config->disk_sectors) {
		struct virtio_mmio *disk_slot = board->devices[BOARD_DISK].state;

		disk_slot->kind =
		    config->disk_read_only ? &virtio_blk_kind_read_only : &virtio_blk_kind;
		disk_slot->function = &board->disk;
		board->disk.sectors = config->disk_sectors;
	}
	board->rtc.epoch = config->epoch;
	board->sysreg.display = &board->devices[BOARD_CLCD];
	board_reset(board);
}

void board_reset(struct board *board)
{
	/* In this order the system registers set the display's clock before it resets. */
	for (unsigned i = 0; i < BOARD_DEVICES; i++)
		device_reset(&board->devices[i]);
}

/* A dozen ranges: looked through in order, which is fast enough for a register access. */
struct device *board_find(struct board *board, uint32_t address)
{
	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		struct device *device = &board->devices[i];

		if (address >= device->base && address - device->base < device->size)
			return device;
	}
	return NULL;
}

/* The alarm that is due first: its time, and whose it is. */
static uint64_t first_alarm(const struct board *board, unsigned *device, unsigned *alarm)
{
	uint64_t first = DEVICE_NEVER;

	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		for (unsigned j = 0; j < DEVICE_ALARMS; j++) {
			if (board->devices[i].alarms[j] < first) {
				first = board->devices[i].alarms[j];
				*device = i;
				*alarm = j;
			}
		}
	}
	return first;
}

uint64_t board_next_alarm(const struct board *board)
{
	unsigned device, alarm;

	return first_alarm(board, &device, &alarm);
}

void board_run(struct board *board)
{
	uint64_t now = board->bus.now(board->bus.machine);

	/*
	 * Looked up anew each time, since serving one alarm may set, move or take back others. It
	 * ends because each model sets its next alarm later than the one served.
	 */
	for (;;) {
		unsigned number = 0, alarm = 0;
		uint64_t at = first_alarm(board, &number, &alarm);
		struct device *device = &board->devices[number];

		if (at == DEVICE_NEVER || at > now)
			return;
		/* Off before it is served: the model may set it again. */
		device->alarms[alarm] = DEVICE_NEVER;
		device->ops->alarm(device, alarm, at);
	}
}

/* The middle of pixel `pixel` of `pixels` in a range 0..max: scaling it back finds the pixel. */
static int32_t scale(int32_t pixel, uint32_t pixels, uint32_t max)
{
	if (pixel < 0)
		return 0;
	if ((uint32_t)pixel >= pixels)
		return (int32_t)max;
	int64_t middle = 2 * (int64_t)pixel + 1;

	return (int32_t)(middle * ((int64_t)max + 1) / (2 * (int64_t)pixels));
}

bool board_touch(
    struct board *board, unsigned contact, int32_t x, int32_t y, enum virtio_input_touch what)
{
	const struct pl111_panel *panel = &board->clcd.panel;

	/* Pixels of nothing are nowhere. */
	if (panel->width == 0 || panel->height == 0)
		return false;
	return virtio_input_touch(&board->devices[BOARD_TOUCH_PANEL], contact,
	    scale(x, panel->width, board->touch.max_x), scale(y, panel->height, board->touch.max_y),
	    what);
}

bool board_knows(const char *compatible)
{
	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		if (strcmp(rows[i].compatible, compatible) == 0)
			return true;
	}
	return false;
}

uint64_t board_guest_errors(const struct board *board)
{
	uint64_t errors = 0;

	for (unsigned i = 0; i < BOARD_DEVICES; i++)
		errors += board->devices[i].guest_errors;
	return errors;
}
