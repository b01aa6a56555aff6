/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * setsockopt. A packet filter that was attached is read from the kernel's own copy, which it keeps
 * as given; one that was refused, from user memory.
 */
#include "../lib/socket.h"

#define SOL_SOCKET 1
#define SO_ATTACH_FILTER 26
#define FILTER_INSN_BYTES 8
#define FILTER_BYTES_MAX (STRING_BYTES_MAX / FILTER_INSN_BYTES * FILTER_INSN_BYTES)

/* struct sock_fprog of 64-bit programs; in that of 32-bit ones the pointer is narrower. */
struct filter_claimed {
	u16 length;
	u16 pad;
	u32 narrow;
	u64 wide;
};

static __always_inline u32 filter_room(struct scratch *s, u32 count)
{
	u32 length = room(s, count * FILTER_INSN_BYTES, FILTER_BYTES_MAX, 0);

	/*
	 * Clang has proved the bound and would leave out the mask at the use, but kernels up to 6.1
	 * do not see what it saw.
	 */
	asm volatile("" : "+r"(length));
	return length;
}

static __always_inline bool filter_attached(struct scratch *s, struct vigil_setsockopt *r,
					    struct sock *sock)
{
	struct sk_filter *filter = get(sock, sk_filter);
	struct sock_fprog_kern *given;
	struct bpf_prog *prog;

	if (!filter)
		return false;
	prog = get(filter, prog);
	given = get(prog, orig_prog);
	if (!given)
		return false;
	r->filter_len = get(given, len);
	append_kernel(s, &r->filter, get(given, filter), filter_room(s, r->filter_len));
	return true;
}

static __always_inline void filter_claimed(struct site *site, struct vigil_setsockopt *r)
{
	struct filter_claimed given = {};
	struct scratch *s = site->s;
	u32 at = s->length, length;
	u64 insns;

	bpf_probe_read_user(&given, sizeof(given), (void *)arg(s, 4));
	insns = site->compat ? given.narrow : given.wide;
	r->filter_len = given.length;
	length = filter_room(s, r->filter_len);
	if (bpf_probe_read_user(&s->record[at & (RECORD_BYTES_MAX - 1)], length & STRING_BYTES_MAX,
				(void *)insns))
		return;
	r->filter.off = at;
	r->filter.len = length & STRING_BYTES_MAX;
	s->length = at + (length & STRING_BYTES_MAX);
}

TRACED("tp_btf/sys_exit", setsockopt_exit)
{
	struct site site;
	struct vigil_setsockopt *r;
	struct sock *sock;

	if (!enter_socket(ctx, &site))
		return 0;
	if (!number_wanted(VIGIL_EVENT_SETSOCKOPT, VIGIL_APPROVER_SETSOCKOPT_OPTNAME,
			   (u32)arg(site.s, 3))) {
		count_rejected(VIGIL_EVENT_SETSOCKOPT);
		return 0;
	}
	sock = sock_of_fd(&site, arg(site.s, 1));
	if (!sock)
		return 0;
	r = begin(site.s, vigil_setsockopt);
	r->level = arg(site.s, 2);
	r->optname = arg(site.s, 3);
	r->family = get(sock, __sk_common.skc_family);
	r->type = get(sock, sk_type);
	r->protocol = get(sock, sk_protocol);
	if (r->level == SOL_SOCKET && r->optname == SO_ATTACH_FILTER) {
		if (site.ret != 0 || !filter_attached(site.s, r, sock))
			filter_claimed(&site, r);
		r->filter_cut = r->filter_len * FILTER_INSN_BYTES > r->filter.len;
	}
	leave(&site, VIGIL_EVENT_SETSOCKOPT);
	return 0;
}
