/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a device model is, and what the machine offers it. Host code only. A model knows its
 * registers and this header; it knows neither the processor nor the simulator. The devices of a
 * whole board, and the calls by which a machine drives them, are in board.h.
 *
 * Models are functions of their inputs: they know virtual time only, allocate nothing and keep
 * their state in plain structures without host pointers, so a snapshot of them is a memcpy.
 */
#ifndef PITH_DEVICES_DEVICE_H
#define PITH_DEVICES_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct device;

enum device_power {
	DEVICE_SHUTDOWN,
	DEVICE_REBOOT,
};

/* What a disk is asked: sectors of 512 bytes from and to its cache, and to empty that. */
enum device_disk {
	DEVICE_DISK_READ,
	DEVICE_DISK_WRITE,
	DEVICE_DISK_FLUSH,
};

/*
 * What a machine offers its devices. All functions may be called from within a register access
 * and must return without calling a device. `machine` is handed back untouched.
 */
struct device_bus {
	void *machine;

	/* Virtual time in nanoseconds; never goes back. */
	uint64_t (*now)(void *machine);

	/* The level of an interrupt line (number in the kernel's counting: SPI + 32) changed. */
	void (*interrupt)(void *machine, unsigned line, bool level);

	/*
	 * An alarm was set: some device wants to be called at time `at`, which may be earlier than
	 * anything the machine waits for. The machine calls board_run() then.
	 */
	void (*alarm)(void *machine, uint64_t at);

	/*
	 * Physical memory (RAM or video RAM, not registers) as seen by a bus master: the host
	 * address of `size` bytes at `address`, or NULL if not all of them are memory.
	 */
	void *(*memory)(void *machine, uint32_t address, uint32_t size);

	/* What a device shows the world: bytes sent, pixels shown. For a console file, a hash. */
	void (*output)(void *machine, const struct device *device, const void *bytes, size_t size);

	/* Software broke a rule of the device's manual; one line of text without a newline. */
	void (*guest_error)(void *machine, const struct device *device, const char *text);

	/* `count` sectors, all of them the disk's (checked by the model); false: an error of the
	 * disk. NULL where there is none. */
	bool (*disk)(
	    void *machine, enum device_disk what, uint64_t sector, void *bytes, uint32_t count);

	/* The board is to be switched off or started again. */
	void (*power)(void *machine, enum device_power what);
};

/* Widths of a register access in bytes, as bits of device_ops.widths. */
enum {
	DEVICE_WIDTH_8 = 1,
	DEVICE_WIDTH_16 = 2,
	DEVICE_WIDTH_32 = 4,
};

struct device_ops {
	unsigned widths; /* DEVICE_WIDTH_*: what the device's bus interface can carry */

	/*
	 * A register access: inside the device, aligned to its size, of a width in `widths`.
	 * What the manual does not allow is reported by device_guest_error(), reads as 0 and
	 * writes nothing.
	 */
	uint32_t (*read)(struct device *device, uint32_t offset, unsigned size);
	void (*write)(struct device *device, uint32_t offset, unsigned size, uint32_t value);

	/* Puts the registers into their reset state; lines down, alarms off already. */
	void (*reset)(struct device *device);

	/*
	 * The alarm of this number is due since `at`, which may be a little before now. It is off
	 * until it is set again. NULL if the model sets none.
	 */
	void (*alarm)(struct device *device, unsigned alarm, uint64_t at);
};

/* Memory that a bus master may touch; what lies outside answers with a bus error. */
struct device_window {
	uint32_t base;
	uint32_t size; /* in bytes; base + size may reach 4 GB */
};

enum {
	DEVICE_ALARMS = 2,
	DEVICE_WINDOWS = 4,
	DEVICE_ERROR_TEXT = 160,
	DEVICE_NO_LINE = 0, /* line of a device that never interrupts */
};

#define DEVICE_NEVER UINT64_MAX

struct device {
	/* Wiring: set once at attach, the same in every snapshot. */
	const char *name;	/* the label in the board's device tree, "uart0" */
	const char *compatible; /* the binding it satisfies, "arm,pl011" */
	uint32_t base;		/* physical address of its registers */
	uint32_t size;		/* of its registers, in bytes */
	unsigned line;		/* interrupt line (SPI + 32), or DEVICE_NO_LINE */
	const struct device_ops *ops;
	const struct device_bus *bus;
	void *state; /* the model's own structure */
	struct device_window windows[DEVICE_WINDOWS];
	unsigned window_count;

	/* State. */
	bool level;			/* of the interrupt line */
	uint64_t alarms[DEVICE_ALARMS]; /* when each is due, or DEVICE_NEVER */
	uint64_t guest_errors;		/* reported so far */
};

/* For the machine: one register access at `offset` from the device's base, `size` 1, 2, 4 bytes. */
uint32_t device_read(struct device *device, uint32_t offset, unsigned size);
void device_write(struct device *device, uint32_t offset, unsigned size, uint32_t value);

/* Resets one device: line down, alarms off, registers at their reset values. */
void device_reset(struct device *device);

/*
 * Lets a bus master reach `size` bytes from `base`. Returns false when DEVICE_WINDOWS windows are
 * open already or the window is empty or reaches beyond 4 GB.
 */
bool device_allow(struct device *device, uint32_t base, uint32_t size);

/* Closes all windows: from now on every access as a bus master is an error. */
void device_allow_nothing(struct device *device);

/* For models: virtual time in nanoseconds. */
uint64_t device_now(const struct device *device);

/* For models: sets the level of the device's interrupt line; only changes reach the machine. */
void device_interrupt(struct device *device, bool level);

/* For models: ops->alarm(device, alarm) is called at time `at`; DEVICE_NEVER takes it back. */
void device_set_alarm(struct device *device, unsigned alarm, uint64_t at);

/*
 * For models: the host address of `size` > 0 bytes of memory at physical `address` for the device
 * as bus master, or NULL for a bus error: outside its windows or no memory. 64-bit so that no
 * guest-chosen sum can wrap.
 */
void *device_memory(struct device *device, uint64_t address, uint64_t size);

/* For models: bytes that leave the machine. */
void device_output(struct device *device, const void *bytes, size_t size);

/* For models: counts and reports a rule broken by software; printf-like, cut to one line. */
void device_guest_error(struct device *device, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* For models: reports a "read" or "write" where the manual allows none; returns what is read: 0. */
uint32_t device_no_register(struct device *device, uint32_t offset, const char *access);

/* For models: byte `offset` / 4 of a PrimeCell's eight identification words. */
uint32_t device_primecell_id(const uint8_t id[8], uint32_t offset);

/*
 * Clocks without drift: how many ticks of `hz` have passed after `ns` nanoseconds (rounded down),
 * and the first nanosecond at which that many ticks have passed (rounded up). Exact for hz up to
 * 1 GHz and times up to 500 years; device_tick_time saturates at DEVICE_NEVER - 1.
 */
uint64_t device_ticks(uint64_t ns, uint32_t hz);
uint64_t device_tick_time(uint64_t ticks, uint32_t hz);

#endif
