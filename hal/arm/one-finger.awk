# SPDX-License-Identifier: BSD-2-Clause
#
# A touch script for a panel with one finger: what several fingers do at a time is done by one, each
# stroke when it ends, so that strokes of one painter keep their order.

{ sub(/\r$/, "") }
$1 == "after" || $1 == "at" { shift_by = 2 } # when it was is not kept
$1 != "after" && $1 != "at" { shift_by = 0 }
{ what = $(1 + shift_by); finger = $(2 + shift_by) }
what == "down" || what == "move" {
	stroke[finger] = stroke[finger] "after 10ms " what " 0 " $(3 + shift_by) " " $(4 + shift_by) "\n"
	next
}
what == "up" {
	printf "%safter 10ms up 0\n", stroke[finger]
	stroke[finger] = ""
	next
}
{ print }
