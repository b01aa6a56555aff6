// SPDX-License-Identifier: Apache-2.0
#include "snapshot.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"

#define READ_BYTES (128 << 10) /* of the iterator at a time: several whole records */
#define RECORD_BYTES_ALL (RECORD_BYTES_MAX + 2 * (STRING_BYTES_MAX + 1) + 8)
#define COUNTED_BYTES_MAX \
	(2 << 20) /* of one process's arguments or environment that are looked at */

/*
 * Appends a /proc file of NUL-ended strings; returns how many strings there are, also beyond
 * those kept.
 */
static uint32_t append_strings(unsigned char *record, uint32_t pid, const char *file,
			       struct vigil_str *str, bool *cut)
{
	struct vigil_header *header = (struct vigil_header *)record;
	char path[64];
	char chunk[STRING_BYTES_MAX + 1];
	uint32_t kept = 0, strings = 0, seen = 0;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	while (seen < COUNTED_BYTES_MAX && (got = read(fd, chunk, sizeof(chunk))) > 0) {
		uint32_t keep = STRING_BYTES_MAX - kept < (uint32_t)got ? STRING_BYTES_MAX - kept
									: (uint32_t)got;

		memcpy(record + header->len + kept, chunk, keep);
		kept += keep;
		seen += got;
		for (ssize_t i = 0; i < got; i++)
			strings += chunk[i] == 0;
	}
	close(fd);
	*cut = seen > kept;
	if (kept) {
		str->off = header->len;
		str->len = kept;
	}
	header->len += kept;
	return strings;
}

static void complete(unsigned char *record)
{
	struct vigil_snapshot *r = (struct vigil_snapshot *)record;
	bool cut = false;

	if (r->process.is_kworker)
		return;
	r->process.argc = append_strings(record, r->header.pid, "cmdline", &r->process.argv, &cut);
	if (cut)
		r->header.flags |= VIGIL_FLAG_ARGS_TRUNCATED;
	cut = false;
	r->process.envc = append_strings(record, r->header.pid, "environ", &r->process.envp, &cut);
	if (cut)
		r->header.flags |= VIGIL_FLAG_ENVS_TRUNCATED;
	while (r->header.len % 8)
		record[r->header.len++] = 0;
}

/*
 * Sends the whole records among the bytes read; returns how many bytes they took, or -1 when the
 * reader went.
 */
static ssize_t send_whole(struct sink *sink, const unsigned char *bytes, size_t length,
			  uint32_t *count)
{
	static _Alignas(8) unsigned char record[RECORD_BYTES_ALL];
	size_t at = 0;

	while (length - at >= sizeof(struct vigil_header)) {
		struct vigil_header *header = (struct vigil_header *)record;
		uint32_t bytes_of_record;

		memcpy(&bytes_of_record, bytes + at, sizeof(bytes_of_record));
		if (bytes_of_record < sizeof(struct vigil_snapshot) ||
		    bytes_of_record > RECORD_BYTES_MAX)
			return -1;
		if (bytes_of_record > length - at)
			break;
		memcpy(record, bytes + at, bytes_of_record);
		complete(record);
		if (!send_all(sink, record, header->len))
			return -1;
		at += bytes_of_record;
		++*count;
	}
	return at;
}

bool send_snapshot(struct object *object, struct sink *sink, uint32_t *count)
{
	unsigned char *bytes = malloc(READ_BYTES);
	int fd = bpf_iter_create(bpf_link__fd(object->snapshot));
	size_t length = 0;
	ssize_t used = bytes && fd >= 0 ? 0 : -1;

	while (used >= 0) {
		ssize_t got = read(fd, bytes + length, READ_BYTES - length);

		if (got < 0 &&
		    (errno == EAGAIN ||
		     errno == EINTR)) /* EAGAIN: the kernel looked at many tasks, go on */
			continue;
		if (got <= 0)
			break;
		length += got;
		used = send_whole(sink, bytes, length, count);
		if (used > 0) {
			length -= used;
			memmove(bytes, bytes + used, length);
		}
	}
	if (fd >= 0)
		close(fd);
	free(bytes);
	return used >= 0;
}
