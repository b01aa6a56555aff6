/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel itself looked up: files of a call as the security hooks are handed them, kept
 * by task until the call's exit. Where the hooks cannot be had nothing is kept and handlers fall
 * back to what the caller claimed.
 *
 *	security_path_unlink()  remember() -> truths[pid, tid, side]
 *	sys_exit                truth_of() -> fill_from_truth(), forget_truths()
 */
#ifndef VIGIL_TRUTH_H
#define VIGIL_TRUTH_H

#include "file.h"
#include "filter.h"

#define TRUTHS_MAX 1024 /* calls between hook and exit, counted twice for two paths; 4.7 MB */
#define NAME_LENGTH_MAX 255
#define SIDE_SHIFT 31 /* thread ids end below this bit */

enum truth_side { TRUTH_FILE, TRUTH_DESTINATION };

struct truth {
	struct vigil_file file; /* numbers only */
	u64 dentry;
	u64 parent; /* its directory then: both tell whether it still is the same at the exit */
	u64 walk_from[2];
	u64 replaced_inode; /* what a rename replaces */
	u32 replaced_mode;
	u32 replaced_uid;
	u32 event;
	u32 name_length; /* of the last segment */
	u32 flags; /* for the header */
	volatile u32 start; /* of the path, which ends at PATH_BYTES_MAX */
	u8 path[PATH_BYTES_MAX + NAME_SCRATCH_BYTES];
};

/* The task owns its entries, so a hook may be preempted; full, a call falls back to its claim. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, TRUTHS_MAX);
	__type(key, u64);
	__type(value, struct truth);
} truths SEC(".maps");

/* All zero: what a new entry starts as, too long for a program's stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct truth);
} blank_truth SEC(".maps");

/* Whether the hooks are attached; else the verifier removes all that depends on them. */
const volatile bool truth_tier = 0;

/* Whether what io_uring does is seen by its own tracepoints, with its result. */
const volatile bool uring_traced = 0;

static __always_inline u64 truth_key(u32 side)
{
	return bpf_get_current_pid_tgid() | (u64)(side & 1) << SIDE_SHIFT;
}

static __always_inline struct truth *truth_at(u32 side)
{
	u64 key = truth_key(side);

	return bpf_map_lookup_elem(&truths, &key);
}

static __always_inline bool prepend_true(struct truth *t, const void *name, u32 length)
{
	u32 start = t->start - ((length & NAME_LENGTH_MAX) + 1);

	if (start >= PATH_BYTES_MAX)
		return false;
	t->start = start;
	bpf_probe_read_kernel(&t->path[(start + 1) & (PATH_BYTES_MAX - 1)],
			      length & NAME_LENGTH_MAX, name);
	t->path[start & (PATH_BYTES_MAX - 1)] = '/';
	return true;
}

/* As walk_path() of file.h, which see, into the task's own entry. */
__noinline int walk_true(u32 side)
{
	struct truth *t = truth_at(side);
	struct dentry *dentry, *root;
	struct mount *mount;

	if (!t)
		return 0;
	dentry = as(dentry, t->walk_from[0]);
	mount = mount_of((void *)t->walk_from[1]);
	root = get(mount, mnt.mnt_root);
	t->start = PATH_BYTES_MAX;
	for (int i = 0; i < PATH_STEPS_MAX; i++) {
		struct dentry *parent = get(dentry, d_parent);

		if (dentry == root || dentry == parent) {
			struct mount *above = get(mount, mnt_parent);

			if (mount == above || dentry != root)
				return 0;
			dentry = get(mount, mnt_mountpoint);
			mount = above;
			root = get(mount, mnt.mnt_root);
			continue;
		}
		if (!prepend_true(t, get(dentry, d_name.name), get(dentry, d_name.len)))
			break;
		dentry = parent;
	}
	t->flags |= VIGIL_FLAG_PATH_TRUNCATED;
	return 0;
}

/* What the hook of this call kept of one side; NULL when there is none. */
static __always_inline struct truth *truth_of(u32 side, u32 event)
{
	struct truth *t;

	if (!truth_tier)
		return NULL;
	t = truth_at(side);
	return t && t->event == event ? t : NULL;
}

static __always_inline void forget_truth(u32 side)
{
	u64 key = truth_key(side);

	if (truth_tier)
		bpf_map_delete_elem(&truths, &key);
}

static __always_inline void forget_truths(void)
{
	forget_truth(TRUTH_FILE);
	forget_truth(TRUTH_DESTINATION);
}

/* The last segment becomes the key for name_approved(). */
static __always_inline void key_from_truth(struct scratch *s, struct truth *t)
{
	u32 length = t->name_length & NAME_LENGTH_MAX;

	/*
	 * Read anew: kernels up to 6.1 lose the bound that key_from_kernel() sets when clang sees
	 * that this is the same number.
	 */
	key_from_kernel(s, &t->path[(PATH_BYTES_MAX - length) & (PATH_BYTES_MAX - 1)],
			*(volatile u32 *)&t->name_length);
}

/*
 * A file that did not exist when the hook ran has an inode at the exit, if its name was not taken
 * away meanwhile: the dentry must still be what it was.
 */
static __always_inline void fill_made(struct vigil_file *f, struct truth *t)
{
	struct dentry *dentry = as(dentry, t->dentry);
	struct inode *inode = get(dentry, d_inode);

	if (inode && (u64)get(dentry, d_parent) == t->parent &&
	    get(dentry, d_name.len) == t->name_length)
		fill_inode(f, as(inode, inode));
}

static __always_inline void fill_from_truth(struct scratch *s, struct vigil_file *f,
					    struct truth *t)
{
	u32 start = t->start;

	*f = t->file;
	s->flags |= t->flags;
	if (!f->mode)
		fill_made(f, t);
	if (start >= PATH_BYTES_MAX) { /* the root itself */
		s->path[0] = '/';
		append_kernel(s, &f->path, &s->path[0], 1);
		return;
	}
	append_kernel(s, &f->path, &t->path[start & (PATH_BYTES_MAX - 1)],
		      room(s, PATH_BYTES_MAX - start, STRING_BYTES_MAX, VIGIL_FLAG_PATH_TRUNCATED));
}

static __always_inline void fill_renamed(struct scratch *s, struct vigil_rename *r,
					 struct truth *source, struct truth *target)
{
	fill_from_truth(s, &r->file, source);
	fill_from_truth(s, &r->destination, target);
	r->replaced_inode = target->replaced_inode;
	r->replaced_mode = target->replaced_mode;
	r->replaced_uid = target->replaced_uid;
}

#endif
