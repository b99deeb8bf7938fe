# SPDX-License-Identifier: BSD-2-Clause
#
# The summary as a picture, SVG: a bar for each goal, how far it is passed or missed, on
# a logarithmic scale; where the bar crosses the line in the middle, the goal is reached.

BEGIN {
	FS = "\t"
	left = 330; middle = 560; width = 800; step = 24; top = 50
	decade = 300 # pixels for a factor of 10
}

function log10(v) {
	return log(v) / log(10)
}

function text(x, y, anchor, color, words) {
	gsub(/&/, "\\&amp;", words); gsub(/</, "\\&lt;", words)
	return sprintf("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x, y, \
	    anchor, color, words)
}

FNR == 1 || $6 == "-" || $7 == "-" {
	next
}

{
	split($6, goal, " ")
	limit = goal[2] * (goal[3] == "PEER" ? $9 : 1)
	factor = goal[1] ~ /</ ? limit / $3 : $3 / limit
	size = log10(factor) * decade
	if (size > width - middle - 60)
		size = width - middle - 60
	if (size < left - middle)
		size = left - middle
	y = top + n++ * step
	color = factor >= 1 ? "#2b7a4b" : "#b3402e"
	body = body text(left - 8, y + 13, "end", "#222", $1)
	body = body sprintf("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>", \
	    size < 0 ? middle + size : middle, y + 2, size < 0 ? -size : size, \
	    color) "\n"
	body = body text((size > 0 ? middle + size : middle) + 6, y + 13, "start", "#222", \
	    sprintf("%.2f", factor))
}

END {
	height = top + n * step + 20
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" ", width, height
	print "font-family=\"sans-serif\" font-size=\"13\">"
	printf "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, height
	printf "%s", text(16, 26, "start", "#222", "How much better than its goal each is (a factor)")
	printf "%s", body
	printf "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#222\"/>\n", middle, top - 6, \
	    middle, height - 14
	print "</svg>"
}
