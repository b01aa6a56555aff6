/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A process in full: executable, working directory, terminal, session, cgroup path. For exec and
 * the snapshot.
 */
#ifndef VIGIL_PROCESS_H
#define VIGIL_PROCESS_H

#include "file.h"
#include "task.h"

#define CGROUP_STEPS_MAX 32

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node *parent = NULL;

	if (bpf_core_field_exists(node->__parent)) /* since 6.15 */
		return get(node, __parent);
	bpf_core_read(&parent, sizeof(parent), &((struct kernfs_node___6_14 *)node)->parent);
	return parent;
}

/* Builds the path of a cgroup within its hierarchy, as walk_path() does for files. */
__noinline int walk_cgroup(u32 place)
{
	struct scratch *s = scratch_at(place);
	struct kernfs_node *node;

	if (!s)
		return 0;
	node = as(kernfs_node, s->walk_from[0]);
	s->path_start = PATH_BYTES_MAX;
	for (int i = 0; i < CGROUP_STEPS_MAX; i++) {
		struct kernfs_node *parent = kernfs_parent(node);
		long length;

		if (!parent)
			return 0;
		length = bpf_probe_read_kernel_str(s->name, sizeof(s->name), get(node, name));
		if (length < 1 || !prepend(s, s->name, length - 1))
			break;
		node = as(kernfs_node, parent);
	}
	s->flags |= VIGIL_FLAG_PATH_TRUNCATED;
	return 0;
}

static __always_inline void fill_terminal(struct vigil_process *p, struct task_struct *task)
{
	struct signal_struct *signal = get(task, signal);
	struct tty_struct *tty = get(signal, tty);
	struct pid *session = NULL;
	u32 index = bpf_core_enum_value(enum pid_type, PIDTYPE_SID);

	if (tty)
		bpf_core_read_str(p->tty, sizeof(p->tty), &tty->name);
	bpf_probe_read_kernel(&session, sizeof(session),
			      (void *)signal + bpf_core_field_offset(struct signal_struct, pids) +
				      (u64)(index & 3) * sizeof(session));
	if (session)
		p->sid = pid_number(as(pid, session), false);
}

/* What holds for any task: the executable last, for its path is the string that matters most. */
static __always_inline void fill_process(struct scratch *s, struct vigil_process *p,
					 struct task_struct *task)
{
	struct mm_struct *mm = get(task, mm);
	struct file *exe;

	p->parent_start = start_of(get(task, real_parent));
	p->is_kworker = !!(get(task, flags) & PF_KTHREAD);
	fill_terminal(p, task);
	if (!mm || p->is_kworker)
		return;
	exe = get(mm, exe_file);
	if (exe)
		fill_file(s, &p->file, exe);
}

static __always_inline void append_surroundings(struct scratch *s, struct vigil_process *p,
						struct task_struct *task)
{
	struct fs_struct *fs = get(task, fs);

	if (fs)
		append_path(s, &p->cwd, get(fs, pwd.mnt), get(fs, pwd.dentry));
	s->walk_from[0] = (u64)cgroup_node_of(task);
	walk_cgroup(s->place);
	append_walked(s, &p->cgroup);
}

#endif
