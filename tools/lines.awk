# SPDX-License-Identifier: BSD-2-Clause
#
# Lines of C and of assembly with C's comments. With -v strip=1 the source comes out
# without its comments and without what its strings say, line for line; otherwise one
# line for each file: SOURCE-LINES COMMENT-LINES ALL-LINES FILE. A source line has
# something that is not a comment, a comment line has nothing but a comment, and a
# line is one that an editor shows.

function report() {
	if (file != "" && !strip) print source, comments, all, file
}
FNR == 1 { report(); file = FILENAME; inside = source = comments = all = 0 }
{
	rest = $0
	code = ""
	comment = inside
	for (;;) {
		if (inside) {
			end = index(rest, "*/")
			if (!end) break
			inside = 0
			rest = substr(rest, end + 2)
		}
		if (!match(rest, /\/\*|\/\/|"|'/)) {
			code = code rest
			break
		}
		token = substr(rest, RSTART, RLENGTH)
		code = code substr(rest, 1, RSTART - 1)
		rest = substr(rest, RSTART + RLENGTH)
		if (token == "//") {
			comment = 1
			break
		} else if (token == "/*") {
			comment = inside = 1
			code = code " "
		} else {
			if (token == "\"") found = match(rest, /^([^"\\]|\\.)*"/)
			else found = match(rest, /^([^'\\]|\\.)*'/)
			if (!found) RLENGTH = length(rest)
			if (strip && $0 !~ /^[ \t]*#[ \t]*include/)
				code = code token token
			else
				code = code token substr(rest, 1, RLENGTH)
			rest = substr(rest, RLENGTH + 1)
		}
	}
	all++
	if (code ~ /[^ \t]/) source++
	else if (comment) comments++
	if (strip) { sub(/[ \t]+$/, "", code); print code }
}
END { report() }
