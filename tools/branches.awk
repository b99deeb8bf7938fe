# SPDX-License-Identifier: BSD-2-Clause
#
# Holds the kernel's binary against what is known of its calls. Reads tools/stack.edges, gcc's
# call graphs, the relocations of vectors.o and the disassembly of the kernel (objdump -d),
# in this order. Names each branch between functions that nobody has recorded, each branch to an
# address in a register, and each line of stack.edges without a branch. Status 1 if
# there is any.

function complain(text) {
	print "tools/size: " text >"/dev/stderr"
	bad = 1
}
# A function's name without its file, and without the suffix of a part of it.
function plain(title) {
	sub(/^.*:/, "", title)
	sub(/\..*$/, "", title)
	return title
}
function branch(from, to) {
	seen[from, to] = 1
	if (from == to || (from, to) in known || (to in leaf) || !(to in compiled)) {
		if ((from in compiled) && !(to in compiled) && !(to in leaf))
			complain("C goes to " to ", which tools/stack.edges does not name")
		return
	}
	complain(from " goes to " to ", which neither gcc nor tools/stack.edges has recorded")
}
FILENAME ~ /\.edges$/ {
	if ($1 == "leaf") leaf[$2] = 1
	if ($1 == "entry" || $1 == "go") known[$2, $3] = listed[$2 SUBSEP $3] = 1
	next
}
/^node:/ && /bytes \(/ {
	split($0, part, "\"")
	compiled[plain(part[2])] = 1
}
/^edge:/ {
	split($0, part, "\"")
	known[plain(part[2]), plain(part[4])] = 1
}
# The table of calls.
/ R_ARM_ABS32 / { branch("vector_call", $3) }
/^[0-9a-f]+ <.*>:$/ {
	here = substr($2, 2, length($2) - 3)
	here = plain(here)
}
$0 ~ /\tb(l|x|lx)?(eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)?(\.[nw])?\t/ {
	if ($NF ~ /^<.*>$/) {
		to = substr($NF, 2, length($NF) - 2)
		if (to ~ /\+/) to = here
		branch(here, plain(to))
	} else if ((here in compiled) && $NF != "lr") {
		complain(here ": a branch to what a register holds: " $0)
	}
}
END {
	for (edge in listed)
		if (!(edge in seen)) {
			split(edge, part, SUBSEP)
			complain("tools/stack.edges: " part[1] " does not go to " part[2])
		}
	exit bad
}
