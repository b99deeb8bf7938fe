/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes small defects in a C source file, one at a time: what a tired programmer does. They are
 * found in the file by rules (see apply_rules), so that they follow the source as it changes.
 * Function bodies are looked at, and sets of flags in enumerations; not macros, assertions,
 * what is told the sanitizer (hal_object_*), declarations without code.
 *
 * usage: mutate FILE		list the defects: NUMBER, LINE and NAME, separated by tabs
 *	mutate FILE NUMBER	write the file with this defect; all else stays on its line
 *
 * A name is RULE, function and the text of the line before and after, so that it stays the same
 * when other lines change. The status is 0, or 2 for a mistake in the call.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/mutate_words.h"

enum { TOKENS_MOST = 20000, MUTANTS_MOST = 4000, TEXT_MOST = 512, NONE = -1 };

enum kind { WORD, NUMBER, LITERAL, SIGN };

struct token {
	enum kind kind;
	uint32_t at, length, line;
	int match;	/* of a bracket: the other one */
	int function;	/* token that is the name of the one it is in, NONE outside */
	bool body;	/* in a function's body */
	bool statement; /* the first of one */
};

struct mutant {
	const char *rule;
	int first;	   /* token where it is */
	uint32_t from, to; /* bytes that are replaced */
	char text[TEXT_MOST];
	char name[3 * TEXT_MOST];
};

static const char *file;
static char *source;
static struct token tokens[TOKENS_MOST];
static int count;
static struct mutant mutants[MUTANTS_MOST];
static int made;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "mutate: %s: %s\n", file, what);
	exit(2);
}

static char *text_of_file(void)
{
	FILE *in = fopen(file, "r");
	char *text = calloc(1, 1 << 20);

	if (!in || !text || fread(text, 1, (1 << 20) - 1, in) == 0)
		fail("cannot be read");
	fclose(in);
	return text;
}

/* --- Tokens ------------------------------------------------------------------------ */

static bool is(int i, const char *text)
{
	return i >= 0 && i < count && strlen(text) == tokens[i].length &&
	       !memcmp(source + tokens[i].at, text, tokens[i].length);
}

/* One of several, separated by spaces. */
static bool is_any(int i, const char *words)
{
	while (*words) {
		size_t length = strcspn(words, " ");

		if (i >= 0 && i < count && length == tokens[i].length &&
		    !memcmp(source + tokens[i].at, words, length))
			return true;
		words += length + (words[length] == ' ');
	}
	return false;
}

static bool starts(int i, const char *text)
{
	return i < count && !strncmp(source + tokens[i].at, text, strlen(text));
}

static uint32_t end_of(int i)
{
	return tokens[i].at + tokens[i].length;
}

