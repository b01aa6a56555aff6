/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The consumer's side of the BPF ring buffer (man 7 bpf; Documentation/bpf/ringbuf.rst in the
 * kernel's source).
 */
#ifndef SENSOR_RING_H
#define SENSOR_RING_H

#include <stdint.h>
#include <sys/uio.h>

#define BATCH_RECORDS_MAX 512

struct ring {
	unsigned long *consumer; /* page written by us */
	const unsigned long *producer; /* page written by the kernel */
	const unsigned char *bytes; /* mapped twice in a row, so that a record is never split */
	uint64_t size;
};

/* Records that lie in the ring: where each is, and where to consume to once it is written. */
struct batch {
	struct iovec records[BATCH_RECORDS_MAX];
	unsigned long after[BATCH_RECORDS_MAX];
	int count;
};

void open_ring(struct ring *ring, int fd, uint32_t bytes);

/*
 * Finds finished records from the consumer's position on. Their memory stays valid until
 * consume().
 */
void gather(struct ring *ring, struct batch *batch);

/* Gives the memory up to a position back to the kernel. */
void consume(struct ring *ring, unsigned long position);

uint64_t ring_waiting_bytes(const struct ring *ring);

#endif
