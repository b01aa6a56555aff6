/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was sent and not yet acknowledged. Every record that the kernel made has a number: the
 * preface gives that of the first behind `ready`, and each that follows has the next. The client
 * acknowledges up to a number when what it made of the records is on disk; the client that comes
 * after one that died is sent the rest again.
 *
 * A little of what was acknowledged stays, so that the next client knows the processes that the
 * first unacknowledged records are about:
 *
 *   first            acked                next
 *   | history_bytes  | unacknowledged     |
 */
#ifndef SENSOR_KEEP_H
#define SENSOR_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bpf/lib/shared.h"

#define KEEP_BYTES_MAX (16u << 20) /* a power of two */
#define HISTORY_BYTES_MAX (1u << 20)
/* A series is told as a JSON number. */
#define SERIES_MAX (1ull << 53)
/* Made by the sensor, of the moment in which they are sent. */
#define UNNUMBERED_EVENTS                                                               \
	(EVENT_BIT(STATS) | EVENT_BIT(LOST) | EVENT_BIT(THROTTLE) | EVENT_BIT(ACTION) | \
	 EVENT_BIT(SNAPSHOT) | EVENT_BIT(READY))

struct keep {
	unsigned char *bytes; /* NULL: nothing is numbered and kept */
	struct ring *ring; /* whose log counts records that are in no ring; NULL: none */
	uint64_t series; /* numbers are of a series, which begins with the rings */
	uint64_t from; /* positions of the kept bytes; they lie at these modulo KEEP_BYTES_MAX */
	uint64_t acked_to;
	uint64_t to;
	uint64_t first; /* numbers: of the record at `from`, at `acked_to` and the next one */
	uint64_t acked;
	uint64_t next;
};

struct ring;
struct sink;

/* Makes room and begins a series of numbers. */
void open_keep(struct keep *keep);

/* Numbers a record and keeps it; the oldest goes when there is no room. */
void keep_record(struct keep *keep, const void *record, size_t bytes);

/* Everything before `next` may be forgotten. NULL, or why it is refused. */
const char *acknowledge(struct keep *keep, uint64_t series, uint64_t next);

/* Sends all that is kept; false when the reader went. */
bool send_kept(const struct keep *keep, struct sink *sink);

#endif
