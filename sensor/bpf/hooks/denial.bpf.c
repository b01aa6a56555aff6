/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Denial: hooks of the BPF security module (since 5.7), each attached only while a rule denies its
 * event. They see what the kernel has looked up and is about to act on; what they refuse does not
 * happen. Of a call that is refused they send the record; others keep theirs, marked.
 *
 * Hooks may be preempted, so nothing here may use the scratch of the CPU.
 */
#include "../lib/denial.h"
#include "../lib/process.h"
#include "../lib/syscall.h"
#include "../lib/target.h"

#define O_WRONLY 01
#define O_TRUNC 01000

enum kernel_read_file_id { READING_MODULE = 2 };
enum kernel_load_data_id { LOADING_MODULE = 2 };

/* What kind of call a hook serves; several hooks run on behalf of other calls as well. */
enum call_form { FORM_ANY, FORM_OPENS, FORM_NAMES };

/* Whether the current task is in a call that makes this event. */
static __always_inline enum caller asks_for(u32 event, enum call_form form)
{
	struct task_struct *task = current_task();
	u32 flags = get(task, flags);
	struct pt_regs *regs;
	const struct call *call;
	u32 number;
	bool opens;

	if (flags & PF_KTHREAD)
		return BY_NOBODY;
	if (flags & PF_IO_WORKER)
		return BY_IO_URING;
	regs = registers_of(task);
	number = get(regs, orig_ax) & ~X32_BIT;
	if (number == SYSCALL_IO_URING_ENTER)
		return BY_IO_URING;
	call = call_of(number, is_compat(task));
	if (!call || event_of(call, get(regs, dx)) != event)
		return BY_NOBODY;
	opens = call->kind == CALL_RETURNS_FD || call->kind == CALL_OPEN_HOW;
	if (form != FORM_ANY && opens != (form == FORM_OPENS))
		return BY_NOBODY;
	return BY_CALL;
}

/* Keeps a verdict, and for a refusal begins the record; NULL when there is none to be sent. */
static __always_inline struct scratch *settle(u32 event, enum caller caller, u32 verdict)
{
	if (caller == BY_CALL)
		keep_verdict(event, verdict);
	return verdict == VERDICT_DENIED ? task_scratch(event) : NULL;
}

/* A file of which only the name may exist yet. */
static __always_inline void fill_denied(struct scratch *s, struct vigil_file *f,
					struct vfsmount *mnt, struct dentry *dentry)
{
	struct inode *inode = get(dentry, d_inode);

	if (inode)
		fill_inode(f, as(inode, inode));
	f->mount_id = get(mount_of(mnt), mnt_id);
	f->mount_flags = mount_flags(mount_of(mnt));
	walk_file(s, mnt, dentry);
	append_walked(s, &f->path);
	note_below(s, &f->path, &f->below);
}

static __always_inline void send_denied(struct scratch *s, u32 event, u32 flags)
{
	u64 key = bpf_get_current_pid_tgid();
	struct vigil_header *header = (void *)s->record;
	u32 length;

	fill_header(header, current_task(), event);
	header->retval = -EPERM;
	s->flags |= VIGIL_FLAG_DENIED | flags;
	length = finish(s);
	if (length >= sizeof(struct vigil_header) && length <= RECORD_BYTES_MAX)
		send_record(s, event, lane_of(event), length, count_from_hook);
	bpf_map_delete_elem(&task_scratches, &key);
}

static __always_inline u32 flags_by(enum caller caller)
{
	return caller == BY_IO_URING ? VIGIL_FLAG_IO_URING : 0;
}

/* A call on one file, and what became of it. */
struct ruling {
	u32 event;
	struct vfsmount *mnt;
	struct dentry *dentry;
	enum caller caller;
	int verdict;
	struct scratch *s;
};

/* Decides; true when a record is to be sent from ruling->s. `own`: the event's own number. */
static __always_inline bool refuses(struct ruling *ruling, enum call_form form, u64 own)
{
	u32 event = ruling->event;

	ruling->caller = BY_NOBODY;
	ruling->verdict = VERDICT_NONE;
	ruling->s = NULL;
	if (denial_possible(event, ruling->mnt, ruling->dentry))
		ruling->caller = asks_for(event, form);
	if (ruling->caller != BY_NOBODY)
		ruling->verdict =
			judge(event, SIDE_FILE, number_of(ruling->dentry),
					number_of(ruling->mnt), own);
	if (ruling->verdict)
		ruling->s = settle(event, ruling->caller, ruling->verdict);
	return ruling->s != NULL;
}

