/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Files and paths as the kernel's own objects have them, from dentry and mount and never from
 * user memory.
 */
#ifndef VIGIL_FILE_H
#define VIGIL_FILE_H

#include "record.h"

#define PATH_STEPS_MAX 128 /* components and mounts crossed on the way to the root */
#define WALK_STEPS 16 /* of them in one function */
#define ERRNO_MAX 4095
#define ANONYMOUS_INUM 0xeffffff7u /* MNT_NS_ANON_INO, linux/nsfs.h: in 7.2 the only mark */
#define MOUNT_DETACHED 1 /* vigil_file.mount_flags */
#define MOUNT_HIDDEN 2
#define CGROUP_SUPER_MAGIC 0x27e0eb
#define CGROUP2_SUPER_MAGIC 0x63677270
#define OVERLAYFS_MAGIC 0x794c7630
#define NANOSECONDS_PER_SECOND 1000000000ull
#define CTIME_NANOSECONDS \
	0x7fffffffu /* since 6.13 bit 31 tells that the time was queried (I_CTIME_QUERIED) */

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return as(mount, (void *)mnt - bpf_core_field_offset(struct mount, mnt));
}

static __always_inline bool is_overlay(struct mount *mount)
{
	return get(get(mount, mnt.mnt_sb), s_magic) == OVERLAYFS_MAGIC;
}

/* Puts "/name" in front of the path built so far; false when it does not fit. */
static __always_inline bool prepend(struct scratch *s, const void *name, u32 length)
{
	u32 start = s->path_start - ((length & 255) + 1);

	if (start >= PATH_BYTES_MAX)
		return false;
	s->path_start = start;
	bpf_probe_read_kernel(&s->path[(start + 1) & (PATH_BYTES_MAX - 1)], length & 255, name);
	s->path[start & (PATH_BYTES_MAX - 1)] = '/';
	return true;
}

/*
 * Goes up to WALK_STEPS steps of a path and builds that part of it backwards; false when the walk
 * is not at its end, which s->walk_from then says. A global function, which the verifier looks at
 * once and not for each of the turns that walk_path() takes; hence the arguments in memory.
 * path_start lies in memory, not in a register: else the verifier follows each of its values
 * through each turn of the loop.
 */
__noinline int walk_part(u32 place)
{
	struct scratch *s = scratch_at(place);
	struct dentry *dentry, *root;
	struct mount *mount;

	if (!s)
		return 1;
	dentry = as(dentry, s->walk_from[0]);
	mount = mount_of((void *)s->walk_from[1]);
	root = get(mount, mnt.mnt_root);
	for (int i = 0; i < WALK_STEPS; i++) {
		struct dentry *parent = get(dentry, d_parent);

		if (dentry == root || dentry == parent) {
			struct mount *above = get(mount, mnt_parent);

			if (mount == above || dentry != root)
				return 1;
			if (!s->overlay_start && is_overlay(mount))
				s->overlay_start = s->path_start;
			dentry = get(mount, mnt_mountpoint);
			mount = above;
			root = get(mount, mnt.mnt_root);
			continue;
		}
		if (!prepend(s, get(dentry, d_name.name), get(dentry, d_name.len))) {
			s->flags |= VIGIL_FLAG_PATH_TRUNCATED;
			return 1;
		}
		dentry = parent;
	}
	s->walk_from[0] = (u64)dentry;
	s->walk_from[1] = (u64)mount + bpf_core_field_offset(struct mount, mnt);
	return 0;
}

/* Builds the path of a dentry backwards into s->path, up to the root of the mount namespace. */
__noinline int walk_path(u32 place)
{
	struct scratch *s = scratch_at(place);

	if (!s)
		return 0;
	s->path_start = PATH_BYTES_MAX;
	s->overlay_start = 0;
	for (int i = 0; i < PATH_STEPS_MAX / WALK_STEPS; i++)
		if (walk_part(place))
			return 0;
	s->flags |= VIGIL_FLAG_PATH_TRUNCATED;
	return 0;
}

/* As walk_path(), but only up to the root of the dentry's own file system. */
__noinline int walk_in_file_system(u32 place)
{
	struct scratch *s = scratch_at(place);
	struct dentry *dentry;

	if (!s)
		return 0;
	dentry = as(dentry, s->walk_from[0]);
	s->path_start = PATH_BYTES_MAX;
	for (int i = 0; i < PATH_STEPS_MAX; i++) {
		struct dentry *parent = get(dentry, d_parent);

		if (dentry == parent)
			return 0;
		if (!prepend(s, get(dentry, d_name.name), get(dentry, d_name.len)))
			break;
		dentry = parent;
	}
	s->flags |= VIGIL_FLAG_PATH_TRUNCATED;
	return 0;
}

static __always_inline void walk_file(struct scratch *s, struct vfsmount *mnt,
				      struct dentry *dentry)
{
	s->walk_from[0] = (u64)dentry;
	s->walk_from[1] = (u64)mnt;
	walk_path(s->place);
}

static __always_inline void append_walked(struct scratch *s, struct vigil_str *str)
{
	u32 start = s->path_start;

	if (start >= PATH_BYTES_MAX) { /* the root itself */
		s->path[0] = '/';
		append_kernel(s, str, &s->path[0], 1);
		return;
	}
	append_kernel(s, str, &s->path[start & (PATH_BYTES_MAX - 1)],
		      room(s, PATH_BYTES_MAX - start, STRING_BYTES_MAX, VIGIL_FLAG_PATH_TRUNCATED));
}

