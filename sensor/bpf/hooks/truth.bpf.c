/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The second tier: security_path_*() is called once a path has been looked up and before anything
 * changes, with the dentry and mount that will be acted on. The hooks run in the caller's task, or
 * in that of io_uring, which makes no system call of its own: there they write the record, unless
 * the kernel has the tracepoints of uring.bpf.c. A kernel thread's own work (nfsd, overlayfs) is
 * not an event.
 *
 * Hooks may be preempted, so nothing here may use the scratch of the CPU.
 */
#include "../lib/syscall.h"

#define PF_IO_WORKER 0x00000010 /* include/linux/sched.h */
#define SYSCALL_IO_URING_ENTER 426 /* of both tables */
#define KERNEL_STACK_BYTES 16384 /* x86-64: arch/x86/include/asm/page_64_types.h */

enum caller { BY_NOBODY, BY_CALL, BY_IO_URING };

static __always_inline struct pt_regs *registers_of(struct task_struct *task)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return as(pt_regs, bpf_task_pt_regs(bpf_get_current_task_btf()));
	return as(pt_regs, get(task, stack) + KERNEL_STACK_BYTES -
				   bpf_core_type_size(struct pt_regs));
}

/* Who asks for it: the hook is only of use when the call it serves will end in our handler. */
static __always_inline enum caller caller_of(u32 event)
{
	struct task_struct *task = current_task();
	u32 flags = get(task, flags);
	struct pt_regs *regs;
	const struct call *call;
	u32 number;

	if (!(filter_in_force()->wanted >> event & 1) || is_own_process(get(task, tgid)))
		return BY_NOBODY;
	if (flags & PF_KTHREAD)
		return BY_NOBODY;
	if (flags & PF_IO_WORKER)
		return uring_traced ? BY_NOBODY : BY_IO_URING;
	regs = registers_of(task);
	number = get(regs, orig_ax) & ~X32_BIT;
	if (number == SYSCALL_IO_URING_ENTER)
		return uring_traced ? BY_NOBODY : BY_IO_URING;
	call = call_of(number, is_compat(task));
	if (!call || event_of(call, get(regs, dx)) != event || call->kind == CALL_RETURNS_FD ||
	    call->kind == CALL_OPEN_HOW)
		return BY_NOBODY;
	return BY_CALL;
}

/*
 * Keeps one side of a call: where it is and what it is. `of` is the file whose numbers it gets,
 * the same dentry but for a destination; it may have no inode yet.
 */
static __always_inline struct truth *remember(u32 side, u32 event, struct vfsmount *mnt,
					      struct dentry *dentry, struct dentry *of)
{
	u64 key = truth_key(side);
	u32 zero = 0;
	struct truth *blank = bpf_map_lookup_elem(&blank_truth, &zero);
	struct inode *inode;
	struct truth *t;

	if (!blank)
		return NULL;
	bpf_map_update_elem(&truths, &key, blank, BPF_ANY);
	t = bpf_map_lookup_elem(&truths, &key);
	if (!t) {
		count_unresolved(event);
		return NULL;
	}
	t->event = event;
	t->dentry = (u64)dentry;
	t->parent = (u64)get(dentry, d_parent);
	t->name_length = get(dentry, d_name.len);
	t->file.mount_id = get(mount_of(mnt), mnt_id);
	t->file.mount_flags = mount_flags(mount_of(mnt));
	inode = get(of, d_inode);
	if (inode)
		fill_inode(&t->file, inode);
	t->walk_from[0] = (u64)dentry;
	t->walk_from[1] = (u64)mnt;
	walk_true(side);
	return t;
}

/* Where the hook itself writes the record: the task's own, as the path is. */
static __always_inline struct scratch *task_scratch(u32 event)
{
	u64 key = bpf_get_current_pid_tgid();
	u32 zero = 0;
	struct scratch *blank = bpf_map_lookup_elem(&blank_scratch, &zero);
	struct scratch *s;

	if (!blank)
		return NULL;
	bpf_map_update_elem(&task_scratches, &key, blank, BPF_ANY);
	s = bpf_map_lookup_elem(&task_scratches, &key);
	if (!s) {
		count_from_hook(event, true);
		return NULL;
	}
	s->place = OF_TASK;
	return s;
}

