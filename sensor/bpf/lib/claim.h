/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Paths that are only known as what the caller passed: read from user memory after the call and
 * flagged as claimed, with the directory they start from taken from the kernel's own objects.
 */
#ifndef VIGIL_CLAIM_H
#define VIGIL_CLAIM_H

#include "calls.h"
#include "file.h"
#include "filter.h"

#define SLASHES_MAX 16 /* at the end of a path that are skipped to find its last segment */

static __always_inline char record_byte(struct scratch *s, u32 at)
{
	return s->record[at & (RECORD_BYTES_MAX - 1)];
}

/*
 * Finds the last segment of the string at record[from, end): between s->name_start and s->name_end,
 * which are the same when there is none. Global: verified once.
 */
__noinline int find_segment(u32 from, u32 end)
{
	struct scratch *s = cpu_scratch();

	if (!s)
		return 0;
	s->name_end = end;
	for (int i = 0; i < SLASHES_MAX; i++) {
		u32 end = s->name_end;

		if (end <= from + 1 || record_byte(s, end - 1) != '/')
			break;
		s->name_end = end - 1;
	}
	s->name_start = s->name_end;
	for (u32 i = 0; i < NAME_SCRATCH_BYTES; i++) {
		u32 start = s->name_start;

		if (start <= from || record_byte(s, start - 1) == '/')
			break;
		s->name_start = start - 1;
	}
	return 0;
}

/* Makes the segment found the key. */
static __always_inline void key_from_segment(struct scratch *s)
{
	u32 from = s->name_start;

	key_from_kernel(s, &s->record[from & (RECORD_BYTES_MAX - 1)], s->name_end - from);
}

/* Sets s->key to the last segment of the string at record[from, from + length). */
static __always_inline void key_from_record(struct scratch *s, u32 from, u32 length)
{
	find_segment(from, from + (length & STRING_BYTES_MAX));
	key_from_segment(s);
}

/*
 * ".", ".." and a path that could not be read say nothing of the file: no name filter may reject
 * them.
 */
static __always_inline bool key_says_nothing(struct scratch *s)
{
	const char *name = s->key.name;

	return !name[0] || (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])));
}

/* Reads a path argument into the record; its last segment becomes the key for name_approved(). */
static __always_inline void claim_path(struct scratch *s, struct vigil_file *f,
				       struct vigil_str *given, u64 user)
{
	append_user_string(s, given, user);
	f->path = *given;
	s->flags |= VIGIL_FLAG_PATH_CLAIMED;
	key_from_record(s, given->off, given->len);
}

/* The same for a path that the kernel has copied already. */
static __always_inline void claim_name(struct scratch *s, struct vigil_file *f,
				       struct vigil_str *given, struct filename *name)
{
	append_string(s, given, get(name, name), STRING_BYTES_MAX);
	f->path = *given;
	s->flags |= VIGIL_FLAG_PATH_CLAIMED;
	key_from_record(s, given->off, given->len);
}

static __always_inline bool claim_approved(struct scratch *s, u32 event)
{
	return key_says_nothing(s) || name_approved(s, event);
}

#define DECIDED 0xffff /* as a depth: approved */

/*
 * Looks for an approved directory among the segments of the claimed path at record[from, from +
 * length), from the right. Returns DECIDED, or how deep the path lies below where it starts from.
 * Segments that only walking the path could tell ("..") approve. Global: verified once.
 */
__noinline int claimed_folders(u32 from, u32 length, u32 event)
{
	struct scratch *s = cpu_scratch();

	if (!s)
		return DECIDED;
	find_segment(from, from + (length & STRING_BYTES_MAX));
	for (u32 depth = 1; depth <= FOLDERS_MAX; depth++) {
		find_segment(from, s->name_start);
		if (s->name_start >= s->name_end)
			return s->name_end <= from + 1 ? depth : DECIDED;
		key_from_segment(s);
		if (key_says_nothing(s))
			return DECIDED;
		if (depth == 1 && key_approved(s, event, PLACE_FOLDER))
			return DECIDED;
		if (key_approved(s, event, PLACE_ABOVE))
			return DECIDED;
	}
	return DECIDED;
}

/* Where a claimed path starts from; false when that cannot be told. */
static __always_inline bool claim_start(struct task_struct *task, bool absolute, s32 dirfd,
					struct vfsmount **mnt, struct dentry **dentry)
{
	struct fs_struct *fs = get(task, fs);
	struct file *file;

	if (absolute) {
		*dentry = get(fs, root.dentry);
		*mnt = get(fs, root.mnt);
	} else if (dirfd == AT_FDCWD) {
		*dentry = get(fs, pwd.dentry);
		*mnt = get(fs, pwd.mnt);
	} else {
		file = file_of_fd(task, dirfd);
		if (!file)
			return false;
		*dentry = get(file, f_path.dentry);
		*mnt = get(file, f_path.mnt);
	}
	return true;
}

/*
 * Whether the path claimed last lets the event through: by its name, by a directory above it in
 * the path or above where that starts from, or by the task. Before claim_base().
 */
static __always_inline bool claim_wanted(struct scratch *s, struct vigil_file *f, u32 event,
					 struct task_struct *task, s32 dirfd)
{
	struct dentry *dentry = NULL;
	struct vfsmount *mnt = NULL;
	u32 depth;

	if (key_says_nothing(s) || key_approved(s, event, PLACE_LAST) || auid_approved(event))
		return true;
	if (!has_approvers(event, HAS_FOLDERS | HAS_ABOVE))
		return false;
	depth = claimed_folders(f->path.off, f->path.len, event);
	if (depth == DECIDED ||
	    !claim_start(task, record_byte(s, f->path.off) == '/', dirfd, &mnt, &dentry))
		return true;
	return folders_approved(s, mnt, dentry, event, depth);
}

/*
 * Names the directory the claimed path starts from: the working directory, that of dirfd, or, for
 * an absolute path, the root of the process. Below another root the path is given relative to it,
 * so that base and path always join.
 */
static __always_inline void claim_base(struct scratch *s, struct vigil_file *f,
				       struct task_struct *task, s32 dirfd)
{
	struct dentry *dentry = NULL;
	struct vfsmount *mnt = NULL;
	bool absolute = record_byte(s, f->path.off) == '/';

	if (!f->path.len || !claim_start(task, absolute, dirfd, &mnt, &dentry))
		return;
	walk_file(s, mnt, dentry);
	if (absolute && s->path_start < PATH_BYTES_MAX) {
		f->path.off++;
		f->path.len--;
	}
	append_walked(s, &f->base);
	note_below(s, &f->base, &f->below);
}

#endif
