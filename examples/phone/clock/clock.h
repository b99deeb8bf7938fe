/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clock: an alarm, a stopwatch, a timer, and what rings. Every public function, under its file.
 */
#ifndef PHONE_CLOCK_H
#define PHONE_CLOCK_H

#include "pith/proto/audio.h"
#include "user/ui/app.h"
#include "user/ui/control.h"

enum {
	SIGNAL_MINUTE = 1 << 0, /* a full minute, or the clock was set */
	SIGNAL_ALARM = 1 << 1,
	SIGNAL_TIMER = 1 << 2,
	SIGNAL_LIMIT = 1 << 3, /* it has rung long enough */
	SIGNAL_SOUND = 1 << 4, /* room for more */

	TIMER_END = 0, /* timers, by number */
	TIMER_LIMIT = 1,

	BUTTON_HEIGHT = 56,
	TIME_TEXT = 24, /* bytes of a time as text */
	SECOND = 1000000000,
};

/* One of the three screens, all of which have the same coordinates. All but draw() and touch() may
 * be NULL. */
struct page {
	void (*start)(void);
	void (*draw)(const struct canvas *canvas);
	void (*touch)(const struct input_event *event);
	/* It is seen, and at rest. True: it wants another frame. */
	bool (*frame)(uint64_t now);
	/* At the start, and when servers may have been restarted. */
	void (*meet)(void);
};

/* What can ring. */
struct call {
	const char *name;
	const char *more; /* on the button beside "Stop" */
	void (*text)(char text[TIME_TEXT]);
	void (*stop)(void);
	void (*later)(void);
	void (*limit)(void); /* nobody came */
};

/* What does not work now, worst first; told at the lower edge of the screen. */
enum trouble { TROUBLE_CLOCK, TROUBLE_TIMER, TROUBLE_SOUND, TROUBLE_STORE, TROUBLES };

/* clock.c */
/* What lies below the switch, down to the line for troubles. */
struct rect page_area(void);
/* Two buttons side by side, their upper edge at y; wide as the cards. */
void page_buttons(struct button *left, struct button *right, int32_t y);
/* True: the button wanted it; *done (unless NULL) is called when it was pressed. */
bool page_press(struct button *button, const struct input_event *event, void (*done)(void));
/* An error of a server, or 0: it works. */
void trouble(enum trouble what, uint32_t error);
/* Writes to the store; read from it: true if there was a value of this length. */
void keep(const char *key, const void *value, uint32_t length);
bool kept(const char *key, void *value, uint32_t length);
/* The kernel's time to keep across restarts of the machine, as wall time, and back. 0: unknown. */
uint64_t wall_of(uint64_t kernel);
uint64_t kernel_of(uint64_t wall);

/* alarm.c */
extern const struct page alarm_page;
void alarm_due(void);
void alarm_minute(void);

/* dial.c: the face of the clock. */
void dial_place(struct rect area);
void dial_draw(const struct canvas *canvas);
/* Moves the hands; true: they will be elsewhere in the next frames. */
bool dial_frame(void);

/* stopwatch.c */
extern const struct page stopwatch_page;

/* countdown.c */
extern const struct page countdown_page;
void countdown_due(void);

/* ring.c: comes before all pages while something rings. */
void ring_start(void);
void ring_begin(const struct call *call);
bool ringing(void);
void ring_draw(const struct canvas *canvas);
void ring_touch(const struct input_event *event);
void ring_frame(uint64_t now);
void ring_meet(void);
void ring_sound(void);
void ring_limit(void);

/* chime.c: what is heard. */
void chime_begin(void);
void chime_fill(struct audio_frame *frames, uint32_t count);

#endif
