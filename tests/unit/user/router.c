/* SPDX-License-Identifier: BSD-2-Clause */
/* Who gets which touch, in whose coordinates, and what is lost when a client is slow. */
#include <criterion/criterion.h>
#include <string.h>

#include "user/input/router.h"

/* A screen of 480 x 800: client 0 has the upper half, client 1 the lower one from x = 16 on. */
enum { WIDTH = 480, HEIGHT = 800, EVENTS = 1024 };

static struct router router;
static struct input_event events[2][EVENTS];
static uint32_t written[2];
static uint32_t free_places[2];

static int32_t owner(int32_t *x, int32_t *y)
{
	if (*y < 400) {
		*x = 0;
		*y = 0;
		return 0;
	}
	if (*x < 16)
		return ROUTER_NOBODY;
	*x = 16;
	*y = 400;
	return 1;
}

static uint32_t room(uint32_t client)
{
	return free_places[client];
}

static void put(uint32_t client, const struct input_event *event)
{
	cr_assert(free_places[client] > 0, "an event without room");
	free_places[client]--;
	events[client][written[client]++] = *event;
}

static void start(void)
{
	router_init(&router, WIDTH, HEIGHT, owner, room, put);
	memset(written, 0, sizeof(written));
	free_places[0] = free_places[1] = EVENTS;
}

/* A report about the middle of a pixel. */
static bool report(uint32_t contact, enum input_phase phase, int x, int y)
{
	struct input_contact c = {
	    .contact = (uint8_t)contact,
	    .phase = (uint8_t)phase,
	    .x = (uint16_t)((2 * x + 1) * 65536 / (2 * WIDTH)),
	    .y = (uint16_t)((2 * y + 1) * 65536 / (2 * HEIGHT)),
	};

	return router_contact(&router, 77, &c);
}

static const struct input_event *last(uint32_t client)
{
	cr_assert(written[client]);
	return &events[client][written[client] - 1];
}

static void check_last(uint32_t client, enum input_phase phase, int finger, int x, int y)
{
	const struct input_event *event = last(client);

	cr_assert(event->phase == phase && event->finger == finger && event->time == 77);
	cr_assert(event->x >> 4 == x && event->y >> 4 == y, "at %d %d, not %d %d", event->x >> 4,
	    event->y >> 4, x, y);
}

Test(router, a_touch_arrives_in_its_clients_coordinates)
{
	start();
	report(0, INPUT_DOWN, 100, 500);
	check_last(1, INPUT_DOWN, 0, 84, 100);
	cr_assert(router_take_told(&router) == 2);
	cr_assert(router_take_told(&router) == 0);
	report(0, INPUT_UP, 101, 502);
	check_last(1, INPUT_UP, 0, 85, 102);
	cr_assert(written[0] == 0);
}

Test(router, every_pixel_is_met)
{
	start();
	for (int x = 0; x < WIDTH; x++) {
		report(0, INPUT_DOWN, x, x % 400);
		check_last(0, INPUT_DOWN, 0, x, x % 400);
		report(0, INPUT_UP, x, x % 400);
	}
}

Test(router, a_touch_stays_with_its_client_outside_of_it)
{
	start();
	report(0, INPUT_DOWN, 100, 399);
	report(0, INPUT_MOVE, 100, 799);
	check_last(0, INPUT_MOVE, 0, 100, 799);
	report(0, INPUT_UP, 479, 700);
	check_last(0, INPUT_UP, 0, 479, 700);
	report(1, INPUT_DOWN, 100, 400);
	report(1, INPUT_MOVE, 0, 0);
	check_last(1, INPUT_MOVE, 0, -16, -400);
	cr_assert(written[0] == 3 && written[1] == 2);
}

Test(router, a_touch_of_nobody_is_told_to_nobody)
{
	start();
	report(0, INPUT_DOWN, 3, 500);
	report(0, INPUT_MOVE, 200, 100);
	report(0, INPUT_UP, 200, 100);
	cr_assert(written[0] == 0 && written[1] == 0);
	report(0, INPUT_DOWN, 200, 100);
	check_last(0, INPUT_DOWN, 0, 200, 100);
}

Test(router, fingers_are_numbered_for_each_client)
{
	start();
	report(0, INPUT_DOWN, 100, 100);
	report(7, INPUT_DOWN, 100, 500);
	check_last(1, INPUT_DOWN, 0, 84, 100);
	report(3, INPUT_DOWN, 200, 500);
	check_last(1, INPUT_DOWN, 1, 184, 100);
	report(7, INPUT_UP, 100, 500);
	report(5, INPUT_DOWN, 50, 500);
	check_last(1, INPUT_DOWN, 0, 34, 100);
	report(3, INPUT_MOVE, 60, 500);
	check_last(1, INPUT_MOVE, 1, 44, 100);
}

