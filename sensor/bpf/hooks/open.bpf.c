/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * open, openat, openat2, creat, open_by_handle_at, truncate, ftruncate. The file is the one behind
 * the descriptor returned, or given; only a refused open, and a truncate without the hooks, have no
 * more than the path claimed. The first half of the filter, open_possible(), runs inside the
 * dispatcher: nearly all opens end there.
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
	if (!(own->has & (HAS_FOLDERS | HAS_ABOVE)))
		return false;
	/* The dispatcher cannot keep the scratch to itself there; the handler looks. */
	if (traced_preemptible)
		return true;
	return s && folders_approved(s, get(file, f_path.mnt), get(file, f_path.dentry),
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

static __always_inline bool true_open_wanted(struct scratch *s, struct vigil_open *r,
					     struct truth *truth)
{
	key_from_truth(s, truth);
	return open_numbers_approved(r, NULL) || name_approved(s, VIGIL_EVENT_OPEN);
}

static __always_inline void fill_opened(struct site *site, struct vigil_open *r,
					struct file *file, struct truth *truth)
{
	struct scratch *s = site->s;

	if (file)
		fill_file(s, &r->file, file);
	else if (truth)
		fill_from_truth(s, &r->file, truth);
	else
		claim_base(s, &r->file, site->task, dirfd_of(site, site->call->dir));
	if (file || truth)
		append_given(site, &r->syscall_path, site->call->path);
}

TRACED("tp_btf/sys_exit", open_exit)
{
	struct site site;
	struct scratch *s;
	struct vigil_open *r;
	struct file *file = NULL;
	struct truth *truth = NULL;
	struct open_how_head how = {};
	bool wanted;

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
	else if (site.call->kind == CALL_PLAIN)
		truth = truth_of(TRUTH_FILE, VIGIL_EVENT_OPEN);
	if (!file && !truth)
		claim_path(s, &r->file, &r->syscall_path, arg(s, site.call->path));
	wanted = truth ? true_open_wanted(s, r, truth) : open_wanted(&site, r, file);
	if (wanted)
		fill_opened(&site, r, file, truth);
	forget_truth(TRUTH_FILE);
	if (!wanted) {
		count_rejected(VIGIL_EVENT_OPEN);
		return 0;
	}
	leave(&site, VIGIL_EVENT_OPEN);
	return 0;
}
