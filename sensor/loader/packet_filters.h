/* SPDX-License-Identifier: Apache-2.0 */
/* The packet filters of the rules: checked, made into programs, attached while there are any. */
#ifndef SENSOR_PACKET_FILTERS_H
#define SENSOR_PACKET_FILTERS_H

#include "object.h"
#include "packet_code.h"
#include "packet_link.h"

struct packet_filter {
	struct vigil_packet_filter_text text;
	struct sock_filter code[PACKET_CODE_MAX];
	uint32_t count;
};

struct packet_filters {
	struct object *object;
	struct packet_filter staged[PACKET_FILTERS_MAX];
	uint32_t count;
	int chains[PACKET_DIRECTIONS]; /* maps whose entry 0 is the program to jump to */
	int links[PACKET_DIRECTIONS]; /* -1: not attached */
};

void open_packet_filters(struct packet_filters *filters, struct object *object);

/* Forgets what is staged. */
void packet_filters_begin(struct packet_filters *filters);

/* Stages a filter; NULL, or why it cannot be. */
const char *packet_filters_add(struct packet_filters *filters,
			       const struct vigil_control_packet_filter *control);

/* Loads what is staged for a slot of the shared memory into the programs `fds`. */
const char *packet_filters_load(struct packet_filters *filters, uint32_t slot,
				int fds[PACKET_DIRECTIONS]);

/* Puts loaded programs in place of those attached, without a gap; closes them. */
void packet_filters_attach(struct packet_filters *filters, int fds[PACKET_DIRECTIONS]);

#endif
