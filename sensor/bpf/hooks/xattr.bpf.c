/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * setxattr, lsetxattr, fsetxattr, setxattrat, and the same four of removexattr. By descriptor the
 * file is the kernel's; by path it is the one claimed. So is the attribute's name.
 */
#include "../lib/syscall.h"

TRACED("tp_btf/sys_exit", setxattr_exit)
{
	struct site site;
	struct vigil_setxattr *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_setxattr);
	if (!fill_target(&site, VIGIL_EVENT_SETXATTR, &r->file, &r->syscall_path))
		return 0;
	append_user_string(site.s, &r->name, arg(site.s, site.call->value));
	leave(&site, VIGIL_EVENT_SETXATTR);
	return 0;
}

TRACED("tp_btf/sys_exit", removexattr_exit)
{
	struct site site;
	struct vigil_removexattr *r;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_removexattr);
	if (!fill_target(&site, VIGIL_EVENT_REMOVEXATTR, &r->file, &r->syscall_path))
		return 0;
	append_user_string(site.s, &r->name, arg(site.s, site.call->value));
	leave(&site, VIGIL_EVENT_REMOVEXATTR);
	return 0;
}
