/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The consumer's side of the BPF ring buffers (man 7 bpf; Documentation/bpf/ringbuf.rst in the
 * kernel's source), one a lane, and how their records become one stream again.
 *
 * The stream is in the order of time, so that an exec comes before what the new program does and an
 * exit after it. What lies in one ring only cannot tell that nothing older is yet to come in
 * another, hence the rule of gather():
 *
 *  1. Ends are read in the order network, files, urgent; then network and files once more. What
 *     lies before the first end of its ring is known with every urgent record that came before it,
 *     and an urgent record with everything up to the second ends.
 *  2. Left out are records behind the first ends, behind one that is still being written, and
 *     beyond LANE_RECORDS_MAX. Only what is older than all of them, by DISORDER_NS_MAX, is sent.
 *  3. When the urgent ring is more than half full, its records go first and alone: a late
 *     attribution is better than a loss. That is counted.
 */
#ifndef SENSOR_RING_H
#define SENSOR_RING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "../bpf/lib/shared.h"

#define LANE_RECORDS_MAX 512 /* of a lane in a batch */
#define BATCH_RECORDS_MAX (LANE_MAX * LANE_RECORDS_MAX)
/*
 * How much older a record may be than one before it in its ring: programs take the time first and
 * then make the record.
 */
#define DISORDER_NS_MAX 200000

struct lane_ring {
	unsigned long *consumer; /* page written by us */
	const unsigned long *producer; /* page written by the kernel */
	const unsigned char *bytes; /* mapped twice in a row, so that a record is never split */
	uint64_t size;
	int fd;
};

/* Records on their way out. A new one is gathered when all of it was sent. */
struct batch {
	struct iovec records[BATCH_RECORDS_MAX];
	int count;
	int sent;
	unsigned long after[LANE_MAX]; /* where each ring is consumed to then */
};

/*
 * Which batch is on its way, in memory that outlives the process (pins.h): it is made again, the
 * same, when the process was killed before all of it was sent. The one in force is written anew
 * in the other place and then put in force by `turn`.
 */
struct flight {
	uint64_t number; /* of its first record */
	uint64_t count; /* of records, and of those numbered since */
	uint64_t from[LANE_MAX];
	uint64_t after[LANE_MAX];
};

struct flight_log {
	/* Only records of this time are sent: others are another generation's. */
	uint64_t since;
	uint64_t until;
	uint64_t turn;
	struct flight flights[2];
};

struct keep;

struct ring {
	struct lane_ring lanes[LANE_MAX];
	struct batch batch;
	struct flight_log *log; /* NULL: nothing outlives the process */
	struct keep *keep; /* where numbers come from, with a log */
	uint64_t overtakes;
	uint64_t size;
};

/* Bytes of a lane's ring of all bytes: half are the files'. */
uint32_t lane_bytes(uint32_t bytes, enum lane lane);

void open_ring(struct ring *ring, const int fds[LANE_MAX], uint32_t bytes);

/* Makes a new batch of what may be sent now, by the rule above. */
void gather(struct ring *ring);

/*
 * Goes on with a ring that another process sent from: makes the batch again that it was sending.
 * The number of the next record to send.
 */
uint64_t go_on(struct ring *ring);

/* Notes the number of the next record, where a log is kept. */
void set_number(struct ring *ring);

/* A record that is in no ring takes a number. Before it is sent. */
void count_number(struct ring *ring);

void close_ring(struct ring *ring);

/* Gives the memory of a batch back to the kernel. */
void consume(struct ring *ring);

uint64_t lane_waiting_bytes(const struct ring *ring, enum lane lane);

#endif
