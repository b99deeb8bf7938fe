/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts machine and board together and runs them. Here is what devices may ask of the
 * outside: memory, time, interrupts, alarms, and where their output goes.
 */
#include "sim/system.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "sim/file.h"
#include "sim/units.h"

/* Device memory that the kernel hands out, ascending. */
static const struct hal_region device_regions[] = {
    {BOARD_VIDEO_RAM_BASE, 23},
    {BOARD_IO_BASE, 21},
};

_Static_assert(BOARD_VIDEO_RAM_SIZE == 1 << 23 && BOARD_IO_SIZE == 1 << 21, "see device_regions");

/* --- What devices see of the machine -------------------------------------------------- */

static uint64_t bus_now(void *context)
{
	return system_time(context);
}

static void bus_interrupt(void *context, unsigned line, bool level)
{
	struct system *system = context;

	machine_interrupt(system->machine, line, level);
}

static void bus_alarm(void *context, uint64_t at)
{
	struct system *system = context;

	if (!system->alarm.armed || at < system->alarm.when)
		clock_at(&system->machine->clock, &system->alarm, at);
}

static void *bus_memory_of(void *context, uint32_t address, uint32_t size)
{
	struct system *system = context;

	return machine_memory(system->machine, address, size);
}

/* Frames of the sound device. */
static void play(struct system *system, const struct device *device, const void *bytes, size_t size)
{
	uint64_t at = pl041_output_frame(device);
	uint32_t count = (uint32_t)(size / sizeof(struct sound_frame));

	if (system->wav.file)
		sound_file_put(&system->wav, at, bytes, count);
	if (system->heard.file)
		sound_file_put(&system->heard, at, bytes, count);
	speaker_put(system->speaker, at, bytes, count);
}

static void bus_output(void *context, const struct device *device, const void *bytes, size_t size)
{
	struct system *system = context;

	machine_hash_output(system->machine, device->name, bytes, size);
	if (device == &system->board->devices[BOARD_UART0])
		console_write(&system->console, bytes, size);
	if (device == &system->board->devices[BOARD_AACI])
		play(system, device, bytes, size);
}

static void bus_guest_error(void *context, const struct device *device, const char *text)
{
	struct system *system = context;
	uint64_t now = system_time(system);

	if (system->options->verbose)
		fprintf(stderr, "sim: %" PRIu64 ".%06" PRIu64 " s: device '%s': %s\n",
		    now / NS_PER_S, now % NS_PER_S / NS_PER_US, device->name, text);
}

static bool bus_disk(
    void *context, enum device_disk what, uint64_t sector, void *bytes, uint32_t count)
{
	struct system *system = context;
	bool done = disk_do(&system->disk, what, sector, bytes, count);

	if (system->disk.is_cut)
		machine_stop(system->machine);
	return done;
}

static void bus_power(void *context, enum device_power what)
{
	struct system *system = context;

	if (what == DEVICE_REBOOT)
		fputs("sim: the system asked for a restart; it ends here\n", stderr);
	system->off = true;
	machine_stop(system->machine);
}

static void serve_alarms(void *context, uint64_t when)
{
	struct system *system = context;
	uint64_t next;

	(void)when;
	board_run(system->board);
	next = board_next_alarm(system->board);
	if (next != DEVICE_NEVER)
		clock_at(&system->machine->clock, &system->alarm, next);
}

static uint32_t read_register(void *context, uint32_t offset, uint32_t size, bool *error)
{
	(void)error;
	return device_read(context, offset, size);
}

static void write_register(
    void *context, uint32_t offset, uint32_t size, uint32_t value, bool *error)
{
	(void)error;
	device_write(context, offset, size, value);
}

static void watch_trap(void *context, struct machine *machine, const struct trap *trap)
{
	struct system *system = context;

	faults_observe(&system->faults, machine, trap);
}

static void watch_unhandled(
    void *context, struct machine *machine, const struct machine_fault *fault)
{
	struct system *system = context;

	faults_report(&system->fatal, machine_now(machine), fault->thread, fault->fault,
	    fault->address, fault->info, fault->status);
	if (!system_goes_on(system))
		machine_stop(machine);
}

/* --- Building ---------------------------------------------------------------------------- */

static bool connect_board(struct system *system)
{
	struct machine *machine = system->machine;
	const struct device_bus bus = {
	    .machine = system,
	    .now = bus_now,
	    .interrupt = bus_interrupt,
	    .alarm = bus_alarm,
	    .memory = bus_memory_of,
	    .output = bus_output,
	    .guest_error = bus_guest_error,
	    .disk = bus_disk,
	    .power = bus_power,
	};
	const struct board_config config = {
	    .bus = &bus,
	    .ram_base = HAL_RAM_BASE,
	    .ram_size = system->options->ram,
	    .epoch = system->options->date,
	    .disk_sectors = system->disk.sectors,
	    .disk_read_only = system->disk.read_only,
	};

	system->alarm = (struct clock_event){.happen = serve_alarms, .context = system};
	system->board = file_grow(NULL, sizeof(*system->board));
	board_attach(system->board, &config);
	if (!machine_add_memory(machine, BOARD_VIDEO_RAM_BASE, BOARD_VIDEO_RAM_SIZE))
		return false;
	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		struct device *device = &system->board->devices[i];
		const struct bus_registers registers = {
		    .name = device->name,
		    .base = device->base,
		    .size = device->size,
		    .read = read_register,
		    .write = write_register,
		    .context = device,
		};

		if (!machine_add_registers(machine, &registers))
			return false;
	}
	return true;
}