static uint32_t sign_length(const char *at)
{
	static const char *const signs[] = {"...", "<<=", ">>=", "->", "++", "--", "<<", ">>",
	    "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (!strncmp(at, signs[i], strlen(signs[i])))
			return (uint32_t)strlen(signs[i]);
	return 1;
}

/* The end of what begins here and is no token: space, a comment, a line for the preprocessor. */
static const char *skip(const char *at, uint32_t *line)
{
	bool begins = at == source || at[-1] == '\n';
	const char *end = at;

	if (!strncmp(at, "/*", 2)) {
		end = strstr(at, "*/");
		end = end ? end + 2 : at + strlen(at);
	} else if (*at == '#' && begins) {
		while (*end && (*end != '\n' || end[-1] == '\\'))
			end++;
	} else {
		while (isspace((unsigned char)*end))
			end++;
	}
	for (; at < end; at++)
		*line += *at == '\n';
	return end;
}

static void read_tokens(void)
{
	const char *at = source, *end;
	uint32_t line = 1;

	while (*at) {
		struct token *t = &tokens[count];

		end = skip(at, &line);
		if (end != at) {
			at = end;
			continue;
		}
		if (count == TOKENS_MOST)
			fail("too long");
		if (isalpha((unsigned char)*at) || *at == '_') {
			t->kind = WORD;
			while (isalnum((unsigned char)*end) || *end == '_')
				end++;
		} else if (isdigit((unsigned char)*at)) {
			t->kind = NUMBER;
			while (isalnum((unsigned char)*end))
				end++;
		} else if (*at == '"' || *at == '\'') {
			t->kind = LITERAL;
			for (end++; *end != *at; end++)
				end += *end == '\\';
			end++;
		} else {
			t->kind = SIGN;
			end += sign_length(at);
		}
		t->at = (uint32_t)(at - source);
		t->length = (uint32_t)(end - at);
		t->line = line;
		t->match = NONE;
		t->function = NONE;
		count++;
		at = end;
	}
}

static void match_brackets(void)
{
	static int open[TOKENS_MOST];
	int depth = 0;

	for (int i = 0; i < count; i++) {
		if (is_any(i, "( [ {")) {
			open[depth++] = i;
		} else if (is_any(i, ") ] }") && depth > 0) {
			tokens[i].match = open[--depth];
			tokens[tokens[i].match].match = i;
		}
	}
	if (depth)
		fail("brackets do not match");
}

/* Which tokens are in a function's body, and in which; of an enumeration, its name. */
static void find_functions(void)
{
	for (int i = 0; i < count; i++) {
		int name = i - 1; /* of an enumeration without one: enum */
		bool body = is(i, "{") && is(i - 1, ")");
		int end = tokens[i].match;

		if (is(i, "{")) {
			if (body)
				name = tokens[i - 1].match - 1;
			body = body || is(i - 1, "enum") || is(i - 2, "enum");
			for (int k = i; k <= end; k++) {
				tokens[k].function = name;
				tokens[k].body = body && is(i - 1, ")");
			}
			i = end;
		}
	}
}

/* A brace that begins a block, not the values of something. */
static bool begins_block(int i)
{
	int head = is(i - 1, ")") ? tokens[i - 1].match - 1 : NONE;

	if (!is(i, "{"))
		return false;
	if (head >= 0)
		return is_any(head, "if for while switch") || head == tokens[i].function;
	return is_any(i - 1, "else do { } ; :");
}

static void find_statements(void)
{
	for (int i = 1; i < count; i++) {
		bool head =
		    is(i - 1, ")") && is_any(tokens[i - 1].match - 1, "if for while switch");
		bool label = is(i - 1, ":") && (is_any(i - 3, "case") || is(i - 2, "default"));
		bool block =
		    begins_block(i - 1) || (is(i - 1, "}") && begins_block(tokens[i - 1].match));

		tokens[i].statement =
		    tokens[i].body && (head || label || block || is_any(i - 1, "; else do"));
	}
	/* The two semicolons of a for end no statement. */
	for (int i = 0; i < count; i++)
		if (is(i, "for") && is(i + 1, "("))
			for (int k = i + 2; k < tokens[i + 1].match; k++)
				tokens[k].statement = false;
}

/* --- Making mutants ------------------------------------------------------------------ */

/* The text of the line that holds a byte, without the space around it. */
static void line_text(const char *all, uint32_t at, char *text)
{
	uint32_t from = at, to = at;

	while (from > 0 && all[from - 1] != '\n')
		from--;
	while (all[to] && all[to] != '\n')
		to++;
	while (from < to && isspace((unsigned char)all[from]))
		from++;
	while (to > from && isspace((unsigned char)all[to - 1]))
		to--;
	snprintf(text, TEXT_MOST, "%.*s", (int)(to - from), all + from);
}

/* The source with the defect. What it removes leaves its newlines behind. */
static char *mutated(const struct mutant *m)
{
	size_t length = strlen(source), added = strlen(m->text);
	char *all = malloc(length + added + 1), *at = all;

	if (!all)
		fail("no memory");
	memcpy(at, source, m->from);
	at += m->from;
	memcpy(at, m->text, added);
	at += added;
	for (uint32_t i = m->from; i < m->to; i++)
		if (source[i] == '\n')
			*at++ = '\n';
	memcpy(at, source + m->to, length - m->to + 1);
	return all;
}

static bool left_out(int first)
{
	char line[TEXT_MOST];

	line_text(source, tokens[first].at, line);
	return !strncmp(line, "ASSERT(", 7) || !strncmp(line, "hal_object_", 11) ||
	       !strncmp(line, "_Static_assert", 14);
}

/* Bytes [from, to) become this text. */
static void replace(const char *rule, int first, uint32_t from, uint32_t to, const char *text)
{
	const struct token *name = &tokens[tokens[first].function];
	struct mutant *m = &mutants[made];
	char before[TEXT_MOST], after[TEXT_MOST], *all;
	int same = 1;

	if (left_out(first))
		return;
	if (made == MUTANTS_MOST)
		fail("too many mutants");
	m->rule = rule;
	m->first = first;
	m->from = from;
	m->to = to;
	snprintf(m->text, sizeof(m->text), "%s", text);
	line_text(source, from, before);
	all = mutated(m);
	line_text(all, from, after);
	free(all);
	snprintf(m->name, sizeof(m->name), "%s %.*s: %s => %s", rule, (int)name->length,
	    source + name->at, before, after);
	for (int i = 0; i < made; i++) {
		if (mutants[i].from == from && mutants[i].to == to &&
		    !strcmp(mutants[i].text, text))
			return;
		same += !strcmp(mutants[i].name, m->name);
	}
	if (same > 1)
		snprintf(m->name + strlen(m->name), 16, " (%d)", same);
	made++;
}

/* Tokens [from, to) become this text. */
static void put(const char *rule, int from, int to, const char *text)
{
	replace(rule, from, tokens[from].at, end_of(to - 1), text);
}

/* --- The rules ----------------------------------------------------------------------- */

/* What can end in a value: so the sign behind it takes two operands. */
static bool ends_value(int i)
{
	return i >= 0 && ((tokens[i].kind == WORD && !is_any(i, "return case")) ||
			     tokens[i].kind == NUMBER || is_any(i, ") ]"));
}

/* A condition never holds, or always. */
static void drop_check(int i)
{
	if (is_any(i, "if while") && is(i + 1, "(")) {
		put("drop-check", i + 2, tokens[i + 1].match, "0");
		if (is(i, "if"))
			put("force-check", i + 2, tokens[i + 1].match, "1");
	}
	if (is(i, "?")) {
		replace("drop-check", i, tokens[i].at, tokens[i].at, "&& 0 ");
		replace("force-check", i, tokens[i].at, tokens[i].at, "|| 1 ");
	}
}

#define ENDS_CLAUSE "&& || ? : , ; = return"

/* One part of a condition is forgotten. */
static void drop_clause(int i)
{
	int left = i, right = i + 1;

	if (!is_any(i, "&& ||"))
		return;
	while (!is_any(right, ENDS_CLAUSE " ) ] }"))
		right = is_any(right, "( [ {") ? tokens[right].match + 1 : right + 1;
	put("drop-clause", i + 1, right, is(i, "&&") || is(right, "&&") ? "1" : "0");
	while (!is_any(left - 1, ENDS_CLAUSE " ( [ {"))
		left = is_any(left - 1, ") ] }") ? tokens[left - 1].match : left - 1;
	if (!is_any(left - 1, "&& ||"))
		put("drop-clause", left, i, is(i, "&&") ? "1" : "0");
}

/* One sign or word is taken for another. */
static void confuse(const struct confusion *confusion, int i)
{
	const char *at = confusion->pairs;
	char pair[2][TEXT_MOST];
	int length;

	for (; sscanf(at, "%500s %500s%n", pair[0], pair[1], &length) == 2; at += length)
		if (is(i, pair[0]))
			put(confusion->rule, i, i + 1, pair[1]);
}

static void wrong_word(int i)
{
	if (is_any(i - 1, "-> ."))
		for (size_t k = 0; k < sizeof(wrong_fields) / sizeof(wrong_fields[0]); k++)
			confuse(&wrong_fields[k], i);
	for (size_t k = 0; k < sizeof(wrong_words) / sizeof(wrong_words[0]); k++)
		confuse(&wrong_words[k], i);
	if (starts(i, "PITH_ERROR_"))
		put("wrong-error", i, i + 1,
		    is(i, "PITH_ERROR_RANGE") ? "PITH_ERROR_STATE" : "PITH_ERROR_RANGE");
}

static void wrong_sign(int i)
{
	for (size_t k = 0; k < sizeof(wrong_signs) / sizeof(wrong_signs[0]); k++)
		confuse(&wrong_signs[k], i);
	if (is_any(i, "+ -") && ends_value(i - 1))
		put("wrong-operator", i, i + 1, is(i, "+") ? "-" : "+");
	if (is_any(i, "! ~"))
		put("drop-not", i, i + 1, "");
}

static void off_by_one(int i)
{
	char text[TEXT_MOST], *end;
	unsigned long value = strtoul(source + tokens[i].at, &end, 0);
	int suffix = (int)(source + end_of(i) - end);

	snprintf(text, sizeof(text), "%lu%.*s", value + 1, suffix, end);
	put("off-by-one", i, i + 1, text);
	snprintf(text, sizeof(text), "%lu%.*s", value - 1, suffix, end);
	if (value > 0)
		put("off-by-one", i, i + 1, text);
}

/* Behind the operand that begins here, and all that binds closer than the sign before it. */
static int behind_operand(int i)
{
	for (;;) {
		while (is_any(i, "! ~ - * &"))
			i++;
		if (is(i, "(") && (tokens[tokens[i].match + 1].kind == WORD ||
				      tokens[tokens[i].match + 1].kind == NUMBER ||
				      is(tokens[i].match + 1, "("))) {
			i = tokens[i].match + 1; /* a cast */
			continue;
		}
		i = is(i, "(") ? tokens[i].match + 1 : i + 1;
		while (is_any(i, "( [ -> ."))
			i = is_any(i, "( [") ? tokens[i].match + 1 : i + 2;
		if (!is_any(i, "<< >> + - * / %"))
			return i;
		i++;
	}
}

/* A mask is not applied, a flag not set. */
static void drop_bits(int i)
{
	if (!is_any(i, "& |") || !ends_value(i - 1))
		return;
	put(is(i, "&") ? "drop-mask" : "drop-flag", i, behind_operand(i + 1), "");
	if (is(i, "|") && tokens[i - 1].kind == WORD && is_any(i - 2, "( , = return ? :"))
		put("drop-flag", i - 1, i + 1, "");
}

static bool declares(int i)
{
	if (is_any(i, "struct const static enum uint32_t uint64_t int32_t uint8_t uint16_t bool "
		      "ref_t paddr_t _Static_assert ASSERT HAL_LEFT"))
		return true;
	return is(i, "(") && is(i + 1, "void") && is(i + 2, ")");
}

/* A statement is forgotten. */
static void drop_statement(int i)
{
	bool assigns = false;
	int end = i;

	if (!tokens[i].statement || declares(i) ||
	    is_any(i, "if for while switch do case default else { } ;"))
		return;
	for (; !is(end, ";"); end = is_any(end, "( [ {") ? tokens[end].match + 1 : end + 1) {
		if (is(end, ":"))
			return; /* a label */
		assigns |= is_any(end, "= += -= |= &= ^= ++ --");
	}
	if (is_any(i, "break continue goto") || (is(i, "return") && end == i + 1))
		put("drop-jump", i, end, "");
	else if (!is(i, "return"))
		put(assigns ? "drop-assign" : "drop-call", i, end, "");
}

static void drop_case(int i)
{
	if (is(i, "case") && is(i + 2, ":"))
		put("drop-case", i, i + 3, "");
}

/* The last two arguments of a call change places. */
static void swap_arguments(int i)
{
	int end = tokens[i + 1].match, comma[2] = {NONE, i + 1};
	char text[TEXT_MOST];

	if (tokens[i].kind != WORD || !is(i + 1, "(") ||
	    is_any(i, "if for while switch return pith_error_tag"))
		return;
	for (int k = i + 2; k < end; k = is_any(k, "( [ {") ? tokens[k].match + 1 : k + 1) {
		if (!is(k, ","))
			continue;
		comma[0] = comma[1];
		comma[1] = k;
	}
	if (comma[0] == NONE)
		return;
	snprintf(text, sizeof(text), "%.*s, %.*s", (int)(tokens[end].at - tokens[comma[1] + 1].at),
	    source + tokens[comma[1] + 1].at, (int)(tokens[comma[1]].at - tokens[comma[0] + 1].at),
	    source + tokens[comma[0] + 1].at);
	for (char *c = text; *c; c++)
		if (*c == '\n')
			*c = ' ';
	put("swap-arguments", comma[0] + 1, end, text);
}

static void apply_rules(int i)
{
	if (tokens[i].function == NONE)
		return;
	drop_bits(i);
	if (!tokens[i].body)
		return;
	drop_check(i);
	drop_clause(i);
	drop_statement(i);
	drop_case(i);
	swap_arguments(i);
	if (tokens[i].kind == WORD)
		wrong_word(i);
	else if (tokens[i].kind == NUMBER)
		off_by_one(i);
	else
		wrong_sign(i);
}

int main(int argc, char **argv)
{
	int number = argc == 3 ? atoi(argv[2]) : 0;

	if (argc < 2 || argc > 3 || number < 0) {
		fprintf(stderr, "usage: mutate FILE [NUMBER]\n");
		return 2;
	}
	file = argv[1];
	source = text_of_file();
	read_tokens();
	match_brackets();
	find_functions();
	find_statements();
	for (int i = 0; i < count; i++)
		apply_rules(i);
	if (number > made)
		fail("there is no mutant of this number");
	if (number > 0)
		fputs(mutated(&mutants[number - 1]), stdout);
	for (int i = 0; i < made && number == 0; i++)
		printf("%d\t%u\t%s\n", i + 1, tokens[mutants[i].first].line, mutants[i].name);
	return 0;
}
