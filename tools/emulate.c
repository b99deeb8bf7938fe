/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the image of a board in QEMU: its console on standard output, in a window or without one;
 * then touched by one of the simulator's scripts (one finger: QEMU's panel has no more) and
 * looked at, pictures and memory. Pictures are as the simulator takes them: QEMU's are reduced to
 * 16 bits a pixel and spread again as there. QEMU is steered by its machine protocol (QMP).
 *
 * usage: emulate [-M MACHINE] [-m MEGABYTES] [-s SCRIPT] [-p PICTURE.png] [-t SECONDS] [-w]
 *	[-a SOUND.wav] [-d DISK] [-D DATE] IMAGE [OPTION...]
 *
 * -M: QEMU's name of the board, and ours: vexpress-a15 if nothing is said. -t: end after so much
 *real time; without it the run ends when the system switches the machine off, or the script says
 *"quit". -w: with a window. -a: what is played, as a WAV file; without it, nothing hears it. -d: a
 *file that is the disk, as the simulator's --disk FILE. -D: what the clock shows at the start, else
 *as in the simulator this computer's time in a window and always the same without. OPTIONs are
 *QEMU's. The status is 0, 1 if the script expects what does not come, 2 for a mistake in the call,
 *3 if something fails.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "sim/console.h"
#include "sim/options.h"
#include "sim/player.h"
#include "sim/png.h"
#include "sim/units.h"

enum {
	STATUS_EXPECTATION = 1,
	STATUS_CALL = 2,
	STATUS_FAILED = 3,
	ARGUMENTS_MAX = 64,
	LINE_SIZE = 65536,
	TURN_MS = 4,
	RAM_BASE = 0x80000000,
	MEGABYTES_MAX = 2048,
	PATH_SIZE = 4096,
	PANEL_MAX = 32768, /* QEMU's panel has so many places in each direction */
};

struct machine {
	pid_t pid;
	int console_fd, control_fd;
	struct console console;
	FILE *control;
	bool gone;
	char line[LINE_SIZE]; /* the control's last answer */
	uint32_t *pixels, width, height;
	/* The program counter was this since that time; waiting, it is always the same. */
	char place[32];
	uint64_t idle_since;
	char picture[64]; /* where QEMU leaves a picture */
	uint64_t megabytes;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "emulate: %s: %s\n", what, strerror(errno));
	exit(STATUS_FAILED);
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec;
}

/* --- QEMU ---------------------------------------------------------------------------- */

/* What is started. */
struct setup {
	const char *board, *memory, *image, *disk;
	const char *sound; /* what QEMU is told of it */
	uint32_t date;	   /* 0: this computer's time */
	bool window;
	char **options;
	int count; /* of options */
};

/* QEMU's words for a disk: in the slot below the panel's, as slots fill from the top. */
static const char *drive(const char *name)
{
	static char text[PATH_SIZE];
	size_t used = (size_t)snprintf(text, sizeof(text), "if=none,id=disk,format=raw,file=");

	/* A comma in a name is doubled. */
	for (; *name && used < sizeof(text) - 2; name++) {
		if (*name == ',')
			text[used++] = ',';
		text[used++] = *name;
	}
	text[used] = 0;
	return text;
}

/* The clock then goes with the machine's own time, however fast that is. */
static void tell_date(uint32_t date, char text[64])
{
	time_t seconds = date;
	struct tm broken;

	if (!gmtime_r(&seconds, &broken) ||
	    !strftime(text, 64, "base=%Y-%m-%dT%H:%M:%S,clock=vm", &broken))
		fail("the date");
}

