/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The devices of the whole board. An input is a row of steps: register accesses of every width at
 * every offset, time that passes, fingers, bytes that a driver puts into memory, above all rings
 * and descriptors of a hostile one. A model may touch only the memory that it has asked for, until
 * it returns; may say only what changes; and must get on with time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "devices/board.h"
#include "tests/fuzz/poison.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum {
	RAM_BASE = 0x80000000u,
	RAM_SIZE = 1 << 20,
	PAGE = 4096,
	PAGES = RAM_SIZE / PAGE,
	LINES = 160,
	SECTORS = 64,
	GRANTS_MAX = 256, /* pieces of memory asked for within one step */
	STEPS_MAX = 400,
	ALARMS_MAX = 400, /* served within one input */
	QUEUE_SIZE = 8,

	/* Where a tame driver has its queue; the descriptors' buffers are behind. */
	DESCRIPTORS = RAM_BASE + 0x1000,
	AVAILABLE = RAM_BASE + 0x2000,
	USED = RAM_BASE + 0x3000,
	BUFFERS = RAM_BASE + 0x4000,
};

static struct board board;
static struct {
	uint64_t now;
	bool level[LINES];
	uint64_t errors;
	uint64_t alarms;
	bool disk_fails;
	uint16_t offered;
} machine;
/* Without the pictures, which are put back only where there were some. */
static struct board *fresh;
static uint8_t *ram, *video;
static bool dirty[PAGES];
static struct {
	uint8_t *bytes;
	uint32_t size;
} grants[GRANTS_MAX];
static unsigned grant_count;
static uint32_t pixels[PL111_MAX_WIDTH * PL111_MAX_HEIGHT];

#define CHECK(CONDITION) check((CONDITION), #CONDITION)

static void check(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "devices: not so: %s\n", what);
	abort();
}

/* --- The machine ---------------------------------------------------------------------- */

static uint64_t bus_now(void *context)
{
	(void)context;
	return machine.now;
}

static void bus_interrupt(void *context, unsigned line, bool level)
{
	(void)context;
	CHECK(line >= 32 && line < LINES && machine.level[line] != level);
	machine.level[line] = level;
}

static void bus_alarm(void *context, uint64_t at)
{
	(void)context;
	CHECK(at != DEVICE_NEVER);
}

static void *grant(uint8_t *bytes, uint32_t size)
{
	if (grant_count < GRANTS_MAX) {
		grants[grant_count].bytes = bytes;
		grants[grant_count++].size = size;
		unpoison(bytes, size);
	}
	return bytes;
}

static void *bus_memory(void *context, uint32_t address, uint32_t size)
{
	(void)context;
	CHECK(size > 0 && size - 1 <= UINT32_MAX - address);
	if (address >= RAM_BASE && size <= RAM_SIZE && address - RAM_BASE <= RAM_SIZE - size) {
		uint32_t first = (address - RAM_BASE) / PAGE;
		uint32_t last = (address - RAM_BASE + size - 1) / PAGE;

		memset(dirty + first, true, last - first + 1);
		/* More than one step can remember: then it has none. */
		return grant_count < GRANTS_MAX ? grant(ram + (address - RAM_BASE), size) : NULL;
	}
	if (address >= BOARD_VIDEO_RAM_BASE && size <= BOARD_VIDEO_RAM_SIZE &&
	    address - BOARD_VIDEO_RAM_BASE <= BOARD_VIDEO_RAM_SIZE - size)
		return video + (address - BOARD_VIDEO_RAM_BASE);
	return NULL;
}

static void bus_output(void *context, const struct device *device, const void *bytes, size_t size)
{
	const volatile uint8_t *ends = bytes;

	(void)context;
	CHECK(device >= board.devices && device < board.devices + BOARD_DEVICES);
	/* Whoever hears it reads it. */
	if (size > 0)
		(void)(ends[0] + ends[size - 1]);
}

static void bus_guest_error(void *context, const struct device *device, const char *text)
{
	(void)context;
	CHECK(device >= board.devices && device < board.devices + BOARD_DEVICES);
	CHECK(*text && strlen(text) < DEVICE_ERROR_TEXT && !strchr(text, '\n'));
	machine.errors++;
}

static bool bus_disk(
    void *context, enum device_disk what, uint64_t sector, void *bytes, uint32_t count)
{
	(void)context;
	CHECK(sector <= SECTORS && count <= SECTORS - sector);
	if (what == DEVICE_DISK_READ)
		memset(bytes, 0xa5, (size_t)count * 512);
	return !machine.disk_fails;
}

static void bus_power(void *context, enum device_power what)
{
	(void)context;
	CHECK(what == DEVICE_SHUTDOWN || what == DEVICE_REBOOT);
}

