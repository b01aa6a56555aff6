/* SPDX-License-Identifier: Apache-2.0 */
/* Which cgroups sent more than they may, or lost records: a record each, once a second at most. */
#ifndef SENSOR_PRESSURE_H
#define SENSOR_PRESSURE_H

#include "../bpf/lib/shared.h"
#include "object.h"
#include "sink.h"

/* Lets every cgroup send so many events a second on each lane, and what `burst_s` save up. */
void limit_rate(struct vigil_shared *shared, uint64_t events, uint64_t burst_s);

/* Events a second that limit_rate() was given. */
uint64_t rate_limit(const struct vigil_shared *shared);

/* Sends throttle records about what is new since the last call. */
void send_pressure(const struct object *object, struct sink *sink,
		   const struct vigil_counters *counters);

#endif
