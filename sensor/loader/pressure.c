// SPDX-License-Identifier: Apache-2.0
#include "pressure.h"

#include <bpf/bpf.h>
#include <string.h>

#include "host.h"
#include "stream.h"

#define SLOTS (2 * CGROUPS_MAX) /* open addressing: never more than half full */

/*
 * What was told of a cgroup. Id 0 is a free slot: no cgroup has it. Packets whose process is not
 * known share the bucket of that id; what it cost them is in the counters and is told of no cgroup.
 */
struct told {
	uint64_t id;
	struct vigil_cgroup counts;
};

void limit_rate(struct vigil_shared *shared, uint64_t events, uint64_t burst_s)
{
	shared->rate_interval_ns = events ? NANOSECONDS_PER_SECOND / events : 0;
	shared->rate_burst_ns = burst_s * NANOSECONDS_PER_SECOND;
}

uint64_t rate_limit(const struct vigil_shared *shared)
{
	uint64_t interval = shared->rate_interval_ns;

	return interval ? NANOSECONDS_PER_SECOND / interval : 0;
}

static struct told *slot_of(struct told *table, uint64_t id)
{
	uint32_t slot = (id * 0x9e3779b97f4a7c15ull) >> 51; /* 13 bits: SLOTS */

	_Static_assert(SLOTS == 1 << 13, "slot_of() shifts by 64 - 13");
	while (table[slot].id && table[slot].id != id)
		slot = (slot + 1) % SLOTS;
	return &table[slot];
}

/* What is new; a cgroup that the kernel's map forgot in between begins anew. */
static uint64_t grown(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;
}

static bool send_one(struct sink *sink, uint64_t id, const struct vigil_cgroup *now,
		     const struct vigil_cgroup *before)
{
	struct vigil_throttle record = {};
	uint64_t fresh = 0;

	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		record.throttled[lane] = grown(now->throttled[lane], before->throttled[lane]);
		record.lost[lane] = grown(now->lost[lane], before->lost[lane]);
		fresh += record.throttled[lane] + record.lost[lane];
	}
	if (!fresh)
		return true;
	fill_header(&record.header, VIGIL_EVENT_THROTTLE, sizeof(record));
	record.header.cgroup_id = id;
	return send_record(sink, &record, sizeof(record));
}

/* The table is built anew each time, so that cgroups that are gone go from it. */
static void tell_all(const struct object *object, struct sink *sink)
{
	static struct told tables[2][SLOTS];
	static int current;
	struct told *before = tables[current];
	struct told *after = tables[!current];
	uint64_t id, *from = NULL;
	struct vigil_cgroup now;

	memset(after, 0, sizeof(tables[0]));
	/* A key that is deleted meanwhile makes the walk start again: bounded, and told once. */
	for (int step = 0; step < CGROUPS_MAX; step++) {
		if (bpf_map_get_next_key(object->cgroups_fd, from, &id))
			break;
		from = &id;
		if (!id || bpf_map_lookup_elem(object->cgroups_fd, &id, &now) ||
		    slot_of(after, id)->id)
			continue;
		*slot_of(after, id) = (struct told){
			id, send_one(sink, id, &now, &slot_of(before, id)->counts) ?
				    now :
				    slot_of(before, id)->counts
		};
	}
	current = !current;
}

void send_pressure(const struct object *object, struct sink *sink,
		   const struct vigil_counters *counters)
{
	static uint64_t told;
	uint64_t sum = 0;

	for (int event = 0; event < VIGIL_EVENT_MAX; event++)
		sum += counters->throttled[event] + counters->lost[event];
	if (sum == told)
		return;
	told = sum;
	tell_all(object, sink);
}
