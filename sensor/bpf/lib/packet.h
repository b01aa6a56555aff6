/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A packet at a cgroup's door: addresses, ports and where its payload starts. Every read of it is a
 * helper call that checks the packet's own bounds, so nothing in it can lead outside.
 */
#ifndef VIGIL_PACKET_H
#define VIGIL_PACKET_H

#include "owner.h"
#include "socket.h"

#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd
#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_ICMPV6 58
#define IP6_BYTES 40
#define IP6_EXTENSIONS_MAX 4 /* headers between that of IPv6 and the next protocol's */
#define IP6_HOP_BY_HOP 0
#define IP6_ROUTING 43
#define IP6_FRAGMENT 44
#define IP6_DESTINATION 60
#define FRAGMENT_BITS 0x1fff
#define IP6_FRAGMENT_BITS 0xfff8
#define UDP_BYTES 8
#define TCP_FLAGS_AT 13
#define TCP_FIN 1
#define TCP_SYN 2
#define DIRECTION_IN 1
#define DIRECTION_OUT 2

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct net_device {
	char name[16];
};

struct sk_buff {
	struct net_device *dev;
};

#pragma clang attribute pop

/* `payload`: where what the transport carries starts; 0 when the packet has no such header. */
struct seen_packet {
	struct vigil_network packet;
	u32 transport;
	u32 payload;
	u32 sequence; /* of TCP */
	u32 tcp_flags;
};

struct ip4_head {
	u8 version_and_words;
	u8 tos;
	u16 total;
	u16 id;
	u16 fragment;
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

struct ip6_extension {
	u8 next;
	u8 words; /* of 8 bytes, beyond the first */
	u16 fragment;
};

static __always_inline u16 be16_to_host(u16 value)
{
	return __builtin_bswap16(value);
}

/* Where the transport's header starts; 0 when the packet has none. */
static __always_inline u32 read_ip4(struct __sk_buff *skb, struct vigil_network *p)
{
	struct ip4_head ip;

	if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)))
		return 0;
	__builtin_memcpy(p->source.ip, &ip.source, 4);
	__builtin_memcpy(p->destination.ip, &ip.destination, 4);
	p->source.family = p->destination.family = AF_INET;
	p->l3 = ETH_P_IP;
	p->l4 = ip.protocol;
	if (be16_to_host(ip.fragment) & FRAGMENT_BITS)
		return 0;
	return (ip.version_and_words & 15) * 4;
}

static __always_inline bool is_extension(u8 next)
{
	return next == IP6_HOP_BY_HOP || next == IP6_ROUTING || next == IP6_FRAGMENT ||
	       next == IP6_DESTINATION;
}

static __always_inline u32 read_ip6(struct __sk_buff *skb, struct vigil_network *p)
{
	struct ip6_head ip;
	u32 at = IP6_BYTES;

	if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)))
		return 0;
	__builtin_memcpy(p->source.ip, ip.source, 16);
	__builtin_memcpy(p->destination.ip, ip.destination, 16);
	p->source.family = p->destination.family = AF_INET6;
	p->l3 = ETH_P_IPV6;
	p->l4 = ip.next;
	for (int i = 0; i < IP6_EXTENSIONS_MAX && is_extension(p->l4); i++) {
		struct ip6_extension extension;
		u8 kind = p->l4;

		if (bpf_skb_load_bytes(skb, at, &extension, sizeof(extension)))
			return 0;
		p->l4 = extension.next;
		if (kind == IP6_FRAGMENT && be16_to_host(extension.fragment) & IP6_FRAGMENT_BITS)
			return 0;
		at += kind == IP6_FRAGMENT ? 8 : (extension.words + 1) * 8;
	}
	return is_extension(p->l4) ? 0 : at;
}

