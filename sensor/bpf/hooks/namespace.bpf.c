/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* unshare and setns: namespaces left for new ones, and for those of others. */
#include "../lib/syscall.h"

#define NSFS_MAGIC 0x6e736673 /* include/uapi/linux/magic.h */

TRACED("tp_btf/sys_exit", unshare_exit)
{
	struct site site;
	struct vigil_unshare *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_unshare);
	r->flags = arg(site.s, site.call->flags);
	leave(&site, VIGIL_EVENT_UNSHARE);
	return 0;
}

/* A call that names no kind takes that of the namespace behind the descriptor. */
static __always_inline u32 kind_of_namespace(struct file *file)
{
	struct inode *inode;
	struct ns_common *ns;

	if (!file)
		return 0;
	inode = get(file, f_inode);
	if (get(get(inode, i_sb), s_magic) != NSFS_MAGIC)
		return 0;
	ns = as(ns_common, get(inode, i_private));
	if (bpf_core_field_exists(ns->ns_type))
		return get(ns, ns_type);
	return get(as(proc_ns_operations, get(ns, ops)), type);
}

TRACED("tp_btf/sys_exit", setns_exit)
{
	struct site site;
	struct vigil_setns *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_setns);
	r->flags = arg(site.s, site.call->flags);
	if (!r->flags)
		r->flags = kind_of_namespace(file_of_fd(site.task, arg(site.s, site.call->fd)));
	leave(&site, VIGIL_EVENT_SETNS);
	return 0;
}
