/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The simulator's exit codes, all of them. They are an interface: scripts and
 * tests depend on them, docs/manual/simulator.md lists them.
 */
#ifndef PITH_SIM_EXIT_H
#define PITH_SIM_EXIT_H

enum exit_code {
	EXIT_DONE = 0,	      /* the system shut down, the time is over, or the user closed it */
	EXIT_EXPECTATION = 1, /* something that the script expects did not come */
	EXIT_OPTION = 2,      /* command line or script cannot be understood */
	EXIT_OUTPUT = 3,      /* a file could not be written */
	EXIT_DISPLAY = 4,     /* no window can be opened */
	EXIT_COMPUTER = 5,    /* this computer cannot run it: no memory, unfit emulator */
	EXIT_CUT = 6,	      /* the power was cut, as --disk-cut asked */
	EXIT_DISK = 7,	      /* the disk's file cannot be used */

	EXIT_KERNEL = 10, /* the kernel found that it cannot go on */
	EXIT_FAULT = 11,  /* a component failed and nothing takes care of it */
	EXIT_POLICY = 12, /* the policy module gave up; the console tells why */

	EXIT_NO_BLOB = 20,	  /* the file cannot be read, or is empty */
	EXIT_NOT_BLOB = 21,	  /* it is no device-tree blob */
	EXIT_TRUNCATED = 22,	  /* it is shorter than it says */
	EXIT_DAMAGED = 23,	  /* it contradicts itself */
	EXIT_NO_POLICY = 24,	  /* it has no policy module */
	EXIT_NO_PROGRAM = 25,	  /* a component lacks its program */
	EXIT_NO_MEMORY = 26,	  /* it asks for more memory than there is */
	EXIT_UNKNOWN_DEVICE = 27, /* it names a device that the machine has not */
};

#endif