/* What real memory holds when it is switched on is not known: a system that depends on zeroes
 * is found with noise (xorshift64). The kernel's own part it would clear itself. */
static void fill_with_noise(struct system *system)
{
	uint32_t size = system->options->ram - HAL_KERNEL_SIZE;
	uint64_t *words = machine_memory(system->machine, HAL_RAM_BASE + HAL_KERNEL_SIZE, size);
	uint64_t state = system->options->seed;

	for (uint32_t i = 0; i < size / sizeof(*words); i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		words[i] = state;
	}
}

/* Folders where unstripped programs may be: as told, near the simulator, near the description. */
static void add_symbols(struct system *system)
{
	static const char *const places[] = {"programs", "../programs"};
	struct symbols *symbols = &system->faults.symbols;
	char *folder;

	symbols_add_folder(symbols, system->options->symbols);
	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		folder = file_beside_program(places[i]);
		symbols_add_folder(symbols, folder);
		free(folder);
	}
	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		folder = file_beside(system->options->system, places[i]);
		symbols_add_folder(symbols, folder);
		free(folder);
	}
}

static enum exit_code cannot_run(const char *why)
{
	fprintf(stderr, "sim: this computer cannot run the machine: %s\n", why);
	return EXIT_COMPUTER;
}

static enum exit_code boot(struct system *system)
{
	static const char *const reasons[] = {
	    [MACHINE_BOOT_NOT_BLOB] = "this is no device-tree blob",
	    [MACHINE_BOOT_TRUNCATED] = "this blob is truncated",
	    [MACHINE_BOOT_NO_POLICY] = "there is no policy module in the root's first property",
	    [MACHINE_BOOT_BAD_POLICY] =
		"the policy module's image is damaged or does not fit its place",
	    [MACHINE_BOOT_NO_MEMORY] =
		"description and policy module do not fit into the memory (--ram gives more)",
	};
	static const enum exit_code codes[] = {
	    [MACHINE_BOOT_NOT_BLOB] = EXIT_NOT_BLOB,
	    [MACHINE_BOOT_TRUNCATED] = EXIT_TRUNCATED,
	    [MACHINE_BOOT_NO_POLICY] = EXIT_NO_POLICY,
	    [MACHINE_BOOT_BAD_POLICY] = EXIT_NO_POLICY,
	    [MACHINE_BOOT_NO_MEMORY] = EXIT_NO_MEMORY,
	};
	enum machine_boot_result result = machine_boot(system->machine, system->blob.bytes,
	    system->blob.size, device_regions, sizeof(device_regions) / sizeof(device_regions[0]));

	if (result == MACHINE_BOOT_OK)
		return EXIT_DONE;
	if (result == MACHINE_BOOT_FAILED)
		return cannot_run(system->machine->halt.what);
	fprintf(stderr, "sim: %s: %s\n", system->options->system, reasons[result]);
	return codes[result];
}

enum exit_code system_open(struct system *system, const struct options *options)
{
	const struct machine_config config = {.ram_size = options->ram};
	const struct blob_machine machine = {HAL_RAM_BASE, options->ram, board_knows};
	const struct disk_cut cut = {options->disk_cut, options->disk_seed};
	char error[BLOB_ERROR_TEXT], wrong[DISK_ERROR_TEXT];
	const char *why = "out of memory";
	enum exit_code code;

	*system = (struct system){.options = options, .disk.file = -1};
	screen_init(&system->screen);
	code = blob_load(&system->blob, options->system, &machine, error);
	if (code != EXIT_DONE) {
		fprintf(stderr, "sim: %s\n", error);
		return code;
	}
	if (!disk_open(&system->disk, options->disk, &cut, wrong)) {
		fprintf(stderr, "sim: %s\n", wrong);
		return EXIT_DISK;
	}
	system->faults.blob = &system->blob;
	system->faults.tell = options->faults;
	add_symbols(system);
	system->machine = machine_new(&config, &why);
	if (!system->machine || !connect_board(system))
		return cannot_run(why);
	system->machine->check = options->check;
	system->machine->account = options->stats;
	system->machine->watch = (struct machine_watch){system, watch_trap, watch_unhandled};
	if (options->seed)
		fill_with_noise(system);
	return boot(system);
}

bool system_close(struct system *system)
{
	bool good = disk_close(&system->disk);

	machine_free(system->machine);
	free(system->board);
	blob_free(&system->blob);
	console_free(&system->console);
	screen_free(&system->screen);
	symbols_free(&system->faults.symbols);
	*system = (struct system){0};
	return good;
}
