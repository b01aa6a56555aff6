// SPDX-License-Identifier: Apache-2.0
/*
 * Calls about files. Behind a descriptor there is one file, so a record of such a call is true; a
 * call that has nothing but paths is told by what the caller gave, flagged as claimed, with the
 * facts of the file that the path led to just before.
 */
#define _GNU_SOURCE
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trace_event.h"

static struct draft draft;

static uint64_t arg(const struct pending *p, uint8_t index)
{
	return index ? p->args[index - 1] : 0;
}

static int dirfd_of(const struct pending *p, uint8_t index)
{
	return index ? (int)arg(p, index) : AT_FDCWD;
}

/* Name in /proc/PID of the directory that a relative path starts from. */
static void name_base(char *name, size_t size, int dirfd)
{
	if (dirfd == AT_FDCWD)
		snprintf(name, size, "cwd");
	else
		snprintf(name, size, "fd/%d", dirfd);
}

/*
 * The file that the path argument leads to, within the root of the caller, without its path.
 * Another thread can change at any time what it leads to.
 */
static void resolve(pid_t tid, const struct pending *p, bool follow, struct vigil_file *file)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW),
				.resolve = RESOLVE_NO_MAGICLINKS };
	char place[64], name[32];
	int base, fd;

	if (!p->path[0])
		return;
	if (p->path[0] == '/')
		how.resolve |= RESOLVE_IN_ROOT;
	name_base(name, sizeof(name), dirfd_of(p, p->call->dir));
	snprintf(place, sizeof(place), "/proc/%d/%s", tid, p->path[0] == '/' ? "root" : name);
	base = open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (base < 0)
		return;
	fd = syscall(SYS_openat2, base, p->path, &how, sizeof(how));
	close(base);
	if (fd < 0)
		return;
	fill_inode(file, fd);
	close(fd);
}

static bool follows(const struct pending *p)
{
	return p->event == VIGIL_EVENT_CHMOD ||
	       (p->event == VIGIL_EVENT_CHOWN && !(arg(p, p->call->flags) & AT_SYMLINK_NOFOLLOW));
}

static bool looks_before(uint32_t event)
{
	return event == VIGIL_EVENT_UNLINK || event == VIGIL_EVENT_RMDIR ||
	       event == VIGIL_EVENT_RENAME || event == VIGIL_EVENT_CHMOD ||
	       event == VIGIL_EVENT_CHOWN || event == VIGIL_EVENT_LINK;
}

void path_call_entered(struct thread *thread)
{
	struct pending *p = thread->pending;
	const struct call *call = p->call;
	pid_t tid = thread->actor.tid;

	if (call->path)
		read_text(tid, arg(p, call->path), p->path, sizeof(p->path));
	if (call->path2)
		read_text(tid, arg(p, call->path2), p->path2, sizeof(p->path2));
	if (call->kind == CALL_OPEN_HOW)
		read_memory(tid, arg(p, call->flags), p->how, sizeof(p->how));
	if (call->path && call->kind != CALL_SYMLINK && looks_before(p->event) && wants(p->event))
		resolve(tid, p, follows(p), &p->before);
}

static void claim(struct vigil_file *file, struct vigil_str *given, const char *path, int dirfd,
		  pid_t tid)
{
	char name[32];
	char base[PATH_MAX];

	add_text(&draft, given, path);
	file->path = *given;
	draft.flags |= VIGIL_FLAG_PATH_CLAIMED;
	if (path[0] == '/')
		return;
	name_base(name, sizeof(name), dirfd);
	read_proc_link(tid, name, base, sizeof(base));
	add_text(&draft, &file->base, base);
}

/* The file behind a descriptor of the caller; false when it may not be looked at. */
static bool fill_behind(struct vigil_file *file, pid_t tid, int64_t fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%lld", tid, (long long)fd);
	fill_file(&draft, file, path);
	return file->inode != 0;
}

/* The file of a call by descriptor, or by path and base directory. */
static void fill_subject(struct thread *thread, struct vigil_file *file, struct vigil_str *given)
{
	const struct pending *p = thread->pending;

	if (p->call->fd) {
		fill_behind(file, thread->actor.tid, (int)arg(p, p->call->fd));
		return;
	}
	*file = p->before;
	claim(file, given, p->path, dirfd_of(p, p->call->dir), thread->actor.tid);
}

static struct vigil_open *begin_open(const struct pending *p)
{
	struct vigil_open *r = begin_draft(&draft, sizeof(*r));
	bool by_how = p->call->kind == CALL_OPEN_HOW;

	r->flags = by_how	    ? p->how[0]
		   : p->call->flags ? arg(p, p->call->flags)
				    : p->call->flags_const;
	r->mode = by_how ? p->how[1] : arg(p, p->call->mode);
	return r;
}

static void tell_open_claimed(struct thread *thread, const struct vigil_file *found, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_open *r = begin_open(p);

	if (found)
		r->file = *found;
	claim(&r->file, &r->syscall_path, p->path, dirfd_of(p, p->call->dir), thread->actor.tid);
	emit(&draft, VIGIL_EVENT_OPEN, &thread->actor, result);
}

