/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Sockets and addresses as the kernel's own objects have them. An IPv4 address mapped into IPv6 is
 * given as IPv4; families without IP addresses are given by number alone. All calls on sockets
 * have their arguments at the same places, and socketcall(2) of 32-bit programs has them in memory.
 */
#ifndef VIGIL_SOCKET_H
#define VIGIL_SOCKET_H

#include "syscall.h"

#define AF_INET 2
#define AF_INET6 10
#define S_IFMT 0170000
#define S_IFSOCK 0140000

/* struct sockaddr_in and sockaddr_in6 in one. */
struct claimed_address {
	u16 family;
	u16 port;
	u32 ip4;
	u8 ip6[16];
};

static __always_inline u16 host_order(u16 port)
{
	return __builtin_bswap16(port);
}

static __always_inline void unmap_ip4(struct vigil_addr *a)
{
	u32 *words = (void *)a->ip;

	if (words[0] || words[1] || words[2] != __builtin_bswap32(0xffff))
		return;
	words[0] = words[3];
	words[2] = 0;
	words[3] = 0;
	a->family = AF_INET;
}

static __always_inline struct sock *sock_of(struct file *file)
{
	struct socket *socket;
	struct sock *sock;

	if (!file || (get(get(file, f_inode), i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = as(socket, get(file, private_data));
	sock = get(socket, sk);
	return sock;
}

/* The far end. */
static __always_inline void address_of(struct vigil_addr *a, struct sock *sock)
{
	u32 ip4 = get(sock, __sk_common.skc_daddr);

	a->family = get(sock, __sk_common.skc_family);
	if (a->family != AF_INET && a->family != AF_INET6)
		return;
	a->port = host_order(get(sock, __sk_common.skc_dport));
	if (a->family == AF_INET6) {
		bpf_core_read(a->ip, sizeof(a->ip), &sock->__sk_common.skc_v6_daddr);
		unmap_ip4(a);
	} else {
		__builtin_memcpy(a->ip, &ip4, sizeof(ip4));
	}
}

static __always_inline void address_claimed(struct vigil_addr *a, u64 user)
{
	struct claimed_address claimed = {};

	bpf_probe_read_user(&claimed, 8, (void *)user);
	a->family = claimed.family;
	if (a->family != AF_INET && a->family != AF_INET6)
		return;
	a->port = host_order(claimed.port);
	if (claimed.family == AF_INET6) {
		bpf_probe_read_user(a->ip, sizeof(a->ip), (void *)user + 8);
		unmap_ip4(a);
	} else {
		__builtin_memcpy(a->ip, &claimed.ip4, sizeof(claimed.ip4));
	}
}

/* The near end. */
static __always_inline void own_address_of(struct vigil_addr *a, struct sock *sock)
{
	u32 ip4 = get(sock, __sk_common.skc_rcv_saddr);

	a->family = get(sock, __sk_common.skc_family);
	if (a->family != AF_INET && a->family != AF_INET6)
		return;
	a->port = get(sock, __sk_common.skc_num);
	if (a->family == AF_INET6) {
		bpf_core_read(a->ip, sizeof(a->ip), &sock->__sk_common.skc_v6_rcv_saddr);
		unmap_ip4(a);
	} else {
		__builtin_memcpy(a->ip, &ip4, sizeof(ip4));
	}
}

/* The first step of every handler of a call on sockets, instead of enter(). */
static __always_inline bool enter_socket(u64 *ctx, struct site *site)
{
	u32 args[5] = {};
	struct scratch *s;

	if (!enter(ctx, site))
		return false;
	if (site->call->kind != CALL_SOCKET)
		return true;
	s = site->s;
	bpf_probe_read_user(args, sizeof(args), (void *)s->args[2]);
	for (int i = 0; i < 5; i++)
		s->args[i + 1] = args[i];
	return true;
}

static __always_inline struct sock *sock_of_fd(struct site *site, s32 fd)
{
	return sock_of(file_of_fd(site->task, fd));
}

#endif
