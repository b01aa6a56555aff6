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

static __always_inline void submit(struct scratch *s, u32 event)
{
	u32 length = finish(s);

	if (length < sizeof(struct vigil_header) || length > RECORD_BYTES_MAX)
		return;
	/*
	 * No wakeup: waking the reader for each record costs more than making it. The reader
	 * polls.
	 */
	count_result(event, bpf_ringbuf_output(&ring, s->record, length, BPF_RB_NO_WAKEUP));
}

#endif
