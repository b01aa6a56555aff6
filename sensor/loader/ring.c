// SPDX-License-Identifier: Apache-2.0
#include "ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fault.h"
#include "keep.h"

/* A record that lies in a ring: its memory stays valid until the batch is consumed. */
struct entry {
	const void *record;
	uint32_t bytes;
	uint64_t time;
};

/* What a look into a ring found: finished records, and the time of the first left out. */
struct look {
	struct entry entries[LANE_RECORDS_MAX];
	unsigned long after[LANE_RECORDS_MAX];
	unsigned long empty; /* where to consume to when none is taken: behind discarded records */
	int count;
	int taken;
	uint64_t left; /* UINT64_MAX: none */
};

static void *map_pages(int fd, int protection, size_t bytes, off_t at)
{
	void *memory = mmap(NULL, bytes, protection, MAP_SHARED, fd, at);

	if (memory == MAP_FAILED)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "The ring cannot be mapped: %s.",
		     strerror(errno));
	return memory;
}

uint32_t lane_bytes(uint32_t bytes, enum lane lane)
{
	return lane == LANE_FILE ? bytes / 2 : bytes / 4;
}

void open_ring(struct ring *ring, const int fds[LANE_MAX], uint32_t bytes)
{
	long page = sysconf(_SC_PAGESIZE);

	ring->size = bytes;
	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		struct lane_ring *one = &ring->lanes[lane];
		size_t size = lane_bytes(bytes, lane);
		unsigned char *kernel_side = map_pages(fds[lane], PROT_READ, page + 2 * size, page);

		one->fd = fds[lane];
		one->consumer = map_pages(fds[lane], PROT_READ | PROT_WRITE, page, 0);
		one->producer = (const unsigned long *)kernel_side;
		one->bytes = kernel_side + page;
		one->size = size;
	}
}

static unsigned long end_of(const struct lane_ring *lane)
{
	return __atomic_load_n(lane->producer, __ATOMIC_ACQUIRE);
}

/*
 * Looks from the consumer's position to `end`. From `sure` on, behind a record under way and beyond
 * what a batch takes, the first finished record only tells its time.
 */
static void look_into(const struct lane_ring *lane, unsigned long sure, unsigned long end,
		      struct look *look)
{
	unsigned long at = *lane->consumer;
	bool blocked = false;

	look->count = look->taken = 0;
	look->left = UINT64_MAX;
	look->empty = at;
	while (at < end) {
		const unsigned char *head = lane->bytes + (at & (lane->size - 1));
		uint32_t length = __atomic_load_n((const uint32_t *)head, __ATOMIC_ACQUIRE);
		uint32_t bytes = length & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		const struct vigil_header *record = (const void *)(head + BPF_RINGBUF_HDR_SZ);
		bool left = blocked || at >= sure || look->count == LANE_RECORDS_MAX;

		at += (bytes + BPF_RINGBUF_HDR_SZ + 7) & ~7ul;
		if (length & BPF_RINGBUF_BUSY_BIT) {
			blocked = true;
		} else if (length & BPF_RINGBUF_DISCARD_BIT) {
			if (!left && look->count)
				look->after[look->count - 1] = at;
			else if (!left)
				look->empty = at;
		} else if (left) {
			look->left = record->ts;
			break;
		} else {
			look->entries[look->count] = (struct entry){ record, bytes, record->ts };
			look->after[look->count++] = at;
		}
	}
}

/* How many entries of a ring, from its first on, are older than a time. */
static int older_than(const struct look *look, uint64_t time)
{
	int count = 0;

	while (count < look->count && look->entries[count].time < time)
		count++;
	return count;
}

static int take_older(struct look looks[LANE_MAX], uint64_t time)
{
	int sum = 0;

	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		sum += looks[lane].taken = older_than(&looks[lane], time);
	return sum;
}

/* Rules 2 and 3. Something is taken whenever there is something: rings may not stand still. */
static void decide(struct ring *ring, struct look looks[LANE_MAX])
{
	struct lane_ring *urgent = &ring->lanes[LANE_URGENT];
	uint64_t horizon = UINT64_MAX;

	if (looks[LANE_URGENT].count && end_of(urgent) - *urgent->consumer > urgent->size / 2) {
		looks[LANE_URGENT].taken = looks[LANE_URGENT].count;
		ring->overtakes++;
		return;
	}
	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		if (looks[lane].left < horizon)
			horizon = looks[lane].left;
	if (horizon == UINT64_MAX) {
		take_older(looks, horizon);
		return;
	}
	if (!take_older(looks, horizon - DISORDER_NS_MAX) && !take_older(looks, horizon))
		take_older(looks, UINT64_MAX);
}

