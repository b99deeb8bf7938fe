# SPDX-License-Identifier: BSD-2-Clause
#
# The summary as a table: for people as it is, with -v markdown=1 for docs/bench/README.md.

BEGIN {
	FS = "\t"
	wide = "%-44s %-5s %10s %-18s %-8s %10s %6s %9s\n"
	rule = "| %s | %s | %s | %s | %s | %s | %s | %s |\n"
	line = markdown ? rule : wide
}

FNR == 1 {
	printf line, "what", "unit", "Pith", "goal", "reached", "peer", "ratio", "virtual"
	if (markdown)
		print "|---|---|--:|---|---|--:|--:|--:|"
	next
}

# The peer is said once, above the lines that share it.
{
	if ($8 != peer && $8 != "-") {
		peer = $8
		if (markdown)
			printf rule, "*peer: " peer "*", "", "", "", "", "", "", ""
		else
			print "  peer: " peer
	}
	goal = $6
	sub(/ PEER/, " of the peer", goal)
	printf line, $1, $2, $3, goal, $7, $9, $10, $11
}
