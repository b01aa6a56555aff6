/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * mount, fsmount, open_tree with OPEN_TREE_CLONE, move_mount. The mount itself is the kernel's own
 * object: behind the descriptor where there is one, else the newest of the namespace. A refused
 * call, and a move by path, have no more than the paths claimed; so has the source of a bind mount.
 * Calls that change a mount (MS_REMOUNT, propagation, mount_setattr) make no mount and no event.
 */
#include "../lib/syscall.h"

#define MS_REMOUNT 0x20 /* linux/mount.h */
#define MS_BIND 0x1000
#define MS_MOVE 0x2000
#define MS_REC 0x4000
#define MS_PROPAGATION 0x1e0000 /* MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED */
#define MOVE_MOUNT_F_EMPTY_PATH 4
#define MOUNT_STEPS_MAX 64
#define MOUNTS_CLIMBED_MAX 16 /* from the last mount of a recursive bind to its first */

enum mount_origin { ORIGIN_UNKNOWN, ORIGIN_EVENT = 2, ORIGIN_FSMOUNT = 4, ORIGIN_OPEN_TREE = 5 };

static __always_inline bool makes_mount(struct site *site, u64 flags)
{
	switch (site->call->kind) {
	case CALL_OPEN_TREE:
		return flags & OPEN_TREE_CLONE;
	case CALL_PLAIN:
		return !(flags & (MS_REMOUNT | MS_PROPAGATION));
	}
	return true;
}

/*
 * The mount made last in the namespace: since 6.8 they are in a tree by age, before it in a list.
 */
static __always_inline struct mount *newest_mount(struct task_struct *task)
{
	struct mnt_namespace *ns = get(get(task, nsproxy), mnt_ns);
	struct list_head *last;
	struct rb_node *node;

	if (!bpf_core_field_exists(ns->mounts)) {
		last = NULL;
		bpf_core_read(&last, sizeof(last), &((struct mnt_namespace___6_7 *)ns)->list.prev);
		return as(mount, (void *)last - bpf_core_field_offset(struct mount, mnt_list));
	}
	node = get(ns, mounts.rb_node);
	for (int i = 0; i < MOUNT_STEPS_MAX && node; i++) {
		struct rb_node *newer = get(as(rb_node, node), rb_right);

		if (!newer)
			return as(mount,
				  (void *)node - bpf_core_field_offset(struct mount, mnt_node));
		node = as(rb_node, newer);
	}
	return NULL;
}

/* Whether a mount lies on a directory of the name that is in s->key. */
static __always_inline bool is_on_name(struct scratch *s, struct mount *mount)
{
	struct qstr name = get(get(mount, mnt_mountpoint), d_name);
	u32 length = name.len > NAME_BYTES_MAX ? NAME_BYTES_MAX : name.len;
	char text[NAME_BYTES_MAX + 1] = {};

	bpf_probe_read_kernel(text, length & NAME_BYTES_MAX, name.name);
	for (int i = 0; i < NAME_BYTES_MAX; i++) {
		if (text[i] != s->key.name[i])
			return false;
		if (!text[i])
			return true;
	}
	return true;
}

/*
 * A recursive bind makes a tree of mounts, the newest of them somewhere below: its top is the one
 * that lies on a directory named as the target given, which s->key holds.
 */
static __always_inline struct mount *top_mount(struct scratch *s, struct mount *newest)
{
	struct mount *mount = newest;

	for (int i = 0; i < MOUNTS_CLIMBED_MAX && mount; i++) {
		struct mount *above = get(mount, mnt_parent);

		if (is_on_name(s, mount))
			return mount;
		if (above == mount)
			break;
		mount = above;
	}
	return newest;
}

/* The mount that a call made or moved; NULL when the kernel has none to show for it. */
static __always_inline struct mount *mount_made(struct site *site, u64 flags)
{
	struct file *file = NULL;

	if (site->ret < 0)
		return NULL;
	switch (site->call->kind) {
	case CALL_PLAIN:
		if (flags & MS_MOVE)
			return NULL;
		if (flags & MS_REC)
			return top_mount(site->s, newest_mount(site->task));
		return newest_mount(site->task);
	case CALL_MOVE_MOUNT:
		if (flags & MOVE_MOUNT_F_EMPTY_PATH)
			file = file_of_fd(site->task, arg(site->s, site->call->dir));
		break;
	default:
		file = file_of_fd(site->task, site->ret);
	}
	return file ? mount_of(get(file, f_path.mnt)) : NULL;
}

static __always_inline u32 origin_of(const struct call *call)
{
	switch (call->kind) {
	case CALL_OPEN_TREE:
		return ORIGIN_OPEN_TREE;
	case CALL_RETURNS_FD:
		return ORIGIN_FSMOUNT;
	}
	return ORIGIN_EVENT;
}

static __always_inline void fill_mount(struct scratch *s, struct vigil_mount *r,
				       struct mount *mount)
{
	struct super_block *sb = get(mount, mnt.mnt_sb);

	r->mount_id = get(mount, mnt_id);
	r->mount_flags = mount_flags(mount);
	r->dev = get(sb, s_dev);
	bpf_probe_read_kernel_str(r->fs, sizeof(r->fs), get(get(sb, s_type), name));
	s->walk_from[0] = (u64)get(mount, mnt.mnt_root);
	walk_in_file_system(s->place);
	append_walked(s, &r->root);
	if (!(r->mount_flags & MOUNT_DETACHED))
		append_path(s, &r->mountpoint, &get(mount, mnt_parent)->mnt,
			    get(mount, mnt_mountpoint));
}

/* A path argument that becomes one of the record's paths, with the directory it starts from. */
static __always_inline void claim(struct site *site, struct vigil_str *path, struct vigil_str *base,
				  const struct vigil_str *given, u8 dir)
{
	struct vigil_file f = { .path = *given };

	if (!given->len)
		return;
	site->s->flags |= VIGIL_FLAG_PATH_CLAIMED;
	claim_base(site->s, &f, site->task, dirfd_of(site, dir));
	*path = f.path;
	*base = f.base;
}

static __always_inline void read_given(struct site *site, struct vigil_mount *r)
{
	const struct call *call = site->call;
	struct scratch *s = site->s;

	if (call->path)
		append_user_string(s, &r->syscall_source, arg(s, call->path));
	if (call->path2) {
		append_user_string(s, &r->syscall_mountpoint, arg(s, call->path2));
		key_from_record(s, r->syscall_mountpoint.off, r->syscall_mountpoint.len);
	}
	if (call->value)
		append_user_string(s, &r->syscall_fs_type, arg(s, call->value));
}

TRACED("tp_btf/sys_exit", mount_exit)
{
	struct site site;
	struct vigil_mount *r;
	struct mount *mount;
	u64 flags;

	if (!enter(ctx, &site))
		return 0;
	flags = arg(site.s, site.call->flags);
	if (!makes_mount(&site, flags))
		return 0;
	r = begin(site.s, vigil_mount);
	r->origin = origin_of(site.call);
	read_given(&site, r);
	mount = mount_made(&site, flags);
	if (mount)
		fill_mount(site.s, r, mount);
	else
		claim(&site, &r->mountpoint, &r->mountpoint_base, &r->syscall_mountpoint,
		      site.call->dir2);
	/* Of a new file system the source is a device or just a word. */
	if (site.call->kind != CALL_PLAIN || flags & (MS_BIND | MS_MOVE))
		claim(&site, &r->source, &r->source_base, &r->syscall_source, site.call->dir);
	leave(&site, VIGIL_EVENT_MOUNT);
	return 0;
}