static __always_inline void read_transport(struct __sk_buff *skb, struct seen_packet *seen)
{
	struct vigil_network *p = &seen->packet;
	u16 ports[2] = {};
	u8 type = 0;
	u8 tcp[TCP_FLAGS_AT + 1];

	if (p->l4 == IPPROTO_ICMP || p->l4 == IPPROTO_ICMPV6) {
		bpf_skb_load_bytes(skb, seen->transport, &type, sizeof(type));
		p->icmp_type = type;
		return;
	}
	if (p->l4 != IPPROTO_TCP && p->l4 != IPPROTO_UDP)
		return;
	if (bpf_skb_load_bytes(skb, seen->transport, ports, sizeof(ports)))
		return;
	p->source.port = be16_to_host(ports[0]);
	p->destination.port = be16_to_host(ports[1]);
	if (p->l4 == IPPROTO_UDP) {
		seen->payload = seen->transport + UDP_BYTES;
		return;
	}
	if (bpf_skb_load_bytes(skb, seen->transport, tcp, sizeof(tcp)))
		return;
	seen->sequence = (u32)tcp[4] << 24 | (u32)tcp[5] << 16 | (u32)tcp[6] << 8 | tcp[7];
	seen->tcp_flags = tcp[TCP_FLAGS_AT];
	seen->payload = seen->transport + (tcp[12] >> 4) * 4;
}

#define IP4_WITHOUT_OPTIONS 0x45 /* the first byte: version, and words of the header */
#define IP4_BYTES 20
#define PORTS_BYTES 4

/*
 * Whether the far end of a packet may have this port. Nearly all packets end here, so it looks at
 * the packet itself; of headers that are not the plain ones in one piece read_packet() decides.
 */
static __always_inline bool may_have_port(struct __sk_buff *skb, u32 direction, u16 port)
{
	const u8 *packet = (void *)(u64)skb->data;
	const u8 *end = (void *)(u64)skb->data_end;
	const u8 *ports = packet + IP4_BYTES;

	if (ports + PORTS_BYTES > end)
		return true;
	if (packet[0] != IP4_WITHOUT_OPTIONS) {
		ports = packet + IP6_BYTES;
		if (packet[0] >> 4 != 6 || ports + PORTS_BYTES > end ||
		    (packet[6] != IPPROTO_TCP && packet[6] != IPPROTO_UDP))
			return true;
	}
	return *(const u16 *)(ports + (direction == DIRECTION_OUT ? 2 : 0)) ==
	       __builtin_bswap16(port);
}

/* False when it is not of IP. */
static __always_inline bool read_packet(struct __sk_buff *skb, struct seen_packet *seen,
					u32 direction)
{
	u8 first = 0;

	__builtin_memset(seen, 0, sizeof(*seen));
	seen->packet.direction = direction;
	seen->packet.size = skb->len;
	bpf_skb_load_bytes(skb, 0, &first, 1);
	if (first >> 4 == 4)
		seen->transport = read_ip4(skb, &seen->packet);
	else if (first >> 4 == 6)
		seen->transport = read_ip6(skb, &seen->packet);
	else
		return false;
	if (seen->transport)
		read_transport(skb, seen);
	return true;
}

/*
 * Reads the device's name. The context of a program is the kernel's own packet, but the verifier
 * lets its members be read only where the program gave it away as a number: `name`, memory of this
 * program's alone, takes it for a moment.
 */
static __always_inline void read_device(struct __sk_buff *skb, char name[16])
{
	volatile u64 *slot = (void *)name;
	struct sk_buff *kernel;
	struct net_device *device = NULL;

	*slot = (u64)skb;
	kernel = (void *)*slot;
	*slot = 0;
	bpf_core_read(&device, sizeof(device), &kernel->dev);
	bpf_core_read(name, 16, &device->name);
}

/*
 * Loads up to `most - 1` bytes from `at` on; `most` is a power of two. Returns how many, 0 for
 * none. Kernels up to 6.1 refuse a bound stated in C, for clang proves it away; the instructions
 * state it again.
 */
#define load_part(skb, at, to, most)                                                \
	({                                                                          \
		u32 __at = (at);                                                    \
		u32 __length = (skb)->len > __at ? (skb)->len - __at : 0;           \
		bool __any = __length > 0;                                          \
                                                                                    \
		if (__length > (most) - 1)                                          \
			__length = (most) - 1;                                      \
		asm volatile("%0 &= %1\nif %0 > 0 goto +1\n%0 = 1"                  \
			     : "+r"(__length)                                       \
			     : "i"((most) - 1));                                    \
		if (!__any || bpf_skb_load_bytes((skb), __at, (to), __length))      \
			__length = 0;                                               \
		__length;                                                           \
	})

#endif