static __always_inline void send_one(struct ruling *ruling, struct vigil_file *f)
{
	fill_denied(ruling->s, f, ruling->mnt, ruling->dentry);
	send_denied(ruling->s, ruling->event, flags_by(ruling->caller));
}

/* What the hook returns. */
static __always_inline int answer(int verdict)
{
	return verdict == VERDICT_DENIED ? -EPERM : 0;
}

SEC("lsm/path_unlink")
int deny_unlink(u64 *ctx)
{
	struct path *dir = as(path, ctx[0]);
	struct ruling ruling = { .event = VIGIL_EVENT_UNLINK,
				 .mnt = get(dir, mnt),
				 .dentry = as(dentry, ctx[1]) };

	if (refuses(&ruling, FORM_ANY, 0)) {
		struct vigil_unlink *r = begin(ruling.s, vigil_unlink);

		send_one(&ruling, &r->file);
	}
	return answer(ruling.verdict);
}

SEC("lsm/path_rmdir")
int deny_rmdir(u64 *ctx)
{
	struct path *dir = as(path, ctx[0]);
	struct ruling ruling = { .event = VIGIL_EVENT_RMDIR,
				 .mnt = get(dir, mnt),
				 .dentry = as(dentry, ctx[1]) };

	if (refuses(&ruling, FORM_ANY, 0)) {
		struct vigil_rmdir *r = begin(ruling.s, vigil_rmdir);

		send_one(&ruling, &r->file);
	}
	return answer(ruling.verdict);
}

SEC("lsm/path_mkdir")
int deny_mkdir(u64 *ctx)
{
	struct path *dir = as(path, ctx[0]);
	struct ruling ruling = { .event = VIGIL_EVENT_MKDIR,
				 .mnt = get(dir, mnt),
				 .dentry = as(dentry, ctx[1]) };

	if (refuses(&ruling, FORM_ANY, 0)) {
		struct vigil_mkdir *r = begin(ruling.s, vigil_mkdir);

		r->mode = (u16)ctx[2];
		send_one(&ruling, &r->file);
	}
	return answer(ruling.verdict);
}

SEC("lsm/path_chmod")
int deny_chmod(u64 *ctx)
{
	struct path *path = as(path, ctx[0]);
	struct ruling ruling = { .event = VIGIL_EVENT_CHMOD,
				 .mnt = get(path, mnt),
				 .dentry = get(path, dentry) };

	if (refuses(&ruling, FORM_ANY, 0)) {
		struct vigil_chmod *r = begin(ruling.s, vigil_chmod);

		r->mode = (u16)ctx[1];
		send_one(&ruling, &r->file);
	}
	return answer(ruling.verdict);
}

SEC("lsm/path_chown")
int deny_chown(u64 *ctx)
{
	struct path *path = as(path, ctx[0]);
	struct ruling ruling = { .event = VIGIL_EVENT_CHOWN,
				 .mnt = get(path, mnt),
				 .dentry = get(path, dentry) };

	if (refuses(&ruling, FORM_ANY, 0)) {
		struct vigil_chown *r = begin(ruling.s, vigil_chown);

		r->uid = (u32)ctx[1];
		r->gid = (u32)ctx[2];
		send_one(&ruling, &r->file);
	}
	return answer(ruling.verdict);
}

static __always_inline int refuse_open(struct vfsmount *mnt, struct dentry *dentry, u32 flags,
				       enum call_form form)
{
	struct ruling ruling = { .event = VIGIL_EVENT_OPEN, .mnt = mnt, .dentry = dentry };

	if (refuses(&ruling, form, flags)) {
		struct vigil_open *r = begin(ruling.s, vigil_open);

		r->flags = flags;
		send_one(&ruling, &r->file);
	}
	return answer(ruling.verdict);
}

/* The flags are still those of the call: the kernel takes some off once the file is open. */
SEC("lsm/file_open")
int deny_open(u64 *ctx)
{
	struct file *file = as(file, ctx[0]);

	return refuse_open(get(file, f_path.mnt), get(file, f_path.dentry), get(file, f_flags),
			   FORM_OPENS);
}

/* truncate; up to 6.1 ftruncate as well. An open that truncates has passed deny_open() before. */
SEC("lsm/path_truncate")
int deny_truncate(u64 *ctx)
{
	struct path *path = as(path, ctx[0]);

	return refuse_open(get(path, mnt), get(path, dentry), O_WRONLY | O_TRUNC, FORM_NAMES);
}

SEC("lsm/file_truncate")
int deny_truncate_file(u64 *ctx)
{
	struct file *file = as(file, ctx[0]);

	return refuse_open(get(file, f_path.mnt), get(file, f_path.dentry), O_WRONLY | O_TRUNC,
			   FORM_NAMES);
}

