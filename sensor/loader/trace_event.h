/* SPDX-License-Identifier: Apache-2.0 */
/* What traced threads do, as records in the ring. */
#ifndef SENSOR_TRACE_EVENT_H
#define SENSOR_TRACE_EVENT_H

#include "filter.h"
#include "ring.h"
#include "trace_thread.h"

/* Where records go, and the filter that they pass. */
void open_events(struct ring *ring, const struct filter *filter);

/* Counts of what was written, filtered out and lost since the start. */
void read_event_counters(struct vigil_counters *sum);

/* Counts an event that no record could be made of. */
void count_lost(uint32_t event);

/* Finishes a draft as an event of a thread, and puts it into the ring. */
void emit(struct draft *draft, uint32_t event, const struct actor *actor, int64_t retval);

/* Whether the filter in force lets an event type through. */
bool wants(uint32_t event);

void exec_happened(struct thread *thread);
void fork_happened(const struct thread *child);
void exit_happened(struct thread *thread, uint32_t code_raw);

/* A traced call begins; what its arguments point to is read now. */
void call_entered(struct thread *thread, const struct call *call, uint32_t arch,
		  const uint64_t args[6]);

/* It has returned. */
void call_returned(struct thread *thread, int64_t result);

/* The parts of both that know the arguments of calls about files, and about sockets. */
void path_call_entered(struct thread *thread);
void path_call_returned(struct thread *thread, int64_t result);
void socket_call_entered(struct thread *thread);
void socket_call_returned(struct thread *thread, int64_t result);

#endif
