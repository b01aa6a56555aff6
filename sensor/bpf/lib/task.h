/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a task is: the header of every record. */
#ifndef VIGIL_TASK_H
#define VIGIL_TASK_H

#include "record.h"

#define CGROUP_SUBSYS_MAX 16
#define PF_KTHREAD 0x00200000 /* include/linux/sched.h */

static __always_inline u64 start_of(struct task_struct *task)
{
	return get(get(task, group_leader), start_boottime);
}

/* Pid in the initial namespace (level 0) or in the task's own. */
static __always_inline u32 pid_number(struct pid *pid, bool own)
{
	u32 level = own ? get(pid, level) : 0;
	struct upid upid = {};

	bpf_core_read(&upid, sizeof(upid),
		      (void *)pid + bpf_core_field_offset(struct pid, numbers) +
			      (u64)(level & 31) * bpf_core_type_size(struct upid));
	return upid.nr;
}

/* The pid namespace that a task lives in; NULL when it is going. */
static __always_inline struct pid_namespace *pid_namespace_of(struct task_struct *task)
{
	struct pid *pid = get(task, thread_pid);
	u64 at;

	if (!pid)
		return NULL;
	at = bpf_core_field_offset(struct pid, numbers) + bpf_core_field_offset(struct upid, ns) +
	     (get(pid, level) & 31) * bpf_core_type_size(struct upid);
	return as(pid_namespace, load_pointer((void *)pid + at));
}

/*
 * The cgroup a task is known by: its own in the default hierarchy, or, on hosts that keep
 * containers in version 1 hierarchies only, its pids cgroup.
 */
static __always_inline struct kernfs_node *cgroup_node_of(struct task_struct *task)
{
	struct css_set *set = get(task, cgroups);
	struct cgroup *cgroup = get(set, dfl_cgrp);
	struct cgroup_subsys_state *state;
	u64 pids;

	if (get(cgroup, level) > 0 ||
	    !bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id))
		return get(cgroup, kn);
	pids = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
	if (pids >= CGROUP_SUBSYS_MAX)
		return get(cgroup, kn);
	state = load_pointer((void *)set + bpf_core_field_offset(struct css_set, subsys) +
			     pids * sizeof(state));
	if (state)
		cgroup = get(as(cgroup_subsys_state, state), cgroup);
	return get(cgroup, kn);
}

/* The kernel pads comm with zeros, so its 16 bytes can be taken as they are. */
static __always_inline void fill_name(struct vigil_header *h, struct task_struct *task)
{
	void *comm = (void *)task + bpf_core_field_offset(struct task_struct, comm);
	u64 *words = (void *)h->comm;

	words[0] = load_word(comm);
	words[1] = load_word(comm + sizeof(u64));
}

static __always_inline void fill_credentials(struct vigil_header *h, struct task_struct *task)
{
	struct cred *cred = get(task, real_cred);

	h->uid = get(cred, uid.val);
	h->gid = get(cred, gid.val);
	h->euid = get(cred, euid.val);
	h->egid = get(cred, egid.val);
	h->fsuid = get(cred, fsuid.val);
	h->fsgid = get(cred, fsgid.val);
	h->cap_permitted =
		load_word((void *)cred + bpf_core_field_offset(struct cred, cap_permitted));
	h->cap_effective =
		load_word((void *)cred + bpf_core_field_offset(struct cred, cap_effective));
	h->auid = login_uid_of(task);
}

static __always_inline void fill_namespaces(struct vigil_header *h, struct task_struct *task)
{
	struct nsproxy *proxy = get(task, nsproxy);

	struct pid_namespace *pids = pid_namespace_of(task);

	if (pids)
		h->pidns = get(pids, ns.inum);
	if (!proxy)
		return;
	h->mntns = get(get(proxy, mnt_ns), ns.inum);
	h->netns = get(get(proxy, net_ns), ns.inum);
}

static __always_inline void fill_header(struct vigil_header *h, struct task_struct *task, u32 event)
{
	h->type = event;
	h->ts = bpf_ktime_get_boot_ns();
	h->start = start_of(task);
	h->pid = get(task, tgid);
	h->tid = get(task, pid);
	h->ppid = get(get(task, real_parent), tgid);
	h->cpu = bpf_get_smp_processor_id();
	h->cgroup_id = get(cgroup_node_of(task), id);
	fill_name(h, task);
	fill_credentials(h, task);
	fill_namespaces(h, task);
}

#endif