/* Either side can be what is denied; a refusal by one counts. */
static __always_inline int judge_both(u32 event, struct path *from_dir, struct dentry *from,
				      struct path *to_dir, struct dentry *to)
{
	struct vfsmount *from_mnt = get(from_dir, mnt);
	struct vfsmount *to_mnt = get(to_dir, mnt);
	int verdict = VERDICT_NONE, other;

	if (denial_possible(event, from_mnt, from))
		verdict = judge(event, SIDE_FILE, number_of(from), number_of(from_mnt), 0);
	if (verdict == VERDICT_DENIED || !denial_possible(event, to_mnt, to))
		return verdict;
	other = judge(event, SIDE_DESTINATION, number_of(to), number_of(to_mnt), 0);
	return other ? other : verdict;
}

/*
 * A rename that exchanges two files is shown in both directions: what is denied as the destination
 * is denied as the source of an exchange as well.
 */
SEC("lsm/path_rename")
int deny_rename(u64 *ctx)
{
	struct path *from_dir = as(path, ctx[0]);
	struct dentry *from = as(dentry, ctx[1]);
	struct path *to_dir = as(path, ctx[2]);
	struct dentry *to = as(dentry, ctx[3]);
	enum caller caller = asks_for(VIGIL_EVENT_RENAME, FORM_ANY);
	int verdict = VERDICT_NONE;
	struct vigil_rename *r;
	struct scratch *s;

	if (caller != BY_NOBODY)
		verdict = judge_both(VIGIL_EVENT_RENAME, from_dir, from, to_dir, to);
	s = verdict ? settle(VIGIL_EVENT_RENAME, caller, verdict) : NULL;
	if (s) {
		r = begin(s, vigil_rename);
		fill_denied(s, &r->file, get(from_dir, mnt), from);
		fill_denied(s, &r->destination, get(to_dir, mnt), to);
		send_denied(s, VIGIL_EVENT_RENAME, flags_by(caller));
	}
	return answer(verdict);
}

/* Both names are on one mount, so the hook is told but one. */
SEC("lsm/path_link")
int deny_link(u64 *ctx)
{
	struct dentry *from = as(dentry, ctx[0]);
	struct path *dir = as(path, ctx[1]);
	struct dentry *to = as(dentry, ctx[2]);
	enum caller caller = asks_for(VIGIL_EVENT_LINK, FORM_ANY);
	int verdict = VERDICT_NONE;
	struct vigil_link *r;
	struct scratch *s;

	if (caller != BY_NOBODY)
		verdict = judge_both(VIGIL_EVENT_LINK, dir, from, dir, to);
	s = verdict ? settle(VIGIL_EVENT_LINK, caller, verdict) : NULL;
	if (s) {
		r = begin(s, vigil_link);
		fill_denied(s, &r->file, get(dir, mnt), from);
		fill_denied(s, &r->destination, get(dir, mnt), to);
		send_denied(s, VIGIL_EVENT_LINK, flags_by(caller));
	}
	return answer(verdict);
}

/* A symbolic link's file is a text; only where it is made can be denied. */
SEC("lsm/path_symlink")
int deny_symlink(u64 *ctx)
{
	struct path *dir = as(path, ctx[0]);
	struct vfsmount *mnt = get(dir, mnt);
	struct dentry *to = as(dentry, ctx[1]);
	enum caller caller = BY_NOBODY;
	int verdict = VERDICT_NONE;
	struct vigil_link *r;
	struct scratch *s;

	if (denial_possible(VIGIL_EVENT_LINK, mnt, to))
		caller = asks_for(VIGIL_EVENT_LINK, FORM_ANY);
	if (caller != BY_NOBODY)
		verdict = judge(VIGIL_EVENT_LINK, SIDE_DESTINATION, number_of(to), number_of(mnt),
				0);
	s = verdict ? settle(VIGIL_EVENT_LINK, caller, verdict) : NULL;
	if (s) {
		r = begin(s, vigil_link);
		r->symbolic = 1;
		append_string(s, &r->file.path, (const char *)ctx[2], STRING_BYTES_MAX);
		fill_denied(s, &r->destination, mnt, to);
		send_denied(s, VIGIL_EVENT_LINK, flags_by(caller));
	}
	return answer(verdict);
}

/*
 * The file that execve was given; the interpreters of a script come here after it, under the
 * script's exec, and are passed. No tracepoint tells of an exec that failed.
 */
