/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Monitor's life: it asks policy once a second, and only while somebody looks: a frame that nobody
 * took since the last second means that nobody does. What was missed is made up for by its mean.
 */
#include <string.h>

#include "pith/print.h"
#include "pith/proto/timer.h"
#include "user/ui/app.h"
#include "examples/phone/monitor/monitor.h"

enum {
	SIGNAL_SECOND = 1 << 0,
	FIRST_MS = 250, /* until there are rates for the first time */
};

static struct timer timer;
static bool asleep; /* nobody looks: the timer is not set */
static bool due;    /* a second is over, and nothing was looked at since */
static uint8_t pressing;
static bool moving; /* rows go to their places */
static struct policy_status list[COMPONENTS_MOST];

/* What a row shows: it is drawn again only if that is another. */
static struct face {
	uint32_t share, rate, memory, restarts, state;
} faces[COMPONENTS_MOST];

static const uint64_t second = 1000 * (uint64_t)MOTION_MS;

/* --- Looking --------------------------------------------------------------------- */

/* Rows go to where the order has them. */
static void place_rows(uint64_t now, bool at_once)
{
	for (uint32_t n = 0; n < view.samples.count; n++) {
		struct motion *place = &view.place[view.samples.order[n]];
		int32_t to = (int32_t)n * UI_ROW;

		if (at_once)
			motion_set(place, to);
		else if (place->to != to) {
			motion_begin(place, to, now, MOTION_SLIDE);
			moving = true;
		}
	}
	if (moving)
		app_animate();
}

/* Not under a finger, and not under the eyes of whoever follows a list in flight. */
static void sort(uint64_t now, bool steady)
{
	const struct scroll *scroll = &view.scroll[PAGE_LIST];

	if (steady && (scroll->held || scroll->velocity || view.pressed != NOBODY))
		return;
	samples_sort(&view.samples, view.by_name, steady);
	place_rows(now, false);
}

static void take(const struct policy_totals *totals, uint32_t count, bool rates)
{
	struct samples *s = &view.samples;
	bool first = s->count != count || !s->time, early = s->share.count < 2;

	samples_take(s, totals, list, count, rates);
	if (first) {
		if (view.detail >= (int32_t)count) {
			view.detail = 0;
			view.page = PAGE_LIST;
			motion_set(&view.slide, 0);
		}
		samples_sort(s, view.by_name, false);
		place_rows(totals->now, true);
	}
	if (rates)
		sort(totals->now, !early);
	picture_lay_out();
}

/* Charts and sums are others each second, most rows are not. */
static void change_seen(void)
{
	struct rect body = picture_body(), above = body;

	above.height = picture_list().y - body.y;
	app_change(view.page == PAGE_LIST ? rect_intersect(above, body) : body);
	for (uint32_t i = 0; i < view.samples.count; i++) {
		const struct component *c = &view.samples.component[i];
		struct face face = {history_latest(&c->share), history_latest(&c->rate),
		    c->status.memory, c->status.restarts, c->status.state};

		if (!memcmp(&face, &faces[i], sizeof(face)))
			continue;
		faces[i] = face;
		if (view.page == PAGE_LIST)
			app_change(rect_intersect(picture_row(i), body));
	}
}

/* Asks policy. rates: a second is over; else only what has changed at once. */
static void look(bool rates)
{
	struct policy_totals totals;
	uint32_t count = 0, error = policy_totals(&totals);
	bool trouble = view.trouble;

	while (!error && count < COMPONENTS_MOST && !policy_list(count, &list[count]))
		list[count++].name[POLICY_NAME_SIZE - 1] = 0;
	view.trouble = error ? pith_error_text(error) : NULL;
	if (!error)
		take(&totals, count, rates);
	if (trouble != !!view.trouble)
		app_change_all();
	else
		change_seen();
}

/* In vain without a timer server: when it is back we are told, see peers(). */
static void set_timer(uint64_t first)
{
	timer_set(&timer, pith_clock() + first, second);
}

/* --- From page to page ----------------------------------------------------------- */

static void go(enum page page, uint64_t now)
{
	view.page = page;
	motion_begin(&view.slide, page == PAGE_DETAIL ? MOTION_ONE : 0, now, MOTION_SLIDE);
	app_change_all();
	app_animate();
}

static void press_row(int32_t component)
{
	for (int32_t i = 0; i < 2; i++) {
		if (view.pressed != NOBODY)
			app_change(picture_row((uint32_t)view.pressed));
		view.pressed = component;
	}
}

