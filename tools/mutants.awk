# SPDX-License-Identifier: BSD-2-Clause
#
# Reads the reasons of tests/mutants/survivors, then RESULT, FILE, LINE and NAME of each mutant
# that was judged, separated by tabs; sums up and judges. See tools/mutants.
#
# A reason is "same: ..." where the mutant changes nothing that the core does, else "gap: ...".

FNR == NR {
	if (/^core/) {
		cut = index($0, " -- ")
		name = substr($0, 1, cut - 1)
		reason[name] = substr($0, cut + 4)
		if (reason[name] !~ /^(same|gap): ./)
			complain("a reason begins with same: or gap: -- " name)
	}
	next
}
FNR == 1 { FS = "\t"; $0 = $0 }

{
	result = $1
	sub(/ .*/, "", result)
	name = $2 " " $4
	sum[result]++
	if (result == "refused" || result == "equivalent") {
		if (name in reason)
			complain("a reason for one that is " result ": " name)
		next
	}
	in_file[$2]++
	if (result == "caught") {
		caught_in[$2]++
		if (name in reason)
			complain("a reason for one that is caught: " name)
		next
	}
	print "  survives: " $2 ":" $3 " " $4
	if (result != "survived")
		complain("no result: " name)
	else if (!(name in reason))
		complain("survives, and no reason is given: " name)
	else if (reason[name] ~ /^same/) {
		same++
		in_file[$2]--
	}
}

function complain(what) {
	complaints[++wrong] = what
}

END {
	for (file in in_file)
		printf "  %4d of %4d caught  %s\n", caught_in[file], in_file[file], file | "sort -k 5"
	close("sort -k 5")
	for (i = 1; i <= wrong; i++)
		print "  " complaints[i]
	count = sum["caught"] + sum["survived"] - same
	percent = count ? 100 * sum["caught"] / count : 0
	printf "%sok mutants: %d mutants, %d caught (%.1f %%), %d equivalent (%d of them the same machine code); %d refused by the compiler\n", \
		percent < bound || wrong ? "not " : "", count, sum["caught"], percent, \
		sum["equivalent"] + same, sum["equivalent"], sum["refused"]
	exit percent < bound || wrong > 0
}