/*
 * Names the end of the string just appended that lies below the root of an overlay mount: what a
 * container with this root calls the file. Empty when there is no overlay mount, or nothing above
 * it.
 */
static __always_inline void note_below(struct scratch *s, const struct vigil_str *whole,
				       struct vigil_str *below)
{
	u32 start = s->overlay_start;
	u32 above = start - s->path_start;

	if (!start || !above || above > whole->len)
		return;
	below->off = above == whole->len ? whole->off : whole->off + above;
	below->len = above == whole->len ? 1 : whole->len - above;
}

static __always_inline void append_path(struct scratch *s, struct vigil_str *str,
					struct vfsmount *mnt, struct dentry *dentry)
{
	if (!dentry)
		return;
	walk_file(s, mnt, dentry);
	append_walked(s, str);
}

/* What is no part of any tree (a memfd, a pipe) has a name and no path. */
static __always_inline bool append_lone_name(struct scratch *s, struct vigil_str *str,
					     struct dentry *dentry)
{
	const void *name = get(dentry, d_name.name);
	char first = 0;

	if (dentry != get(dentry, d_parent))
		return false;
	bpf_probe_read_kernel(&first, sizeof(first), name);
	if (first == '/')
		return false;
	append_string(s, str, name, NAME_SCRATCH_BYTES);
	return true;
}

static __always_inline void fill_times(struct vigil_file *f, struct inode *inode)
{
	struct timespec64 time = {};

	if (bpf_core_field_exists(inode->i_mtime_sec)) {
		f->mtime =
			get(inode, i_mtime_sec) * NANOSECONDS_PER_SECOND + get(inode, i_mtime_nsec);
		f->ctime = get(inode, i_ctime_sec) * NANOSECONDS_PER_SECOND +
			   (get(inode, i_ctime_nsec) & CTIME_NANOSECONDS);
		return;
	}
	if (bpf_core_field_exists(((struct inode___6_7 *)0)->__i_mtime))
		bpf_core_read(&time, sizeof(time), &((struct inode___6_7 *)inode)->__i_mtime);
	else
		bpf_core_read(&time, sizeof(time), &((struct inode___5_0 *)inode)->i_mtime);
	f->mtime = time.tv_sec * NANOSECONDS_PER_SECOND + time.tv_nsec;
	if (bpf_core_field_exists(((struct inode___6_6 *)0)->__i_ctime))
		bpf_core_read(&time, sizeof(time), &((struct inode___6_6 *)inode)->__i_ctime);
	else
		bpf_core_read(&time, sizeof(time), &((struct inode___5_0 *)inode)->i_ctime);
	f->ctime = time.tv_sec * NANOSECONDS_PER_SECOND + time.tv_nsec;
}

/*
 * Whether an overlay file lives in the upper layer. struct ovl_inode keeps the upper dentry right
 * behind the inode it embeds (fs/overlayfs/ovl_entry.h).
 */
static __always_inline bool is_upper(struct inode *inode, u32 magic)
{
	void *upper = NULL;

	if (magic != OVERLAYFS_MAGIC)
		return false;
	bpf_probe_read_kernel(&upper, sizeof(upper),
			      (void *)inode + bpf_core_type_size(struct inode));
	return upper != NULL;
}

static __always_inline void fill_inode(struct vigil_file *f, struct inode *inode)
{
	struct super_block *sb = get(inode, i_sb);

	f->inode = get(inode, i_ino);
	f->mode = get(inode, i_mode);
	f->uid = get(inode, i_uid.val);
	f->gid = get(inode, i_gid.val);
	f->nlink = get(inode, i_nlink);
	f->dev = get(sb, s_dev);
	f->magic = get(sb, s_magic);
	bpf_probe_read_kernel_str(f->fs, sizeof(f->fs), get(get(sb, s_type), name));
	fill_times(f, inode);
	f->upper = is_upper(inode, f->magic);
}

/*
 * Whether a mount can be reached. Mounts that the kernel keeps for itself (of pipes, of memfds)
 * have an error for a namespace; those made by fsmount or copied by open_tree are in an anonymous
 * one until they are attached, and one that was unmounted lazily is in none.
 */
static __always_inline u32 mount_flags(struct mount *mount)
{
	struct mnt_namespace *ns = get(mount, mnt_ns);
	bool anonymous;

	if (!ns)
		return MOUNT_DETACHED | MOUNT_HIDDEN;
	if ((u64)ns >= (u64)-ERRNO_MAX)
		return MOUNT_HIDDEN;
	anonymous = bpf_core_field_exists(ns->seq) ? !get(ns, seq) : !get(ns, ns.ns_id);
	anonymous = anonymous || get(ns, ns.inum) == ANONYMOUS_INUM;
	return anonymous ? MOUNT_DETACHED | MOUNT_HIDDEN : 0;
}

/* Inode, mount and path of an object that the kernel has looked up. */
static __always_inline void fill_object(struct scratch *s, struct vigil_file *f,
					struct vfsmount *mnt, struct dentry *dentry,
					struct inode *inode)
{
	struct mount *mount;

	if (!inode || !dentry)
		return;
	fill_inode(f, inode);
	mount = mount_of(mnt);
	f->mount_id = get(mount, mnt_id);
	f->mount_flags = mount_flags(mount);
	if (append_lone_name(s, &f->path, dentry))
		return;
	walk_file(s, mnt, dentry);
	append_walked(s, &f->path);
	note_below(s, &f->path, &f->below);
}

static __always_inline void fill_file(struct scratch *s, struct vigil_file *f, struct file *file)
{
	fill_object(s, f, get(file, f_path.mnt), get(file, f_path.dentry), get(file, f_inode));
}

#endif