static const struct device_bus bus = {
    .now = bus_now,
    .interrupt = bus_interrupt,
    .alarm = bus_alarm,
    .memory = bus_memory,
    .output = bus_output,
    .guest_error = bus_guest_error,
    .disk = bus_disk,
    .power = bus_power,
};

/* What a model asked for is its own no longer. */
static void step_ends(void)
{
	while (grant_count) {
		grant_count--;
		poison(grants[grant_count].bytes, grants[grant_count].size);
	}
	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		const struct device *device = &board.devices[i];

		CHECK(
		    device->line == DEVICE_NO_LINE || machine.level[device->line] == device->level);
	}
	CHECK(machine.errors == board_guest_errors(&board));
}

/* --- The input's bytes ------------------------------------------------------------------ */

static const uint8_t *next;
static size_t left;

static uint32_t take(unsigned bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes && left > 0; i++, left--)
		value |= (uint32_t)*next++ << 8 * i;
	return value;
}

/* --- Steps --------------------------------------------------------------------------------- */

static void write_ram(uint32_t address, const void *bytes, uint32_t size)
{
	memcpy(bus_memory(NULL, address, size), bytes, size);
}

/* A byte says the device, the width and whether it is aligned; two more the offset. */
static void step_access(bool write)
{
	static const unsigned widths[] = {4, 4, 4, 4, 1, 2, 8, 0};
	uint32_t how = take(1), offset = take(2), size = widths[how >> 4 & 7];
	struct device *device = &board.devices[how % BOARD_DEVICES];

	if (!(how & 0x80)) {
		offset %= device->size;
		offset &= size ? ~(size - 1) : UINT32_MAX;
	}
	if (write)
		device_write(device, offset, size, take(4));
	else
		device_read(device, offset, size);
}

/* Time passes, each alarm at its time. */
static void step_time(void)
{
	uint64_t end = machine.now + ((uint64_t)(take(1) + 1) << take(1) % 34);

	while (machine.alarms < ALARMS_MAX) {
		uint64_t at = board_next_alarm(&board);

		if (at > end)
			break;
		if (at > machine.now)
			machine.now = at;
		board_run(&board);
		step_ends();
		CHECK(board_next_alarm(&board) > machine.now);
		machine.alarms++;
	}
	if (machine.alarms < ALARMS_MAX)
		machine.now = end;
}

static void step_touch(void)
{
	uint32_t how = take(1);
	int32_t x = (int16_t)take(2), y = (int16_t)take(2);

	if (how & 0x80)
		virtio_input_touch(&board.devices[BOARD_TOUCH_PANEL], how & 0x1f, x, y,
		    (enum virtio_input_touch)(how >> 5 & 3) % 3);
	else
		board_touch(&board, how & 0x1f, x, y, (enum virtio_input_touch)(how >> 5 & 3) % 3);
}

static void step_poke(void)
{
	uint32_t offset = take(3) % (RAM_SIZE - 4), value = take(4);

	write_ram(RAM_BASE + offset, &value, sizeof(value));
}

/* All that a driver does up to DRIVER_OK. */
static void step_start_queue(void)
{
	uint32_t how = take(1);
	struct device *slot = &board.devices[how & 1 ? BOARD_DISK : BOARD_TOUCH_PANEL];
	const uint32_t writes[][2] = {
	    {VIRTIO_MMIO_STATUS, 0},
	    {VIRTIO_MMIO_STATUS, 1},
	    {VIRTIO_MMIO_STATUS, 3},
	    {VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1},
	    {VIRTIO_MMIO_DRIVER_FEATURES, 1},
	    {VIRTIO_MMIO_STATUS, 11},
	    {VIRTIO_MMIO_QUEUE_SEL, how >> 1 & 1},
	    {VIRTIO_MMIO_QUEUE_NUM, QUEUE_SIZE},
	    {VIRTIO_MMIO_QUEUE_DESC_LOW, DESCRIPTORS},
	    {VIRTIO_MMIO_QUEUE_DRIVER_LOW, AVAILABLE},
	    {VIRTIO_MMIO_QUEUE_DEVICE_LOW, how & 4 ? DESCRIPTORS : USED},
	    {VIRTIO_MMIO_QUEUE_READY, 1},
	    {VIRTIO_MMIO_STATUS, 15},
	};

	for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++)
		device_write(slot, writes[i][0], 4, writes[i][1]);
	machine.offered = 0;
}

/* A descriptor; its address and length are sensible unless it is said otherwise. */
static void step_describe(void)
{
	uint32_t how = take(1), flags = take(1);
	struct virtq_desc descriptor = {.flags = flags & 7, .next = (uint16_t)(flags >> 4)};
	static const uint32_t lengths[] = {1, 8, 16, 512, 1024, 0, 0xffffffff, RAM_SIZE};

	descriptor.length = lengths[how >> 4 & 7];
	descriptor.address = BUFFERS + (how & 0xf) * 1024;
	if (how & 0x80) {
		descriptor.address = take(4) | (uint64_t)take(1) << 32;
		descriptor.length = take(4);
	}
	write_ram(DESCRIPTORS + take(1) % QUEUE_SIZE * (uint32_t)sizeof(descriptor), &descriptor,
	    sizeof(descriptor));
}