/*
 * Another thread may put a different file behind the descriptor before it is looked at here. When
 * the path leads to a regular file that is not the one behind the descriptor, both are told: to
 * hide an open, both would have to be changed, each at its own moment.
 */
static void tell_if_swapped(struct thread *thread, uint32_t flags, uint64_t inode, uint32_t dev,
			    int64_t result)
{
	struct vigil_file named = {};

	if (!thread->pending->call->path || (flags & O_TMPFILE) == O_TMPFILE)
		return;
	resolve(thread->actor.tid, thread->pending, !(flags & O_NOFOLLOW), &named);
	if (!S_ISREG(named.mode) || named.magic == PROC_SUPER_MAGIC ||
	    (named.inode == inode && named.dev == dev))
		return;
	tell_open_claimed(thread, &named, result);
}

static void open_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	const struct call *call = p->call;
	struct vigil_open *r = begin_open(p);
	int64_t fd = call->fd ? (int)arg(p, call->fd) : call->kind == CALL_PLAIN ? -1 : result;

	if (fd < 0 || !fill_behind(&r->file, thread->actor.tid, fd)) {
		if (call->path)
			tell_open_claimed(thread, NULL, result);
		return;
	}
	add_text(&draft, &r->syscall_path, p->path);
	emit(&draft, VIGIL_EVENT_OPEN, &thread->actor, result);
	tell_if_swapped(thread, r->flags, r->file.inode, r->file.dev, result);
}

static void unlink_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_unlink *r = begin_draft(&draft, sizeof(*r));

	r->dirfd = dirfd_of(p, p->call->dir);
	r->flags = arg(p, p->call->flags);
	fill_subject(thread, &r->file, &r->syscall_path);
	emit(&draft, VIGIL_EVENT_UNLINK, &thread->actor, result);
}

static void rmdir_returned(struct thread *thread, int64_t result)
{
	struct vigil_rmdir *r = begin_draft(&draft, sizeof(*r));

	fill_subject(thread, &r->file, &r->syscall_path);
	emit(&draft, VIGIL_EVENT_RMDIR, &thread->actor, result);
}

static void mode_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_chmod *r = begin_draft(&draft, sizeof(*r));

	_Static_assert(sizeof(struct vigil_chmod) == sizeof(struct vigil_mkdir) &&
			       __builtin_offsetof(struct vigil_chmod, file) ==
				       __builtin_offsetof(struct vigil_mkdir, file),
		       "chmod and mkdir have the same members");
	r->mode = arg(p, p->call->mode);
	fill_subject(thread, &r->file, &r->syscall_path);
	emit(&draft, p->event, &thread->actor, result);
}

static void chown_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_chown *r = begin_draft(&draft, sizeof(*r));

	r->uid = arg(p, p->call->uid);
	r->gid = arg(p, p->call->gid);
	fill_subject(thread, &r->file, &r->syscall_path);
	emit(&draft, VIGIL_EVENT_CHOWN, &thread->actor, result);
}

static void rename_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_rename *r = begin_draft(&draft, sizeof(*r));

	fill_subject(thread, &r->file, &r->syscall_path);
	claim(&r->destination, &r->syscall_destination_path, p->path2, dirfd_of(p, p->call->dir2),
	      thread->actor.tid);
	emit(&draft, VIGIL_EVENT_RENAME, &thread->actor, result);
}

static void link_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_link *r = begin_draft(&draft, sizeof(*r));

	r->symbolic = p->call->kind == CALL_SYMLINK;
	if (r->symbolic) { /* what the link says, which need not name a file */
		add_text(&draft, &r->syscall_path, p->path);
		r->file.path = r->syscall_path;
		draft.flags |= VIGIL_FLAG_PATH_CLAIMED;
	} else {
		fill_subject(thread, &r->file, &r->syscall_path);
	}
	claim(&r->destination, &r->syscall_destination_path, p->path2, dirfd_of(p, p->call->dir2),
	      thread->actor.tid);
	emit(&draft, VIGIL_EVENT_LINK, &thread->actor, result);
}

void path_call_returned(struct thread *thread, int64_t result)
{
	switch (thread->pending->event) {
	case VIGIL_EVENT_OPEN:
		open_returned(thread, result);
		break;
	case VIGIL_EVENT_UNLINK:
		unlink_returned(thread, result);
		break;
	case VIGIL_EVENT_RMDIR:
		rmdir_returned(thread, result);
		break;
	case VIGIL_EVENT_CHMOD:
	case VIGIL_EVENT_MKDIR:
		mode_returned(thread, result);
		break;
	case VIGIL_EVENT_CHOWN:
		chown_returned(thread, result);
		break;
	case VIGIL_EVENT_RENAME:
		rename_returned(thread, result);
		break;
	default:
		link_returned(thread, result);
	}
}
