// SPDX-License-Identifier: Apache-2.0
/*
 * connect and bind. The address is the one that the kernel's socket has after the call; where it
 * has none yet, or the sensor may not ask, it is the one that the caller gave before.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trace_event.h"

static struct draft draft;

/* socketcall(2): the arguments are in an array of 32-bit words that the second one points to. */
static void unpack(pid_t tid, struct pending *p)
{
	uint32_t words[3] = {};

	p->event = event_of_socket_call(p->args[0]);
	read_memory(tid, p->args[1], words, sizeof(words));
	for (int i = 0; i < 3; i++)
		p->args[i] = words[i];
}

void socket_call_entered(struct thread *thread)
{
	struct pending *p = thread->pending;
	size_t size;

	if (p->call->kind == CALL_SOCKET)
		unpack(thread->actor.tid, p);
	size = p->args[2] < sizeof(p->address) ? p->args[2] : sizeof(p->address);
	read_memory(thread->actor.tid, p->args[1], p->address, size);
}

static void fill_address(struct vigil_addr *to, const void *from)
{
	const struct sockaddr_in *four = from;
	const struct sockaddr_in6 *six = from;

	to->family = four->sin_family;
	if (to->family == AF_INET) {
		to->port = ntohs(four->sin_port);
		memcpy(to->ip, &four->sin_addr, sizeof(four->sin_addr));
	} else if (to->family == AF_INET6) {
		bool mapped = IN6_IS_ADDR_V4MAPPED(&six->sin6_addr);

		to->port = ntohs(six->sin6_port);
		to->family = mapped ? AF_INET : AF_INET6;
		if (mapped)
			memcpy(to->ip, six->sin6_addr.s6_addr + 12, 4);
		else
			memcpy(to->ip, &six->sin6_addr, sizeof(six->sin6_addr));
	}
}

/* A descriptor of the caller's socket in this process; -1 when that may not be had. */
static int borrow(const struct actor *actor, int fd)
{
	int pidfd = syscall(SYS_pidfd_open, actor->who.tgid, 0);
	int own;

	if (pidfd < 0)
		return -1;
	own = syscall(SYS_pidfd_getfd, pidfd, fd, 0);
	close(pidfd);
	return own;
}

static void ask_socket(struct vigil_connect *r, int fd, bool own_end)
{
	union {
		struct sockaddr any;
		unsigned char bytes[sizeof(struct sockaddr_storage)];
	} address = {};
	socklen_t size = sizeof(address);
	int protocol = 0;
	socklen_t protocol_size = sizeof(protocol);

	if (!getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &protocol_size))
		r->protocol = protocol;
	if (!(own_end ? getsockname : getpeername)(fd, &address.any, &size)) {
		memset(&r->addr, 0, sizeof(r->addr));
		fill_address(&r->addr, &address);
	}
}

void socket_call_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_connect *r = begin_draft(&draft, sizeof(*r));
	int fd = borrow(&thread->actor, (int)p->args[0]);

	_Static_assert(sizeof(struct vigil_connect) == sizeof(struct vigil_bind) &&
			       __builtin_offsetof(struct vigil_connect, protocol) ==
				       __builtin_offsetof(struct vigil_bind, protocol),
		       "connect and bind have the same members");
	fill_address(&r->addr, p->address);
	if (fd >= 0) {
		ask_socket(r, fd, p->event == VIGIL_EVENT_BIND);
		close(fd);
	}
	emit(&draft, p->event, &thread->actor, result);
}
