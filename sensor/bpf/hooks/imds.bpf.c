/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * imds: what processes ask the metadata service of a cloud instance, and its responses: segments of
 * HTTP to and from its addresses. A response is sent on where it begins, or where a body of JSON
 * does; the rest of a long one is not.
 */
#include "../lib/packet.h"

#define IMDS_BYTES_MAX 2048
/* 169.254.169.254, as it lies in memory */
#define IMDS_IP4 __builtin_bswap32(0xa9fea9fe)

struct imds_record {
	struct vigil_imds imds;
	u8 payload[IMDS_BYTES_MAX];
};

/* fd00:ec2::254 (AWS) and fd20:ce::254 (Google). */
static __always_inline bool is_imds_ip6(const u8 *ip)
{
	const u32 *words = (const void *)ip;
	bool aws = words[0] == __builtin_bswap32(0xfd000ec2);
	bool google = words[0] == __builtin_bswap32(0xfd2000ce);

	return (aws || google) && !words[1] && !words[2] && words[3] == __builtin_bswap32(0x254);
}

static __always_inline bool is_imds(const struct vigil_addr *a)
{
	if (a->port != IMDS_PORT)
		return false;
	if (a->family == AF_INET)
		return *(const u32 *)a->ip == IMDS_IP4;
	return is_imds_ip6(a->ip);
}

static __always_inline int see_imds(struct __sk_buff *skb, u32 direction)
{
	struct seen_packet seen;
	struct imds_record *r;
	u8 first = 0;
	u32 length;

	if (!any_wanted(EVENT_BIT(IMDS)) || !may_have_port(skb, direction, IMDS_PORT) ||
	    !read_packet(skb, &seen, direction))
		return PASS;
	if (seen.packet.l4 != IPPROTO_TCP || !seen.payload || skb->len <= seen.payload)
		return PASS;
	if (!is_imds(direction == DIRECTION_OUT ? &seen.packet.destination : &seen.packet.source))
		return PASS;
	if (bpf_skb_load_bytes(skb, seen.payload, &first, 1))
		return PASS;
	if (direction == DIRECTION_IN && first != 'H' && first != '{')
		return PASS;
	r = reserve(VIGIL_EVENT_IMDS, sizeof(*r));
	if (!r)
		return PASS;
	bpf_probe_read_kernel(r, sizeof(*r), NULL); /* a read that fails zeroes: 2.2 kB at once */
	length = load_part(skb, seen.payload, r->payload, IMDS_BYTES_MAX);
	if (!fill_owner(&r->imds.header, bpf_get_socket_cookie(skb), VIGIL_EVENT_IMDS,
			sizeof(*r)) ||
	    !length) {
		bpf_ringbuf_discard(r, BPF_RB_NO_WAKEUP);
		return PASS;
	}
	r->imds.network = seen.packet;
	read_device(skb, r->imds.network.ifname);
	r->imds.payload.off = sizeof(struct vigil_imds);
	r->imds.payload.len = length;
	commit(&r->imds.header, VIGIL_EVENT_IMDS);
	return PASS;
}

SEC("cgroup_skb/egress")
int imds_out(struct __sk_buff *skb)
{
	return see_imds(skb, DIRECTION_OUT);
}

SEC("cgroup_skb/ingress")
int imds_in(struct __sk_buff *skb)
{
	return see_imds(skb, DIRECTION_IN);
}
