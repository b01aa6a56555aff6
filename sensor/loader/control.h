/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the client says: controls of schema/records/control.yaml, each checked before it changes
 * anything.
 */
#ifndef SENSOR_CONTROL_H
#define SENSOR_CONTROL_H

#include <stddef.h>

#include "act_network.h"
#include "filter.h"
#include "keep.h"

#define CONTROL_BYTES_MAX 4096
#define ANSWERS_MAX 32

_Static_assert(CONTROL_BYTES_MAX / sizeof(struct vigil_control_kill) <= ANSWERS_MAX,
	       "there is room for the answers to all requests that fit in the buffer");

struct control {
	unsigned char bytes[CONTROL_BYTES_MAX];
	size_t length;
	struct act act;
	struct drops drops;
	struct keep *keep;
	struct vigil_action answers[ANSWERS_MAX]; /* without header */
	size_t answer_count;
};

enum control_result {
	CONTROL_OK,
	CONTROL_ANSWERS,
	CONTROL_COMMITTED,
	CONTROL_CLOSED,
	CONTROL_MALFORMED,
};

/* Forgets what a former client left unfinished. */
void reset_control(struct control *control, struct filter *filter);

/*
 * Reads and obeys what the socket holds. A malformed control is reported and leaves the filter in
 * force as it is. The answers to requests for actions are left in `answers`; with CONTROL_ANSWERS
 * there may be more to read.
 */
enum control_result read_controls(struct control *control, struct filter *filter, int fd);

#endif
