# SPDX-License-Identifier: BSD-2-Clause
#
# The deepest stack of the kernel: adds up, along the calls that gcc recorded with
# -fcallgraph-info=su, what each function takes. Prints BYTES and the path. There is no
# recursion in the core and no call through a pointer (tools/check-rules), so this is
# the whole truth but for the HAL's own functions that were not given.

/^node:/ && /bytes \(/ {
	split($0, part, "\"")
	label = part[4]
	sub(/.*\\n/, "", label)
	own[part[2]] = label + 0
}
/^edge:/ {
	split($0, part, "\"")
	callees[part[2]] = callees[part[2]] part[4] "\t"
}
function depth(name,   list, n, i, d, most) {
	if (name in known) return known[name]
	known[name] = own[name] # where there is a cycle, it ends here
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
	for (name in own)
		if (depth(name) > deepest) {
			deepest = known[name]
			top = name
		}
	path = deepest + 0
	for (; top != ""; top = deeper[top]) path = path " " top "(" own[top] + 0 ")"
	print path
}
