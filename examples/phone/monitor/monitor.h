/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Monitor: what the system does, once a second. This header holds the parts together: numbers.c
 * makes words of numbers, samples.c keeps what was seen and computes rates, picture.c draws it,
 * monitor.c is the life: it asks policy, follows fingers, and goes from page to page.
 */
#ifndef PHONE_MONITOR_H
#define PHONE_MONITOR_H

#include "pith/proto/policy.h"
#include "user/ui/control.h"

/* --- Words (numbers.c) ----------------------------------------------------------- */

enum {
	NUMBER_TEXT = 24, /* bytes of any of these, with the terminating 0 */
	LINE_TEXT = 128,  /* of several in a line */
};

/* "980", "12.3k", "4.5M", "18446744T": three or four figures where they suffice. */
void number_count(char text[NUMBER_TEXT], uint64_t number);
/* "12.5 %" of hundredths of a percent; what is more than nothing never looks like nothing. */
void number_share(char text[NUMBER_TEXT], uint32_t hundredths);
/* "132 KB", "4.5 MB", "127 MB". */
void number_bytes(char text[NUMBER_TEXT], uint32_t bytes);
/* "35 ms", "4.2 s", "45 s", "12 min 3 s", "3 h 12 min", "2 d 3 h", of nanoseconds. */
void number_span(char text[NUMBER_TEXT], uint64_t nanoseconds);

/* --- What was seen (samples.c) --------------------------------------------------- */

enum {
	COMPONENTS_MOST = 64, /* that are shown */
	HISTORY = 60,	      /* seconds that are kept */
	SHARE_ONE = 10000,    /* all of the processor: hundredths of a percent */
};

/* One value a second, the oldest first. */
struct history {
	uint32_t count;
	uint32_t value[HISTORY];
};

struct component {
	struct policy_status status; /* the latest */
	uint64_t consumed, calls;    /* when its rates were computed */
	struct history share;	     /* of the processor, SHARE_ONE */
	struct history rate;	     /* IPC calls in a second */
	uint32_t smooth;	     /* its share, of the last seconds: lists are sorted by it */
};

/* Zeros: nothing was seen yet. */
struct samples {
	uint32_t count;
	struct component component[COMPONENTS_MOST]; /* in the order of the description */
	uint32_t order[COMPONENTS_MOST];	     /* as the list shows them */
	struct policy_totals totals;		     /* the latest */
	uint64_t time, used;			     /* when the rates were computed */
	struct history share, rate;		     /* of all together */
	uint32_t faults, restarts;
};

/* The latest value; 0: none. */
uint32_t history_latest(const struct history *history);
uint32_t history_most(const struct history *history);

/* What policy says now. list: `count` components, always the same in the same order. rates: a
 * second has passed: rates are computed, and kept for each second since the last time, of which
 * they are the mean. */
void samples_take(struct samples *samples, const struct policy_totals *totals,
    const struct policy_status *list, uint32_t count, bool rates);

/* Sorts the list, by name or by share. steady: who is not clearly more stays where it is. */
void samples_sort(struct samples *samples, bool by_name, bool steady);

/* --- The picture (picture.c) ----------------------------------------------------- */

enum page { PAGE_LIST, PAGE_DETAIL, PAGES };
enum { NOBODY = -1 };

/* All that the picture depends on, besides the theme. Drawing changes nothing of it. */
struct view {
	struct samples samples;
	const char *trouble; /* why there is nothing to see; NULL: there is */
	enum page page;
	struct motion slide; /* 0: the list .. MOTION_ONE: the detail page */
	int32_t detail;	     /* the component that the detail page shows */
	bool by_name;	     /* how the list is sorted */
	int32_t pressed;     /* the component whose row is; NOBODY: none */
	struct scroll scroll[PAGES];
	struct motion place[COMPONENTS_MOST]; /* of each component's row, pixels below the first */
	struct button back, share_button, name_button;
};

extern struct view view;

/* Where everything is, for the current offsets. */
void picture_lay_out(void);
/* Below the header: what scrolls. */
struct rect picture_body(void);
/* All rows of the list; one row of it at rest. May be out of sight. */
struct rect picture_list(void);
struct rect picture_row(uint32_t component);
/* The component at this place of the list; NOBODY. */
int32_t picture_component_at(int32_t x, int32_t y);
void picture_draw(const struct canvas *canvas, uint64_t now);

#endif
