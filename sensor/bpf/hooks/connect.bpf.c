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
	if (!accepts_all(VIGIL_EVENT_CONNECT) && !auid_approved(VIGIL_EVENT_CONNECT) &&
	    !number_approved(VIGIL_EVENT_CONNECT, VIGIL_APPROVER_CONNECT_FAMILY, r->addr.family)) {
		count_rejected(VIGIL_EVENT_CONNECT);
		return 0;
	}
	leave(&site, VIGIL_EVENT_CONNECT);
	return 0;
}
