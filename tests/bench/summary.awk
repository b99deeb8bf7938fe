# SPDX-License-Identifier: BSD-2-Clause
#
# From single runs to one line for each row of the table: medians, ratios, goals. Writes CSV.
#
# usage: awk -f summary.awk ROWS AMOUNTS SAMPLES, all with tabs
#   ROWS     key, title, unit, goal, key of the peer, name of the peer
#   AMOUNTS  command, how many times its work was done, virtual nanoseconds of it
#   SAMPLES  what build/tools/measure writes; a command is KEY.1 or, with more work, KEY.10
#
# Units: MIPS (virtual time is the number of instructions), ns and /s (of one time): processor
# time of KEY.10 less that of KEY.1, so that the start does not count. s, cpu-s: wall and
# processor time of KEY.1. %: processor time in wall time, of KEY.10 less KEY.1. "PEER" in a goal
# is the peer's value.

BEGIN {
	FS = OFS = "\t"
}

FILENAME == ARGV[1] {
	rows++
	key[rows] = $1; title[rows] = $2; unit[rows] = $3; goal[rows] = $4
	peer[rows] = $5; peer_name[rows] = $6
	next
}
FILENAME == ARGV[2] {
	times[$1] = $2; virtual[$1] = $3
	next
}
{
	wall[$1, $2] = $3; processor[$1, $2] = $4
	if ($2 > runs)
		runs = $2
	if ($5 != 0)
		failed[$1] = $5
}

# The middle one of list[1..n], which is sorted for that.
function median(list, n,    i, k, v) {
	for (i = 2; i <= n; i++) {
		v = list[i]
		for (k = i - 1; k > 0 && list[k] > v; k--)
			list[k + 1] = list[k]
		list[k + 1] = v
	}
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

# The value of KEY in one run, in a unit; amounts are those of row `of`. -1: there is none.
function value(of, k, unit, run,    small, large, taken) {
	small = k ".1"; large = k ".10"
	if (!((small, run) in wall) || small in failed || large in failed)
		return -1
	if (unit == "s")
		return wall[small, run]
	if (unit == "cpu-s")
		return processor[small, run]
	taken = processor[large, run] - processor[small, run]
	if (unit == "%")
		return 100 * taken / (wall[large, run] - wall[small, run])
	if (taken <= 0)
		return -1
	if (unit == "MIPS")
		return (virtual[of ".10"] - virtual[of ".1"]) / taken / 1e6
	if (unit == "/s")
		return (times[large] - times[small]) / taken
	return taken * 1e9 / (times[large] - times[small])
}

function number(v) {
	if (v < 0)
		return "-"
	return sprintf(v < 10 ? "%.3f" : v < 1000 ? "%.1f" : "%.0f", v)
}

# Is the goal, like "< 0.3" or ">= 0.9 PEER", reached?
function reached(goal, v, p,    part, n, limit) {
	n = split(goal, part, " ")
	if (n < 2 || v < 0)
		return "-"
	limit = part[2]
	if (part[3] == "PEER") {
		if (p < 0)
			return "-"
		limit *= p
	}
	return (part[1] ~ /</ ? v <= limit : v >= limit) ? "yes" : "no"
}

END {
	print "what", "unit", "pith", "pith_low", "pith_high", "goal", "reached", \
	    "peer", "peer_value", "ratio", "virtual_ns"
	for (i = 1; i <= rows; i++) {
		n = m = 0
		for (r = 1; r <= runs; r++) {
			v = value(key[i], key[i], unit[i], r)
			if (v < 0)
				continue
			mine[++n] = v
			p = peer[i] == "-" ? -1 : value(key[i], peer[i], unit[i], r)
			if (p > 0) {
				theirs[++m] = p
				ratios[m] = unit[i] ~ /^(ns|s|cpu-s|%)$/ ? p / v : v / p
			}
		}
		v = n ? median(mine, n) : -1
		p = m ? median(theirs, m) : -1
		big = key[i] ".10"; few = key[i] ".1"
		each = unit[i] ~ /^(ns|\/s)$/ && times[big] > times[few] \
		    ? number((virtual[big] - virtual[few]) / (times[big] - times[few])) : "-"
		print title[i], unit[i], number(v), n ? number(mine[1]) : "-", \
		    n ? number(mine[n]) : "-", goal[i], reached(goal[i], v, p), \
		    peer_name[i], number(p), m ? sprintf("%.2f", median(ratios, m)) : "-", each
	}
}