Test(router, reports_out_of_order_do_no_harm)
{
	start();
	cr_assert(report(2, INPUT_MOVE, 10, 10));
	cr_assert(report(2, INPUT_UP, 10, 10));
	cr_assert(written[0] == 0);
	report(2, INPUT_DOWN, 10, 10);
	report(2, INPUT_DOWN, 20, 500);
	cr_assert(events[0][1].phase == INPUT_CANCEL);
	check_last(1, INPUT_DOWN, 0, 4, 100);
	cr_assert(!report(INPUT_FINGERS, INPUT_DOWN, 10, 10));
	cr_assert(!report(255, INPUT_DOWN, 10, 10));
	cr_assert(!report(0, INPUT_CANCEL + 1, 10, 10));
}

Test(router, a_slow_client_loses_moves_but_no_end)
{
	start();
	free_places[0] = 32;
	for (uint32_t i = 0; i < INPUT_FINGERS; i++)
		report(i, INPUT_DOWN, 10 + (int)i, 10);
	cr_assert(written[0] == 10);
	for (int i = 0; i < 100; i++)
		report(0, INPUT_MOVE, 20 + i, 10);
	cr_assert(free_places[0] == 10, "room for the ends of all is kept");
	for (uint32_t i = 0; i < INPUT_FINGERS; i++)
		report(i, INPUT_UP, 200, 200);
	cr_assert(written[0] == 32 && free_places[0] == 0);
	for (uint32_t i = 22; i < 32; i++)
		cr_assert(events[0][i].phase == INPUT_UP);
	cr_assert(events[0][22].dropped == 100 - 12);
	check_last(0, INPUT_UP, 9, 200, 200);
}

Test(router, a_touch_without_room_for_its_end_does_not_begin)
{
	start();
	free_places[0] = 3;
	report(0, INPUT_DOWN, 10, 10);
	cr_assert(written[0] == 1);
	report(1, INPUT_DOWN, 20, 10);
	report(1, INPUT_MOVE, 25, 10);
	report(1, INPUT_UP, 20, 10);
	cr_assert(written[0] == 1, "neither its beginning nor its end");
	report(0, INPUT_UP, 10, 10);
	check_last(0, INPUT_UP, 0, 10, 10);
}

Test(router, a_dead_clients_touches_are_dropped)
{
	start();
	report(0, INPUT_DOWN, 10, 10);
	report(1, INPUT_DOWN, 100, 500);
	router_forget(&router, 0);
	cr_assert(router_take_told(&router) == 2, "nothing is signalled to the dead");
	report(0, INPUT_MOVE, 20, 20);
	report(0, INPUT_UP, 20, 20);
	cr_assert(written[0] == 1);
	report(1, INPUT_MOVE, 100, 510);
	check_last(1, INPUT_MOVE, 0, 84, 110);
	report(0, INPUT_DOWN, 10, 10);
	check_last(0, INPUT_DOWN, 0, 10, 10);
}

Test(router, all_is_cancelled_when_the_panel_goes)
{
	start();
	report(0, INPUT_DOWN, 10, 10);
	report(4, INPUT_DOWN, 100, 500);
	report(9, INPUT_DOWN, 3, 500);
	router_cancel_all(&router, 77);
	cr_assert(last(0)->phase == INPUT_CANCEL && last(1)->phase == INPUT_CANCEL);
	report(0, INPUT_MOVE, 10, 10);
	report(4, INPUT_UP, 10, 10);
	cr_assert(written[0] == 2 && written[1] == 2);
}

/* Random reports against a reader of random speed: each touch that begins ends exactly once, and a
 * client never sees an event of a finger that it was not told of. */
Test(router, random_life)
{
	uint32_t random = 1;
	uint32_t down[2] = {0, 0}, seen[2] = {0, 0};

	start();
	free_places[0] = free_places[1] = 32;
	for (int i = 0; i < 200000; i++) {
		random = random * 1664525 + 1013904223;
		struct input_contact c = {
		    .contact = (uint8_t)((random >> 8) % 11),
		    .phase = (uint8_t)((random >> 12) % 5),
		    .x = (uint16_t)(random >> 16),
		    .y = (uint16_t)(random >> 5),
		};

		router_contact(&router, 77, &c);
		for (uint32_t client = 0; client < 2; client++) {
			for (; seen[client] < written[client]; seen[client]++) {
				const struct input_event *e = &events[client][seen[client]];
				uint32_t bit = 1u << e->finger;

				cr_assert(e->finger < INPUT_FINGERS);
				cr_assert(!(down[client] & bit) == (e->phase == INPUT_DOWN));
				if (e->phase == INPUT_DOWN)
					down[client] |= bit;
				else if (e->phase != INPUT_MOVE)
					down[client] &= ~bit;
			}
			if ((random >> 28) == client * 3) {
				/* The reader takes all there is. */
				written[client] = seen[client] = 0;
				free_places[client] = 32;
			}
		}
	}
	cr_assert(down[0] == router.fingers[0] && down[1] == router.fingers[1]);
}
