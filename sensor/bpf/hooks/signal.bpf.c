/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * signal: kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal, also one
 * that was refused. What a thread sends to its own process by tkill or tgkill is left out:
 * runtimes do that many times a second.
 */
#include "../lib/syscall.h"
#include "../lib/target.h"

/* The leader of a process group: group 0 is the caller's own, -1 means everybody. */
static __always_inline struct task_struct *leader_of_group(struct task_struct *caller, s32 number)
{
	u32 type = bpf_core_enum_value(enum pid_type, PIDTYPE_PGID);
	struct pid_namespace *ns = pid_namespace_of(caller);
	struct task_struct *leader;
	struct pid *pid;

	if (number == -1 || !ns)
		return NULL;
	if (number == 0)
		pid = as(pid, load_pointer((void *)get(caller, signal) +
					   bpf_core_field_offset(struct signal_struct, pids) +
					   (type & 3) * sizeof(void *)));
	else
		pid = pid_of_number(ns, -number);
	if (!pid)
		return NULL;
	leader = task_of_pid(pid, bpf_core_enum_value(enum pid_type, PIDTYPE_PID));
	return leader ? leader : task_of_pid(pid, type & 3);
}

static __always_inline struct task_struct *signalled(struct site *site, s32 number)
{
	if (site->call->kind == CALL_OF_PIDFD)
		return task_of_pidfd(site->task, number);
	return number > 0 ? task_of_number(site->task, number)
			  : leader_of_group(site->task, number);
}

TRACED("tp_btf/sys_exit", signal_exit)
{
	struct site site;
	struct vigil_signal *r;
	struct task_struct *target;
	s32 number;

	if (!enter(ctx, &site))
		return 0;
	if (!number_wanted(VIGIL_EVENT_SIGNAL, VIGIL_APPROVER_SIGNAL_NUMBER,
			   (u32)arg(site.s, site.call->value))) {
		count_rejected(VIGIL_EVENT_SIGNAL);
		return 0;
	}
	number = arg(site.s, site.call->pid);
	target = signalled(&site, number);
	if (site.call->kind == CALL_OF_THREAD && target &&
	    get(target, tgid) == get(site.task, tgid))
		return 0;
	r = begin(site.s, vigil_signal);
	fill_task(&r->target, target);
	r->pid = site.call->kind == CALL_OF_PIDFD ? (s64)r->target.pid : number;
	r->number = arg(site.s, site.call->value);
	leave(&site, VIGIL_EVENT_SIGNAL);
	return 0;
}
