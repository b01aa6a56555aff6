/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * connect. The address is the one the kernel's socket has after the call; only when it has none (a
 * refused connect) it is the one claimed in user memory.
 */
#include "../lib/socket.h"

/* Begins the record of a connect by a socket; NULL when the file is none. */
static __always_inline struct vigil_connect *begin_connect(struct scratch *s, struct file *file)
{
	struct sock *sock = sock_of(file);
	struct vigil_connect *r;

	if (!sock)
		return NULL;
	r = begin(s, vigil_connect);
	r->protocol = get(sock, sk_protocol);
	address_of(&r->addr, sock);
	return r;
}

static __always_inline bool is_loopback_ip6(const u8 *ip)
{
	const u32 *words = (const void *)ip;

	return !words[0] && !words[1] && !words[2] && words[3] == __builtin_bswap32(1);
}

/* Whether an address surely is of this host or a private network: what it is not may be either. */
static __always_inline bool is_private(const struct vigil_addr *a)
{
	const u8 *ip = a->ip;

	if (a->family == AF_INET)
		return ip[0] == 127 || ip[0] == 10 || (ip[0] == 192 && ip[1] == 168) ||
		       (ip[0] == 172 && (ip[1] & 0xf0) == 16) || (ip[0] == 169 && ip[1] == 254);
	if (a->family == AF_INET6)
		return (ip[0] & 0xfe) == 0xfc || (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80) ||
		       is_loopback_ip6(ip);
	return true; /* it has no IP address */
}

/* Of an address that may be public both answers count, for the kernel does not know all ranges. */
static __always_inline bool connect_wanted(const struct vigil_addr *a)
{
	return number_wanted(VIGIL_EVENT_CONNECT, VIGIL_APPROVER_CONNECT_FAMILY, a->family) ||
	       number_approved(VIGIL_EVENT_CONNECT, VIGIL_APPROVER_CONNECT_PORT, a->port) ||
	       number_approved(VIGIL_EVENT_CONNECT, VIGIL_APPROVER_CONNECT_PUBLIC, 0) ||
	       (!is_private(a) &&
		number_approved(VIGIL_EVENT_CONNECT, VIGIL_APPROVER_CONNECT_PUBLIC, 1));
}

TRACED("tp_btf/sys_exit", connect_exit)
{
	struct site site;
	struct vigil_connect *r;

	if (!enter_socket(ctx, &site))
		return 0;
	r = begin_connect(site.s, file_of_fd(site.task, arg(site.s, 1)));
	if (!r)
		return 0;
	if (!r->addr.port)
		address_claimed(&r->addr, arg(site.s, 2));
	if (!connect_wanted(&r->addr)) {
		count_rejected(VIGIL_EVENT_CONNECT);
		return 0;
	}
	leave(&site, VIGIL_EVENT_CONNECT);
	return 0;
}
