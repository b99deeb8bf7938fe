/* SPDX-License-Identifier: BSD-2-Clause */
/* The two pages, as the numbers are: see monitor.h. */
#include <stdio.h>
#include <string.h>

#include "pith/civil.h"
#include "pith/proto/clock.h"
#include "user/ui/app.h"
#include "examples/phone/monitor/monitor.h"

enum {
	HERO = 176, /* heights of cards: with a large figure and a chart, */
	TILE = 136, /* with a smaller one */
	CAPTION = 24,
	HEADING = 64, /* of the list */
	SORT_WIDTH = 68,
	SORT_HEIGHT = 40,
	DOT = 5,	  /* radius of the mark of a component's state */
	WORDS = 28,	  /* its words begin so far from where it begins */
	SHARE_WIDTH = 88, /* at the right of a row */
	BAR_WIDTH = 64,
	BAR_HEIGHT = 6,
	FACT = 48, /* height of a line of the detail page's table */
	FACTS = 6,

	LIST_TOP = HERO + UI_GAP + TILE + UI_GRID + HEADING,
	DETAIL_HEIGHT = HERO + UI_GAP + TILE + UI_GAP + FACTS * FACT + UI_MARGIN,
	RATE_LEAST = 10, /* calls a second at the upper edge of a chart, at least */
	BAR_LEAST = 50,	 /* hundredths of a percent that a bar shows */
};

struct view view;

/* --- Where things are ------------------------------------------------------------ */

struct rect picture_body(void)
{
	struct rect screen = app_screen();

	return rect_make(0, UI_HEADER, screen.width, screen.height - UI_HEADER);
}

static struct rect card(int32_t y, int32_t height, enum page page)
{
	return rect_make(UI_MARGIN, UI_HEADER + y - view.scroll[page].offset,
	    app_screen().width - 2 * UI_MARGIN, height);
}

struct rect picture_list(void)
{
	return card(LIST_TOP, (int32_t)view.samples.count * UI_ROW, PAGE_LIST);
}

struct rect picture_row(uint32_t component)
{
	struct rect r = picture_list();

	r.y += view.place[component].to;
	r.height = UI_ROW;
	return r;
}

int32_t picture_component_at(int32_t x, int32_t y)
{
	for (uint32_t i = 0; i < view.samples.count; i++)
		if (rect_has_point(picture_row(i), x, y))
			return (int32_t)i;
	return NOBODY;
}

void picture_lay_out(void)
{
	struct rect heading = card(LIST_TOP - HEADING, HEADING, PAGE_LIST);
	int32_t right = heading.x + heading.width;

	for (uint32_t i = 0; i < PAGES; i++)
		view.scroll[i].area = picture_body();
	view.scroll[PAGE_LIST].content =
	    LIST_TOP + (int32_t)view.samples.count * UI_ROW + UI_MARGIN;
	view.scroll[PAGE_DETAIL].content = DETAIL_HEIGHT;
	view.name_button.area = rect_make(
	    right - SORT_WIDTH, heading.y + (HEADING - SORT_HEIGHT) / 2, SORT_WIDTH, SORT_HEIGHT);
	view.share_button.area = rect_offset(view.name_button.area, -SORT_WIDTH, 0);
	/* The arrow's tip stands at the margin. */
	view.back.area = rect_make(UI_MARGIN - (UI_TARGET - 24) / 2 - 4,
	    (UI_HEADER - UI_TARGET) / 2, UI_TARGET, UI_TARGET);
}

/* --- Pieces ---------------------------------------------------------------------- */

/* What the upper edge of a chart of shares stands for: the highest of them fits. */
static uint32_t share_scale(const struct history *history)
{
	static const uint32_t scales[] = {100, 500, 1000, 2500, 5000, SHARE_ONE};
	uint32_t most = history_most(history), i = 0;

	while (scales[i] < most && scales[i] < SHARE_ONE)
		i++;
	return scales[i];
}

