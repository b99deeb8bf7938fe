/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is taken for what in the kernel's core, for mutate.c: each rule with pairs of signs or
 * words, separated by spaces.
 */
#ifndef PITH_TOOLS_MUTATE_WORDS_H
#define PITH_TOOLS_MUTATE_WORDS_H

struct confusion {
	const char *rule;
	const char *pairs;
};

static const struct confusion wrong_signs[] = {
    {"swap-compare", "< <= <= < > >= >= > == != != =="},
    {"wrong-operator", "<< >> >> << ++ -- -- ++ += -= -= += |= = &= ="},
};

static const struct confusion wrong_words[] = {
    {"swap-bool", "true false false true"},
    {"wrong-state", "WAIT_SEND WAIT_CALL WAIT_CALL WAIT_SEND WAIT_REPLY WAIT_FAULT WAIT_FAULT "
		    "WAIT_REPLY WAIT_CALLABLE WAIT_RECEIVE WAIT_RECEIVE WAIT_CALLABLE "
		    "WAIT_FAULT_SEND WAIT_SEND WAIT_STOPPED WAIT_NOTIFICATION"},
    {"wrong-right", "CAP_EP_SEND CAP_EP_RECV CAP_EP_RECV CAP_EP_SEND CAP_EP_GRANT CAP_EP_SEND "
		    "CAP_NT_SIGNAL CAP_NT_WAIT CAP_NT_WAIT CAP_NT_SIGNAL PITH_READ PITH_WRITE "
		    "PITH_WRITE PITH_READ PITH_EXECUTE PITH_WRITE CAP_UNIQUE CAP_COUNTED"},
    {"wrong-argument", "PITH_ARG_TARGET PITH_ARG_TAG PITH_ARG_TAG PITH_ARG_TARGET "
		       "PITH_ARG_REPLY PITH_ARG_TARGET PITH_ARG_CAP PITH_ARG_WORD PITH_ARG_WORD "
		       "PITH_ARG_CAP"},
};

/* Of a structure. */
static const struct confusion wrong_fields[] = {
    {"wrong-end",
	"next prev prev next first last last first receive_next receive_prev receive_prev "
	"receive_next wait_next wait_prev wait_prev wait_next calls_next calls_prev "
	"calls_prev calls_next group_next group_prev group_prev group_next"},
    {"wrong-field", "own schedcontext schedcontext own owner user user owner priority ceiling "
		    "ceiling priority badge aux aux badge budget period period budget"},
};

#endif
