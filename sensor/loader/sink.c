// SPDX-License-Identifier: Apache-2.0
#include "sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"

#define WRITE_PARTS_MAX 1024 /* of one writev (IOV_MAX) */
#define STALL_MS_MAX \
	10000 /* a client that takes nothing for so long during the snapshot is let go */

void open_sink(struct sink *sink, int fd)
{
	sink->fd = fd;
	sink->blocked = false;
	sink->pending_from = sink->pending_to = 0;
}

void close_sink(struct sink *sink)
{
	if (sink->fd >= 0)
		close(sink->fd);
	open_sink(sink, -1);
}

/*
 * Bytes written, 0 when the socket is full; closes the sink when the reader is gone or the disk
 * is full.
 */
static size_t write_some(struct sink *sink, const struct iovec *parts, int count)
{
	ssize_t written;

	if (sink->fd < 0)
		return 0;
	do
		written = writev(sink->fd, parts, count);
	while (written < 0 && errno == EINTR);
	if (written >= 0) {
		sink->blocked = false;
		return written;
	}
	if (errno == EAGAIN) {
		sink->blocked = true;
		return 0;
	}
	if (errno != EPIPE && errno != ECONNRESET)
		report(SENSOR_FILE, "The stream cannot be written: %s.", strerror(errno));
	close_sink(sink);
	return 0;
}

bool flush_sink(struct sink *sink)
{
	while (sink->pending_from < sink->pending_to) {
		struct iovec rest = { sink->pending + sink->pending_from,
				      sink->pending_to - sink->pending_from };
		size_t written = write_some(sink, &rest, 1);

		if (!written)
			return false;
		sink->pending_from += written;
	}
	sink->pending_from = sink->pending_to = 0;
	return sink->fd >= 0;
}

static bool is_numbered(const struct sink *sink, const struct vigil_header *record)
{
	return sink->keep && !(UNNUMBERED_EVENTS >> record->type & 1);
}

/* The record counts as sent: what of it is not written yet is pending. */
static void number_record(struct sink *sink, const struct vigil_header *record)
{
	if (is_numbered(sink, record))
		keep_record(sink->keep, record, record->len);
}

static void keep_rest(struct sink *sink, const void *bytes, size_t length)
{
	memcpy(sink->pending + sink->pending_to, bytes, length);
	sink->pending_to += length;
	sink->blocked = true;
}

bool send_record(struct sink *sink, const void *record, size_t bytes)
{
	struct iovec part = { (void *)record, bytes };
	size_t written = 0;

	if (flush_sink(sink)) {
		if (is_numbered(sink, record) && sink->keep->ring)
			count_number(sink->keep->ring);
		written = write_some(sink, &part, 1);
	}
	if (sink->fd < 0 || bytes - written > PENDING_BYTES_MAX - sink->pending_to)
		return false;
	if (written < bytes)
		keep_rest(sink, (const char *)record + written, bytes - written);
	number_record(sink, record);
	return true;
}

bool send_all(struct sink *sink, const void *bytes, size_t length)
{
	const char *from = bytes;

	while (length && sink->fd >= 0) {
		struct iovec part = { (void *)from, length };
		size_t written = write_some(sink, &part, 1);
		struct pollfd wait = { .fd = sink->fd, .events = POLLOUT };

		from += written;
		length -= written;
		if (written || sink->fd < 0)
			continue;
		if (poll(&wait, 1, STALL_MS_MAX) == 0) {
			report(SENSOR_CLIENT_STALLED,
			       "The client took nothing for %d ms and was let go.", STALL_MS_MAX);
			close_sink(sink);
		}
	}
	return sink->fd >= 0;
}

int send_ring(struct sink *sink, struct ring *ring)
{
	struct batch *batch = &ring->batch;
	size_t written;
	int parts, sent = 0;

	if (!flush_sink(sink))
		return 0;
	if (!batch->count)
		gather(ring);
	if (!batch->count)
		return 0;
	parts = batch->count - batch->sent;
	written = write_some(sink, &batch->records[batch->sent],
			     parts < WRITE_PARTS_MAX ? parts : WRITE_PARTS_MAX);
	while (written) {
		const struct iovec *record = &batch->records[batch->sent];

		if (written < record->iov_len) {
			keep_rest(sink, (const char *)record->iov_base + written,
				  record->iov_len - written);
			written = record->iov_len;
		}
		written -= record->iov_len;
		number_record(sink, record->iov_base);
		batch->sent++;
		sent++;
	}
	if (batch->sent == batch->count)
		consume(ring);
	return sent;
}