/* most: the value at its upper edge. */
static void draw_chart(const struct canvas *canvas, struct rect r, const struct history *history,
    uint32_t most, uint16_t color)
{
	uint16_t values[HISTORY];
	uint32_t shift = 0;

	while (most >> shift > UINT16_MAX)
		shift++;
	for (uint32_t i = 0; i < history->count; i++)
		values[i] = (uint16_t)(history->value[i] >> shift);
	canvas_fill(canvas, rect_make(r.x, r.y + r.height - 1, r.width, 1), theme->line);
	chart_draw(canvas, r, values, history->count, HISTORY, most >> shift, color);
}

/* A line of the upper edge of a card: what it is about, and something beside it. */
static void draw_caption(
    const struct canvas *canvas, struct rect r, const char *caption, const char *beside)
{
	struct rect line = rect_make(r.x + UI_GAP, r.y + UI_GAP - 4, r.width - 2 * UI_GAP, CAPTION);

	text_in(canvas, &font_text_12, line, TEXT_LEFT, theme->ink_soft, caption);
	text_in(canvas, &font_text_10, line, TEXT_RIGHT, theme->ink_soft, beside);
}

/* A card with a share and its last minute. fine: of one component, of which little is much. */
static void draw_hero(
    const struct canvas *canvas, struct rect r, const struct history *history, bool fine)
{
	struct rect chart = rect_inset(r, UI_GAP);
	unsigned share = history_latest(history);
	char text[NUMBER_TEXT] = "-", most[NUMBER_TEXT], beside[LINE_TEXT];

	number_share(most, history_most(history));
	snprintf(beside, sizeof(beside), "last minute, most %s", most);
	card_draw(canvas, r);
	draw_caption(canvas, r, "Processor", beside);
	if (history->count && !fine)
		snprintf(text, sizeof(text), "%u %%", (share + 50) / 100);
	else if (history->count && share < 1000)
		snprintf(text, sizeof(text), "%u.%02u %%", share / 100, share % 100);
	else if (history->count)
		number_share(text, share);
	text_in(canvas, &figures_36, rect_make(chart.x, r.y + UI_GAP + CAPTION, chart.width, 48),
	    TEXT_LEFT, theme->ink, text);
	chart.y += CAPTION + 56;
	chart.height -= CAPTION + 56;
	draw_chart(canvas, chart, history, share_scale(history), theme->sky);
}

static void draw_tile(const struct canvas *canvas, struct rect r, const char *caption,
    const char *figure, const char *beside)
{
	card_draw(canvas, r);
	draw_caption(canvas, r, caption, beside);
	text_in(canvas, &font_title_24,
	    rect_make(r.x + UI_GAP, r.y + UI_GAP + CAPTION, r.width - 2 * UI_GAP, 36), TEXT_LEFT,
	    theme->ink, figure);
}

static void draw_rate(const struct canvas *canvas, struct rect r, const struct history *history)
{
	struct rect chart = rect_inset(r, UI_GAP);
	uint32_t most = history_most(history);
	char text[NUMBER_TEXT];

	number_count(text, history_latest(history));
	draw_tile(canvas, r, "IPC calls", history->count ? text : "\xe2\x80\x93", "a second");
	chart.y += CAPTION + 40;
	chart.height -= CAPTION + 40;
	draw_chart(canvas, chart, history, most < RATE_LEAST ? RATE_LEAST : most, theme->plum);
}

/* --- The list page --------------------------------------------------------------- */

static uint16_t state_color(const struct policy_status *status)
{
	switch (status->state) {
	case POLICY_RUNNING:
		return theme->leaf;
	case POLICY_FAULTED:
		return theme->coral;
	case POLICY_STOPPED:
		return theme->amber;
	case POLICY_ENDED:
		return theme->slate;
	default:
		return theme->ink_faint;
	}
}

