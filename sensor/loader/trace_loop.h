/* SPDX-License-Identifier: Apache-2.0 */
/* The tracer's loop: every stop of every thread, answered so that the program cannot tell. */
#ifndef SENSOR_TRACE_LOOP_H
#define SENSOR_TRACE_LOOP_H

#include <sys/types.h>

#include "ring.h"

/* Starts to trace a process that waits for it; 0, or an errno value. */
int seize(pid_t pid);

/*
 * Traces until nothing that is traced lives. Where this process lives in a pid namespace whose
 * first process is traced, that one waits with its end until `ring` is read, for a bounded time.
 */
void trace_all(const struct ring *ring);

#endif
