/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A record from its first byte to the ring: begin, then fill the fixed part and append strings,
 * then submit. Every byte sent was written for this record: begin zeroes the fixed part, a failed
 * read zeroes what it should have read.
 */
#ifndef VIGIL_RECORD_BUILD_H
#define VIGIL_RECORD_BUILD_H

#include "read.h"

/*
 * Programs on tracepoints share the scratch of their CPU, so none may be preempted while it runs.
 * Up to Linux 6.18 the kernel sees to it; since then the program has to. What preempts it would not
 * only overwrite its record: the kernel skips a program that is under way on the CPU already.
 */
const volatile bool traced_preemptible = 0;

extern void bpf_preempt_disable(void) __ksym __weak;
extern void bpf_preempt_enable(void) __ksym __weak;

#define TRACED(section, name)                         \
	static __always_inline int run_##name(u64 *ctx); \
                                                      \
	SEC(section)                                  \
	int name(u64 *ctx)                            \
	{                                             \
		if (traced_preemptible)               \
			bpf_preempt_disable();        \
		run_##name(ctx);                      \
		if (traced_preemptible)               \
			bpf_preempt_enable();         \
		return 0;                             \
	}                                             \
                                                      \
	static __always_inline int run_##name(u64 *ctx)

enum counter { COUNT_SEEN, COUNT_REJECTED, COUNT_LOST };

static __always_inline struct vigil_filter *filter_in_force(void)
{
	return &shared.filters[*(volatile u32 *)&shared.active & 1];
}

static __always_inline struct vigil_counters *cpu_counters(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

static __always_inline struct scratch *cpu_scratch(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&scratches, &zero);
}

/* For the functions that are verified once: before 5.13 these can be handed numbers only. */
static __always_inline struct scratch *scratch_at(u32 place)
{
	u64 task = bpf_get_current_pid_tgid();
	u32 zero = 0;

	if (place == OF_TASK)
		return bpf_map_lookup_elem(&task_scratches, &task);
	return place == OF_CPU ? cpu_scratch() : bpf_map_lookup_elem(&snapshot_scratch, &zero);
}

static __always_inline void count_rejected(u32 event)
{
	struct vigil_counters *all = cpu_counters();

	if (all)
		all->rejected[event & (VIGIL_EVENT_MAX - 1)]++;
}

static __always_inline void count_result(u32 event, long failed)
{
	struct vigil_counters *all = cpu_counters();

	if (!all)
		return;
	if (failed)
		all->lost[event & (VIGIL_EVENT_MAX - 1)]++;
	else
		all->seen[event & (VIGIL_EVENT_MAX - 1)]++;
}

/* From a hook that can be preempted: by atomic additions. */
static __always_inline void count_from_hook(u32 event, bool lost)
{
	struct vigil_counters *all = cpu_counters();

	if (!all)
		return;
	if (lost)
		__sync_fetch_and_add(&all->lost[event & (VIGIL_EVENT_MAX - 1)], 1);
	else
		__sync_fetch_and_add(&all->seen[event & (VIGIL_EVENT_MAX - 1)], 1);
}

static __always_inline void count_unresolved(u32 event)
{
	struct vigil_counters *all = cpu_counters();

	if (all)
		__sync_fetch_and_add(&all->unresolved[event & (VIGIL_EVENT_MAX - 1)], 1);
}

#define begin(scratch, type)                                      \
	({                                                        \
		struct type *__fixed = (void *)(scratch)->record; \
		__builtin_memset(__fixed, 0, sizeof(*__fixed));   \
		(scratch)->length = sizeof(*__fixed);             \
		(scratch)->flags = 0;                             \
		__fixed;                                          \
	})

/*
 * Bytes a string may take at the end of the record; sets the flag when that is less than asked
 * for.
 */
static __always_inline u32 room(struct scratch *s, u32 wanted, u32 limit, u32 flag)
{
	u32 left = RECORD_BYTES_MAX - 8 - s->length; /* 8: the padding of submit() */

	if (left > RECORD_BYTES_MAX)
		left = 0;
	if (limit > left)
		limit = left;
	if (wanted <= limit)
		return wanted;
	s->flags |= flag;
	return limit;
}

