/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whether an event is wanted, by the filter in force. */
#ifndef VIGIL_FILTER_H
#define VIGIL_FILTER_H

#include "record.h"

static __always_inline struct vigil_filter *filter_in_force(void)
{
	return &shared.filters[*(volatile u32 *)&shared.active & 1];
}

static __always_inline bool accepts_all(u32 event)
{
	return filter_in_force()->accept_all >> event & 1;
}

/* Whether the name in s->key (NUL-filled) lets the event through. */
static __always_inline bool name_approved(struct scratch *s, u32 event)
{
	s->key.slot = *(volatile u32 *)&shared.active & 1;
	s->key.event = event;
	return bpf_map_lookup_elem(&names, &s->key) != NULL;
}

/* Whether the current process is the sensor or the reader of its stream. */
static __always_inline bool is_own_process(u32 tgid)
{
	return tgid == shared.sensor_pid || (shared.client_pid && tgid == shared.client_pid);
}

static __always_inline void key_from_kernel(struct scratch *s, const void *name, u32 length)
{
	__builtin_memset(s->key.name, 0, sizeof(s->key.name));
	if (length > NAME_BYTES_MAX)
		length = NAME_BYTES_MAX;
	bpf_probe_read_kernel(s->key.name, length & NAME_BYTES_MAX, name);
}

static __always_inline void key_from_dentry(struct scratch *s, struct dentry *dentry)
{
	key_from_kernel(s, get(dentry, d_name.name), get(dentry, d_name.len));
}

/*
 * The cheap half of a name check: false when no approved name of the event has this length and
 * these first bytes. Reading 8 bytes is safe for shorter names too: a dentry keeps 32 and more
 * bytes for every name.
 */
static __always_inline bool name_possible(struct vigil_filter *filter, u32 event,
					  struct dentry *dentry)
{
	u32 length = get(dentry, d_name.len);
	u64 head = load_word(get(dentry, d_name.name));
	u32 bit;

	if (length < sizeof(head))
		head &= (1ull << ((length & 7) * 8)) - 1;
	bit = name_bit(event, head, length) & ((1 << NAME_BITS_LOG2) - 1);
	return filter->name_bits[bit / 64] >> (bit & 63) & 1;
}

#endif