static void start(struct machine *machine, const struct setup *setup)
{
	const char *arguments[ARGUMENTS_MAX] = {"qemu-system-arm", "-M", setup->board, "-m",
	    setup->memory, "-kernel", setup->image, "-audiodev", setup->sound, "-global",
	    "pl041.audiodev=sound", "-chardev", "stdio,id=console,signal=off", "-serial",
	    "chardev:console", "-chardev", "socket,id=control,fd=3", "-mon",
	    "chardev=control,mode=control", "-monitor", "none"};
	/* Only QEMU's Versatile Express has a place for a panel. */
	static const char *const panel[] = {
	    "-global", "virtio-mmio.force-legacy=false", "-device", "virtio-tablet-device"};
	int console[2], control[2], used = 0;
	static char date[64];

	while (arguments[used])
		used++;
	for (size_t i = 0; i < sizeof(panel) / sizeof(panel[0]); i++)
		if (strncmp(setup->board, "vexpress", strlen("vexpress")) == 0)
			arguments[used++] = panel[i];
	if (setup->disk) {
		arguments[used++] = "-drive";
		arguments[used++] = drive(setup->disk);
		arguments[used++] = "-device";
		arguments[used++] = "virtio-blk-device,drive=disk";
	}
	if (setup->date)
		tell_date(setup->date, date);
	arguments[used++] = "-rtc";
	arguments[used++] = setup->date ? date : "base=localtime";
	if (!setup->window) {
		arguments[used++] = "-display";
		arguments[used++] = "none";
	}
	for (int i = 0; i < setup->count && used < ARGUMENTS_MAX - 1; i++)
		arguments[used++] = setup->options[i];
	if (pipe(console) || socketpair(AF_UNIX, SOCK_STREAM, 0, control))
		fail("a pipe");
	machine->pid = fork();
	if (machine->pid < 0)
		fail("a process");
	if (machine->pid == 0) {
		/* It does not outlive us. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(console[1], 1);
		dup2(control[1], 3);
		if (control[1] != 3)
			close(control[1]);
		execvp(arguments[0], (char **)(void *)arguments);
		fail("qemu-system-arm");
	}
	close(console[1]);
	close(control[1]);
	machine->console_fd = console[0];
	machine->control_fd = control[0];
	machine->control = fdopen(control[0], "r");
	if (!machine->control)
		fail("the control");
}

/* Takes what is on the console; false when nothing will ever come again. */
static bool listen_for(struct machine *machine, int milliseconds)
{
	struct pollfd poll_fd = {.fd = machine->console_fd, .events = POLLIN};
	char bytes[4096];
	ssize_t size;

	if (poll(&poll_fd, 1, milliseconds) <= 0)
		return true;
	size = read(machine->console_fd, bytes, sizeof(bytes));
	if (size > 0) {
		console_write(&machine->console, bytes, (size_t)size);
		console_flush(&machine->console);
	}
	machine->gone = size == 0;
	return size > 0;
}

/* One command, one answer; false if QEMU is gone. Its console is listened to meanwhile, or it
 * could wait for us while we wait for it. */
static bool command(struct machine *machine, const char *text)
{
	if (dprintf(machine->control_fd, "%s\n", text) < 0)
		return false;
	for (;;) {
		struct pollfd fds[] = {{.fd = machine->control_fd, .events = POLLIN},
		    {.fd = machine->console_fd, .events = POLLIN}};

		if (poll(fds, 2, -1) < 0)
			return false;
		if (fds[1].revents && !listen_for(machine, 0))
			return false;
		if (!fds[0].revents)
			continue;
		do {
			if (!fgets(machine->line, sizeof(machine->line), machine->control))
				return false;
			if (strstr(machine->line, "\"error\"")) {
				fprintf(
				    stderr, "emulate: QEMU refuses %s: %s", text, machine->line);
				exit(STATUS_FAILED);
			}
		} while (!strstr(machine->line, "\"return\""));
		return true;
	}
}

/* --- Looking -------------------------------------------------------------------------- */

/* Five or six bits of a colour, spread to eight as the simulator does. */
static uint32_t spread(uint32_t byte, unsigned bits)
{
	uint32_t value = byte >> (8 - bits);

	return value << (8 - bits) | value >> (2 * bits - 8);
}

/* QEMU's picture, a binary PPM file, to machine->pixels. */
static bool look(struct machine *machine)
{
	unsigned width, height;
	char text[128];
	bool done = false;
	FILE *file;

	snprintf(text, sizeof(text),
	    "{\"execute\":\"screendump\",\"arguments\":{\"filename\":\"%s\"}}", machine->picture);
	if (!command(machine, text))
		return false;
	file = fopen(machine->picture, "rb");
	if (!file)
		return false;
	if (fscanf(file, "P6 %u %u 255", &width, &height) == 2 && fgetc(file) == '\n' && width &&
	    height && width <= 4096 && height <= 4096) {
		uint32_t *pixels = realloc(machine->pixels, sizeof(*pixels) * width * height);

		if (!pixels)
			fail("a picture");
		machine->pixels = pixels;
		machine->width = width;
		machine->height = height;
		done = true;
		for (uint32_t i = 0; i < width * height; i++) {
			int red = fgetc(file), green = fgetc(file), blue = fgetc(file);

			done = done && blue != EOF;
			pixels[i] = spread((uint8_t)red, 5) << 16 | spread((uint8_t)green, 6) << 8 |
				    spread((uint8_t)blue, 5);
		}
	}
	fclose(file);
	unlink(machine->picture);
	return done;
}

static bool picture(struct machine *machine, const char *name)
{
	if (look(machine) && png_write(name, machine->pixels, machine->width, machine->height))
		return true;
	fprintf(stderr, "emulate: %s: no picture could be taken or written\n", name);
	return false;
}

/* Where the processor is: always there while it waits for an interrupt. */
static void watch(struct machine *machine)
{
	const char *place;

	if (!command(machine,
		"{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":"
		"\"info registers\"}}"))
		return;
	place = strstr(machine->line, "R15=");
	if (!place || strncmp(place, machine->place, 12) != 0 || machine->console.fresh)
		machine->idle_since = now();
	if (place)
		snprintf(machine->place, sizeof(machine->place), "%.12s", place);
}

/* --- What a script acts on ------------------------------------------------------------- */

static bool world_touch(
    void *context, enum player_touch what, unsigned finger, struct script_point at)
{
	struct machine *machine = context;
	char text[512];
	int used;

	if (finger) {
		fprintf(stderr, "emulate: QEMU's panel knows one finger, not finger %u\n", finger);
		return false;
	}
	if (!machine->width && !look(machine))
		return false;
	used = snprintf(
	    text, sizeof(text), "{\"execute\":\"input-send-event\",\"arguments\":{\"events\":[");
	/* Where a finger is lifted is where it was. */
	if (what != PLAYER_UP)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
		    "{\"type\":\"abs\",\"data\":{\"axis\":\"x\",\"value\":%u}},"
		    "{\"type\":\"abs\",\"data\":{\"axis\":\"y\",\"value\":%u}}",
		    (at.x * 2u + 1) * PANEL_MAX / (2 * machine->width),
		    (at.y * 2u + 1) * PANEL_MAX / (2 * machine->height));
	if (what != PLAYER_MOVE)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
		    "%s{\"type\":\"btn\",\"data\":{\"button\":\"left\",\"down\":%s}}",
		    what == PLAYER_DOWN ? "," : "", what == PLAYER_DOWN ? "true" : "false");
	snprintf(text + used, sizeof(text) - (size_t)used, "]}}");
	machine->idle_since = now();
	return command(machine, text);
}

