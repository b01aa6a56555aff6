/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fork: sched_process_fork fires in the parent before the child first runs. Threads make no
 * record.
 */
#include "../lib/task.h"

TRACED("tp_btf/sched_process_fork", fork_done)
{
	struct task_struct *parent = as(task_struct, ctx[0]);
	struct task_struct *child = as(task_struct, ctx[1]);
	struct scratch *s = cpu_scratch();
	struct vigil_fork *r;

	if (!s || get(child, pid) != get(child, tgid))
		return 0;
	r = begin(s, vigil_fork);
	fill_header(&r->header, parent, VIGIL_EVENT_FORK);
	r->child_start = get(child, start_boottime);
	r->child_pid = get(child, tgid);
	r->child_tid = get(child, pid);
	r->child_pidns_pid = pid_number(get(child, thread_pid), true);
	submit(s, VIGIL_EVENT_FORK);
	return 0;
}
