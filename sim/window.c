/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The window, with SDL2. Pixels stay crisp at any size: they are enlarged by a whole
 * number without smoothing and only then made to fit. Which finger is where is
 * window_touch.c.
 */
#include "sim/window.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/file.h"
#include "sim/window_touch.h"

enum {
	UNIT = 1000,	  /* a scale of 1 */
	FIT_PERCENT = 90, /* of the desktop, that a window should not exceed */
	RING_POINTS = 24,
	RING_RADIUS = 14,
	BACKGROUND = 0x20, /* grey beside the screen */
};

struct window {
	SDL_Window *window;
	SDL_Renderer *renderer;
	SDL_Texture *screen;	/* the panel's pixels */
	SDL_Texture *enlarged;	/* by a whole number; 0 where none is needed */
	uint32_t width, height; /* of the screen */
	uint32_t factor;	/* of `enlarged` */
	SDL_Rect place;		/* of the screen, in pixels of the display */
	bool damaged;		/* must be drawn anew though the screen is the same */
	char *name;
	struct window_fingers fingers;
};

/* --- Size and place ------------------------------------------------------------- */

static uint32_t fitting_scale(uint32_t width, uint32_t height)
{
	SDL_Rect desktop;
	uint32_t across, down, scale;

	if (SDL_GetDisplayUsableBounds(0, &desktop) != 0)
		return UNIT;
	across = (uint32_t)desktop.w * FIT_PERCENT / 100 * UNIT / width;
	down = (uint32_t)desktop.h * FIT_PERCENT / 100 * UNIT / height;
	scale = across < down ? across : down;
	/* Whole steps where there is room, to be sharp; else what fits. */
	if (scale >= UNIT)
		return scale / UNIT * UNIT;
	return scale > UNIT / 4 ? scale : UNIT / 4;
}

/* Puts the screen into the middle of the window, as large as it can be. */
static void lay_out(struct window *window)
{
	int width, height;
	uint32_t across, down, scale, factor;

	if (SDL_GetRendererOutputSize(window->renderer, &width, &height) != 0)
		return;
	across = (uint32_t)width * UNIT / window->width;
	down = (uint32_t)height * UNIT / window->height;
	scale = across < down ? across : down;
	window->place.w = (int)(window->width * scale / UNIT);
	window->place.h = (int)(window->height * scale / UNIT);
	window->place.x = (width - window->place.w) / 2;
	window->place.y = (height - window->place.h) / 2;
	window->damaged = true;

	factor = (scale + UNIT - 1) / UNIT;
	if (window->enlarged && window->factor != factor) {
		SDL_DestroyTexture(window->enlarged);
		window->enlarged = NULL;
	}
	window->factor = factor;
	if (!window->enlarged && scale > UNIT && scale % UNIT != 0) {
		window->enlarged = SDL_CreateTexture(window->renderer, SDL_PIXELFORMAT_XRGB8888,
		    SDL_TEXTUREACCESS_TARGET, (int)(window->width * factor),
		    (int)(window->height * factor));
		if (window->enlarged)
			SDL_SetTextureScaleMode(window->enlarged, SDL_ScaleModeLinear);
	}
	/* Smaller than the screen's own pixels there is nothing to keep crisp. */
	SDL_SetTextureScaleMode(
	    window->screen, scale < UNIT ? SDL_ScaleModeLinear : SDL_ScaleModeNearest);
}

static bool make_texture(struct window *window, uint32_t width, uint32_t height)
{
	if (window->screen)
		SDL_DestroyTexture(window->screen);
	if (window->enlarged)
		SDL_DestroyTexture(window->enlarged);
	window->enlarged = NULL;
	window->screen = SDL_CreateTexture(window->renderer, SDL_PIXELFORMAT_XRGB8888,
	    SDL_TEXTUREACCESS_STREAMING, (int)width, (int)height);
	window->width = width;
	window->height = height;
	if (!window->screen)
		return false;
	lay_out(window);
	return true;
}

/* --- Opening and closing ----------------------------------------------------------- */