static bool world_picture(void *context, const char *file)
{
	return picture(context, file);
}

/* The memory of a moment: the machine stands still, unless it has been switched off (then it
 * does already; QEMU's -no-shutdown keeps it). */
static bool world_arena(void *context, const char *file)
{
	struct machine *machine = context;
	bool runs;
	char text[PATH_SIZE + 128];

	if (strpbrk(file, "\"\\") || strlen(file) >= PATH_SIZE) {
		fprintf(stderr, "emulate: %s: not a name that QEMU can be told\n", file);
		return false;
	}
	if (!command(machine, "{\"execute\":\"query-status\"}"))
		return false;
	runs = strstr(machine->line, "\"running\": true");
	snprintf(text, sizeof(text),
	    "{\"execute\":\"pmemsave\",\"arguments\":{\"val\":%u,\"size\":%llu,"
	    "\"filename\":\"%s\"}}",
	    (unsigned)RAM_BASE, (unsigned long long)machine->megabytes << 20, file);
	return (!runs || command(machine, "{\"execute\":\"stop\"}")) && command(machine, text) &&
	       (!runs || command(machine, "{\"execute\":\"cont\"}"));
}

static bool world_idle(void *context, uint64_t since, uint64_t duration)
{
	struct machine *machine = context;

	if (machine->idle_since > since)
		since = machine->idle_since;
	return now() >= since + duration;
}

static bool world_console(void *context, const char *text)
{
	struct machine *machine = context;

	return console_find(&machine->console, text);
}

static uint32_t world_hash(void *context)
{
	struct machine *machine = context;

	return look(machine) ? png_hash(machine->pixels, machine->width, machine->height) : 0;
}

