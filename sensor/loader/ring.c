// SPDX-License-Identifier: Apache-2.0
#include "ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fault.h"

static void *map_pages(int fd, int protection, size_t bytes, off_t at)
{
	void *memory = mmap(NULL, bytes, protection, MAP_SHARED, fd, at);

	if (memory == MAP_FAILED)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "The ring cannot be mapped: %s.",
		     strerror(errno));
	return memory;
}

void open_ring(struct ring *ring, int fd, uint32_t bytes)
{
	long page = sysconf(_SC_PAGESIZE);
	unsigned char *kernel_side = map_pages(fd, PROT_READ, page + 2 * (size_t)bytes, page);

	ring->consumer = map_pages(fd, PROT_READ | PROT_WRITE, page, 0);
	ring->producer = (const unsigned long *)kernel_side;
	ring->bytes = kernel_side + page;
	ring->size = bytes;
}

void gather(struct ring *ring, struct batch *batch)
{
	unsigned long at = *ring->consumer;
	unsigned long end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);

	batch->count = 0;
	while (at < end && batch->count < BATCH_RECORDS_MAX) {
		const unsigned char *head = ring->bytes + (at & (ring->size - 1));
		uint32_t length = __atomic_load_n((const uint32_t *)head, __ATOMIC_ACQUIRE);
		uint32_t bytes = length & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);

		if (length & BPF_RINGBUF_BUSY_BIT)
			break;
		at += (bytes + BPF_RINGBUF_HDR_SZ + 7) & ~7ul;
		if (length & BPF_RINGBUF_DISCARD_BIT) {
			if (batch->count)
				batch->after[batch->count - 1] = at;
			else
				consume(ring, at);
			continue;
		}
		batch->records[batch->count].iov_base = (void *)(head + BPF_RINGBUF_HDR_SZ);
		batch->records[batch->count].iov_len = bytes;
		batch->after[batch->count++] = at;
	}
}

void consume(struct ring *ring, unsigned long position)
{
	__atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
}

uint64_t ring_waiting_bytes(const struct ring *ring)
{
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE) - *ring->consumer;
}
