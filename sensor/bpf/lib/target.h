/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Another process that a call names: by its number in the pid namespace of the caller, or by
 * descriptor. Looked up in the kernel's own tables, so that it is known also when the call was
 * refused.
 */
#ifndef VIGIL_TARGET_H
#define VIGIL_TARGET_H

#include "task.h"

#define XA_LEVELS_MAX 6 /* of 6 bits each: more than any pid has */
#define XA_SLOT_BITS 6
#define XA_INTERNAL 2 /* low bits of an entry that points to a node (include/linux/xarray.h) */
#define XA_INTERNAL_MAX 4096 /* entries up to here are values of the tree's own */
#define PID_FS_MAGIC 0x50494446 /* include/uapi/linux/magic.h */

/* What find_pid_ns() of the kernel does: a walk down the namespace's tree of pids. */
static __always_inline struct pid *pid_of_number(struct pid_namespace *ns, u32 number)
{
	u64 entry = load_word((void *)ns + bpf_core_field_offset(struct pid_namespace, idr) +
			      bpf_core_field_offset(struct idr, idr_rt) +
			      bpf_core_field_offset(struct xarray, xa_head));

	for (int level = 0; level < XA_LEVELS_MAX; level++) {
		struct xa_node *node = as(xa_node, entry - XA_INTERNAL);
		u32 slot;

		if ((entry & 3) != XA_INTERNAL || entry <= XA_INTERNAL_MAX)
			break;
		slot = number >> (get(node, shift) & 31);
		if (level == 0 && slot >> XA_SLOT_BITS)
			return NULL;
		slot &= (1 << XA_SLOT_BITS) - 1;
		entry = load_word((void *)node + bpf_core_field_offset(struct xa_node, slots) +
				  slot * sizeof(u64));
	}
	return entry & 3 ? NULL : as(pid, entry);
}

/* The first task that a pid stands for: as a thread, or as the number of a process group. */
static __always_inline struct task_struct *task_of_pid(struct pid *pid, u32 type)
{
	void *node = load_pointer((void *)pid + bpf_core_field_offset(struct pid, tasks) +
				  type * sizeof(void *));

	if (!node)
		return NULL;
	return as(task_struct, node - bpf_core_field_offset(struct task_struct, pid_links) -
				       type * bpf_core_type_size(struct hlist_node));
}

/* The thread with a number in the caller's pid namespace; NULL when there is none. */
static __always_inline struct task_struct *task_of_number(struct task_struct *caller, u32 number)
{
	struct pid_namespace *ns = pid_namespace_of(caller);
	struct pid *pid = ns ? pid_of_number(ns, number) : NULL;

	return pid ? task_of_pid(pid, bpf_core_enum_value(enum pid_type, PIDTYPE_PID)) : NULL;
}

/* Since 6.9 a pidfd is a file of a file system of its own; before, an anonymous inode's. */
static __always_inline struct task_struct *task_of_pidfd(struct task_struct *caller, s32 fd)
{
	struct file *file = file_of_fd(caller, fd);
	struct inode *inode;
	void *pid;

	if (!file)
		return NULL;
	inode = get(file, f_inode);
	pid = get(get(inode, i_sb), s_magic) == PID_FS_MAGIC ? get(inode, i_private)
							      : get(file, private_data);
	return pid ? task_of_pid(as(pid, pid), bpf_core_enum_value(enum pid_type, PIDTYPE_PID))
		   : NULL;
}

static __always_inline void fill_task(struct vigil_task *t, struct task_struct *task)
{
	if (!task)
		return;
	t->pid = get(task, tgid);
	t->start = start_of(task);
}

#endif
