/* SPDX-License-Identifier: Apache-2.0 */
/* What a stream asks of the tracer: its hooks, the processes that run, its counters. */
#ifndef SENSOR_TRACE_SOURCE_H
#define SENSOR_TRACE_SOURCE_H

#include "source.h"

extern const struct source trace_source;

/* Says what of the machine bears on what will be seen. */
void describe_trace(bool reads, bool no_new_privs);

#endif