static const char *state_text(const struct policy_status *status)
{
	switch (status->state) {
	case POLICY_IDLE:
		return "Not started";
	case POLICY_RUNNING:
		return "Running";
	case POLICY_ENDED:
		return "Ended";
	case POLICY_FAULTED:
		return "Failed";
	case POLICY_STOPPED:
		return "Stopped";
	default:
		return "Unknown";
	}
}

static void draw_memory(const struct canvas *canvas, struct rect r)
{
	const struct policy_totals *totals = &view.samples.totals;
	uint32_t used = totals->memory > totals->free ? totals->memory - totals->free : 0;
	char figure[NUMBER_TEXT], all[NUMBER_TEXT], line[LINE_TEXT];

	number_bytes(figure, used);
	number_bytes(all, totals->memory);
	snprintf(line, sizeof(line), "of %s", all);
	draw_tile(canvas, r, "Memory", figure, line);
	bar_draw(canvas,
	    rect_make(r.x + UI_GAP, r.y + r.height - UI_GAP - 16, r.width - 2 * UI_GAP, 8),
	    used >> 10, totals->memory >> 10, theme->amber);
}

static void draw_heading(const struct canvas *canvas, int32_t x)
{
	struct rect r = rect_offset(card(LIST_TOP - HEADING, HEADING, PAGE_LIST), x, 0);
	struct rect line = rect_make(r.x, r.y + 8, r.width - 2 * SORT_WIDTH - UI_GRID, CAPTION);
	struct button share = view.share_button, name = view.name_button;
	const struct samples *s = &view.samples;
	char text[LINE_TEXT], faults[NUMBER_TEXT], restarts[NUMBER_TEXT];

	snprintf(text, sizeof(text), "%u of %u run", (unsigned)s->totals.running,
	    (unsigned)s->totals.components);
	text_in(canvas, &font_strong_12, line, TEXT_LEFT, theme->ink, text);
	number_count(faults, s->faults);
	number_count(restarts, s->restarts);
	snprintf(text, sizeof(text), "%s %s, %s %s", faults, s->faults == 1 ? "fault" : "faults",
	    restarts, s->restarts == 1 ? "restart" : "restarts");
	line.y += CAPTION;
	text_in(canvas, &font_text_10, line, TEXT_LEFT, theme->ink_soft, text);
	share.area.x += x;
	name.area.x += x;
	share.style = view.by_name ? BUTTON_PLAIN : BUTTON_TONAL;
	name.style = view.by_name ? BUTTON_TONAL : BUTTON_PLAIN;
	button_draw(canvas, &share);
	button_draw(canvas, &name);
}

static void draw_row(const struct canvas *canvas, struct rect r, const struct component *c)
{
	int32_t left = r.x + UI_GAP + WORDS, right = r.x + r.width - UI_GAP;
	struct rect words = rect_make(left, r.y + 6, right - SHARE_WIDTH - left, r.height / 2);
	struct rect share = rect_make(right - SHARE_WIDTH, words.y, SHARE_WIDTH, words.height);
	uint32_t latest = history_latest(&c->share);
	bool runs = c->status.state == POLICY_RUNNING;
	char text[LINE_TEXT], rate[NUMBER_TEXT], memory[NUMBER_TEXT], restarts[NUMBER_TEXT];

	canvas_disc(canvas, (r.x + UI_GAP + DOT + 3) * CANVAS_UNIT, middle_y(r), DOT * CANVAS_UNIT,
	    state_color(&c->status));
	text_in(canvas, &font_strong_12, words, TEXT_LEFT, theme->ink, c->status.name);
	number_count(rate, history_latest(&c->rate));
	number_bytes(memory, c->status.memory);
	number_count(restarts, c->status.restarts);
	snprintf(text, sizeof(text), "%s%s \xc2\xb7 %s", runs ? rate : state_text(&c->status),
	    runs ? " calls/s" : "", memory);
	if (c->status.restarts)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), " \xc2\xb7 %s %s",
		    restarts, c->status.restarts == 1 ? "restart" : "restarts");
	words.y += r.height / 2 - 12;
	/* The second line goes on below the share, up to its bar. */
	words.width = right - BAR_WIDTH - UI_GRID - left;
	text_in(canvas, &font_text_10, words, TEXT_LEFT, theme->ink_soft, text);
	number_share(text, latest);
	text_in(
	    canvas, &font_text_12, share, TEXT_RIGHT, latest ? theme->ink : theme->ink_soft, text);
	bar_draw(canvas,
	    rect_make(right - BAR_WIDTH, words.y + (words.height - BAR_HEIGHT) / 2, BAR_WIDTH,
		BAR_HEIGHT),
	    latest < BAR_LEAST ? 0 : latest, SHARE_ONE, theme->sky);
}