static bool open_window(struct window *window, const struct screen *screen, uint32_t scale)
{
	if (scale == 0)
		scale = fitting_scale(screen->width, screen->height);
	window->window = SDL_CreateWindow(window->name, SDL_WINDOWPOS_CENTERED,
	    SDL_WINDOWPOS_CENTERED, (int)(screen->width * scale / UNIT),
	    (int)(screen->height * scale / UNIT), SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
	if (!window->window)
		return false;
	window->renderer = SDL_CreateRenderer(window->window, -1, 0);
	if (!window->renderer)
		window->renderer = SDL_CreateRenderer(window->window, -1, SDL_RENDERER_SOFTWARE);
	return window->renderer && make_texture(window, screen->width, screen->height);
}

/* Whether anyone could see a window: SDL, when it finds no display, makes believe it has one, which
 * only those want who ask for it. */
static bool start_video(const char **why)
{
	const char *wanted = getenv("SDL_VIDEODRIVER");
	const char *driver;

	if (!wanted && !getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY")) {
		*why = "there is no display here";
		return false;
	}
	if (SDL_Init(SDL_INIT_VIDEO) != 0) {
		*why = SDL_GetError();
		return false;
	}
	driver = SDL_GetCurrentVideoDriver();
	if (!wanted && (!driver || strcmp(driver, "offscreen") == 0 ||
			   strcmp(driver, "dummy") == 0 || strcmp(driver, "evdev") == 0)) {
		*why = "the display cannot be reached";
		return false;
	}
	return true;
}

struct window *window_open(
    const char *name, const struct screen *screen, uint32_t scale, const char **why)
{
	struct window *window = file_grow(NULL, sizeof(*window));

	*window = (struct window){.name = file_copy(name)};
	/* A finger is a finger and the mouse is the mouse: SDL is not to make one of the other.
	 * Ctrl-C is for sim/main.c. */
	SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
	SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
	SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
	SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
	SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
	if (start_video(why)) {
		if (open_window(window, screen, scale))
			return window;
		*why = SDL_GetError();
	}
	/* The reason may be in SDL's memory: nothing of SDL is closed before it is told. */
	free(window->name);
	free(window);
	return NULL;
}

void window_close(struct window *window)
{
	if (!window)
		return;
	SDL_DestroyRenderer(window->renderer);
	SDL_DestroyWindow(window->window);
	SDL_Quit();
	free(window->name);
	free(window);
}

/* --- Drawing ------------------------------------------------------------------------- */

/* A ring where a finger is, seen only while there are two: with one it is under the pointer. */
static void draw_ring(struct window *window, unsigned x, unsigned y, bool down)
{
	/* A circle of radius 256 in RING_POINTS steps, one quarter of it. */
	static const int16_t sine[RING_POINTS / 4 + 1] = {0, 66, 128, 181, 222, 247, 256};
	int radius = RING_RADIUS * window->place.w / (int)window->width;
	int center_x = window->place.x + (int)x * window->place.w / (int)window->width;
	int center_y = window->place.y + (int)y * window->place.h / (int)window->height;
	SDL_Point points[RING_POINTS + 1];

	for (int i = 0; i <= RING_POINTS; i++) {
		int step = i % (RING_POINTS / 4), quarter = i / (RING_POINTS / 4) % 4;
		int along = sine[RING_POINTS / 4 - step] * radius / 256,
		    across = sine[step] * radius / 256;
		int turned_x[] = {along, -across, -along, across};
		int turned_y[] = {across, along, -across, -along};

		points[i].x = center_x + turned_x[quarter];
		points[i].y = center_y + turned_y[quarter];
	}
	SDL_SetRenderDrawColor(
	    window->renderer, down ? 0xff : 0x90, down ? 0x80 : 0x90, down ? 0x20 : 0x90, 0xff);
	SDL_RenderDrawLines(window->renderer, points, RING_POINTS + 1);
}

static void draw(struct window *window)
{
	SDL_Texture *source = window->screen;
	unsigned x, y;

	if (window->enlarged && SDL_SetRenderTarget(window->renderer, window->enlarged) == 0) {
		SDL_RenderCopy(window->renderer, window->screen, NULL, NULL);
		SDL_SetRenderTarget(window->renderer, NULL);
		source = window->enlarged;
	}
	SDL_SetRenderDrawColor(window->renderer, BACKGROUND, BACKGROUND, BACKGROUND, 0xff);
	SDL_RenderClear(window->renderer);
	SDL_RenderCopy(window->renderer, source, NULL, &window->place);
	for (unsigned i = 0; i < 2; i++) {
		if (window_fingers_mirror(&window->fingers, i, &x, &y))
			draw_ring(window, x, y, window->fingers.mouse_down);
	}
	SDL_RenderPresent(window->renderer);
	window->damaged = false;
}

void window_show(
    struct window *window, const struct screen *screen, const struct pl111_damage *damage)
{
	SDL_Rect lines = {
	    0, (int)damage->top, (int)screen->width, (int)(damage->bottom - damage->top)};

	if (screen->width != window->width || screen->height != window->height) {
		if (!make_texture(window, screen->width, screen->height))
			return;
		lines = (SDL_Rect){0, 0, (int)screen->width, (int)screen->height};
	}
	SDL_UpdateTexture(window->screen, &lines, screen->pixels + (size_t)lines.y * screen->width,
	    (int)(screen->width * sizeof(*screen->pixels)));
	draw(window);
}

void window_title(struct window *window, unsigned frames, unsigned speed)
{
	char title[256];

	snprintf(title, sizeof(title), "%s - %u frames/s - %u.%02u x", window->name, frames,
	    speed / UNIT, speed % UNIT / 10);
	SDL_SetWindowTitle(window->window, title);
}

/* --- Events -------------------------------------------------------------------------- */

/* From the window's own units, which are not pixels where there are more of them, to the
 * screen's pixels; a position beside the screen is moved to its edge. */
static void to_screen(struct window *window, float across, float down, unsigned *x, unsigned *y)
{
	int width, height;
	int64_t sx, sy;

	SDL_GetRendererOutputSize(window->renderer, &width, &height);
	sx = ((int64_t)(across * (float)width) - window->place.x) * window->width;
	sy = ((int64_t)(down * (float)height) - window->place.y) * window->height;
	sx = window->place.w > 0 ? sx / window->place.w : 0;
	sy = window->place.h > 0 ? sy / window->place.h : 0;
	*x = sx < 0 ? 0 : sx >= window->width ? window->width - 1 : (unsigned)sx;
	*y = sy < 0 ? 0 : sy >= window->height ? window->height - 1 : (unsigned)sy;
}

static void mouse(struct window *window, int32_t across, int32_t down, enum window_touch what,
    window_touch_function *touch, void *context)
{
	int width, height;
	unsigned x, y;

	SDL_GetWindowSize(window->window, &width, &height);
	if (width <= 0 || height <= 0)
		return;
	to_screen(window, ((float)across + 0.5f) / (float)width,
	    ((float)down + 0.5f) / (float)height, &x, &y);
	window->fingers.width = window->width;
	window->fingers.height = window->height;
	if (window_fingers_mouse(&window->fingers, what, x, y, touch, context))
		window->damaged = true;
}

static void finger(struct window *window, const SDL_TouchFingerEvent *event, enum window_touch what,
    window_touch_function *touch, void *context)
{
	unsigned x, y;

	to_screen(window, event->x, event->y, &x, &y);
	window_fingers_touch(
	    &window->fingers, event->touchId, event->fingerId, what, x, y, touch, context);
}

static void modifier(struct window *window, bool held, window_touch_function *touch, void *context)
{
	if (window_fingers_modifier(&window->fingers, held, touch, context))
		window->damaged = true;
}

static bool handle(
    struct window *window, const SDL_Event *event, window_touch_function *touch, void *context)
{
	switch (event->type) {
	case SDL_QUIT:
		return false;
	case SDL_WINDOWEVENT:
		if (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
			lay_out(window);
		else if (event->window.event == SDL_WINDOWEVENT_EXPOSED)
			window->damaged = true;
		break;
	case SDL_RENDER_TARGETS_RESET:
		window->damaged = true;
		break;
	case SDL_KEYDOWN:
	case SDL_KEYUP:
		modifier(window, SDL_GetModState() & (KMOD_CTRL | KMOD_ALT), touch, context);
		break;
	case SDL_MOUSEBUTTONDOWN:
		if (event->button.button == SDL_BUTTON_LEFT) {
			/* So that a stroke may leave the window and end outside. */
			SDL_CaptureMouse(SDL_TRUE);
			mouse(
			    window, event->button.x, event->button.y, WINDOW_DOWN, touch, context);
		}
		break;
	case SDL_MOUSEBUTTONUP:
		if (event->button.button == SDL_BUTTON_LEFT) {
			SDL_CaptureMouse(SDL_FALSE);
			mouse(window, event->button.x, event->button.y, WINDOW_UP, touch, context);
		}
		break;
	case SDL_MOUSEMOTION:
		mouse(window, event->motion.x, event->motion.y, WINDOW_MOVE, touch, context);
		break;
	case SDL_FINGERDOWN:
		finger(window, &event->tfinger, WINDOW_DOWN, touch, context);
		break;
	case SDL_FINGERMOTION:
		finger(window, &event->tfinger, WINDOW_MOVE, touch, context);
		break;
	case SDL_FINGERUP:
		finger(window, &event->tfinger, WINDOW_UP, touch, context);
		break;
	default:
		break;
	}
	return true;
}

bool window_handle(
    struct window *window, uint32_t milliseconds, window_touch_function *touch, void *context)
{
	SDL_Event event;
	bool open = true;

	if (SDL_WaitEventTimeout(&event, (int)milliseconds)) {
		do {
			open = handle(window, &event, touch, context) && open;
		} while (SDL_PollEvent(&event));
	}
	if (open && window->damaged)
		draw(window);
	return open;
}
