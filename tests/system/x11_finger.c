/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hand on the simulator's window, for tests with an X server: finds the window by the begin of
 * its title, then does what the arguments say. Compiled by window.sh where Xlib is there.
 *
 *     x11_finger TITLE COMMAND...     commands: down X Y   move X Y   up X Y   ctrl down|up
 *                                               sleep MILLISECONDS   close   size WIDTH HEIGHT
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/keysym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 200, PAUSE_US = 50000 };

static Display *display;

static Window search(Window root, const char *title)
{
	Window parent, *children = NULL, found = 0;
	unsigned count = 0;
	char *name = NULL;

	if (XFetchName(display, root, &name) && name && strncmp(name, title, strlen(title)) == 0)
		found = root;
	XFree(name);
	if (found || !XQueryTree(display, root, &root, &parent, &children, &count))
		return found;
	for (unsigned i = 0; i < count && !found; i++)
		found = search(children[i], title);
	XFree(children);
	return found;
}

/* The window may not be there yet. */
static Window wait_for(const char *title)
{
	for (int i = 0; i < TRIES; i++) {
		Window window = search(DefaultRootWindow(display), title);

		if (window)
			return window;
		usleep(PAUSE_US);
	}
	fprintf(stderr, "x11_finger: no window '%s'\n", title);
	exit(1);
}

static void button(Window window, int type, int x, int y)
{
	XEvent event = {0};

	event.xbutton.type = type;
	event.xbutton.display = display;
	event.xbutton.window = window;
	event.xbutton.root = DefaultRootWindow(display);
	event.xbutton.x = x;
	event.xbutton.y = y;
	event.xbutton.button = type == MotionNotify ? 0 : Button1;
	event.xbutton.state = type == ButtonPress ? 0 : Button1Mask;
	event.xbutton.same_screen = True;
	XSendEvent(display, window, True,
	    type == MotionNotify ? PointerMotionMask : ButtonPressMask | ButtonReleaseMask, &event);
}

static void key(Window window, int type)
{
	XEvent event = {0};

	event.xkey.type = type;
	event.xkey.display = display;
	event.xkey.window = window;
	event.xkey.root = DefaultRootWindow(display);
	event.xkey.keycode = XKeysymToKeycode(display, XK_Control_L);
	event.xkey.same_screen = True;
	XSendEvent(display, window, True, KeyPressMask | KeyReleaseMask, &event);
}

static void close_window(Window window)
{
	XEvent event = {0};

	event.xclient.type = ClientMessage;
	event.xclient.window = window;
	event.xclient.message_type = XInternAtom(display, "WM_PROTOCOLS", False);
	event.xclient.format = 32;
	event.xclient.data.l[0] = (long)XInternAtom(display, "WM_DELETE_WINDOW", False);
	XSendEvent(display, window, False, NoEventMask, &event);
}

/* Does the command in arguments[0]; returns how many arguments it took. */
static int command(Window window, char **arguments, int count)
{
	const char *name = arguments[0];
	int x = count > 1 ? atoi(arguments[1]) : 0, y = count > 2 ? atoi(arguments[2]) : 0;

	if (strcmp(name, "close") == 0) {
		close_window(window);
		return 1;
	}
	if (strcmp(name, "sleep") == 0) {
		usleep((useconds_t)x * 1000);
		return 2;
	}
	if (strcmp(name, "ctrl") == 0 && count > 1) {
		key(window, strcmp(arguments[1], "down") == 0 ? KeyPress : KeyRelease);
		return 2;
	}
	if (strcmp(name, "size") == 0) {
		XResizeWindow(display, window, (unsigned)x, (unsigned)y);
		return 3;
	}
	button(window,
	    strcmp(name, "down") == 0 ? ButtonPress
	    : strcmp(name, "up") == 0 ? ButtonRelease
				      : MotionNotify,
	    x, y);
	return 3;
}

int main(int count, char **arguments)
{
	Window window;

	display = XOpenDisplay(NULL);
	if (!display || count < 2) {
		fputs("x11_finger: no display, or no title\n", stderr);
		return 1;
	}
	window = wait_for(arguments[1]);
	for (int i = 2; i < count;) {
		i += command(window, arguments + i, count - i);
		XSync(display, False);
	}
	XCloseDisplay(display);
	return 0;
}
