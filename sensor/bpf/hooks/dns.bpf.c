/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * dns and failed_dns: questions that leave (to port 53) and answers that come in (from port 53) by
 * UDP and TCP, seen at the root cgroup. These programs can be preempted and so write straight into
 * the ring.
 */
#include "../lib/packet.h"

#define DNS_HEAD_BYTES 12
#define LABELS_MAX 128
#define LABEL_BYTES_MAX 63
#define QUESTION_TAIL_BYTES 4 /* type and class */

struct dns_record {
	struct vigil_dns dns;
	u8 payload[DNS_BYTES_MAX];
};

_Static_assert(sizeof(struct vigil_dns) == sizeof(struct vigil_failed_dns) &&
		       __builtin_offsetof(struct vigil_dns, payload) ==
			       __builtin_offsetof(struct vigil_failed_dns, payload),
	       "a message that cannot be read has the members of one that can");

/*
 * Whether the header is whole and the first question, where there is one, too. The place reached is
 * kept in the record, which is not filled yet: in a register, the verifier would follow every value
 * it may have.
 */
static __always_inline bool is_readable(struct dns_record *r, u32 length)
{
	volatile u32 *at = (void *)&r->dns.header.retval;
	const u8 *message = r->payload;

	*at = DNS_HEAD_BYTES;

	if (length < DNS_HEAD_BYTES)
		return false;
	if (!message[4] && !message[5])
		return true;
	for (int i = 0; i < LABELS_MAX; i++) {
		u32 here = *at;
		u32 label;

		if (here >= length)
			return false;
		label = message[here & (DNS_BYTES_MAX - 1)];
		*at = here + label + 1;
		if (!label)
			return here + 1 + QUESTION_TAIL_BYTES <= length;
		if (label > LABEL_BYTES_MAX)
			return false;
	}
	return false;
}

/* Sends the record whose payload is in place, as what it turns out to be. */
static __always_inline int send_dns(struct __sk_buff *skb, struct dns_record *r,
				    struct seen_packet *seen, u32 length)
{
	u32 event = is_readable(r, length) ? VIGIL_EVENT_DNS : VIGIL_EVENT_FAILED_DNS;

	if (!length || !(filter_in_force()->wanted >> event & 1)) {
		bpf_ringbuf_discard(r, BPF_RB_NO_WAKEUP);
		return PASS;
	}
	__builtin_memset(&r->dns, 0, sizeof(r->dns));
	if (!fill_owner(&r->dns.header, bpf_get_socket_cookie(skb), event, sizeof(*r))) {
		bpf_ringbuf_discard(r, BPF_RB_NO_WAKEUP);
		return PASS;
	}
	r->dns.network = seen->packet;
	read_device(skb, r->dns.network.ifname);
	r->dns.payload.off = sizeof(struct vigil_dns);
	r->dns.payload.len = length;
	commit(&r->dns.header, event);
	return PASS;
}

static __always_inline struct dns_record *reserve_dns(void)
{
	struct dns_record *r = reserve(VIGIL_EVENT_DNS, sizeof(*r));

	if (r)
		__builtin_memset(r->payload, 0, sizeof(r->payload));
	return r;
}

static __always_inline int see_datagram(struct __sk_buff *skb, struct seen_packet *seen)
{
	struct dns_record *r;

	if (!seen->payload || skb->len <= seen->payload)
		return PASS;
	r = reserve_dns();
	if (!r)
		return PASS;
	return send_dns(skb, r, seen, load_part(skb, seen->payload, r->payload, DNS_BYTES_MAX));
}

/*
 * One direction of a TCP connection: messages with their lengths before them (RFC 1035 4.2.2), cut
 * into segments anywhere. Sequence numbers tell what was seen already; after a gap the next
 * segment is taken to begin with a length.
 */
#define STREAMS_MAX 512
#define STREAM_STEPS_MAX 32 /* of one segment: some ten messages */

enum stream_state { FIRST_LENGTH_BYTE, SECOND_LENGTH_BYTE, MESSAGE };

struct stream_key {
	u64 cookie;
	u32 direction;
	u32 pad;
};

struct dns_stream {
	u32 next; /* sequence number of the byte that comes next */
	u32 state;
	u32 length; /* of the message under way, as told */
	u32 have; /* bytes of it in `message` */
	u8 message[2 * DNS_BYTES_MAX]; /* twice: a read starts below DNS_BYTES_MAX */
};

/* 0.5 MB; the one used longest ago goes first. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, STREAMS_MAX);
	__type(key, struct stream_key);
	__type(value, struct dns_stream);
} dns_streams SEC(".maps");

static const struct dns_stream fresh_stream;

static __always_inline u32 kept_of(u32 length)
{
	return length < DNS_BYTES_MAX - 1 ? length : DNS_BYTES_MAX - 1;
}

/* The message is complete, or as much of it as is kept. */
static __always_inline void end_message(struct __sk_buff *skb, u32 direction,
					struct dns_stream *stream)
{
	struct seen_packet seen;
	u32 have = stream->have & (DNS_BYTES_MAX - 1);
	struct dns_record *r;

