/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A system call seen at its exit: its row in the table, arguments, and result. The registers
 * still hold the arguments then (on x86-64 only ax changes), so no hook at entry is needed, which
 * would double the cost of every call.
 */
#ifndef VIGIL_SYSCALL_H
#define VIGIL_SYSCALL_H

#include "calls.h"
#include "claim.h"
#include "denial.h"
#include "file.h"
#include "filter.h"
#include "task.h"
#include "truth.h"

#define TS_COMPAT 0x2 /* thread_info.status: a 32-bit call (arch/x86/include/asm/thread_info.h) */
#define X32_BIT 0x40000000
#define EPERM 1
#define EACCES 13
#define EINPROGRESS 115

static __always_inline bool is_compat(struct task_struct *task)
{
	return get(task, thread_info.status) & TS_COMPAT;
}

static __always_inline u32 syscall_number(struct pt_regs *regs)
{
	return regs->orig_ax & ~X32_BIT;
}

/* Whether the call failed for any other reason than missing permission. */
static __always_inline bool has_failed(s64 ret)
{
	return ret < 0 && ret != -EACCES && ret != -EPERM && ret != -EINPROGRESS;
}

/* The call's row; NULL when it is not watched. The verifier needs the bound it can see. */
static __always_inline const struct call *call_of(u32 number, bool compat)
{
	const struct call *call;

	if (number >= SYSCALLS_MAX)
		return NULL;
	call = compat ? &compat_calls[number] : &native_calls[number];
	return call->event ? call : NULL;
}

static __always_inline void read_args(struct scratch *s, struct pt_regs *regs, bool compat)
{
	s->args[0] = 0;
	s->args[7] = 0;
	s->args[1] = compat ? (u32)regs->bx : regs->di;
	s->args[2] = compat ? (u32)regs->cx : regs->si;
	s->args[3] = compat ? (u32)regs->dx : regs->dx;
	s->args[4] = compat ? (u32)regs->si : regs->r10;
	s->args[5] = compat ? (u32)regs->di : regs->r8;
	s->args[6] = compat ? (u32)regs->bp : regs->r9;
}

static __always_inline u64 arg(struct scratch *s, u32 number)
{
	return s->args[number & 7];
}

/* A call under way to a record. */
struct site {
	struct scratch *s;
	struct task_struct *task;
	const struct call *call;
	s64 ret;
	bool compat;
	bool approved; /* by a number of the event, whatever file it is about */
};

/* Every handler's first step; false when the call makes no record. */
static __always_inline bool enter(u64 *ctx, struct site *site)
{
	struct pt_regs *regs = (void *)ctx[0];

	site->task = current_task();
	site->ret = ctx[1];
	site->approved = false;
	site->s = cpu_scratch();
	if (!site->s || is_own_process(get(site->task, tgid)))
		return false;
	site->compat = is_compat(site->task);
	site->call = call_of(syscall_number(regs), site->compat);
	if (!site->call)
		return false;
	read_args(site->s, regs, site->compat);
	return true;
}

static __always_inline void leave(struct site *site, u32 event)
{
	struct vigil_header *header = (void *)site->s->record;

	if (!take_verdict(site->s, event))
		return;
	fill_header(header, site->task, event);
	header->retval = site->ret;
	if (site->compat)
		site->s->flags |= VIGIL_FLAG_COMPAT_SYSCALL;
	submit(site->s, event);
}

static __always_inline u32 flags_of(struct site *site)
{
	return site->call->flags_const | (u32)arg(site->s, site->call->flags);
}

/*
 * The open file that the call names by descriptor: fd, or the base directory with AT_EMPTY_PATH
 * and no path.
 */
static __always_inline struct file *file_named(struct site *site)
{
	const struct call *call = site->call;
	char first = 1;

	if (call->fd)
		return file_of_fd(site->task, arg(site->s, call->fd));
	if (!call->dir || call->kind == CALL_UNLINK_AT)
		return NULL;
	/* The calls that set times took a path of NULL to mean the descriptor from the start. */
	if (call->event == VIGIL_EVENT_UTIMES && !arg(site->s, call->path))
		return file_of_fd(site->task, arg(site->s, call->dir));
	if (!(arg(site->s, call->flags) & AT_EMPTY_PATH))
		return NULL;
	bpf_probe_read_user(&first, sizeof(first), (void *)arg(site->s, call->path));
	return first ? NULL : file_of_fd(site->task, arg(site->s, call->dir));
}

/* The directory a path argument starts from. */
static __always_inline s32 dirfd_of(struct site *site, u32 number)
{
	return number ? (s32)arg(site->s, number) : AT_FDCWD;
}

/* Fills the path as given, beside the one that the kernel looked up. */
static __always_inline void append_given(struct site *site, struct vigil_str *given, u32 number)
{
	if (number)
		append_user_string(site->s, given, arg(site->s, number));
}

/*
 * For calls on one file: fills it and the path as given; false when the filter rejects it. The
 * file is the one the hooks saw; without them the one of the descriptor; else the one claimed.
 */
static __always_inline bool fill_target(struct site *site, u32 event, struct vigil_file *f,
					struct vigil_str *given)
{
	struct scratch *s = site->s;
	struct truth *truth = truth_of(TRUTH_FILE, event);
	struct file *file = truth ? NULL : file_named(site);
	s32 dirfd = dirfd_of(site, site->call->dir);
	bool approved = site->approved || accepts_all(event);

	if (truth)
		key_from_truth(s, truth);
	else if (!file)
		claim_path(s, f, given, arg(s, site->call->path));
	if (!approved)
		approved = truth ? name_approved(s, event) :
			   file	 ? file_approved(s, file, event) :
				   claim_wanted(s, f, event, site->task, dirfd);
	if (!approved) {
		count_rejected(event);
		forget_truth(TRUTH_FILE);
		return false;
	}
	if (truth) {
		fill_from_truth(s, f, truth);
		append_given(site, given, site->call->path);
		forget_truth(TRUTH_FILE);
	} else if (file) {
		fill_file(s, f, file);
	} else {
		claim_base(s, f, site->task, dirfd);
	}
	return true;
}

#endif
