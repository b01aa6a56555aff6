/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which process a packet belongs to. Packets may pass outside their process, so who uses a socket
 * is noted when it makes it, connects, sends or accepts, and found again by the socket's cookie.
 * Pid 0 means that this was not seen.
 */
#ifndef VIGIL_OWNER_H
#define VIGIL_OWNER_H

#include "filter.h"
#include "flow.h"
#include "task.h"

#define PASS 1
#define OWNERS_MAX 8192
#define DNS_PORT 53
#define IMDS_PORT 80

/* 1.6 MB; the one noted longest ago goes first. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, OWNERS_MAX);
	__type(key, u64);
	__type(value, struct owner);
} owners SEC(".maps");

static __always_inline void note_owner(u64 cookie, enum began began)
{
	struct owner owner = { .began = began };

	if (!cookie)
		return;
	fill_header(&owner.header, current_task(), 0);
	bpf_map_update_elem(&owners, &cookie, &owner, BPF_ANY);
}

/* The header of a record about a packet; false when it is the sensor's own, or its reader's. */
static __always_inline bool fill_owner(struct vigil_header *h, u64 cookie, u32 event, u32 bytes)
{
	struct owner *owner = bpf_map_lookup_elem(&owners, &cookie);

	if (owner)
		*h = owner->header;
	else
		h->auid = LOGIN_UID_UNSET;
	h->ts = bpf_ktime_get_boot_ns();
	h->cpu = bpf_get_smp_processor_id();
	h->type = event;
	h->len = bytes;
	return !owner || !is_own_process(owner->header.pid);
}

#endif