	stream->next += stream->length - have;
	stream->state = FIRST_LENGTH_BYTE;
	stream->length = 0;
	stream->have = 0;
	r = reserve(VIGIL_EVENT_DNS, sizeof(*r));
	if (!r)
		return;
	bpf_probe_read_kernel(r->payload, sizeof(r->payload), stream->message);
	read_packet(skb, &seen, direction);
	send_dns(skb, r, &seen, have);
}

static __always_inline struct dns_stream *stream_of(struct __sk_buff *skb, u32 direction)
{
	struct stream_key key = { .cookie = bpf_get_socket_cookie(skb), .direction = direction };

	return bpf_map_lookup_elem(&dns_streams, &key);
}

/*
 * Takes in the byte or bytes that come next of a segment whose payload lies at `payload` and has
 * the sequence number `start`; 0 when there are none. A function of its own, which the verifier
 * checks once and not for every turn of the loop.
 */
__noinline int take_step(struct __sk_buff *skb, u32 direction, u32 payload, u32 start)
{
	struct dns_stream *stream = stream_of(skb, direction);
	u32 at, have, left, wanted;
	u8 byte = 0;

	if (!stream || skb->len < payload)
		return 0;
	at = stream->next - start;
	if (at >= skb->len - payload)
		return 0;
	at += payload;
	left = skb->len - at;
	have = stream->have & (DNS_BYTES_MAX - 1);
	if (stream->state != MESSAGE) {
		if (bpf_skb_load_bytes(skb, at, &byte, 1))
			return 0;
		stream->length = (stream->length << 8 | byte) & 0xffff;
		stream->next++;
		stream->state++;
		stream->have = 0;
		if (stream->state == MESSAGE && !stream->length)
			stream->state = FIRST_LENGTH_BYTE;
		/* end_message() copies all of it. A read that fails zeroes. */
		if (stream->state == MESSAGE)
			bpf_probe_read_kernel(stream->message, DNS_BYTES_MAX, NULL);
		return 1;
	}
	wanted = kept_of(stream->length) - have;
	if (wanted > left)
		wanted = left;
	asm volatile("%0 &= %1\nif %0 > 0 goto +1\n%0 = 1"
		     : "+r"(wanted)
		     : "i"(DNS_BYTES_MAX - 1));
	if (bpf_skb_load_bytes(skb, at, &stream->message[have], wanted))
		return 0;
	stream->have = have + wanted;
	stream->next += wanted;
	if (stream->have >= kept_of(stream->length))
		end_message(skb, direction, stream);
	return 1;
}

/* The stream of a connection whose beginning was not seen starts with a segment of one message. */
static __always_inline bool is_one_message(struct __sk_buff *skb, struct seen_packet *seen)
{
	u8 length[2];

	if (bpf_skb_load_bytes(skb, seen->payload, length, sizeof(length)))
		return false;
	return ((u32)length[0] << 8 | length[1]) + sizeof(length) == skb->len - seen->payload;
}

static __always_inline int see_segment(struct __sk_buff *skb, struct seen_packet *seen)
{
	struct stream_key key = { .cookie = bpf_get_socket_cookie(skb),
				  .direction = seen->packet.direction };
	struct dns_stream *stream = stream_of(skb, seen->packet.direction);
	u32 start = seen->sequence + (seen->tcp_flags & TCP_SYN ? 1 : 0);
	u32 bytes;

	if (!seen->payload || skb->len < seen->payload)
		return PASS;
	bytes = skb->len - seen->payload;
	if (!stream || seen->tcp_flags & TCP_SYN) {
		if (!(seen->tcp_flags & TCP_SYN) && (!bytes || !is_one_message(skb, seen))) {
			if (bytes)
				count_from_hook(VIGIL_EVENT_DNS, true);
			return PASS;
		}
		bpf_map_update_elem(&dns_streams, &key, &fresh_stream, BPF_ANY);
		stream = bpf_map_lookup_elem(&dns_streams, &key);
		if (!stream)
			return PASS;
		stream->next = start;
	}
	if (bytes && (s32)(start - stream->next) > 0) {
		count_from_hook(VIGIL_EVENT_DNS, true);
		stream->next = start;
		stream->state = FIRST_LENGTH_BYTE;
		stream->length = 0;
	}
	for (int i = 0; i < STREAM_STEPS_MAX; i++)
		if (!take_step(skb, seen->packet.direction, seen->payload, start))
			return PASS;
	if (stream->next - start < bytes)
		count_from_hook(VIGIL_EVENT_DNS, true);
	return PASS;
}

static __always_inline int see_dns(struct __sk_buff *skb, u32 direction)
{
	struct seen_packet seen;
	u32 port;

	if (!any_wanted(DNS_EVENTS) || !may_have_port(skb, direction, DNS_PORT) ||
	    !read_packet(skb, &seen, direction))
		return PASS;
	port = direction == DIRECTION_OUT ? seen.packet.destination.port : seen.packet.source.port;
	if (port != DNS_PORT)
		return PASS;
	return seen.packet.l4 == IPPROTO_TCP ? see_segment(skb, &seen) : see_datagram(skb, &seen);
}

SEC("cgroup_skb/egress")
int dns_out(struct __sk_buff *skb)
{
	return see_dns(skb, DIRECTION_OUT);
}

SEC("cgroup_skb/ingress")
int dns_in(struct __sk_buff *skb)
{
	return see_dns(skb, DIRECTION_IN);
}
