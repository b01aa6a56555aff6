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
void create_ring(struct ring *ring, uint32_t bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);
	int fd = memfd_create("ring", MFD_CLOEXEC);
	unsigned char *base = mmap(NULL, 2 * page + 2 * (size_t)bytes, PROT_NONE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	check(base != MAP_FAILED && fd >= 0 && !ftruncate(fd, 2 * page + bytes));
	map_at(base, 2 * page + bytes, fd, 0);
	map_at(base + 2 * page + bytes, bytes, fd, 2 * page);
	close(fd);
	ring->consumer = (unsigned long *)base;
	ring->producer = (unsigned long *)(base + page);
	ring->bytes = base + 2 * page;
	ring->size = bytes;
}

bool put_record(struct ring *ring, const void *record, uint32_t bytes)
{
	unsigned long at = *ring->producer;
	unsigned long used = at - __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE);
	uint32_t room = (bytes + BPF_RINGBUF_HDR_SZ + 7) & ~7u;
	unsigned char *head = (unsigned char *)ring->bytes + (at & (ring->size - 1));

	if (room > ring->size - used)
		return false;
	memcpy(head, &bytes, sizeof(bytes));
	memcpy(head + BPF_RINGBUF_HDR_SZ, record, bytes);
	__atomic_store_n((unsigned long *)ring->producer, at + room, __ATOMIC_RELEASE);
	return true;
}