/* A request's header, as the disk has it. */
static void step_request(void)
{
	uint32_t how = take(1);
	struct virtio_blk_request request = {.type = how & 0x10 ? take(4) : how >> 5};

	request.sector = how & 0x10 ? take(4) : take(1);
	write_ram(BUFFERS + (how & 0xf) * 1024, &request, sizeof(request));
}

static void step_offer(void)
{
	uint32_t how = take(1);
	uint16_t head = how & 0x0f, index;
	struct device *slot = &board.devices[how & 0x10 ? BOARD_DISK : BOARD_TOUCH_PANEL];

	write_ram(AVAILABLE + 4 + 2 * (machine.offered % QUEUE_SIZE), &head, sizeof(head));
	index = how & 0x80 ? (uint16_t)take(2) : ++machine.offered;
	write_ram(AVAILABLE + 2, &index, sizeof(index));
	if (how & 0x20)
		device_write(slot, VIRTIO_MMIO_QUEUE_NOTIFY, 4, how >> 6 & 1);
}

static void step_other(void)
{
	uint32_t what = take(1);

	switch (what % 8) {
	case 0:
		board_reset(&board);
		break;
	case 1:
		machine.disk_fails = !machine.disk_fails;
		break;
	case 2:
		device_allow_nothing(&board.devices[what / 8 % BOARD_DEVICES]);
		break;
	default:
		device_reset(&board.devices[what / 8 % BOARD_DEVICES]);
		break;
	}
}

static void step(void)
{
	switch (take(1) % 12) {
	case 0:
	case 1:
	case 2:
		step_access(true);
		break;
	case 3:
		step_access(false);
		break;
	case 4:
		step_time();
		break;
	case 5:
		step_touch();
		break;
	case 6:
		step_poke();
		break;
	case 7:
		step_start_queue();
		break;
	case 8:
		step_describe();
		break;
	case 9:
		step_offer();
		break;
	case 10:
		step_request();
		break;
	default:
		step_other();
		break;
	}
	step_ends();
}

/* What the window would do with the picture: into exactly as many pixels as there are. */
static void look(void)
{
	const struct pl111_panel *panel = pl111_panel(&board.devices[BOARD_CLCD]);
	size_t count = (size_t)panel->width * panel->height;
	struct pl111_damage damage;
	uint64_t sequence = 0;

	CHECK(count <= sizeof(pixels) / sizeof(pixels[0]));
	if (count == 0)
		return;
	poison(pixels + count, sizeof(pixels) - count * sizeof(pixels[0]));
	if (pl111_render(panel, &sequence, pixels, panel->width, &damage))
		CHECK(damage.top < damage.bottom && damage.bottom <= panel->height);
	unpoison(pixels, sizeof(pixels));
}

/* --- Inputs ----------------------------------------------------------------------------------- */

/* [begin, end) of the board as it was after the attach. */
static void put_back(size_t begin, size_t end)
{
	memcpy((char *)&board + begin, (const char *)fresh + begin, end - begin);
}

static void start(void)
{
	bool fetched = board.clcd.scanning || board.clcd.panel.width || board.clcd.frame;

	if (fetched) {
		put_back(0, sizeof(board));
	} else {
		put_back(0, offsetof(struct board, clcd.scan));
		put_back(
		    offsetof(struct board, clcd.panel), offsetof(struct board, clcd.panel.bytes));
		put_back(offsetof(struct board, aaci), sizeof(board));
	}
	memset(&machine, 0, sizeof(machine));
	for (unsigned i = 0; i < PAGES; i++) {
		if (!dirty[i])
			continue;
		unpoison(ram + (size_t)i * PAGE, PAGE);
		memset(ram + (size_t)i * PAGE, 0, PAGE);
		poison(ram + (size_t)i * PAGE, PAGE);
		dirty[i] = false;
	}
}

static uint8_t *reserve(size_t size)
{
	void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(bytes != MAP_FAILED);
	return bytes;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	ram = reserve(RAM_SIZE);
	poison(ram, RAM_SIZE);
	video = reserve(BOARD_VIDEO_RAM_SIZE);
	fresh = (struct board *)(void *)reserve(sizeof(board));
	board_attach(&board, &(struct board_config){.bus = &bus,
				 .ram_base = RAM_BASE,
				 .ram_size = RAM_SIZE,
				 .epoch = 1000000000,
				 .disk_sectors = SECTORS});
	memcpy(fresh, &board, sizeof(board));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	start();
	next = data;
	left = size;
	for (unsigned steps = 0; left > 0 && steps < STEPS_MAX; steps++)
		step();
	look();
	return 0;
}
