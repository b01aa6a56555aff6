/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * connect. The address is the one the kernel's socket has after the call; only when it has none
 * (a refused connect) it is the one claimed in user memory. IP sockets only. An IPv4 address
 * mapped into IPv6 is given as IPv4.
 */
#include "../lib/syscall.h"

#define AF_INET 2
#define AF_INET6 10
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define SOCKET_CALL_CONNECT 3 /* linux/net.h: SYS_CONNECT */

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

static __always_inline void address_of(struct vigil_addr *a, struct sock *sock)
{
	u32 ip4 = get(sock, __sk_common.skc_daddr);

	a->family = get(sock, __sk_common.skc_family);
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
	a->port = host_order(claimed.port);
	if (claimed.family == AF_INET6) {
		bpf_probe_read_user(a->ip, sizeof(a->ip), (void *)user + 8);
		unmap_ip4(a);
	} else {
		__builtin_memcpy(a->ip, &claimed.ip4, sizeof(claimed.ip4));
	}
}

/*
 * socketcall(2) of 32-bit programs: the arguments are in an array that the second one points to.
 */
static __always_inline bool read_socket_call(struct scratch *s)
{
	u32 args[2] = {};

	if (s->args[1] != SOCKET_CALL_CONNECT)
		return false;
	bpf_probe_read_user(args, sizeof(args), (void *)s->args[2]);
	s->args[1] = args[0];
	s->args[2] = args[1];
	return true;
}

/* Begins the record of a connect by a socket; NULL when it is not one of IP. */
static __always_inline struct vigil_connect *begin_connect(struct scratch *s, struct file *file)
{
	struct sock *sock = sock_of(file);
	struct vigil_connect *r;
	u16 family;

	if (!sock)
		return NULL;
	family = get(sock, __sk_common.skc_family);
	if (family != AF_INET && family != AF_INET6)
		return NULL;
	r = begin(s, vigil_connect);
	r->protocol = get(sock, sk_protocol);
	address_of(&r->addr, sock);
	return r;
}

TRACED("tp_btf/sys_exit", connect_exit)
{
	struct site site;
	struct vigil_connect *r;

	if (!enter(ctx, &site))
		return 0;
	if (site.call->kind == CALL_SOCKET && !read_socket_call(site.s))
		return 0;
	r = begin_connect(site.s, file_of_fd(site.task, arg(site.s, site.call->fd)));
	if (!r)
		return 0;
	if (!r->addr.port)
		address_claimed(&r->addr, arg(site.s, site.call->path));
	leave(&site, VIGIL_EVENT_CONNECT);
	return 0;
}
