// SPDX-License-Identifier: Apache-2.0
#include "keep.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "fault.h"
#include "sink.h"

_Static_assert(PENDING_BYTES_MAX < KEEP_BYTES_MAX, "the longest record can be kept");

void open_keep(struct keep *keep)
{
	uint64_t random;

	memset(keep, 0, sizeof(*keep));
	keep->bytes = mmap(NULL, KEEP_BYTES_MAX, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (keep->bytes == MAP_FAILED || getrandom(&random, sizeof(random), 0) != sizeof(random))
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "No memory for what is not acknowledged: %s.",
		     strerror(errno));
	keep->series = random % SERIES_MAX;
}

/* Records are multiples of 8 bytes, so their length never lies on both sides of the end. */
static uint32_t length_at(const struct keep *keep, uint64_t position)
{
	uint32_t length;

	memcpy(&length, keep->bytes + position % KEEP_BYTES_MAX, sizeof(length));
	return length;
}

static void forget_first(struct keep *keep)
{
	keep->from += length_at(keep, keep->from);
	keep->first++;
}

void keep_record(struct keep *keep, const void *record, size_t bytes)
{
	size_t at = keep->to % KEEP_BYTES_MAX;
	size_t before_end = KEEP_BYTES_MAX - at;
	size_t head = bytes < before_end ? bytes : before_end;

	while (keep->to + bytes - keep->from > KEEP_BYTES_MAX)
		forget_first(keep);
	memcpy(keep->bytes + at, record, head);
	memcpy(keep->bytes, (const char *)record + head, bytes - head);
	keep->to += bytes;
	keep->next++;
}

const char *acknowledge(struct keep *keep, uint64_t series, uint64_t next)
{
	if (!keep->bytes || series != keep->series)
		return "acknowledge is of another series";
	if (next > keep->next)
		return "acknowledge is of a record that was not sent";
	if (keep->acked < keep->first) { /* what it would have been of had to go */
		keep->acked = keep->first;
		keep->acked_to = keep->from;
	}
	while (keep->acked < next) {
		keep->acked_to += length_at(keep, keep->acked_to);
		keep->acked++;
	}
	while (keep->acked_to - keep->from > HISTORY_BYTES_MAX)
		forget_first(keep);
	return NULL;
}

bool send_kept(const struct keep *keep, struct sink *sink)
{
	size_t bytes = keep->to - keep->from;
	size_t at = keep->from % KEEP_BYTES_MAX;
	size_t head = bytes < KEEP_BYTES_MAX - at ? bytes : KEEP_BYTES_MAX - at;

	return send_all(sink, keep->bytes + at, head) && send_all(sink, keep->bytes, bytes - head);
}
