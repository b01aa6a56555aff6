/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * chmod, fchmod, fchmodat, fchmodat2. By descriptor the file is the kernel's; by path it is the
 * one claimed.
 */
#include "../lib/syscall.h"

TRACED("tp_btf/sys_exit", chmod_exit)
{
	struct site site;
	struct vigil_chmod *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_chmod);
	r->mode = arg(site.s, site.call->mode);
	site.approved =
		number_approved(VIGIL_EVENT_CHMOD, VIGIL_APPROVER_CHMOD_MODE, r->mode);
	if (fill_target(&site, VIGIL_EVENT_CHMOD, &r->file, &r->syscall_path))
		leave(&site, VIGIL_EVENT_CHMOD);
	return 0;
}
