/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * packet: what a packet filter of a rule selected. The loader writes the program that runs the
 * filters; it jumps here with cb[0] saying which of them hold and cb[1] whose slot they are in.
 */
#include "../lib/packet.h"

#define PACKET_BYTES_MAX 512

struct packet_record {
	struct vigil_packet packet;
	char filter[PACKET_FILTER_TEXT_MAX];
	u8 payload[PACKET_BYTES_MAX];
};

static __always_inline void send_packet(struct __sk_buff *skb, struct seen_packet *seen,
					struct vigil_packet_filter_text *text)
{
	struct packet_record *r = reserve(VIGIL_EVENT_PACKET, sizeof(*r));
	u32 length = 0;

	if (!r)
		return;
	bpf_probe_read_kernel(r, sizeof(*r), NULL); /* a read that fails zeroes */
	if (!fill_owner(&r->packet.header, bpf_get_socket_cookie(skb), VIGIL_EVENT_PACKET,
			sizeof(*r))) {
		bpf_ringbuf_discard(r, BPF_RB_NO_WAKEUP);
		return;
	}
	r->packet.network = seen->packet;
	read_device(skb, r->packet.network.ifname);
	bpf_probe_read_kernel(r->filter, sizeof(r->filter), text->bytes);
	r->packet.filter.off = __builtin_offsetof(struct packet_record, filter);
	r->packet.filter.len = text->length;
	if (seen->payload)
		length = load_part(skb, seen->payload, r->payload, PACKET_BYTES_MAX);
	r->packet.payload.off = __builtin_offsetof(struct packet_record, payload);
	r->packet.payload.len = length;
	commit(&r->packet.header, VIGIL_EVENT_PACKET);
}

static __always_inline int see_selected(struct __sk_buff *skb, u32 direction)
{
	u32 selected = skb->cb[0];
	u32 slot = skb->cb[1] & 1;
	struct seen_packet seen;

	if (!any_wanted(EVENT_BIT(PACKET)) || !read_packet(skb, &seen, direction))
		return PASS;
	for (u32 i = 0; i < PACKET_FILTERS_MAX; i++)
		if (selected >> i & 1)
			send_packet(skb, &seen, &shared.packet_filters[slot][i]);
	return PASS;
}

SEC("cgroup_skb/egress")
int packet_selected_out(struct __sk_buff *skb)
{
	return see_selected(skb, DIRECTION_OUT);
}

SEC("cgroup_skb/ingress")
int packet_selected_in(struct __sk_buff *skb)
{
	return see_selected(skb, DIRECTION_IN);
}
