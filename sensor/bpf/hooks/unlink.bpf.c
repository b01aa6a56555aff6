/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * unlink, unlinkat. At the exit the inode is gone from its directory, so the path is the
 * one claimed.
 */
#include "../lib/syscall.h"

TRACED("tp_btf/sys_exit", unlink_exit)
{
	struct site site;
	struct vigil_unlink *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_unlink);
	r->flags = flags_of(&site);
	r->dirfd = dirfd_of(&site, site.call->dir);
	if (fill_target(&site, VIGIL_EVENT_UNLINK, &r->file, &r->syscall_path))
		leave(&site, VIGIL_EVENT_UNLINK);
	return 0;
}