static __always_inline bool true_name_wanted(struct scratch *s, struct truth *t, u32 event)
{
	if (accepts_all(event))
		return true;
	key_from_truth(s, t);
	return name_approved(s, event);
}

/*
 * Sends the record if it is wanted. The call's result is not known here: the record says that it
 * was allowed so far.
 */
static __always_inline void leave_hook(struct scratch *s, u32 event, bool wanted)
{
	u64 key = bpf_get_current_pid_tgid();
	struct vigil_header *header = (void *)s->record;
	u32 length;

	fill_header(header, current_task(), event);
	s->flags |= VIGIL_FLAG_IO_URING;
	length = finish(s);
	if (wanted && length >= sizeof(struct vigil_header) && length <= RECORD_BYTES_MAX)
		send_record(s, event, lane_of(event), length, count_from_hook);
	bpf_map_delete_elem(&task_scratches, &key);
}

/* A call on one name in a directory, or on the one file at `path`. */
static __always_inline int see_one(u32 event, struct vfsmount *mnt, struct dentry *dentry,
				   u32 mode)
{
	enum caller caller = caller_of(event);
	struct scratch *s;
	struct truth *t;

	if (caller == BY_NOBODY)
		return 0;
	t = remember(TRUTH_FILE, event, mnt, dentry, dentry);
	if (!t || caller == BY_CALL)
		return 0;
	s = task_scratch(event);
	if (!s)
		return 0;
	if (event == VIGIL_EVENT_MKDIR) {
		struct vigil_mkdir *r = begin(s, vigil_mkdir);

		r->mode = mode;
		fill_from_truth(s, &r->file, t);
	} else if (event == VIGIL_EVENT_RMDIR) {
		struct vigil_rmdir *r = begin(s, vigil_rmdir);

		fill_from_truth(s, &r->file, t);
	} else {
		struct vigil_unlink *r = begin(s, vigil_unlink);

		fill_from_truth(s, &r->file, t);
	}
	leave_hook(s, event, true_name_wanted(s, t, event));
	forget_truth(TRUTH_FILE);
	return 0;
}

SEC("fentry/security_path_unlink")
int unlink_truth(u64 *ctx)
{
	struct path *dir = as(path, ctx[0]);

	return see_one(VIGIL_EVENT_UNLINK, get(dir, mnt), as(dentry, ctx[1]), 0);
}

SEC("fentry/security_path_rmdir")
int rmdir_truth(u64 *ctx)
{
	struct path *dir = as(path, ctx[0]);

	return see_one(VIGIL_EVENT_RMDIR, get(dir, mnt), as(dentry, ctx[1]), 0);
}

SEC("fentry/security_path_mkdir")
int mkdir_truth(u64 *ctx)
{
	struct path *dir = as(path, ctx[0]);

	return see_one(VIGIL_EVENT_MKDIR, get(dir, mnt), as(dentry, ctx[1]), (u16)ctx[2]);
}

/* Calls on the file itself; io_uring makes none of them. */
static __always_inline int see_file(u32 event, struct path *path)
{
	struct dentry *dentry = get(path, dentry);

	if (caller_of(event) == BY_CALL)
		remember(TRUTH_FILE, event, get(path, mnt), dentry, dentry);
	return 0;
}

SEC("fentry/security_path_chmod")
int chmod_truth(u64 *ctx)
{
	return see_file(VIGIL_EVENT_CHMOD, as(path, ctx[0]));
}

SEC("fentry/security_path_chown")
int chown_truth(u64 *ctx)
{
	return see_file(VIGIL_EVENT_CHOWN, as(path, ctx[0]));
}

SEC("fentry/security_path_truncate")
int truncate_truth(u64 *ctx)
{
	return see_file(VIGIL_EVENT_OPEN, as(path, ctx[0]));
}

static __always_inline void send_rename(struct truth *t, struct truth *to)
{
	struct scratch *s = task_scratch(VIGIL_EVENT_RENAME);
	struct vigil_rename *r;

	if (!s)
		return;
	r = begin(s, vigil_rename);
	fill_renamed(s, r, t, to);
	leave_hook(s, VIGIL_EVENT_RENAME,
		   true_name_wanted(s, t, VIGIL_EVENT_RENAME) ||
			   true_name_wanted(s, to, VIGIL_EVENT_RENAME));
}

