/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What programs and loader both see: the filter in force, the counters, and how a name becomes a
 * filter key. Not part of the record stream; that is generated/record.h.
 */
#ifndef VIGIL_SHARED_H
#define VIGIL_SHARED_H

#include <linux/types.h>

#include "../../generated/record.h"

#define SYSCALLS_MAX 512 /* system call numbers watched lie below this */
#define NAME_BYTES_MAX 63 /* of a name that takes part in filtering */
#define NAME_BITS_LOG2 14
#define NAMES_MAX 16384 /* approved names of both filter slots */
#define RANGES_MAX 16 /* of numbers that approve an event */
#define FOLDERS_MAX 16 /* directories above a file that are looked at; deeper files pass */
#define RECORD_BYTES_MAX 16384
#define STRING_BYTES_MAX 4095
#define DNS_BYTES_MAX 512 /* payload of a DNS record */
#define PACKET_FILTERS_MAX 32 /* of one filter in force */
#define PACKET_FILTER_TEXT_MAX 512
#define DROPS_MAX 256 /* network filters in force: a process or cgroup, and which packets */
#define DROP_FILTERS_MAX 32 /* distinct among them */
#define DROP_LEVELS_MAX 16 /* of the cgroup hierarchy */
#define DROP_START_NS 512
#define CGROUPS_MAX 4096 /* cgroups whose rate of events is known at a time */
#define CANARY_MARK 0x766967696cull /* second argument of the prctl that is the canary */

/*
 * Rings by importance, so that what floods one takes nothing from another. Events go by their
 * category in schema/, but for those named here.
 */
enum lane { LANE_URGENT, LANE_FILE, LANE_NETWORK, LANE_MAX };

#define EVENT_BIT(event) (1ull << VIGIL_EVENT_##event)
#define MOUNT_EVENTS (EVENT_BIT(MOUNT) | EVENT_BIT(PIVOT_ROOT))
#define LANE_FILE_EVENTS                                                           \
	((VIGIL_CATEGORY_FILE & ~MOUNT_EVENTS) | EVENT_BIT(MMAP) | EVENT_BIT(MPROTECT))
#define LANE_NETWORK_EVENTS VIGIL_CATEGORY_NETWORK
/* Without these no other event has a process: no cgroup is ever told to wait with them. */
#define LIFECYCLE_EVENTS \
	(EVENT_BIT(EXEC) | EVENT_BIT(FORK) | EVENT_BIT(EXIT) | EVENT_BIT(CANARY))
/*
 * Of records that only build the process tree so much may wait for a reader that sleeps; it looks
 * once a second anyway.
 */
#define UNHURRIED_BYTES_MAX 16384
#define DNS_EVENTS (EVENT_BIT(DNS) | EVENT_BIT(FAILED_DNS))
/* Those for which every socket counts. */
#define SOCKET_EVENTS (EVENT_BIT(NETWORK_FLOW_MONITOR) | EVENT_BIT(PACKET))
/* Seldom and grave: the reader hears of them at once. */
#define WAKING_EVENTS                                                                     \
	((VIGIL_CATEGORY_KERNEL & ~LANE_FILE_EVENTS & ~EVENT_BIT(SYSCTL) &                \
	  ~EVENT_BIT(CGROUP_WRITE)) |                                                     \
	 MOUNT_EVENTS | EVENT_BIT(SETNS))

/* What a segment of a path is to the file, as in the control filter_name. */
enum name_place { PLACE_LAST, PLACE_FOLDER, PLACE_ABOVE, PLACE_MAX };

/* Numbers that approve an event: those of an approver from one to another. */
struct vigil_range {
	__u64 from;
	__u64 to;
	__u32 approver;
	__u32 pad;
};

/* Which kinds of approvers an event has, so that the others cost nothing. */
enum approver_kind {
	HAS_NAMES = 1 << PLACE_LAST,
	HAS_FOLDERS = 1 << PLACE_FOLDER,
	HAS_ABOVE = 1 << PLACE_ABOVE,
	HAS_AUID = 1 << 3,
	HAS_NUMBERS = 1 << 4,
};

/* Approvers of one event but for names, which are in a map. */
struct vigil_event_filter {
	__u32 has; /* bits of enum approver_kind */
	__u32 range_count;
	__u64 bits[VIGIL_APPROVER_MAX]; /* any of them, by approver */
	struct vigil_range ranges[RANGES_MAX];
};

