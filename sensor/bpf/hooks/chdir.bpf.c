/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * chdir, fchdir. After success the directory is the one the kernel has for the process; only a
 * refused chdir has no more than the path claimed.
 */
#include "../lib/syscall.h"

TRACED("tp_btf/sys_exit", chdir_exit)
{
	struct site site;
	struct vigil_chdir *r;
	struct dentry *dentry;
	struct fs_struct *fs;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_chdir);
	if (site.ret < 0) {
		if (fill_target(&site, VIGIL_EVENT_CHDIR, &r->file, &r->syscall_path))
			leave(&site, VIGIL_EVENT_CHDIR);
		return 0;
	}
	fs = get(site.task, fs);
	dentry = get(fs, pwd.dentry);
	if (!accepts_all(VIGIL_EVENT_CHDIR) &&
	    !path_approved(site.s, get(fs, pwd.mnt), dentry, VIGIL_EVENT_CHDIR)) {
		count_rejected(VIGIL_EVENT_CHDIR);
		return 0;
	}
	fill_object(site.s, &r->file, get(fs, pwd.mnt), dentry, get(dentry, d_inode));
	if (site.call->path)
		append_user_string(site.s, &r->syscall_path, arg(site.s, site.call->path));
	leave(&site, VIGIL_EVENT_CHDIR);
	return 0;
}
