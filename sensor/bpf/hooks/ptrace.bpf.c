/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* ptrace, also one that was refused. */
#include "../lib/syscall.h"
#include "../lib/target.h"

#define PTRACE_TRACEME 0

TRACED("tp_btf/sys_exit", ptrace_exit)
{
	struct site site;
	struct vigil_ptrace *r;
	struct task_struct *tracee = NULL;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_ptrace);
	r->request = arg(site.s, site.call->value);
	if (r->request == PTRACE_TRACEME)
		tracee = site.task;
	else
		tracee = task_of_number(site.task, arg(site.s, site.call->pid));
	fill_task(&r->tracee, tracee);
	leave(&site, VIGIL_EVENT_PTRACE);
	return 0;
}
