/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the client says: controls of schema/records/control.yaml, each checked before it changes
 * anything.
 */
#ifndef SENSOR_CONTROL_H
#define SENSOR_CONTROL_H

#include <stddef.h>

#include "filter.h"

#define CONTROL_BYTES_MAX 4096

struct control {
	unsigned char bytes[CONTROL_BYTES_MAX];
	size_t length;
};

enum control_result { CONTROL_OK, CONTROL_COMMITTED, CONTROL_CLOSED, CONTROL_MALFORMED };

/* Forgets what a former client left unfinished. */
void reset_control(struct control *control, struct filter *filter);

/*
 * Reads and obeys what the socket holds. A malformed control is reported and leaves the filter in
 * force as it is.
 */
enum control_result read_controls(struct control *control, struct filter *filter, int fd);

#endif