static void draw_rows(const struct canvas *canvas, int32_t x, uint64_t now)
{
	struct rect list = rect_offset(picture_list(), x, 0);

	card_draw(canvas, list);
	/* Those that rise pass before those that make way. */
	for (uint32_t rising = 0; rising < 2; rising++)
		for (uint32_t i = 0; i < view.samples.count; i++) {
			const struct motion *place = &view.place[i];
			bool moves = motion_under_way(place, now);
			struct rect r =
			    rect_make(list.x, list.y + motion_at(place, now), list.width, UI_ROW);

			if ((moves && place->to < place->from) != (rising == 1) ||
			    rect_empty(rect_intersect(r, canvas->clip)))
				continue;
			if (rising)
				canvas_rounded(canvas, r, UI_RADIUS, theme->surface);
			if (view.pressed == (int32_t)i)
				canvas_rounded(
				    canvas, rect_inset(r, 4), UI_RADIUS - 4, theme->sunken);
			draw_row(canvas, r, &view.samples.component[i]);
		}
	for (uint32_t i = 0; i + 1 < view.samples.count; i++)
		row_line(
		    canvas, rect_make(list.x, list.y + (int32_t)i * UI_ROW, list.width, UI_ROW));
}

static void draw_list_page(const struct canvas *canvas, int32_t x, uint64_t now)
{
	struct canvas body = canvas_clipped(canvas, picture_body());
	struct rect hero = rect_offset(card(0, HERO, PAGE_LIST), x, 0);
	struct rect tile = rect_offset(card(HERO + UI_GAP, TILE, PAGE_LIST), x, 0);
	const struct samples *s = &view.samples;

	draw_hero(&body, hero, &s->share, false);
	tile.width = (tile.width - UI_GAP) / 2;
	draw_rate(&body, tile, &s->rate);
	draw_memory(&body, rect_offset(tile, tile.width + UI_GAP, 0));
	draw_heading(&body, x);
	draw_rows(&body, x, now);
}

/* --- The detail page ------------------------------------------------------------- */

/* When its latest instance began, as people say it; else how long after the system. */
static void started_text(char text[LINE_TEXT], const struct policy_status *status)
{
	char time[CIVIL_TEXT], span[NUMBER_TEXT];
	uint32_t wall = clock_seconds();
	struct civil civil;

	number_span(span, status->started);
	if (!status->starts)
		snprintf(text, LINE_TEXT, "Never");
	else if (!wall)
		snprintf(text, LINE_TEXT, "%s after the system", span);
	else {
		uint64_t ago = view.samples.totals.now > status->started
				   ? view.samples.totals.now - status->started
				   : 0;

		civil_from_seconds(wall - (uint32_t)(ago / (1000 * (uint64_t)MOTION_MS)), &civil);
		civil_time_text(&civil, time);
		number_span(span, ago);
		snprintf(text, LINE_TEXT, "%.5s, %s ago", time, span);
	}
}

