# SPDX-License-Identifier: BSD-2-Clause
#
# Prints a script for the phone of tests/system/soak: an exam, so much time of fingers without
# sense and of components that fail at any instruction, and the same exam again. A function of
# the seed alone.
#
# usage: awk -v seed=N -v seconds=N -v folder=PATH [-v victims=programs] -f tools/soak.awk
#
# victims=programs: only programs fail, so that servers live through all of it.

# --- Numbers without sense: Park and Miller's, exact in the numbers of any awk ----------------

# below N: from 0 to N - 1.
function below(n) {
	state = state * 16807 % 2147483647
	return state % n
}
# between LEAST MOST: each order of magnitude as likely as any other.
function between(least, most) {
	return int(least * exp(log(most / least) * below(100000) / 100000))
}

# --- Commands; `now` is the time in ms at which the next begins at the earliest ------------------

# wait MS: before the next command.
function wait(ms) {
	pause += ms
	now += ms
}
function say(command) {
	if (pause)
		printf "after %dms ", pause
	pause = 0
	print command
}
function tap(place, ms) {
	say("tap " place " " ms "ms")
	now += ms
	fingers++
}
function spot() { return below(480) " " below(800) }
function swipe(from, to, ms) {
	say("swipe " from " " to " " ms "ms")
	now += ms
	fingers++
}
# Several fingers at once, each with a way of its own.
function hand(	n, i, steps) {
	n = 2 + below(9)
	for (i = 0; i < n; i++) {
		say("down " i " " spot())
		wait(below(20))
	}
	for (steps = below(12); steps > 0; steps--) {
		wait(8)
		say("move " below(n) " " spot())
	}
	for (i = 0; i < n; i++) {
		wait(below(20))
		say("up " i)
	}
	fingers += n
}

# --- A person -----------------------------------------------------------------------------------

function use(	what) {
	what = below(100)
	if (what < 14)
		tap(tile[1 + below(tiles)], 60)
	else if (what < 22)
		tap(below(3) ? home : switcher, 60)
	else if (what < 50)
		tap(place[1 + below(places)], between(30, 500))
	else if (what < 68)
		tap(spot(), between(20, 1500))
	else if (what < 90)
		swipe(spot(), spot(), between(30, 800))
	else
		hand()
	# Mostly in a hurry; sometimes it lies on the table.
	wait(below(80) ? between(20, 2000) : between(2000, 60000))
}

# One, a few or many fail; at once or in the middle of something.
function harm(	n) {
	n = below(4) ? 1 : below(8) ? 2 + below(4) : 10 + below(15)
	for (; n > 0; n--) {
		say("fail " dying[1 + below(dyings)] (below(3) ? " after " between(1, 2000000) : ""))
		failures++
	}
}

# --- The exam -----------------------------------------------------------------------------------

function steward(what) {
	say("fail steward")
	say("expect-console \"steward: " what "\" within 5s")
}
# Whoever is still to fail does so now, if it runs at all; all but the steward are new then.
function renew(	i) {
	for (i = 1; i <= dyings; i++)
		say("fail " dying[i])
	wait(1000)
	tap(home, 60)
	for (i = 1; i <= tiles; i++) {
		wait(1500)
		tap(tile[i], 60)
		wait(1500)
		tap(home, 60)
	}
	wait(2000)
}
function exam(name) {
	renew()
	steward("calm")
	wait(1000)
	tap(home, 60)
	wait(1000)
	say("screenshot " folder "/" name "-home.png")
	tap(tile[1], 60)
	wait(1500)
	say("screenshot " folder "/" name "-sheet.png")
	swipe("100 300", "350 500", 250)
	wait(1000)
	say("screenshot " folder "/" name "-paint.png")
	tap(home, 60)
	wait(1000)
	tap(tile[3], 60)
	wait(1500)
	say("sound " folder "/" name ".wav")
	tap("240 362", 400)
	wait(600)
	say("sound")
	tap(home, 60)
	wait(1000)
	steward("at rest")
	say("wait-idle 50ms within 20s")
	say("check")
	say("arena " folder "/" name ".arena")
	steward("reported")
	wait(2000)
}

BEGIN {
	state = 1 + seed % 2147483646
	for (i = 0; i < 8; i++)
		below(2)
	programs = "paint player keypad clock-app monitor about squeeze"
	all = "uart console alarm timer rtc clock sound audio assets store disk screen display " \
	    "glass input status home " programs
	dyings = split(victims == "programs" ? programs : all, dying, " ")
	# On the home screen, below it, and in programs.
	tiles = split("80 448,240 448,400 448,80 600,240 600,400 600", tile, ",")
	home = "160 776"
	switcher = "320 776"
	places = split("104 708,256 708,440 708,388 68,240 456,328 456,40 372,116 258,240 362," \
	    "364 466,364 570,190 620,250 136,370 136,110 136,240 560,420 422,240 300,80 560," \
	    "430 660", place, ",")
	exam("before")
	start = now
	checked = now
	while (now - start < seconds * 1000) {
		if (below(100) < 70)
			use()
		else
			harm()
		if (now - checked > 5000) {
			say("check")
			checked = now
		}
		if (now - start > minutes * 60000) {
			say("screenshot " folder "/now.png")
			minutes++
		}
	}
	exam("after")
	say("quit")
	print "# " fingers " fingers, " failures " failures asked for"
}
