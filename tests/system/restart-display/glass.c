/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of the touch panel, as it is, but mortal: it fails while fingers move. */
#include "pith/proto/input.h"
#include "tests/system/restart-display/mortal.h"

static uint32_t mortal_report(
    uint32_t service, uint64_t time, const struct input_contact *contacts, uint32_t count)
{
	mortal(100);
	return input_report(service, time, contacts, count);
}

#define input_report mortal_report
#include "devices/virtio_input/driver.c"