static void draw_facts(const struct canvas *canvas, struct rect r, const struct policy_status *s)
{
	struct rect line = rect_make(r.x, r.y, r.width, FACT);
	char started[LINE_TEXT], memory[NUMBER_TEXT], starts[NUMBER_TEXT], time[NUMBER_TEXT],
	    faults[NUMBER_TEXT], restarts[NUMBER_TEXT], fails[LINE_TEXT];
	const struct {
		const char *what, *is;
	} facts[FACTS] = {
	    {"State", state_text(s)},
	    {"Started", started},
	    {"Starts", starts},
	    {"Faults / restarts", fails},
	    {"Processor time", time},
	    {"Memory", memory},
	};

	started_text(started, s);
	number_bytes(memory, s->memory);
	number_count(starts, s->starts);
	number_span(time, s->consumed);
	number_count(faults, s->faults);
	number_count(restarts, s->restarts);
	snprintf(fails, sizeof(fails), "%s / %s", faults, restarts);
	card_draw(canvas, r);
	for (uint32_t i = 0; i < FACTS; i++) {
		struct rect inside =
		    rect_make(line.x + UI_GAP, line.y, line.width - 2 * UI_GAP, line.height);
		int32_t width = text_width(&font_text_12, facts[i].what);

		text_in(canvas, &font_text_12, inside, TEXT_LEFT, theme->ink_soft, facts[i].what);
		inside.x += width + UI_GAP;
		inside.width -= width + UI_GAP;
		text_in(canvas, &font_strong_12, inside, TEXT_RIGHT,
		    i ? theme->ink : state_color(s), facts[i].is);
		if (i + 1 < FACTS)
			row_line(canvas, line);
		line.y += FACT;
	}
}

static void draw_detail_page(const struct canvas *canvas, int32_t x)
{
	struct canvas body = canvas_clipped(canvas, picture_body());
	const struct component *c = &view.samples.component[view.detail];
	struct rect hero = rect_offset(card(0, HERO, PAGE_DETAIL), x, 0);
	struct rect tile = rect_offset(card(HERO + UI_GAP, TILE, PAGE_DETAIL), x, 0);
	struct rect facts =
	    rect_offset(card(HERO + UI_GAP + TILE + UI_GAP, FACTS * FACT, PAGE_DETAIL), x, 0);

	draw_hero(&body, hero, &c->share, true);
	draw_rate(&body, tile, &c->rate);
	draw_facts(&body, facts, &c->status);
}

/* --- All of it ------------------------------------------------------------------- */

static void draw_header(const struct canvas *canvas, int32_t x, bool detail)
{
	int32_t width = app_screen().width, left = x + UI_MARGIN;
	struct button back = view.back;

	if (detail) {
		back.area.x += x;
		button_draw(canvas, &back);
		left = back.area.x + UI_TARGET + 4;
	}
	text_in(canvas, &font_title_20, rect_make(left, 0, x + width - UI_MARGIN - left, UI_HEADER),
	    TEXT_LEFT, theme->ink,
	    detail ? view.samples.component[view.detail].status.name : "Monitor");
}

static void draw_trouble(const struct canvas *canvas)
{
	struct rect r = picture_body();

	r.height -= UI_HEADER;
	icon_draw(canvas, &icons_48, rect_offset(r, 0, -40), ICON_INFO, theme->ink_faint);
	text_in(canvas, &font_text_16, rect_offset(r, 0, 16), TEXT_CENTER, theme->ink_soft,
	    "There is nothing to see");
	text_in(canvas, &font_text_10, rect_offset(r, 0, 48), TEXT_CENTER, theme->ink_soft,
	    view.trouble);
}

void picture_draw(const struct canvas *canvas, uint64_t now)
{
	int32_t width = app_screen().width;
	int32_t x = width * motion_at(&view.slide, now) / MOTION_ONE;

	canvas_fill(canvas, canvas->clip, theme->ground);
	if (view.trouble) {
		draw_header(canvas, 0, false);
		draw_trouble(canvas);
		return;
	}
	if (x < width) {
		draw_header(canvas, -x, false);
		draw_list_page(canvas, -x, now);
	}
	if (x > 0) {
		draw_header(canvas, width - x, true);
		draw_detail_page(canvas, width - x);
	}
}
