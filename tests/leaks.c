/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What LeakSanitizer need not report, built into every sanitized program: 32 bytes that
 * Unicorn 2.1 keeps of each instance that was closed, and what SDL's D-Bus connection does.
 */

const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libunicorn\nleak:libdbus\n";
}

const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}
