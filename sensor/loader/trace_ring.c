// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "trace_ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fault.h"

static void check(bool ok)
{
	if (!ok)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "The ring cannot be made: %s.",
		     strerror(errno));
}

static void map_at(unsigned char *place, size_t bytes, int fd, off_t from)
{
	check(mmap(place, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, from) !=
	      MAP_FAILED);
}

/*
 *	page 0    page 1    bytes     bytes
 *	consumer  producer  records   the same memory again
 */
static void create_lane(struct lane_ring *lane, uint32_t bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);
	int fd = memfd_create("ring", MFD_CLOEXEC);
	unsigned char *base = mmap(NULL, 2 * page + 2 * (size_t)bytes, PROT_NONE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	check(base != MAP_FAILED && fd >= 0 && !ftruncate(fd, 2 * page + bytes));
	map_at(base, 2 * page + bytes, fd, 0);
	map_at(base + 2 * page + bytes, bytes, fd, 2 * page);
	close(fd);
	lane->consumer = (unsigned long *)base;
	lane->producer = (unsigned long *)(base + page);
	lane->bytes = base + 2 * page;
	lane->size = bytes;
	lane->fd = -1;
}

/* One thread writes, in order: it needs one lane. */
void create_ring(struct ring *ring, uint32_t bytes)
{
	uint32_t page = sysconf(_SC_PAGESIZE);

	ring->size = bytes;
	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		create_lane(&ring->lanes[lane], lane == LANE_URGENT ? bytes : page);
}

bool put_record(struct ring *ring, const void *record, uint32_t bytes)
{
	struct lane_ring *lane = &ring->lanes[LANE_URGENT];
	unsigned long at = *lane->producer;
	unsigned long used = at - __atomic_load_n(lane->consumer, __ATOMIC_ACQUIRE);
	uint32_t room = (bytes + BPF_RINGBUF_HDR_SZ + 7) & ~7u;
	unsigned char *head = (unsigned char *)lane->bytes + (at & (lane->size - 1));

	if (room > lane->size - used)
		return false;
	memcpy(head, &bytes, sizeof(bytes));
	memcpy(head + BPF_RINGBUF_HDR_SZ, record, bytes);
	__atomic_store_n((unsigned long *)lane->producer, at + room, __ATOMIC_RELEASE);
	return true;
}
