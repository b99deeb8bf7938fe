# SPDX-License-Identifier: BSD-2-Clause
#
# Reads the reasons of tests/coverage/unreached, then what `gcov -b -c -t` printed, and
# judges; see tools/coverage. A line of code is known by file, function, the text of the
# line before and its own, so that a reason outlives changes elsewhere in the file.
#
# gcov writes COUNT:NUMBER:TEXT, where COUNT is - for no code and ##### for code that
# never ran, then a line "branch N taken TIMES" or "branch N never executed" for each way
# out of a condition. A header's lines come once for each file that includes it, and count
# together.

FNR == NR {
	if (/^#/ || !NF)
		next
	cut = index($0, " -- ")
	if (!cut)
		complain("no reason is given: " $0)
	reason[substr($0, 1, cut - 1)] = FNR
	next
}

/^ *-: *0:Source:/ {
	source = $0
	sub(/.*Source:/, "", source)
	counted = source ~ /^core\// && source != "core/check.c"
	function_name = ""
	next
}
!counted || /^ *-: *0:/ { next }

/^branch / {
	if (assertion)
		next
	way = at ":" $2
	if (!(way in taken)) {
		taken[way] = 0
		order_of_way[++ways] = way
	}
	if ($3 == "taken")
		taken[way] += $4
	next
}

/^[^:]*:[^:]*:/ {
	before = text
	text = $0
	sub(/^[^:]*:[^:]*:[ \t]*/, "", text)
	whole = $0
	sub(/^[^:]*:[^:]*:/, "", whole)
	if (whole ~ /^[a-zA-Z].*\(/ && whole !~ /;$/) {
		function_name = whole
		sub(/\(.*/, "", function_name)
		sub(/.*[ *]/, "", function_name)
	}
	number = $0
	sub(/^[^:]*:/, "", number)
	at = source ":" number + 0
	count = $0
	sub(/:.*/, "", count)
	gsub(/[ *]/, "", count)
	assertion = text ~ /^ASSERT\(/
	if (count == "-" || assertion)
		next
	if (!(at in reached)) {
		reached[at] = 0
		order[++all] = at
		file[at] = source
		shown[at] = text
		name[at] = source " " function_name ": " before " " text
	}
	if (count !~ /^[#=]/)
		reached[at] = 1
}

function complain(what) {
	if (++complaints <= 20)
		print "  " what
	if (!wrong)
		wrong = what
}

END {
	for (i = 1; i <= all; i++) {
		at = order[i]
		lines_of[file[at]]++
		if (reached[at]) {
			hit++
			hit_of[file[at]]++
			continue
		}
		missed[name[at]] = 1
		if (list == "--lines")
			print at ": " shown[at]
		if (!(name[at] in reason))
			complain("not reached, and no reason given: " name[at])
	}
	for (i = 1; i <= ways; i++) {
		way = order_of_way[i]
		at = way
		sub(/:[0-9]+$/, "", at)
		ways_of[file[at]]++
		if (taken[way]) {
			went++
			went_of[file[at]]++
		} else if (list == "--lines" && reached[at])
			print way ": this way was never taken: " shown[at]
	}
	if (!status)
		for (key in reason)
			if (!(key in missed))
				complain("a reason for a line that is reached, or is not there: " key)
	for (source in lines_of)
		printf "  %5.1f %% of %4d lines  %5.1f %% of %4d branches  %s\n", \
			percent(hit_of[source], lines_of[source]), lines_of[source], \
			percent(went_of[source], ways_of[source]), ways_of[source], source | "sort -k 11"
	close("sort -k 11")
	summary = sprintf("%.1f %% of %d lines, %.1f %% of %d branches", \
		percent(hit, all), all, percent(went, ways), ways)
	if (!all)
		wrong = "nothing was counted, see build/cov/gcov.log"
	else if (status)
		wrong = "the tests failed, see build/cov/log"
	else if (percent(hit, all) < lines || percent(went, ways) < branches)
		wrong = summary ", bounds " lines " % and " branches " %"
	if (wrong)
		print "not ok coverage of core: " wrong
	else
		print "ok coverage of core: " summary
	exit wrong != ""
}

function percent(part, whole) {
	return whole ? 100 * part / whole : 100
}
