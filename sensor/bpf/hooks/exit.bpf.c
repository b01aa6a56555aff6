/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * exit: one record when the last thread of a process goes. signal->live has been counted down by
 * then; the code is what wait(2) will report: that of exit_group or of the fatal signal, else
 * that of the leader.
 */
#include "../lib/task.h"

#define SIGNAL_GROUP_EXIT 0x4 /* include/linux/sched/signal.h */

TRACED("tp_btf/sched_process_exit", exit_done)
{
	struct task_struct *task = as(task_struct, ctx[0]);
	struct signal_struct *signal = get(task, signal);
	struct scratch *s = cpu_scratch();
	struct vigil_exit *r;

	if (!s || get(signal, live.counter) != 0)
		return 0;
	r = begin(s, vigil_exit);
	fill_header(&r->header, task, VIGIL_EVENT_EXIT);
	if (get(signal, flags) & SIGNAL_GROUP_EXIT)
		r->code_raw = get(signal, group_exit_code);
	else
		r->code_raw = get(get(task, group_leader), exit_code);
	submit(s, VIGIL_EVENT_EXIT);
	return 0;
}
