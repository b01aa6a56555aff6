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
 * Sets s->key to the last segment of the string at record[from, from + length). Global: verified
 * once.
 */
__noinline int key_from_record(u32 from, u32 length)
{
	struct scratch *s = cpu_scratch();

	if (!s)
		return 0;
	s->name_end = from + (length & STRING_BYTES_MAX);
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
	from = s->name_start;
	key_from_kernel(s, &s->record[from & (RECORD_BYTES_MAX - 1)], s->name_end - from);
	return 0;
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
	key_from_record(given->off, given->len);
}

/* The same for a path that the kernel has copied already. */
static __always_inline void claim_name(struct scratch *s, struct vigil_file *f,
				       struct vigil_str *given, struct filename *name)
{
	append_string(s, given, get(name, name), STRING_BYTES_MAX);
	f->path = *given;
	s->flags |= VIGIL_FLAG_PATH_CLAIMED;
	key_from_record(given->off, given->len);
}

static __always_inline bool claim_approved(struct scratch *s, u32 event)
{
	return key_says_nothing(s) || name_approved(s, event);
}

/*
 * Names the directory the claimed path starts from: the working directory, that of dirfd, or, for
 * an absolute path, the root of the process. Below another root the path is given relative to it,
 * so that base and path always join.
 */
static __always_inline void claim_base(struct scratch *s, struct vigil_file *f,
				       struct task_struct *task, s32 dirfd)
{
	struct fs_struct *fs = get(task, fs);
	struct dentry *dentry = NULL;
	struct vfsmount *mnt = NULL;
	bool absolute = record_byte(s, f->path.off) == '/';
	struct file *file;

	if (!f->path.len)
		return;
	if (absolute) {
		dentry = get(fs, root.dentry);
		mnt = get(fs, root.mnt);
	} else if (dirfd == AT_FDCWD) {
		dentry = get(fs, pwd.dentry);
		mnt = get(fs, pwd.mnt);
	} else {
		file = file_of_fd(task, dirfd);
		if (!file)
			return;
		dentry = get(file, f_path.dentry);
		mnt = get(file, f_path.mnt);
	}
	walk_file(s, mnt, dentry);
	if (absolute && s->path_start < PATH_BYTES_MAX) {
		f->path.off++;
		f->path.len--;
	}
	append_walked(s, &f->base);
}

#endif