/* Which events are delivered. Two of them exist: one in force, one being staged. */
struct vigil_filter {
	__u64 wanted; /* bit per event id */
	__u64 accept_all; /* bit per event id */
	__u64 unhurried; /* bit per event id: delivered, but no rule is about it */
	__u64 handled; /* bit per event id: whose calls are looked at, for it or others */
	__u64 syscalls[SYSCALLS_MAX /
		       64]; /* numbers worth a look, of both the native and the 32-bit table */
	struct vigil_event_filter events[VIGIL_EVENT_MAX];
	__u64 name_bits[(1 << NAME_BITS_LOG2) /
			64]; /* cleared bit: no such name in the approver map */
};

/* A packet filter as its rule has it. */
struct vigil_packet_filter_text {
	__u32 length;
	char bytes[PACKET_FILTER_TEXT_MAX];
};

/*
 * Whose packets: a process, a cgroup of the default hierarchy with those below it, or, for sockets
 * made in the root of that, a cgroup of the pids hierarchy. Ids of two hierarchies may be equal.
 */
enum drop_scope { DROP_PROCESS, DROP_CGROUP, DROP_PIDS_CGROUP };

struct vigil_drop_key {
	__u64 id; /* of the process or cgroup */
	__u32 scope; /* enum drop_scope */
	__u32 filter; /* which of those in the program that runs them */
};

struct vigil_drop {
	__u64 ends; /* nanoseconds since boot; from then on packets pass */
	__u64 start; /* of the process; as near as DROP_START_NS, for clients have it as a double */
	__u64 packets; /* dropped, or with `observe` let through */
	__u32 observe;
	__u32 pad;
};

/* Shared memory between loader and programs. */
struct vigil_shared {
	__u32 active; /* index of the filter in force */
	__u32 sensor_pid; /* its own file and network events are not reported */
	__u32 client_pid; /* nor those of this process, when not 0 */
	__u32 flow_slot; /* which flows of the table are being counted: 0 or 1 */
	__u32 reader_sleeps; /* until it is woken: nothing was in the rings when it looked last */
	__u32 drop_levels; /* bit per level of the default hierarchy that drops are of */
	/* A cgroup may send an event each interval, and what it saved up for so long; 0: any. */
	__u64 rate_interval_ns;
	__u64 rate_burst_ns;
	struct vigil_filter filters[2];
	struct vigil_packet_filter_text packet_filters[2][PACKET_FILTERS_MAX];
};

/* What a cgroup has sent, by lane. */
struct vigil_cgroup {
	__u64 due[LANE_MAX]; /* when its next event were due at the rate it may have */
	__u64 throttled[LANE_MAX]; /* events left out for that */
	__u64 lost[LANE_MAX]; /* records for which the lane had no room */
};

/* Key of the approver map. */
struct vigil_name_key {
	__u32 slot;
	__u32 event; /* name_group() of event and place */
	char name[NAME_BYTES_MAX + 1]; /* zero-filled */
};

/* One of these per CPU; indexed by event id. */
struct vigil_counters {
	__u64 seen[VIGIL_EVENT_MAX];
	__u64 rejected[VIGIL_EVENT_MAX];
	__u64 lost[VIGIL_EVENT_MAX];
	__u64 unresolved[VIGIL_EVENT_MAX]; /* the path claimed stands: no room for the true one */
	__u64 throttled[VIGIL_EVENT_MAX]; /* left out because their cgroup sent too many */
};

static inline __attribute__((always_inline)) enum lane lane_of(__u32 event)
{
	__u64 bit = 1ull << (event & (VIGIL_EVENT_MAX - 1));

	if (bit & LANE_FILE_EVENTS)
		return LANE_FILE;
	return bit & LANE_NETWORK_EVENTS ? LANE_NETWORK : LANE_URGENT;
}

/* Names of different places are different names: event in the low 6 bits, place in the next two. */
static inline __attribute__((always_inline)) __u32 name_group(__u32 event, __u32 place)
{
	return (event & (VIGIL_EVENT_MAX - 1)) | place << 6;
}

/*
 * Which bit of name_bits stands for a name, from its first 8 bytes (zero-filled) and its length.
 */
static inline __attribute__((always_inline)) __u32 name_bit(__u32 group, __u64 head, __u32 len)
{
	if (len > NAME_BYTES_MAX)
		len = NAME_BYTES_MAX;
	__u64 mixed = head ^ ((__u64)len << 48) ^ ((__u64)group << 56);

	return (mixed * 0x9e3779b97f4a7c15ull) >> (64 - NAME_BITS_LOG2);
}

#endif
