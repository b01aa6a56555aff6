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

/*
 * Sends the packet as what filter `at` of a slot selected. Not inlined: the verifier would walk it
 * anew for each filter. So it reads the packet again, for each filter that holds.
 */
__noinline int send_packet(struct __sk_buff *skb, u32 direction, u32 slot, u32 at)
{
	struct vigil_packet_filter_text *text;
	struct seen_packet seen;
	struct packet_record *r;
	u32 length = 0;

	if (slot > 1 || at >= PACKET_FILTERS_MAX || !read_packet(skb, &seen, direction))
		return 0;
	text = &shared.packet_filters[slot][at];
	r = reserve(VIGIL_EVENT_PACKET, sizeof(*r));
	if (!r)
		return 0;
	bpf_probe_read_kernel(r, sizeof(*r), NULL); /* a read that fails zeroes */
	if (!fill_owner(&r->packet.header, bpf_get_socket_cookie(skb), VIGIL_EVENT_PACKET,
			sizeof(*r))) {
		bpf_ringbuf_discard(r, BPF_RB_NO_WAKEUP);
		return 0;
	}
	r->packet.network = seen.packet;
	read_device(skb, r->packet.network.ifname);
	bpf_probe_read_kernel(r->filter, sizeof(r->filter), text->bytes);
	r->packet.filter.off = __builtin_offsetof(struct packet_record, filter);
	r->packet.filter.len = text->length;
	if (seen.payload)
		length = load_part(skb, seen.payload, r->payload, PACKET_BYTES_MAX);
	r->packet.payload.off = __builtin_offsetof(struct packet_record, payload);
	r->packet.payload.len = length;
	commit(&r->packet.header, VIGIL_EVENT_PACKET);
	return 0;
}

static __always_inline int see_selected(struct __sk_buff *skb, u32 direction)
{
	u32 selected = skb->cb[0];
	u32 slot = skb->cb[1] & 1;

	if (!any_wanted(EVENT_BIT(PACKET)))
		return PASS;
	for (u32 i = 0; i < PACKET_FILTERS_MAX; i++)
		if (selected >> i & 1)
			send_packet(skb, direction, slot, i);
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
