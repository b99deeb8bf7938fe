/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mouse, modifier key and real fingers as contacts of the panel.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "sim/window_touch.h"

static struct window_fingers fingers;
static char told[1024];

static void touch(void *context, enum window_touch what, unsigned finger, unsigned x, unsigned y)
{
	static const char *const names[] = {"down", "move", "up"};
	size_t length = strlen(told);

	(void)context;
	snprintf(told + length, sizeof(told) - length, "%s %u %u,%u; ", names[what], finger, x, y);
}

static void mouse(enum window_touch what, unsigned x, unsigned y)
{
	window_fingers_mouse(&fingers, what, x, y, touch, NULL);
}

static void key(bool held)
{
	window_fingers_modifier(&fingers, held, touch, NULL);
}

static void finger(int64_t id, enum window_touch what, unsigned x, unsigned y)
{
	window_fingers_touch(&fingers, 1, id, what, x, y, touch, NULL);
}

static void expect(const char *text)
{
	cr_assert_str_eq(told, text);
	told[0] = 0;
}

static void init(void)
{
	fingers.width = 100;
	fingers.height = 200;
}

TestSuite(window_touch, .init = init);

Test(window_touch, the_mouse_is_a_finger_while_its_button_is_down)
{
	mouse(WINDOW_MOVE, 1, 2);
	expect("");
	mouse(WINDOW_DOWN, 1, 2);
	mouse(WINDOW_MOVE, 3, 4);
	mouse(WINDOW_MOVE, 3, 4);
	mouse(WINDOW_UP, 3, 4);
	mouse(WINDOW_MOVE, 5, 6);
	expect("down 0 1,2; move 0 3,4; up 0 3,4; ");
}

Test(window_touch, a_modifier_gives_a_second_finger_that_mirrors_the_first)
{
	unsigned x, y;

	cr_assert_not(window_fingers_mirror(&fingers, 1, &x, &y));
	key(true);
	mouse(WINDOW_DOWN, 10, 20);
	expect("down 0 10,20; down 1 89,179; ");
	mouse(WINDOW_MOVE, 11, 22);
	expect("move 0 11,22; move 1 88,177; ");
	cr_assert(window_fingers_mirror(&fingers, 0, &x, &y));
	cr_assert(x == 11 && y == 22);
	cr_assert(window_fingers_mirror(&fingers, 1, &x, &y));
	cr_assert(x == 88 && y == 177);
	mouse(WINDOW_UP, 11, 22);
	expect("up 0 11,22; up 1 88,177; ");
}

Test(window_touch, the_key_may_come_and_go_during_a_stroke)
{
	mouse(WINDOW_DOWN, 10, 20);
	key(true);
	key(true);
	expect("down 0 10,20; down 1 89,179; ");
	key(false);
	expect("up 1 89,179; ");
	mouse(WINDOW_UP, 10, 20);
	expect("up 0 10,20; ");
}

Test(window_touch, real_fingers_keep_their_contact)
{
	finger(700, WINDOW_DOWN, 1, 1);
	finger(701, WINDOW_DOWN, 2, 2);
	finger(700, WINDOW_UP, 1, 1);
	finger(701, WINDOW_MOVE, 3, 3);
	finger(702, WINDOW_DOWN, 4, 4);
	finger(701, WINDOW_UP, 3, 3);
	finger(702, WINDOW_UP, 4, 4);
	expect("down 0 1,1; down 1 2,2; up 0 1,1; move 1 3,3; down 0 4,4; up 1 3,3; up 0 4,4; ");
}

Test(window_touch, what_was_never_down_does_not_move)
{
	finger(700, WINDOW_MOVE, 1, 1);
	finger(700, WINDOW_UP, 1, 1);
	expect("");
	finger(700, WINDOW_DOWN, 1, 1);
	finger(700, WINDOW_DOWN, 2, 2);
	expect("down 0 1,1; ");
}

Test(window_touch, mouse_and_fingers_share_the_panel)
{
	finger(5, WINDOW_DOWN, 1, 1);
	mouse(WINDOW_DOWN, 50, 60);
	expect("down 0 1,1; down 1 50,60; ");
	finger(5, WINDOW_UP, 1, 1);
	mouse(WINDOW_UP, 50, 60);
	expect("up 0 1,1; up 1 50,60; ");
}

Test(window_touch, the_eleventh_finger_is_ignored)
{
	for (int i = 0; i < WINDOW_FINGERS; i++)
		finger(i, WINDOW_DOWN, (unsigned)i, 0);
	told[0] = 0;
	finger(WINDOW_FINGERS, WINDOW_DOWN, 50, 0);
	mouse(WINDOW_DOWN, 60, 0);
	expect("");
	finger(3, WINDOW_UP, 3, 0);
	finger(WINDOW_FINGERS, WINDOW_MOVE, 51, 0);
	expect("up 3 3,0; ");
}
