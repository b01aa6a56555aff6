/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * chown, lchown, fchown, fchownat. By descriptor the file is the kernel's; by path it is the one
 * claimed.
 */
#include "../lib/syscall.h"

TRACED("tp_btf/sys_exit", chown_exit)
{
	struct site site;
	struct vigil_chown *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_chown);
	r->uid = arg(site.s, site.call->uid);
	r->gid = arg(site.s, site.call->gid);
	if (fill_target(&site, VIGIL_EVENT_CHOWN, &r->file, &r->syscall_path))
		leave(&site, VIGIL_EVENT_CHOWN);
	return 0;
}
