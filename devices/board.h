/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Versatile Express board with a Cortex-A15 as the simulator models it: which device is at
 * which address and line, in one table, and what a machine calls to drive them all. The same map
 * as a device tree is boards/vexpress-a15.dtsi.
 *
 * Use: fill a bus and a config, board_attach; on each access to a register board_find and
 * device_read or device_write; whenever the time of board_next_alarm has come, board_run.
 * A struct board holds no pointer to anything but itself, code and the bus: copied away and back
 * to the same place, it is a snapshot.
 */
#ifndef PITH_DEVICES_BOARD_H
#define PITH_DEVICES_BOARD_H

#include "devices/device.h"
#include "devices/pl011/model.h"
#include "devices/pl031/model.h"
#include "devices/pl041/model.h"
#include "devices/pl111/model.h"
#include "devices/sp804/model.h"
#include "devices/vexpress_sysreg/model.h"
#include "devices/virtio_blk/model.h"
#include "devices/virtio_input/model.h"
#include "devices/virtio_mmio/model.h"

enum board_device {
	BOARD_SYSREG,
	BOARD_UART0,
	BOARD_UART1,
	BOARD_UART2,
	BOARD_UART3,
	BOARD_TIMER01,
	BOARD_TIMER23,
	BOARD_VIRTIO0,
	BOARD_VIRTIO1,
	BOARD_VIRTIO2, /* the disk, if there is one */
	BOARD_VIRTIO3, /* the touch panel; slots fill from the top, as in other machines */
	BOARD_RTC,
	BOARD_CLCD,
	BOARD_AACI,
	BOARD_DEVICES,
};

enum {
	BOARD_UARTS = 4,
	BOARD_TIMERS = 2,
	BOARD_SLOTS = 4,
	BOARD_TOUCH_PANEL = BOARD_VIRTIO3,
	BOARD_DISK = BOARD_VIRTIO2,

	BOARD_VIDEO_RAM_BASE = 0x18000000, /* plain memory, which the machine maps */
	BOARD_VIDEO_RAM_SIZE = 8 << 20,
	/* Device memory that a kernel may hand out: the I/O peripherals in one aligned piece. */
	BOARD_IO_BASE = 0x1c000000,
	BOARD_IO_SIZE = 2 << 20,

	BOARD_TOUCH_MAX = 32767, /* default range of the touch panel, as other machines have it */
};

struct board_config {
	const struct device_bus *bus;	   /* copied */
	uint32_t ram_base, ram_size;	   /* what bus masters may reach beside video RAM */
	uint32_t epoch;			   /* the clock's seconds since 1970 at virtual time 0 */
	uint32_t touch_max_x, touch_max_y; /* 0: BOARD_TOUCH_MAX */
	uint64_t disk_sectors;		   /* of 512 bytes; 0: no disk */
	bool disk_read_only;
};

struct board {
	struct device_bus bus;
	struct device devices[BOARD_DEVICES];

	struct vexpress_sysreg sysreg;
	struct pl011 uarts[BOARD_UARTS];
	struct sp804 timers[BOARD_TIMERS];
	struct virtio_mmio slots[BOARD_SLOTS];
	struct virtio_input touch;
	struct virtio_blk disk;
	struct pl031 rtc;
	struct pl111 clcd;
	struct pl041 aaci;
};

/*
 * Wires all devices and resets them. The display may fetch from video RAM and RAM, virtio slots
 * reach RAM; device_allow_nothing and device_allow narrow that afterwards. `board` is large:
 * keep it static or allocate it; its bytes may be anything before.
 */
void board_attach(struct board *board, const struct board_config *config);

/* As the reset button: all devices, but what lives on a battery. */
void board_reset(struct board *board);

/* The device whose registers are at a physical address, or NULL. */
struct device *board_find(struct board *board, uint32_t address);

/* When the next alarm is due, DEVICE_NEVER if none. */
uint64_t board_next_alarm(const struct board *board);

/* Serves all alarms due by now, in order of their time, then of the table. */
void board_run(struct board *board);

/*
 * A finger on the glass, in pixels of the display's current frame; scaled to the touch panel's
 * range. Returns as virtio_input_touch does, false too while there is no picture.
 */
bool board_touch(
    struct board *board, unsigned contact, int32_t x, int32_t y, enum virtio_input_touch what);

/* Whether a node of a device tree with this `compatible` is a device that the board models. */
bool board_knows(const char *compatible);

/* Rules broken by software so far, over all devices. */
uint64_t board_guest_errors(const struct board *board);

#endif
