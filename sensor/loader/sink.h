/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the stream goes: a client's socket or a capture file. Records go out whole: what a full
 * socket takes only in part is kept here until it takes the rest, and nothing else is sent before
 * that.
 */
#ifndef SENSOR_SINK_H
#define SENSOR_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "keep.h"
#include "ring.h"

#define PENDING_BYTES_MAX (64 << 10)

struct sink {
	int fd; /* -1: no one listens */
	struct keep *keep; /* where records that are numbered stay; NULL: nowhere */
	bool blocked; /* the socket was full */
	size_t pending_from;
	size_t pending_to;
	unsigned char pending[PENDING_BYTES_MAX];
};

void open_sink(struct sink *sink, int fd);
void close_sink(struct sink *sink);

/* Writes what is pending. False when the sink is blocked or gone. */
bool flush_sink(struct sink *sink);

/* Writes a record if it can be taken or kept whole; false when it was not. */
bool send_record(struct sink *sink, const void *record, size_t bytes);

/*
 * Writes all bytes however long they are, waiting for the reader; false when it is gone or
 * stalls.
 */
bool send_all(struct sink *sink, const void *bytes, size_t length);

/*
 * Moves records from the rings to the sink, at most a batch; number of records moved. A batch that
 * a reader left unread goes on to the next one.
 */
int send_ring(struct sink *sink, struct ring *ring);

#endif
