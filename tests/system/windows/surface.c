/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One of those who are arranged, and know nothing of it: a plain surface with lines and a disc.
 * It says where it is touched; at a second finger it fails. Parameters: color = <0xrrggbb>; title =
 * "text"; moves (present): its disc goes on with each frame, for ever.
 */
#include <stdio.h>

#include "pith/info.h"
#include "user/ui/app.h"

static uint16_t color;
static uint32_t step;

static void start(void)
{
	color = CANVAS_HEX(pith_parameter_cell("color", 0, 0));
	app_title(pith_parameter_string("title", ""));
	app_animate();
}

static void draw(const struct canvas *canvas)
{
	struct rect all = app_screen();
	int32_t x = 60 + (int32_t)(step % 96), side = all.height / 3;

	canvas_fill(canvas, all, color);
	canvas_fill(canvas, rect_make(0, all.height - 8, all.width, 8), CANVAS_HEX(0x000000));
	canvas_disc(canvas, x * CANVAS_UNIT, all.height * CANVAS_UNIT / 2, side * CANVAS_UNIT / 2,
	    CANVAS_HEX(0xffffff));
	/* Lines as of text, each at its own angle to the grid of a smaller picture. */
	for (int32_t i = 0; i < 4; i++)
		canvas_line(canvas, 24 * CANVAS_UNIT, (12 + 5 * i) * CANVAS_UNIT,
		    (all.width - 24 - 30 * i) * CANVAS_UNIT, 12 * CANVAS_UNIT, 40,
		    CANVAS_HEX(0xffffff));
}

static void touch(const struct input_event *event)
{
	static const char *const names[] = {"down", "move", "up", "cancel"};
	static volatile uint32_t *volatile nowhere;

	if (event->phase != INPUT_MOVE)
		printf("%s at %d %d\n", names[event->phase & 3], event->x / INPUT_UNIT,
		    event->y / INPUT_UNIT);
	if (event->finger)
		*nowhere = 1;
}

static void frame(uint64_t now)
{
	(void)now;
	if (!pith_grant(PITH_GRANT_PARAMETER, "moves"))
		return;
	step++;
	app_change_all();
	app_animate();
}

int main(void)
{
	static const struct app app = {
	    .start = start, .draw = draw, .touch = touch, .frame = frame};

	app_run(&app);
}