/* Puts an entry behind those that are not younger. Nearly always it is the youngest. */
static void insert(struct entry *sorted, int count, struct entry entry)
{
	while (count > 0 && sorted[count - 1].time > entry.time) {
		sorted[count] = sorted[count - 1];
		count--;
	}
	sorted[count] = entry;
}

/* Leaves out what is another generation's. Returns how many records stay. */
static int keep_own(const struct flight_log *log, struct entry *entries, int count)
{
	int own = 0;

	if (!log)
		return count;
	for (int i = 0; i < count; i++)
		if (entries[i].time >= log->since && entries[i].time < log->until)
			entries[own++] = entries[i];
	return own;
}

static void merge(struct ring *ring, const struct look looks[LANE_MAX])
{
	static struct entry sorted[BATCH_RECORDS_MAX];
	struct batch *batch = &ring->batch;
	int next[LANE_MAX] = {};

	batch->count = batch->sent = 0;
	for (;;) {
		int first = -1;

		for (int lane = 0; lane < LANE_MAX; lane++)
			if (next[lane] < looks[lane].taken &&
			    (first < 0 || looks[lane].entries[next[lane]].time <
						  looks[first].entries[next[first]].time))
				first = lane;
		if (first < 0)
			break;
		insert(sorted, batch->count++, looks[first].entries[next[first]++]);
	}
	batch->count = keep_own(ring->log, sorted, batch->count);
	for (int i = 0; i < batch->count; i++)
		batch->records[i] = (struct iovec){ (void *)sorted[i].record, sorted[i].bytes };
	for (int lane = 0; lane < LANE_MAX; lane++) {
		int taken = looks[lane].taken;

		batch->after[lane] = taken ? looks[lane].after[taken - 1] : looks[lane].empty;
	}
}

static struct flight *flight_of(struct ring *ring)
{
	return &ring->log->flights[ring->log->turn % 2];
}

static void note_flight(struct ring *ring)
{
	struct flight *flight = &ring->log->flights[(ring->log->turn + 1) % 2];

	flight->number = ring->keep->next;
	flight->count = ring->batch.count;
	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		flight->from[lane] = *ring->lanes[lane].consumer;
		flight->after[lane] = ring->batch.after[lane];
	}
	__atomic_store_n(&ring->log->turn, ring->log->turn + 1, __ATOMIC_RELEASE);
}

void set_number(struct ring *ring)
{
	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		ring->batch.after[lane] = *ring->lanes[lane].consumer;
	note_flight(ring);
}

void count_number(struct ring *ring)
{
	if (ring->log)
		flight_of(ring)->count++;
}

uint64_t go_on(struct ring *ring)
{
	static struct look looks[LANE_MAX];
	const struct flight *flight = flight_of(ring);
	bool is_sent = false;

	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		is_sent |= *ring->lanes[lane].consumer != flight->from[lane];
	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		const struct lane_ring *one = &ring->lanes[lane];

		if (is_sent)
			*one->consumer = flight->after[lane];
		look_into(one, flight->after[lane], flight->after[lane], &looks[lane]);
		looks[lane].taken = looks[lane].count;
	}
	merge(ring, looks);
	return ring->batch.count ? flight->number : flight->number + flight->count;
}

void close_ring(struct ring *ring)
{
	long page = sysconf(_SC_PAGESIZE);

	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		struct lane_ring *one = &ring->lanes[lane];

		munmap(one->consumer, page);
		munmap((char *)one->bytes - page, page + 2 * one->size);
		close(one->fd);
	}
}

void gather(struct ring *ring)
{
	static struct look looks[LANE_MAX];
	unsigned long sure[LANE_MAX];
	unsigned long end[LANE_MAX];

	for (int lane = LANE_MAX - 1; lane >= 0; lane--)
		sure[lane] = end_of(&ring->lanes[lane]);
	for (int lane = LANE_MAX - 1; lane > LANE_URGENT; lane--)
		end[lane] = end_of(&ring->lanes[lane]);
	end[LANE_URGENT] = sure[LANE_URGENT];
	for (int lane = 0; lane < LANE_MAX; lane++)
		look_into(&ring->lanes[lane], sure[lane], end[lane], &looks[lane]);
	decide(ring, looks);
	merge(ring, looks);
	if (!ring->batch.count)
		consume(ring);
	else if (ring->log)
		note_flight(ring);
}

void consume(struct ring *ring)
{
	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		__atomic_store_n(ring->lanes[lane].consumer, ring->batch.after[lane],
				 __ATOMIC_RELEASE);
	ring->batch.count = ring->batch.sent = 0;
}

uint64_t lane_waiting_bytes(const struct ring *ring, enum lane lane)
{
	return end_of(&ring->lanes[lane]) - *ring->lanes[lane].consumer;
}
