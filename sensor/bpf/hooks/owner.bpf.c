/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Who uses a socket, noted by the process's own calls. For DNS and instance metadata only sockets
 * to their ports are; for flows and packet filters all are.
 */
#include "../lib/owner.h"
#include "../lib/socket.h"

#define BPF_SOCK_OPS_PASSIVE_ESTABLISHED 5

static __always_inline int note_peer(struct bpf_sock_addr *ctx, enum began began)
{
	u32 port = ctx->user_port;
	bool wanted = any_wanted(SOCKET_EVENTS);

	if (port == __builtin_bswap16(DNS_PORT))
		wanted = wanted || any_wanted(DNS_EVENTS);
	if (port == __builtin_bswap16(IMDS_PORT))
		wanted = wanted || any_wanted(EVENT_BIT(IMDS));
	if (wanted)
		note_owner(bpf_get_socket_cookie(ctx), began);
	return PASS;
}

SEC("cgroup/connect4")
int owner_connect4(struct bpf_sock_addr *ctx)
{
	return note_peer(ctx, BEGAN_HERE);
}

SEC("cgroup/connect6")
int owner_connect6(struct bpf_sock_addr *ctx)
{
	return note_peer(ctx, BEGAN_HERE);
}

SEC("cgroup/sendmsg4")
int owner_send4(struct bpf_sock_addr *ctx)
{
	return note_peer(ctx, BEGAN_UNKNOWN);
}

SEC("cgroup/sendmsg6")
int owner_send6(struct bpf_sock_addr *ctx)
{
	return note_peer(ctx, BEGAN_UNKNOWN);
}

SEC("cgroup/sock_create")
int owner_created(struct bpf_sock *ctx)
{
	if (any_wanted(SOCKET_EVENTS))
		note_owner(bpf_get_socket_cookie(ctx), BEGAN_UNKNOWN);
	return PASS;
}

/*
 * A connection from outside is there before a process accepts it. Asking for its cookie gives it
 * one, by which accept finds it.
 */
SEC("sockops")
int connection_arrived(struct bpf_sock_ops *ctx)
{
	if (ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED && any_wanted(SOCKET_EVENTS))
		bpf_get_socket_cookie(ctx);
	return PASS;
}
