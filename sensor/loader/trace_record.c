// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "trace_record.h"

#include <string.h>

#include "host.h"

void *begin_draft(struct draft *draft, size_t size)
{
	memset(draft->bytes, 0, size);
	draft->length = size;
	draft->flags = 0;
	((struct vigil_header *)draft->bytes)->ts = boot_clock_ns();
	return draft->bytes;
}

void add_bytes(struct draft *draft, struct vigil_str *str, const char *bytes, size_t length,
	       uint16_t cut_flag)
{
	size_t room = RECORD_BYTES_MAX - 8 - draft->length; /* 8: the padding */

	if (room > STRING_BYTES_MAX)
		room = STRING_BYTES_MAX;
	if (length > room) {
		length = room;
		draft->flags |= cut_flag;
	}
	if (!length)
		return;
	memcpy(draft->bytes + draft->length, bytes, length);
	str->off = draft->length;
	str->len = length;
	draft->length += length;
}

void add_text(struct draft *draft, struct vigil_str *str, const char *text)
{
	add_bytes(draft, str, text, strlen(text), VIGIL_FLAG_PATH_TRUNCATED);
}

void end_draft(struct draft *draft, uint32_t event, const struct actor *actor, int64_t retval)
{
	struct vigil_header *header = (struct vigil_header *)draft->bytes;

	while (draft->length % 8)
		draft->bytes[draft->length++] = 0;
	*header = (struct vigil_header){
		.len = draft->length,
		.type = event,
		.flags = draft->flags | actor->flags,
		.ts = header->ts,
		.start = actor->start,
		.cgroup_id = actor->setting.cgroup_id,
		.cap_effective = actor->who.cap_effective,
		.cap_permitted = actor->who.cap_permitted,
		.retval = retval,
		.pid = actor->who.tgid,
		.tid = actor->tid,
		.ppid = actor->who.ppid,
		.uid = actor->who.uid,
		.gid = actor->who.gid,
		.euid = actor->who.euid,
		.egid = actor->who.egid,
		.fsuid = actor->who.fsuid,
		.fsgid = actor->who.fsgid,
		.auid = actor->setting.auid,
		.mntns = actor->setting.mntns,
		.pidns = actor->setting.pidns,
		.netns = actor->setting.netns,
	};
	memcpy(header->comm, actor->who.comm, sizeof(header->comm));
}
