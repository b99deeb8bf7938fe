/* SPDX-License-Identifier: BSD-2-Clause */
/* An application that shows nothing but the ground of the theme. */
#include <stdio.h>

#include "user/ui/app.h"

static void draw(const struct canvas *canvas)
{
	canvas_fill(canvas, app_screen(), theme->ground);
	printf("is %s\n", theme->dark ? "dark" : "light");
}

int main(void)
{
	static const struct app app = {.draw = draw};

	app_run(&app);
}