/* Under its new name the file is the same one; what had that name is `replaced`. */
SEC("fentry/security_path_rename")
int rename_truth(u64 *ctx)
{
	enum caller caller = caller_of(VIGIL_EVENT_RENAME);
	struct path *from_dir = as(path, ctx[0]);
	struct dentry *from = as(dentry, ctx[1]);
	struct path *to_dir = as(path, ctx[2]);
	struct dentry *to = as(dentry, ctx[3]);
	struct truth *source, *target;
	struct inode *replaced;

	if (caller == BY_NOBODY)
		return 0;
	source = remember(TRUTH_FILE, VIGIL_EVENT_RENAME, get(from_dir, mnt), from, from);
	target = remember(TRUTH_DESTINATION, VIGIL_EVENT_RENAME, get(to_dir, mnt), to, from);
	if (!source || !target)
		return 0;
	replaced = get(to, d_inode);
	if (replaced) {
		target->replaced_inode = get(replaced, i_ino);
		target->replaced_mode = get(replaced, i_mode);
		target->replaced_uid = get(replaced, i_uid.val);
	}
	if (caller == BY_IO_URING) {
		send_rename(source, target);
		forget_truths();
	}
	return 0;
}

static __always_inline void send_link(struct truth *t, struct truth *to, const char *text)
{
	struct scratch *s = task_scratch(VIGIL_EVENT_LINK);
	struct vigil_link *r;

	if (!s)
		return;
	r = begin(s, vigil_link);
	r->symbolic = !t;
	if (t)
		fill_from_truth(s, &r->file, t);
	else
		append_string(s, &r->file.path, text, STRING_BYTES_MAX);
	fill_from_truth(s, &r->destination, to);
	leave_hook(s, VIGIL_EVENT_LINK,
		   (t && true_name_wanted(s, t, VIGIL_EVENT_LINK)) ||
			   true_name_wanted(s, to, VIGIL_EVENT_LINK));
}

/* Both names are on one mount, so the hook is told but one. */
SEC("fentry/security_path_link")
int link_truth(u64 *ctx)
{
	enum caller caller = caller_of(VIGIL_EVENT_LINK);
	struct dentry *from = as(dentry, ctx[0]);
	struct path *dir = as(path, ctx[1]);
	struct dentry *to = as(dentry, ctx[2]);
	struct truth *source, *target;

	if (caller == BY_NOBODY)
		return 0;
	source = remember(TRUTH_FILE, VIGIL_EVENT_LINK, get(dir, mnt), from, from);
	target = remember(TRUTH_DESTINATION, VIGIL_EVENT_LINK, get(dir, mnt), to, from);
	if (caller == BY_IO_URING && source && target) {
		send_link(source, target, NULL);
		forget_truths();
	}
	return 0;
}

SEC("fentry/security_path_symlink")
int symlink_truth(u64 *ctx)
{
	enum caller caller = caller_of(VIGIL_EVENT_LINK);
	struct path *dir = as(path, ctx[0]);
	struct dentry *to = as(dentry, ctx[1]);
	struct truth *target;

	if (caller == BY_NOBODY)
		return 0;
	target = remember(TRUTH_DESTINATION, VIGIL_EVENT_LINK, get(dir, mnt), to, to);
	if (caller == BY_IO_URING && target) {
		send_link(NULL, target, (const char *)ctx[2]);
		forget_truths();
	}
	return 0;
}

/* Opens of io_uring only: those of system calls are seen at their exit, with the result. */
SEC("fentry/security_file_open")
int open_truth(u64 *ctx)
{
	struct file *file = as(file, ctx[0]);
	struct dentry *named;
	struct vigil_open *r;
	struct scratch *s;
	bool wanted;

	if (caller_of(VIGIL_EVENT_OPEN) != BY_IO_URING)
		return 0;
	s = task_scratch(VIGIL_EVENT_OPEN);
	if (!s)
		return 0;
	r = begin(s, vigil_open);
	r->flags = get(file, f_flags);
	named = named_dentry(get(file, f_path.mnt), get(file, f_path.dentry));
	key_from_kernel(s, get(named, d_name.name), get(named, d_name.len));
	wanted = open_numbers_approved(r, file) || name_approved(s, VIGIL_EVENT_OPEN);
	if (wanted)
		fill_file(s, &r->file, file);
	leave_hook(s, VIGIL_EVENT_OPEN, wanted);
	return 0;
}
