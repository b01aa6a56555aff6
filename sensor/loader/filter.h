/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel filter. A new one is built in the slot that is not in force and takes over as a
 * whole by one store, so programs see the old filter or the new one and nothing between.
 */
#ifndef SENSOR_FILTER_H
#define SENSOR_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "../bpf/lib/shared.h"
#include "denials.h"
#include "packet_filters.h"

#define FILTER_NAMES_MAX (NAMES_MAX / 2)
/* Always delivered. */
#define UNFILTERED_EVENTS (EVENT_BIT(EXEC) | EVENT_BIT(FORK) | EVENT_BIT(EXIT))

struct filter {
	struct object *object;
	struct vigil_shared *shared;
	int names_fd;
	int protect_fd; /* program to attach while mprotect is wanted */
	int protect_link; /* -1 when it is not attached */
	bool staging;
	uint32_t staged_generation;
	uint32_t generation; /* in force; 0 before the first */
	struct vigil_filter draft;
	struct vigil_name_key *keys[2]; /* names of each slot, to delete them again */
	uint32_t key_counts[2];
	struct packet_filters packets;
	struct denials denials;
};

/* `observe`: what is to be denied is only told. */
void open_filter(struct filter *filter, struct object *object, bool observe);

/*
 * Each returns NULL, or why it cannot be done. Exec, fork and exit are delivered whatever the
 * filter says; an event of these with `accept_all` 0 does not wake a reader that sleeps.
 */
const char *filter_begin(struct filter *filter, uint32_t generation);
const char *filter_event(struct filter *filter, uint32_t event, bool accept_all);
const char *filter_name(struct filter *filter, uint32_t event, uint32_t place, const char *name);
const char *filter_range(struct filter *filter, const struct vigil_control_filter_range *range);
const char *filter_bits(struct filter *filter, const struct vigil_control_filter_bits *bits);
const char *filter_packet(struct filter *filter, const struct vigil_control_packet_filter *packet);
const char *filter_deny(struct filter *filter, const struct vigil_control_deny *deny);
const char *filter_commit(struct filter *filter, uint32_t generation);

/* Whether the filter in force wants an event. */
bool is_wanted(const struct filter *filter, uint32_t event);

/* Drops what is staged. */
void filter_abandon(struct filter *filter);

/* Puts a filter in force that wants every event of every type. */
void filter_accept_everything(struct filter *filter);

#endif
