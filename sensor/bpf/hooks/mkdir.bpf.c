/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* mkdir, mkdirat. No descriptor names the new directory, so the path is the one claimed. */
#include "../lib/syscall.h"

TRACED("tp_btf/sys_exit", mkdir_exit)
{
	struct site site;
	struct vigil_mkdir *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_mkdir);
	r->mode = arg(site.s, site.call->mode);
	if (fill_target(&site, VIGIL_EVENT_MKDIR, &r->file, &r->syscall_path))
		leave(&site, VIGIL_EVENT_MKDIR);
	return 0;
}