/* Appends kernel memory. The caller bounds length by room(). */
static __always_inline void append_kernel(struct scratch *s, struct vigil_str *str,
					  const void *from, u32 length)
{
	u32 at = s->length;

	bpf_probe_read_kernel(&s->record[at & (RECORD_BYTES_MAX - 1)], length & STRING_BYTES_MAX,
			      from);
	str->off = at;
	str->len = length & STRING_BYTES_MAX;
	s->length = at + (length & STRING_BYTES_MAX);
}

/* Appends a kernel string without its NUL. */
static __always_inline void append_string(struct scratch *s, struct vigil_str *str,
					  const void *from, u32 limit)
{
	u32 at = s->length;
	u32 most = room(s, limit & STRING_BYTES_MAX, STRING_BYTES_MAX, 0);
	long got = bpf_probe_read_kernel_str(&s->record[at & (RECORD_BYTES_MAX - 1)],
					     most & STRING_BYTES_MAX, from);

	if (got <= 1)
		return;
	str->off = at;
	str->len = got - 1;
	s->length = at + got - 1;
}

/* Appends a string of user memory without its NUL. */
static __always_inline void append_user_string(struct scratch *s, struct vigil_str *str, u64 from)
{
	u32 at = s->length;
	u32 most = room(s, STRING_BYTES_MAX, STRING_BYTES_MAX, 0);
	long got = bpf_probe_read_user_str(&s->record[at & (RECORD_BYTES_MAX - 1)],
					   most & STRING_BYTES_MAX, (void *)from);

	if (got <= 1)
		return;
	if (got == most)
		s->flags |= VIGIL_FLAG_PATH_TRUNCATED;
	str->off = at;
	str->len = got - 1;
	s->length = at + got - 1;
}

/* Closes the record and returns its length, a multiple of 8. */
static __always_inline u32 finish(struct scratch *s)
{
	struct vigil_header *header = (void *)s->record;
	u32 at = s->length;
	u32 length = (at + 7) & ~7u;

	__builtin_memset(&s->record[at & (RECORD_BYTES_MAX - 1)], 0, 8);
	if (length > RECORD_BYTES_MAX)
		return 0;
	header->len = length;
	header->flags = s->flags;
	return length;
}

/* A cgroup that sends for the first time has its whole burst. */
static __always_inline struct vigil_cgroup *cgroup_of(u64 id)
{
	struct vigil_cgroup *cgroup = bpf_map_lookup_elem(&cgroups, &id);
	struct vigil_cgroup fresh = {};

	if (cgroup)
		return cgroup;
	bpf_map_update_elem(&cgroups, &id, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&cgroups, &id);
}

/*
 * Whether the cgroup has sent more events on this lane than it may, which is counted. One number
 * tells: the time at which the next event is due at the rate allowed (GCRA, ITU-T I.371 annex A).
 * Two CPUs that pull an old time up to now at once allow an event too many, no more.
 */
static __noinline int over_rate(u64 id, u64 now, u32 event)
{
	u32 lane = lane_of(event);
	u64 interval = shared.rate_interval_ns;
	struct vigil_counters *all;
	struct vigil_cgroup *cgroup;
	u64 due;

	if (!interval || (1ull << (event & (VIGIL_EVENT_MAX - 1)) & LIFECYCLE_EVENTS))
		return 0;
	cgroup = cgroup_of(id);
	if (!cgroup || lane >= LANE_MAX)
		return 0;
	due = *(volatile u64 *)&cgroup->due[lane];
	if (due < now)
		cgroup->due[lane] = now;
	if (due <= now + shared.rate_burst_ns) {
		__sync_fetch_and_add(&cgroup->due[lane], interval);
		return 0;
	}
	__sync_fetch_and_add(&cgroup->throttled[lane], 1);
	all = cpu_counters();
	if (all)
		__sync_fetch_and_add(&all->throttled[event & (VIGIL_EVENT_MAX - 1)], 1);
	return 1;
}