static void touch_rows(const struct input_event *event)
{
	int32_t x = event->x / INPUT_UNIT, y = event->y / INPUT_UNIT;
	int32_t at = rect_has_point(picture_body(), x, y) ? picture_component_at(x, y) : NOBODY;

	if (event->phase == INPUT_DOWN) {
		if (view.pressed != NOBODY || at == NOBODY)
			return;
		pressing = event->finger;
		press_row(at);
	} else if (view.pressed != NOBODY && event->finger == pressing) {
		bool still = at == view.pressed;

		if (event->phase == INPUT_MOVE && still)
			return;
		press_row(NOBODY);
		if (event->phase == INPUT_UP && still) {
			view.detail = at;
			scroll_to(&view.scroll[PAGE_DETAIL], 0);
			go(PAGE_DETAIL, pith_clock());
		}
	}
}

/* True: pressed and let go. */
static bool touch_button(struct button *button, const struct input_event *event)
{
	enum control_event result = button_touch(button, event);

	if (result != CONTROL_NOTHING)
		app_change(button->area);
	return result == CONTROL_DONE;
}

/* The list is to be sorted like this. */
static void choose(bool by_name)
{
	if (view.by_name == by_name)
		return;
	view.by_name = by_name;
	app_change(rect_around(view.share_button.area, view.name_button.area));
	sort(pith_clock(), false);
}

static void touch_list(const struct input_event *event)
{
	if (touch_button(&view.share_button, event))
		choose(false);
	if (touch_button(&view.name_button, event))
		choose(true);
	if (!view.share_button.held && !view.name_button.held)
		touch_rows(event);
}

/* The list took the finger. */
static void let_go(void)
{
	press_row(NOBODY);
	if (button_cancel(&view.share_button))
		app_change(view.share_button.area);
	if (button_cancel(&view.name_button))
		app_change(view.name_button.area);
}

static void touch(const struct input_event *event)
{
	if (view.trouble)
		return;
	if ((view.page == PAGE_DETAIL || view.back.held) && touch_button(&view.back, event))
		go(PAGE_LIST, pith_clock());
	switch (scroll_touch(&view.scroll[view.page], event)) {
	case SCROLL_TAKEN:
	case SCROLL_CAUGHT:
		let_go();
		break;
	case SCROLL_MOVED:
	case SCROLL_LEFT:
		picture_lay_out();
		app_change(picture_body());
		app_animate();
		break;
	default:
		if (view.page == PAGE_LIST)
			touch_list(event);
	}
}

/* --- Life ------------------------------------------------------------------------ */

static void draw(const struct canvas *canvas)
{
	picture_draw(canvas, pith_clock());
}

/* Rows and pages on their way; the last step is drawn too. */
static bool step(uint64_t now)
{
	bool more = motion_under_way(&view.slide, now);

	if (view.slide.duration) {
		if (!more)
			motion_set(&view.slide, view.slide.to);
		app_change_all();
	}
	if (!moving)
		return more;
	moving = false;
	for (uint32_t i = 0; i < view.samples.count; i++)
		moving |= motion_under_way(&view.place[i], now);
	app_change(rect_intersect(picture_list(), picture_body()));
	return more || moving;
}

static void frame(uint64_t now)
{
	bool more = step(now);

	if (due) {
		due = false;
		look(true);
		if (asleep)
			set_timer(second);
		asleep = false;
	}
	for (uint32_t i = 0; i < PAGES; i++) {
		int32_t before = view.scroll[i].offset;

		more |= scroll_step(&view.scroll[i], now);
		if (before != view.scroll[i].offset) {
			picture_lay_out();
			app_change(picture_body());
		}
	}
	if (more)
		app_animate();
}

static void signal(uint32_t bits)
{
	if (!(bits & SIGNAL_SECOND))
		return;
	/* Still due: nobody took a frame since, so nobody looks. */
	if (due) {
		timer_cancel(&timer);
		asleep = true;
	}
	due = true;
	app_animate();
}

/* The timer may have forgotten us; somebody was started, has failed, was stopped. */
static void peers(void)
{
	look(false);
	if (!asleep)
		set_timer(second);
}

static void start(void)
{
	view.pressed = NOBODY;
	view.back = (struct button){.style = BUTTON_PLAIN, .icon = ICON_BACK, .round = true};
	view.share_button.label = "Share";
	view.name_button.label = "Name";
	pith_must("getting a timer", timer_open(&timer, 0, SIGNAL_SECOND));
	picture_lay_out();
	look(false);
	set_timer(FIRST_MS * (uint64_t)MOTION_MS);
}

int main(void)
{
	app_run(&(struct app){.start = start,
	    .draw = draw,
	    .touch = touch,
	    .frame = frame,
	    .signal = signal,
	    .peers = peers});
}
