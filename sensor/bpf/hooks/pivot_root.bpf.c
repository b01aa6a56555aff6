/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * pivot_root. Two events may come of it: its own, and that of a mount, the one that is the root
 * now. That mount is the kernel's word: after the call it is the root of the caller. The paths are
 * as given: where they led has changed by then.
 */
#include "../lib/syscall.h"

#define ORIGIN_PIVOT_ROOT 6

/* The root of the caller, once the call has made it that; else NULL. */
static __always_inline struct mount *root_made(struct site *site)
{
	return site->ret < 0 ? NULL : mount_of(get(get(site->task, fs), root.mnt));
}

static __always_inline void tell_mount(struct site *site, struct mount *mount)
{
	struct vigil_mount *r = begin(site->s, vigil_mount);

	r->origin = ORIGIN_PIVOT_ROOT;
	append_user_string(site->s, &r->syscall_source, arg(site->s, site->call->path));
	append_user_string(site->s, &r->syscall_mountpoint, arg(site->s, site->call->path2));
	if (mount)
		fill_mount(site->s, r, mount);
	leave(site, VIGIL_EVENT_MOUNT);
}

static __always_inline void tell_pivot(struct site *site, struct mount *mount)
{
	struct vigil_pivot_root *r = begin(site->s, vigil_pivot_root);

	append_user_string(site->s, &r->new_root, arg(site->s, site->call->path));
	append_user_string(site->s, &r->put_old, arg(site->s, site->call->path2));
	if (mount) {
		struct super_block *sb = get(mount, mnt.mnt_sb);

		r->mount_id = get(mount, mnt_id);
		bpf_probe_read_kernel_str(r->fs, sizeof(r->fs), get(get(sb, s_type), name));
		site->s->walk_from[0] = (u64)get(mount, mnt.mnt_root);
		walk_in_file_system(site->s->place);
		append_walked(site->s, &r->root);
	}
	leave(site, VIGIL_EVENT_PIVOT_ROOT);
}

TRACED("tp_btf/sys_exit", pivot_root_exit)
{
	struct mount *mount;
	struct site site;

	if (!enter(ctx, &site))
		return 0;
	mount = root_made(&site);
	/* As of the other calls that make a mount, failures for want of permission alone. */
	if (any_wanted(EVENT_BIT(MOUNT)) && !has_failed(site.ret))
		tell_mount(&site, mount);
	if (any_wanted(EVENT_BIT(PIVOT_ROOT)))
		tell_pivot(&site, mount);
	return 0;
}
