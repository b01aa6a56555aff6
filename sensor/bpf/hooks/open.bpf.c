/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * open, openat, openat2, creat, open_by_handle_at, truncate, ftruncate. The file is the one behind
 * the descriptor returned, or given; only a refused open and a truncate have no more than the path
 * claimed. The first half of the filter, open_possible(), runs inside the dispatcher: nearly all
 * opens end there.
 */
#include "../lib/syscall.h"

/* The part of struct open_how that is read (linux/openat2.h). */
struct open_how_head {
	u64 flags;
	u64 mode;
};

static __always_inline bool has_file(const struct call *call, s64 ret)
{
	return call->fd || (call->kind != CALL_PLAIN && ret >= 0);
}

static __always_inline u32 open_flags(const struct call *call, u64 flags_arg)
{
	struct open_how_head how = {};

	if (call->kind == CALL_OPEN_HOW) {
		bpf_probe_read_user(&how, sizeof(how), (void *)flags_arg);
		return how.flags;
	}
	return call->flags ? flags_arg : call->flags_const;
}

/* The value of the argument that holds the flags, without copying all arguments. */
static __always_inline u64 open_flags_arg(const struct call *call, struct pt_regs *regs,
					  bool compat)
{
	if (call->flags == 2)
		return compat ? (u32)regs->cx : regs->si;
	return regs->dx;
}

/* Must let through whatever open_wanted() would. */
static __always_inline bool open_possible(struct vigil_filter *filter, const struct call *call,
					  struct task_struct *task, struct pt_regs *regs, s64 ret,
					  bool compat)
{
	struct vigil_event_filter *own = &filter->events[VIGIL_EVENT_OPEN];
	struct scratch *s = cpu_scratch();
	struct file *file;
	u64 any;

	if (filter->accept_all >> VIGIL_EVENT_OPEN & 1 || !has_file(call, ret))
		return true;
	any = own->bits[VIGIL_APPROVER_OPEN_FLAGS];
	if (any && open_flags(call, open_flags_arg(call, regs, compat)) & any)
		return true;
	if (own->has & HAS_NUMBERS && own->range_count) /* the handler compares */
		return true;
	if (auid_approved(VIGIL_EVENT_OPEN))
		return true;
	file = file_of_fd(task, !call->fd ? ret : compat ? (u32)regs->bx : regs->di);
	if (!file) /* closed by another thread meanwhile: the claimed path decides */
		return true;
	if (name_possible(filter, name_group(VIGIL_EVENT_OPEN, PLACE_LAST),
			  named_dentry(get(file, f_path.mnt), get(file, f_path.dentry))))
		return true;
	return own->has & (HAS_FOLDERS | HAS_ABOVE) && s &&
	       folders_approved(s, get(file, f_path.mnt), get(file, f_path.dentry),
				VIGIL_EVENT_OPEN, 0);
}

/* Whether all opens are wanted, or this one by its flags or its layer. */
static __always_inline bool open_numbers_approved(struct vigil_open *r, struct file *file)
{
	struct inode *inode;
	bool upper = false;

	if (accepts_all(VIGIL_EVENT_OPEN) ||
	    number_approved(VIGIL_EVENT_OPEN, VIGIL_APPROVER_OPEN_FLAGS, r->flags))
		return true;
	if (file && has_approvers(VIGIL_EVENT_OPEN, HAS_NUMBERS)) {
		inode = get(file, f_inode);
		upper = is_upper(inode, get(get(inode, i_sb), s_magic));
	}
	return number_approved(VIGIL_EVENT_OPEN, VIGIL_APPROVER_OPEN_UPPER, upper);
}

static __always_inline bool open_wanted(struct site *site, struct vigil_open *r, struct file *file)
{
	if (open_numbers_approved(r, file))
		return true;
	return file ? file_approved(site->s, file, VIGIL_EVENT_OPEN) :
		      claim_wanted(site->s, &r->file, VIGIL_EVENT_OPEN, site->task,
				   dirfd_of(site, site->call->dir));
}

SEC("tp_btf/sys_exit")
int open_exit(u64 *ctx)
{
	struct site site;
	struct scratch *s;
	struct vigil_open *r;
	struct file *file = NULL;
	struct open_how_head how = {};

	if (!enter(ctx, &site))
		return 0;
	s = site.s;
	r = begin(s, vigil_open);
	r->flags = open_flags(site.call, arg(s, site.call->flags));
	r->mode = arg(s, site.call->mode);
	if (site.call->kind == CALL_OPEN_HOW) {
		bpf_probe_read_user(&how, sizeof(how), (void *)arg(s, site.call->flags));
		r->mode = how.mode;
	}
	if (has_file(site.call, site.ret))
		file = file_of_fd(site.task, site.call->fd ? arg(s, site.call->fd) : site.ret);
	if (!file)
		claim_path(s, &r->file, &r->syscall_path, arg(s, site.call->path));
	if (!open_wanted(&site, r, file)) {
		count_rejected(VIGIL_EVENT_OPEN);
		return 0;
	}
	if (file) {
		fill_file(s, &r->file, file);
		if (site.call->path)
			append_user_string(s, &r->syscall_path, arg(s, site.call->path));
	} else {
		claim_base(s, &r->file, site.task, dirfd_of(&site, site.call->dir));
	}
	leave(&site, VIGIL_EVENT_OPEN);
	return 0;
}
