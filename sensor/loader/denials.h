/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel is to deny: staged with a filter and put in force by the same store. A sensor
 * that may deny nothing checks what it is told and does nothing about it.
 */
#ifndef SENSOR_DENIALS_H
#define SENSOR_DENIALS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../bpf/lib/denials.h"
#include "act_guard.h"

#define DENIAL_SLOT_STEPS_MAX (DENIAL_STEPS_MAX / 2)
#define DENIAL_SLOT_ENDS_MAX (DENIAL_ENDS_MAX / 2)

struct object;
struct sink;

struct denials {
	struct vigil_denials *memory; /* shared with the programs; NULL: nothing can be denied */
	int steps_fd;
	int ends_fd;
	int spared_fd;
	uint32_t last_node; /* numbers given so far */
	struct vigil_denial_slot draft;
	uint32_t generations[2]; /* of the filter in each slot */
	uint32_t rule_counts[2];
	struct vigil_denial_tally told[2][DENIAL_RULES_MAX];
	struct vigil_denial_step *steps[2]; /* keys of each slot, to delete them again */
	struct vigil_denial_end *ends[2];
	uint32_t step_counts[2];
	uint32_t end_counts[2];
	struct vigil_denial_spared spared[DENIAL_SPARED_MAX];
	uint32_t spared_count;
};

void open_denials(struct denials *denials, const struct object *object, bool observe);

/* Empties a slot that is not in force. */
void denials_begin(struct denials *denials, uint32_t slot);

/* NULL, or why it cannot be done. */
const char *denials_add(struct denials *denials, uint32_t slot,
			const struct vigil_control_deny *deny);

/* Writes the slot, which another's store puts in force then. */
void denials_commit(struct denials *denials, uint32_t slot, uint32_t generation);

/* Finds anew which programs are denied nothing: what the guard protects, as files of this host. */
void denials_spare(struct denials *denials, const struct guard *guard);

/* Sends a record `denial` for every rule whose numbers have changed since the last one. */
void send_denials(struct denials *denials, struct sink *sink);

#endif
