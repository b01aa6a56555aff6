/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * capabilities: every check of a capability of the current process, told once for each capability
 * while the process runs a program. The tracepoint fires inside system calls that other programs
 * watch, so the record is built in the ring and not in the scratch they share.
 */
#include "../lib/filter.h"
#include "../lib/task.h"

#define PF_KTHREAD_OR_EXITING 0x00200004 /* include/linux/sched.h */

/* The entry of the process, emptied when it runs another program now. */
static __always_inline struct capability_use *use_of(struct task_struct *task, u32 pid)
{
	struct capability_use fresh = { .start = start_of(task), .image = get(task, self_exec_id) };
	struct capability_use *use = bpf_map_lookup_elem(&capability_uses, &pid);

	if (use && use->start == fresh.start && use->image == fresh.image)
		return use;
	bpf_map_update_elem(&capability_uses, &pid, &fresh, BPF_ANY);
	return bpf_map_lookup_elem(&capability_uses, &pid);
}

static __always_inline int tell_use(struct task_struct *task, u64 attempted, u64 used)
{
	struct vigil_capabilities *r = reserve(VIGIL_EVENT_CAPABILITIES, sizeof(*r));

	if (!r)
		return 0;
	__builtin_memset(r, 0, sizeof(*r));
	fill_header(&r->header, task, VIGIL_EVENT_CAPABILITIES);
	r->header.len = sizeof(*r);
	r->attempted = attempted;
	r->used = used;
	commit(&r->header, VIGIL_EVENT_CAPABILITIES);
	return 0;
}

/* (cred, namespace asked for, namespace it was found in, capability, result) */
TRACED("tp_btf/cap_capable", capability_checked)
{
	u64 bit = 1ull << (ctx[3] & 63);
	bool granted = (s32)ctx[4] == 0;
	struct task_struct *task;
	struct capability_use *use;
	u64 attempted, used;
	u32 pid;

	if (!(filter_in_force()->wanted >> VIGIL_EVENT_CAPABILITIES & 1))
		return 0;
	task = current_task();
	pid = get(task, tgid);
	if (get(task, flags) & PF_KTHREAD_OR_EXITING || is_own_process(pid))
		return 0;
	use = use_of(task, pid);
	if (!use)
		return 0;
	attempted = bit & ~use->attempted;
	used = granted ? bit & ~use->used : 0;
	if (!attempted && !used)
		return 0;
	use->attempted |= attempted;
	use->used |= used;
	return tell_use(task, attempted, used);
}
