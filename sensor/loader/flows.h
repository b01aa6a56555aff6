/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flows, from the table that the programs fill to records: every so often they turn to the other
 * slot, and what the first holds is told, a record for each process and device. Nothing is added
 * to a slot while it is read, so that the sums are exact.
 */
#ifndef SENSOR_FLOWS_H
#define SENSOR_FLOWS_H

#include "object.h"
#include "sink.h"

#define FLOW_PERIOD_NS 10000000000ull
#define FLOWS_PER_RECORD_MAX 128

struct flows {
	struct object *object;
	bool wanted;
	uint64_t turn_due; /* when the programs turn to the other slot */
	uint64_t read_due; /* when no program can be in the first any more; 0: it was read */
};

void open_flows(struct flows *flows, struct object *object);

/* Called often: turns, reads and tells when it is time; `wanted` as of the filter in force. */
void tend_flows(struct flows *flows, struct sink *sink, bool wanted, uint64_t now);

/* At the end of the stream: tells what both slots hold. */
void tell_last_flows(struct flows *flows, struct sink *sink);

#endif
