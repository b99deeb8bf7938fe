# SPDX-License-Identifier: BSD-2-Clause
#
# The deepest stack of the kernel: adds up, along the calls that gcc recorded with
# -fcallgraph-info=su and along tools/stack.edges, what each function takes. Prints BYTES and the
# path; with -v roots=PATTERN of what begins there; or, with -v of=NAME, what one function takes
# itself. There is no call through a pointer (tools/branches.awk). Says on standard error,
# with status 1, what would make the sum wrong: recursion, a frame of unknown size, a
# function that nobody described.

function complain(text) {
	print "tools/size: " text >"/dev/stderr"
	bad = 1
}
FILENAME ~ /\.edges$/ {
	# What is entered begins anew: hal_idle as a start is not hal_idle as an end.
	from = $1 == "entry" ? $2 ":" : $2
	if ($1 == "entry" || $1 == "go") callees[from] = callees[from] $3 "\t"
	if ($1 == "entry" || $1 == "leaf") own[from] += 0
	next
}
/^node:/ && /bytes \(/ {
	split($0, part, "\"")
	label = part[4]
	sub(/.*\\n/, "", label)
	own[part[2]] = label + 0
	if (label ~ /dynamic/ && label !~ /bounded/) complain(part[2] ": its frame has no fixed size")
}
/^edge:/ {
	split($0, part, "\"")
	callees[part[2]] = callees[part[2]] part[4] "\t"
}
function depth(name,   list, n, i, d, most) {
	if (name in known) {
		if (known[name] == "busy") complain(name ": it calls itself, over others or at once")
		return known[name] + 0
	}
	if (!(name in own)) complain(name ": nobody knows what it takes, see tools/stack.edges")
	known[name] = "busy"
	n = split(callees[name], list, "\t")
	for (i = 1; i < n; i++) {
		d = depth(list[i])
		if (d > most) {
			most = d
			deeper[name] = list[i]
		}
	}
	return known[name] = own[name] + most
}
END {
	if (of != "") {
		print of in own ? own[of] : "unknown"
		exit
	}
	for (name in own)
		if (depth(name) > deepest && name ~ roots) {
			deepest = known[name]
			top = name
		}
	path = deepest + 0
	for (; top != ""; top = deeper[top]) path = path " " top "(" own[top] + 0 ")"
	print path
	exit bad
}