SEC("lsm/bprm_check_security")
int deny_exec(u64 *ctx)
{
	struct linux_binprm *bprm = as(linux_binprm, ctx[0]);
	struct file *file = get(bprm, file);
	struct vfsmount *mnt;
	struct dentry *dentry;
	struct task_struct *task;
	struct vigil_exec *r;
	struct scratch *s;
	int verdict = VERDICT_NONE;

	if (get(bprm, interp) != get(bprm, filename))
		return 0;
	forget_verdict();
	mnt = get(file, f_path.mnt);
	dentry = get(file, f_path.dentry);
	if (denial_possible(VIGIL_EVENT_EXEC, mnt, dentry))
		verdict = judge(VIGIL_EVENT_EXEC, SIDE_FILE, number_of(dentry), number_of(mnt), 0);
	s = verdict ? settle(VIGIL_EVENT_EXEC, BY_CALL, verdict) : NULL;
	if (s) {
		task = current_task();
		r = begin(s, vigil_exec);
		r->process.exec_ts = bpf_ktime_get_boot_ns();
		r->process.argc = get(bprm, argc);
		r->process.envc = get(bprm, envc);
		r->process.parent_start = start_of(get(task, real_parent));
		fill_terminal(&r->process, task);
		fill_file(s, &r->process.file, file);
		append_string(s, &r->process.filename, get(bprm, filename), STRING_BYTES_MAX);
		append_surroundings(s, &r->process, task);
		send_denied(s, VIGIL_EVENT_EXEC, VIGIL_FLAG_ARGS_TRUNCATED);
		forget_verdict();
	}
	return answer(verdict);
}

static __always_inline int deny_module(struct file *file)
{
	struct vfsmount *mnt = file ? get(file, f_path.mnt) : NULL;
	struct dentry *dentry = file ? get(file, f_path.dentry) : NULL;
	enum caller caller = asks_for(VIGIL_EVENT_LOAD_MODULE, FORM_ANY);
	bool from_memory = !file || mount_flags(mount_of(mnt)) == MOUNT_HIDDEN;
	int verdict = VERDICT_NONE;
	struct vigil_load_module *r;
	struct scratch *s;

	if (caller == BY_CALL)
		verdict = judge(VIGIL_EVENT_LOAD_MODULE, SIDE_FILE, number_of(dentry),
				number_of(mnt), from_memory);
	s = verdict ? settle(VIGIL_EVENT_LOAD_MODULE, caller, verdict) : NULL;
	if (s) {
		r = begin(s, vigil_load_module);
		r->from_memory = from_memory;
		if (file)
			fill_file(s, &r->file, file);
		send_denied(s, VIGIL_EVENT_LOAD_MODULE, 0);
	}
	return answer(verdict);
}

/* A module's init can read firmware within the same call. */
SEC("lsm/kernel_read_file")
int deny_module_file(u64 *ctx)
{
	u32 id = ctx[1];

	if (id != bpf_core_enum_value(enum kernel_read_file_id, READING_MODULE))
		return 0;
	return deny_module(as(file, ctx[0]));
}

SEC("lsm/kernel_load_data")
int deny_module_data(u64 *ctx)
{
	u32 id = ctx[0];

	if (id != bpf_core_enum_value(enum kernel_load_data_id, LOADING_MODULE))
		return 0;
	return deny_module(NULL);
}

static __always_inline int deny_tracing(u32 request, struct task_struct *tracee)
{
	int verdict = judge(VIGIL_EVENT_PTRACE, SIDE_FILE, 0, 0, request);
	struct vigil_ptrace *r;
	struct scratch *s;

	s = verdict ? settle(VIGIL_EVENT_PTRACE, BY_CALL, verdict) : NULL;
	if (s) {
		r = begin(s, vigil_ptrace);
		r->request = request;
		fill_task(&r->tracee, tracee);
		send_denied(s, VIGIL_EVENT_PTRACE, 0);
	}
	return answer(verdict);
}

/* Attaching; reading another's /proc asks the same hook, and is not the event. */
SEC("lsm/ptrace_access_check")
int deny_attach(u64 *ctx)
{
	struct task_struct *task = current_task();
	struct pt_regs *regs;

	if (asks_for(VIGIL_EVENT_PTRACE, FORM_ANY) != BY_CALL)
		return 0;
	regs = registers_of(task);
	return deny_tracing(is_compat(task) ? (u32)get(regs, bx) : get(regs, di),
			    as(task_struct, ctx[0]));
}

SEC("lsm/ptrace_traceme")
int deny_traceme(u64 *ctx)
{
	(void)ctx;
	return deny_tracing(PTRACE_TRACEME, current_task());
}
