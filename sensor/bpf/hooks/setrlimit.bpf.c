/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * setrlimit, and prlimit64 that sets. The limits are those in force after the call; of a refused
 * one, those that were asked for.
 */
#include "../lib/syscall.h"
#include "../lib/target.h"

#define RLIMITS 16 /* RLIM_NLIMITS */

static __always_inline s64 widened(u32 limit)
{
	return limit == ~0u ? -1 : (s64)limit;
}

static __always_inline void limits_claimed(struct vigil_setrlimit *r, u64 user, bool narrow)
{
	u32 pair[2] = {};
	s64 wide[2] = {};

	if (narrow) { /* struct rlimit of 32-bit programs; prlimit64 has 64 bits everywhere */
		bpf_probe_read_user(pair, sizeof(pair), (void *)user);
		r->cur = widened(pair[0]);
		r->max = widened(pair[1]);
		return;
	}
	bpf_probe_read_user(wide, sizeof(wide), (void *)user);
	r->cur = wide[0];
	r->max = wide[1];
}

static __always_inline void limits_in_force(struct vigil_setrlimit *r, struct task_struct *task)
{
	void *limits =
		(void *)get(task, signal) + bpf_core_field_offset(struct signal_struct, rlim);
	struct rlimit limit = {};

	bpf_probe_read_kernel(&limit, sizeof(limit),
			      limits + (r->resource & (RLIMITS - 1)) * sizeof(limit));
	r->cur = limit.rlim_cur;
	r->max = limit.rlim_max;
}

TRACED("tp_btf/sys_exit", setrlimit_exit)
{
	struct site site;
	struct vigil_setrlimit *r;
	struct task_struct *target;
	u64 asked;
	u32 pid;

	if (!enter(ctx, &site))
		return 0;
	asked = arg(site.s, site.call->path);
	if (!asked)
		return 0;
	pid = arg(site.s, site.call->pid);
	target = pid ? task_of_number(site.task, pid) : site.task;
	r = begin(site.s, vigil_setrlimit);
	r->resource = arg(site.s, site.call->value);
	fill_task(&r->target, target);
	if (site.ret == 0 && target)
		limits_in_force(r, target);
	else
		limits_claimed(r, asked, site.compat && !site.call->pid);
	leave(&site, VIGIL_EVENT_SETRLIMIT);
	return 0;
}
