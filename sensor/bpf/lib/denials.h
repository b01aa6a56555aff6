/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What programs and loader both see of denial: which calls the kernel refuses, for which rule, and
 * what came of it. There are two slots; the one of shared.active is in force.
 */
#ifndef VIGIL_DENIALS_H
#define VIGIL_DENIALS_H

#include "shared.h"

#define DENIAL_RULES_MAX 128 /* of one filter */
#define DENIAL_WAYS_MAX 4 /* in which rules can deny one file */
#define DENIAL_TERMS_MAX 4 /* of one way */
#define DENIAL_STEPS_MAX 8192 /* path segments of both slots */
#define DENIAL_ENDS_MAX 2048 /* files and names of both slots */
#define DENIAL_SPARED_MAX 512
#define DENIAL_OWN_MAX 16
#define DENIAL_BITS_LOG2 10
/* A rule that denies more distinct programs in a period than this is wrong, and denies no more. */
#define DENIED_PROGRAMS_MAX 8
#define DENIED_PERIOD_NS 60000000000ull

enum denial_mode { DENIAL_OFF, DENIAL_OBSERVE, DENIAL_ON };

/* Of the control deny. */
enum denial_side { SIDE_FILE, SIDE_DESTINATION, SIDE_MAX };
enum denial_place { DENY_ANY, DENY_PATH, DENY_NAME, DENY_PLACES };
enum denial_number { DENY_UID, DENY_GID, DENY_AUID, DENY_EUID, DENY_EGID, DENY_OWN, DENY_NUMBERS };
enum denial_test { DENY_RANGE, DENY_BITS, DENY_NO_BITS, DENY_TESTS };

struct vigil_denial_term {
	__u32 number;
	__u32 test;
	__u64 from; /* or the bits */
	__u64 to;
};

/* One of the ways in which a rule denies: all terms must hold. */
struct vigil_denial_way {
	__u32 rule;
	__u32 term_count;
	struct vigil_denial_term terms[DENIAL_TERMS_MAX];
};

/* What is denied of a file. */
struct vigil_denial_ways {
	__u32 count;
	__u32 pad;
	struct vigil_denial_way ways[DENIAL_WAYS_MAX];
};

/*
 * Paths are a tree whose root is the last segment, for that is what a dentry knows. Node numbers
 * are never used again, so that a program under way during a commit cannot step from one filter
 * into the next.
 */
struct vigil_denial_step {
	__u32 node;
	char name[NAME_BYTES_MAX + 1]; /* zero-filled */
};

struct vigil_denial_end {
	__u32 node;
	__u32 place;
};

/* An executable whose processes are denied nothing, as the kernel numbers it. */
struct vigil_denial_spared {
	__u64 inode;
	__u64 dev;
};

/* What came of a rule. The programs are those denied within the period. */
struct vigil_denial_tally {
	__u64 denied;
	__u64 observed;
	__u64 spared;
	__u64 passed;
	__u64 programs[DENIED_PROGRAMS_MAX];
	__u64 seen[DENIED_PROGRAMS_MAX]; /* when */
	__u32 disarmed;
	__u32 pad;
};

struct vigil_denial_slot {
	__u64 events; /* bit per event id: has rules */
	__u64 any_events; /* of these, with rules about any file */
	__u32 root; /* denial_root() counts from it */
	__u32 pad;
	__u64 bits[(1 << DENIAL_BITS_LOG2) / 64]; /* cleared: no path ends in such a name */
	struct vigil_denial_tally tallies[DENIAL_RULES_MAX];
};

struct vigil_denials {
	__u32 mode; /* enum denial_mode */
	__u32 own_count;
	__u32 own[DENIAL_OWN_MAX]; /* the sensor, its client, and what keeps them running */
	struct vigil_denial_slot slots[2];
};

#define DENIAL_ROOTS (VIGIL_EVENT_MAX * SIDE_MAX)

static inline __attribute__((always_inline)) __u32 denial_root(__u32 first, __u32 event,
							       __u32 side)
{
	return first + (event & (VIGIL_EVENT_MAX - 1)) * SIDE_MAX + (side & 1);
}

/* Which of the bits stands for a last segment; see name_bit(). */
static inline __attribute__((always_inline)) __u32 denial_bit(__u32 event, __u64 head, __u32 length)
{
	return name_bit(event, head, length) >> (NAME_BITS_LOG2 - DENIAL_BITS_LOG2) &
	       ((1 << DENIAL_BITS_LOG2) - 1);
}

#endif
