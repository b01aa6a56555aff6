/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * dns: UDP questions that leave (to port 53) and answers that come in (from port 53), seen at the
 * root cgroup. Packets may pass outside their process, so the asker is noted when it connects or
 * sends and found again by socket cookie; pid 0 means that it was not seen. These programs can be
 * preempted and so write straight into the ring.
 */
#include "../lib/filter.h"
#include "../lib/task.h"

#define DNS_PORT 53
#define AF_INET 2
#define AF_INET6 10
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd
#define IPPROTO_UDP 17
#define SOCK_DGRAM 2
#define IP6_BYTES 40
#define UDP_BYTES 8
#define DIRECTION_IN 1
#define DIRECTION_OUT 2
#define PASS 1

struct dns_record {
	struct vigil_dns dns;
	u8 payload[DNS_BYTES_MAX];
};

struct ip4_head {
	u8 version_and_words;
	u8 tos;
	u16 total;
	u32 id_and_fragment;
	u8 ttl;
	u8 protocol;
	u16 check;
	u32 source;
	u32 destination;
};

struct ip6_head {
	u32 version_and_flow;
	u16 payload_bytes;
	u8 next;
	u8 hops;
	u8 source[16];
	u8 destination[16];
};

struct udp_head {
	u16 source;
	u16 destination;
	u16 bytes;
	u16 check;
};

/* Where the UDP header starts; 0 when the packet is something else. */
static __always_inline u32 read_addresses(struct __sk_buff *skb, struct vigil_packet *p)
{
	u8 first = 0;

	bpf_skb_load_bytes(skb, 0, &first, 1);
	if (first >> 4 == 4) {
		struct ip4_head ip;

		if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)) || ip.protocol != IPPROTO_UDP)
			return 0;
		__builtin_memcpy(p->source.ip, &ip.source, 4);
		__builtin_memcpy(p->destination.ip, &ip.destination, 4);
		p->source.family = p->destination.family = AF_INET;
		p->l3 = ETH_P_IP;
		return (first & 15) * 4;
	}
	struct ip6_head ip;

	if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)) || ip.next != IPPROTO_UDP)
		return 0;
	__builtin_memcpy(p->source.ip, ip.source, 16);
	__builtin_memcpy(p->destination.ip, ip.destination, 16);
	p->source.family = p->destination.family = AF_INET6;
	p->l3 = ETH_P_IPV6;
	return IP6_BYTES;
}

static __always_inline void fill_asker(struct vigil_header *h, struct __sk_buff *skb)
{
	u64 cookie = bpf_get_socket_cookie(skb);
	struct vigil_header *asker = bpf_map_lookup_elem(&askers, &cookie);

	if (asker)
		*h = *asker;
	else
		h->auid = LOGIN_UID_UNSET;
	h->ts = bpf_ktime_get_boot_ns();
	h->cpu = bpf_get_smp_processor_id();
	h->type = VIGIL_EVENT_DNS;
	h->len = sizeof(struct dns_record);
}

static __always_inline int send_dns(struct __sk_buff *skb, struct vigil_packet *packet, u32 at)
{
	struct dns_record *r;
	u32 length = skb->len - at;

	if (skb->len <= at)
		return PASS;
	r = reserve(VIGIL_EVENT_DNS, sizeof(*r));
	if (!r)
		return PASS;
	__builtin_memset(r, 0, sizeof(*r));
	fill_asker(&r->dns.header, skb);
	r->dns.network = *packet;
	if (length > DNS_BYTES_MAX - 1)
		length = DNS_BYTES_MAX - 1;
	/*
	 * Kernels up to 6.1 refuse the bound above, for clang proves it away; these instructions
	 * state it again.
	 */
	asm volatile("%0 &= 511\nif %0 > 0 goto +1\n%0 = 1" : "+r"(length));
	r->dns.payload.off = sizeof(struct vigil_dns);
	r->dns.payload.len = length;
	if (bpf_skb_load_bytes(skb, at, r->payload, length)) {
		bpf_ringbuf_discard(r, BPF_RB_NO_WAKEUP);
		return PASS;
	}
	commit(&r->dns.header, VIGIL_EVENT_DNS);
	return PASS;
}

static __always_inline int see_packet(struct __sk_buff *skb, u32 direction)
{
	struct vigil_packet packet = { .l4 = IPPROTO_UDP,
				       .direction = direction,
				       .size = skb->len };
	struct udp_head udp;
	u32 at;

	if (!(filter_in_force()->wanted >> VIGIL_EVENT_DNS & 1))
		return PASS;
	at = read_addresses(skb, &packet);
	if (!at || bpf_skb_load_bytes(skb, at, &udp, sizeof(udp)))
		return PASS;
	packet.source.port = __builtin_bswap16(udp.source);
	packet.destination.port = __builtin_bswap16(udp.destination);
	if ((direction == DIRECTION_OUT ? packet.destination.port : packet.source.port) != DNS_PORT)
		return PASS;
	return send_dns(skb, &packet, at + UDP_BYTES);
}

SEC("cgroup_skb/egress")
int dns_out(struct __sk_buff *skb)
{
	return see_packet(skb, DIRECTION_OUT);
}

SEC("cgroup_skb/ingress")
int dns_in(struct __sk_buff *skb)
{
	return see_packet(skb, DIRECTION_IN);
}

static __always_inline int note_asker(struct bpf_sock_addr *ctx)
{
	struct vigil_header asker = {};
	u64 cookie;

	if (ctx->user_port != __builtin_bswap16(DNS_PORT) || ctx->type != SOCK_DGRAM)
		return PASS;
	if (!(filter_in_force()->wanted >> VIGIL_EVENT_DNS & 1))
		return PASS;
	cookie = bpf_get_socket_cookie(ctx);
	fill_header(&asker, current_task(), VIGIL_EVENT_DNS);
	bpf_map_update_elem(&askers, &cookie, &asker, BPF_ANY);
	return PASS;
}

SEC("cgroup/connect4")
int asker_connect4(struct bpf_sock_addr *ctx)
{
	return note_asker(ctx);
}

SEC("cgroup/connect6")
int asker_connect6(struct bpf_sock_addr *ctx)
{
	return note_asker(ctx);
}

SEC("cgroup/sendmsg4")
int asker_send4(struct bpf_sock_addr *ctx)
{
	return note_asker(ctx);
}

SEC("cgroup/sendmsg6")
int asker_send6(struct bpf_sock_addr *ctx)
{
	return note_asker(ctx);
}
