/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* socket, bind, accept. */
#include "../lib/owner.h"
#include "../lib/socket.h"

#define SOCKET_TYPE_BITS 0xf /* the rest are flags (linux/net.h: SOCK_TYPE_MASK) */

TRACED("tp_btf/sys_exit", socket_exit)
{
	struct site site;
	struct vigil_socket *r;

	if (!enter_socket(ctx, &site))
		return 0;
	r = begin(site.s, vigil_socket);
	r->domain = arg(site.s, 1);
	r->type = arg(site.s, 2) & SOCKET_TYPE_BITS;
	r->protocol = arg(site.s, 3);
	leave(&site, VIGIL_EVENT_SOCKET);
	return 0;
}

/* The address the socket has after the call; of a refused bind the one that was asked for. */
TRACED("tp_btf/sys_exit", bind_exit)
{
	struct site site;
	struct vigil_bind *r;
	struct sock *sock;

	if (!enter_socket(ctx, &site))
		return 0;
	sock = sock_of_fd(&site, arg(site.s, 1));
	if (!sock)
		return 0;
	r = begin(site.s, vigil_bind);
	r->protocol = get(sock, sk_protocol);
	if (site.ret == 0)
		own_address_of(&r->addr, sock);
	else
		address_claimed(&r->addr, arg(site.s, 2));
	if (number_wanted(VIGIL_EVENT_BIND, VIGIL_APPROVER_BIND_FAMILY, r->addr.family))
		leave(&site, VIGIL_EVENT_BIND);
	else
		count_rejected(VIGIL_EVENT_BIND);
	return 0;
}

/* From now on the connection is that of who accepted it. */
static __always_inline void note_accepted(struct sock *sock)
{
	u64 cookie = 0;

	if (!any_wanted(SOCKET_EVENTS))
		return;
	bpf_core_read(&cookie, sizeof(cookie), &sock->__sk_common.skc_cookie);
	note_owner(cookie, BEGAN_THERE);
}

/* The peer is that of the socket returned, whether or not the caller asked for its address. */
TRACED("tp_btf/sys_exit", accept_exit)
{
	struct site site;
	struct vigil_accept *r;
	struct sock *sock;

	if (!enter_socket(ctx, &site))
		return 0;
	sock = sock_of_fd(&site, site.ret < 0 ? (s32)arg(site.s, 1) : (s32)site.ret);
	if (!sock)
		return 0;
	if (site.ret >= 0)
		note_accepted(sock);
	if (!any_wanted(EVENT_BIT(ACCEPT)))
		return 0;
	r = begin(site.s, vigil_accept);
	if (site.ret < 0)
		r->addr.family = get(sock, __sk_common.skc_family);
	else
		address_of(&r->addr, sock);
	leave(&site, VIGIL_EVENT_ACCEPT);
	return 0;
}