/* Whose records found no room. */
static __noinline int blame(u64 id, u32 lane)
{
	struct vigil_cgroup *cgroup = cgroup_of(id);

	if (cgroup && lane < LANE_MAX)
		__sync_fetch_and_add(&cgroup->lost[lane], 1);
	return 0;
}

/*
 * Waking the reader costs more than making the record, so it is done for few events while it is
 * awake; for the others it looks by itself, some milliseconds later.
 */
static __always_inline u64 wake_flags(u32 event)
{
	return WAKING_EVENTS >> (event & (VIGIL_EVENT_MAX - 1)) & 1 ? BPF_RB_FORCE_WAKEUP :
								    BPF_RB_NO_WAKEUP;
}

/* Whether the record may wait for another to wake the reader. For most events no code at all. */
static __always_inline bool is_unhurried(u32 event)
{
	u64 bit = 1ull << (event & (VIGIL_EVENT_MAX - 1));

	return (bit & LIFECYCLE_EVENTS) && (filter_in_force()->unhurried & bit) &&
	       bpf_ringbuf_query(&urgent_ring, BPF_RB_AVAIL_DATA) < UNHURRIED_BYTES_MAX;
}

/*
 * After a record is in its ring: wakes a reader that found the rings empty and went to sleep, by a
 * record that is discarded at once. It says that it sleeps and then looks once more, so either it
 * sees the record or this sees that it sleeps.
 */
static __always_inline void wake_sleeper(u32 event)
{
	void *mark;

	if (!*(volatile u32 *)&shared.reader_sleeps || is_unhurried(event))
		return;
	shared.reader_sleeps = 0;
	mark = bpf_ringbuf_reserve(&urgent_ring, sizeof(u64), 0);
	if (mark)
		bpf_ringbuf_discard(mark, BPF_RB_FORCE_WAKEUP);
}

static __always_inline long output(enum lane lane, void *record, u32 length, u64 flags)
{
	if (lane == LANE_URGENT)
		return bpf_ringbuf_output(&urgent_ring, record, length, flags);
	if (lane == LANE_FILE)
		return bpf_ringbuf_output(&file_ring, record, length, flags);
	return bpf_ringbuf_output(&network_ring, record, length, flags);
}

/* Sends a finished record on its lane, if its cgroup may. `counted`: atomically or not. */
#define send_record(s, event, lane, length, counted)                                           \
	({                                                                                     \
		struct vigil_header *__header = (void *)(s)->record;                           \
		if (!over_rate(__header->cgroup_id, __header->ts, event)) {                    \
			long __failed = output(lane, __header, length, wake_flags(event));     \
			wake_sleeper(event);                                                   \
			counted(event, __failed != 0);                                         \
			if (__failed)                                                          \
				blame(__header->cgroup_id, lane);                              \
		}                                                                              \
	})

static __always_inline void submit_on(struct scratch *s, u32 event, enum lane lane)
{
	u32 length = finish(s);

	if (length < sizeof(struct vigil_header) || length > RECORD_BYTES_MAX)
		return;
	send_record(s, event, lane, length, count_result);
}

static __always_inline void submit(struct scratch *s, u32 event)
{
	submit_on(s, event, lane_of(event));
}

/*
 * Room for a record in its lane, to be filled in place and then given to commit(); NULL, counted,
 * when there is none.
 */
static __always_inline void *reserve(u32 event, u64 bytes)
{
	enum lane lane = lane_of(event);
	void *record;

	if (lane == LANE_URGENT)
		record = bpf_ringbuf_reserve(&urgent_ring, bytes, 0);
	else if (lane == LANE_FILE)
		record = bpf_ringbuf_reserve(&file_ring, bytes, 0);
	else
		record = bpf_ringbuf_reserve(&network_ring, bytes, 0);
	if (!record)
		count_from_hook(event, true);
	return record;
}

/* Sends a record that was filled in place, if its cgroup may. */
static __always_inline void commit(struct vigil_header *header, u32 event)
{
	if (over_rate(header->cgroup_id, header->ts, event)) {
		bpf_ringbuf_discard(header, BPF_RB_NO_WAKEUP);
		return;
	}
	bpf_ringbuf_submit(header, wake_flags(event));
	wake_sleeper(event);
	count_from_hook(event, false);
}

#endif
