/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * network_flow_monitor: bytes and packets of each pair of ends, per socket and device, in a table
 * that the loader empties and tells of.
 */
#include "../lib/flow.h"
#include "../lib/packet.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, FLOWS_MAX);
	__type(key, struct flow_key);
	__type(value, struct flow_totals);
} flows SEC(".maps");

/* Which end began: as its process said by connecting or accepting, else who sent first. */
static __always_inline struct flow_totals *begin_flow(struct __sk_buff *skb, struct flow_key *key,
						      u32 direction)
{
	struct owner *owner = bpf_map_lookup_elem(&owners, &key->cookie);
	struct flow_totals fresh = {};
	struct flow_totals *flow;

	if (owner) {
		fresh.owner = owner->header;
		fresh.began = owner->began;
	}
	if (!fresh.began)
		fresh.began = direction == DIRECTION_OUT ? BEGAN_HERE : BEGAN_THERE;
	if (bpf_map_update_elem(&flows, key, &fresh, BPF_NOEXIST))
		return bpf_map_lookup_elem(&flows, key); /* another CPU was first, or no room */
	count_from_hook(VIGIL_EVENT_NETWORK_FLOW_MONITOR, false);
	flow = bpf_map_lookup_elem(&flows, key);
	if (flow)
		read_device(skb, flow->ifname);
	return flow;
}

static __always_inline int see_flow(struct __sk_buff *skb, u32 direction)
{
	struct flow_key key = {};
	struct seen_packet seen;
	struct flow_totals *flow;
	u32 packets = skb->gso_segs;

	if (!any_wanted(EVENT_BIT(NETWORK_FLOW_MONITOR)) || !read_packet(skb, &seen, direction))
		return PASS;
	key.slot = *(volatile u32 *)&shared.flow_slot;
	key.ifindex = skb->ifindex;
	key.cookie = bpf_get_socket_cookie(skb);
	key.local = direction == DIRECTION_OUT ? seen.packet.source : seen.packet.destination;
	key.remote = direction == DIRECTION_OUT ? seen.packet.destination : seen.packet.source;
	key.l3 = seen.packet.l3;
	key.l4 = seen.packet.l4;
	flow = bpf_map_lookup_elem(&flows, &key);
	if (!flow)
		flow = begin_flow(skb, &key, direction);
	if (!flow) {
		count_from_hook(VIGIL_EVENT_NETWORK_FLOW_MONITOR, true);
		return PASS;
	}
	if (!packets)
		packets = 1;
	if (direction == DIRECTION_OUT) {
		__sync_fetch_and_add(&flow->egress_bytes, skb->len);
		__sync_fetch_and_add(&flow->egress_packets, packets);
	} else {
		__sync_fetch_and_add(&flow->ingress_bytes, skb->len);
		__sync_fetch_and_add(&flow->ingress_packets, packets);
	}
	return PASS;
}

SEC("cgroup_skb/egress")
int flow_out(struct __sk_buff *skb)
{
	return see_flow(skb, DIRECTION_OUT);
}

SEC("cgroup_skb/ingress")
int flow_in(struct __sk_buff *skb)
{
	return see_flow(skb, DIRECTION_IN);
}