/* The run itself: until the machine or the script or the time is at its end. */
static int run(struct machine *machine, const struct script *script, uint64_t limit)
{
	const struct player_world world = {.context = machine,
	    .touch = world_touch,
	    .screenshot = world_picture,
	    .arena = world_arena,
	    .idle = world_idle,
	    .console = world_console,
	    .screen_hash = world_hash};
	enum player_result result = PLAYER_GO_ON;
	uint64_t begun = now();
	struct player player;

	if (script)
		player_start(&player, script, &world);
	if (!command(machine, "{\"execute\":\"qmp_capabilities\"}"))
		return 0;
	while (listen_for(machine, TURN_MS)) {
		if (limit && now() - begun >= limit)
			break;
		if (!script || result != PLAYER_GO_ON)
			continue;
		watch(machine);
		result = player_run(&player, now() - begun);
		if (result == PLAYER_QUIT)
			break;
		if (result == PLAYER_FAILED || result == PLAYER_OUTPUT)
			break;
	}
	if (script && result == PLAYER_GO_ON)
		result = player_finish(&player, now() - begun);
	if (result == PLAYER_FAILED) {
		fprintf(stderr, "emulate: %s\n", player.error);
		return STATUS_EXPECTATION;
	}
	return result == PLAYER_OUTPUT ? STATUS_FAILED : 0;
}

/* What QEMU is told of a file for the sound, at the rate that our systems play. */
static const char *sound_file(char text[PATH_SIZE + 128], const char *name)
{
	/* In QEMU's options a comma is written twice; nobody needs one. */
	if (strchr(name, ',') || strlen(name) >= PATH_SIZE) {
		fprintf(stderr, "emulate: %s: not a name that QEMU can be told\n", name);
		exit(STATUS_CALL);
	}
	snprintf(text, PATH_SIZE + 128, "wav,id=sound,path=%s,out.frequency=48000", name);
	return text;
}

/* QEMU's end: it completes its files if it is asked, but would say so if it had a window. */
static void end(struct machine *machine)
{
	uint64_t begun = now();

	if (machine->gone || dprintf(machine->control_fd, "{\"execute\":\"quit\"}\n") < 0)
		begun = 0;
	while (now() - begun < NS_PER_S) {
		if (waitpid(machine->pid, 0, WNOHANG) == machine->pid)
			return;
		listen_for(machine, TURN_MS);
	}
	kill(machine->pid, SIGKILL);
	waitpid(machine->pid, 0, 0);
}

int main(int argc, char **argv)
{
	struct setup setup = {.board = "vexpress-a15", .memory = "128", .sound = "none,id=sound"};
	char sound[PATH_SIZE + 128];
	const char *script_name = 0, *picture_name = 0;
	char error[SCRIPT_ERROR_TEXT];
	static struct machine machine;
	struct script script = {0};
	uint64_t limit = 0;
	int option, status;

	while ((option = getopt(argc, argv, "+M:m:s:p:t:wa:d:D:")) != -1) {
		if (option == 'M')
			setup.board = optarg;
		else if (option == 'm')
			setup.memory = optarg;
		else if (option == 's')
			script_name = optarg;
		else if (option == 'p')
			picture_name = optarg;
		else if (option == 'a')
			setup.sound = sound_file(sound, optarg);
		else if (option == 'd')
			setup.disk = optarg;
		else if (option == 'w')
			setup.window = true;
		else if (option == 'D' && units_date(optarg, &setup.date))
			continue;
		else if (option != 't' || !units_time(optarg, &limit))
			optind = argc; /* says how it is used */
	}
	if (!setup.window && !setup.date)
		setup.date = OPTIONS_DATE;
	if (!units_number(setup.memory, MEGABYTES_MAX, &machine.megabytes))
		optind = argc;
	if (optind >= argc) {
		fprintf(stderr, "usage: emulate [-M MACHINE] [-m MEGABYTES] [-s SCRIPT] "
				"[-p PICTURE.png] [-t TIME] [-w] [-a SOUND.wav] [-d DISK] "
				"[-D DATE] IMAGE [QEMU OPTION...]\n");
		return STATUS_CALL;
	}
	if (script_name && !script_read(&script, script_name, error)) {
		fprintf(stderr, "emulate: %s\n", error);
		return STATUS_CALL;
	}
	signal(SIGPIPE, SIG_IGN);
	snprintf(machine.picture, sizeof(machine.picture), "/tmp/emulate-%d.ppm", (int)getpid());
	console_copy_to(&machine.console, stdout);
	setup.image = argv[optind];
	setup.options = argv + optind + 1;
	setup.count = argc - optind - 1;
	start(&machine, &setup);
	status = run(&machine, script_name ? &script : 0, limit);
	if (!machine.gone && picture_name && !picture(&machine, picture_name) && !status)
		status = STATUS_FAILED;
	if (setup.sound == sound) {
		end(&machine);
	} else {
		kill(machine.pid, SIGKILL); /* it would say so if it were asked */
		waitpid(machine.pid, 0, 0);
	}
	script_free(&script);
	console_free(&machine.console);
	free(machine.pixels);
	return status;
}
