/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * rmdir, and unlinkat with AT_REMOVEDIR. At the exit the directory is gone from its parent, so the
 * path is the one claimed.
 */
#include "../lib/syscall.h"

TRACED("tp_btf/sys_exit", rmdir_exit)
{
	struct site site;
	struct vigil_rmdir *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_rmdir);
	if (fill_target(&site, VIGIL_EVENT_RMDIR, &r->file, &r->syscall_path))
		leave(&site, VIGIL_EVENT_RMDIR);
	return 0;
}
