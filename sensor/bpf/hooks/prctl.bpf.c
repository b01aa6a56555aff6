/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * prctl. Of a new task name the whole text that was passed is kept, which is claimed; the header
 * has the 15 bytes that the kernel took.
 */
#include "../lib/syscall.h"

#define PR_SET_NAME 15
#define NEW_NAME_BYTES_MAX 255

/*
 * The sensor's own call, which comes back as a record on each lane: it has gone the way of any
 * event.
 */
static __always_inline void sing(u64 *ctx, struct task_struct *task)
{
	struct pt_regs *regs = (void *)ctx[0];
	struct scratch *s = cpu_scratch();
	struct vigil_canary *r;

	if (!s || regs->si != CANARY_MARK)
		return;
	for (enum lane lane = 0; lane < LANE_MAX; lane++) {
		r = begin(s, vigil_canary);
		fill_header(&r->header, task, VIGIL_EVENT_CANARY);
		r->sequence = regs->dx;
		r->lane = lane;
		submit_on(s, VIGIL_EVENT_CANARY, lane);
	}
}

TRACED("tp_btf/sys_exit", prctl_exit)
{
	struct site site;
	struct scratch *s;
	struct vigil_prctl *r;
	u32 at;
	long got;

	if (is_sensor(get(current_task(), tgid)))
		sing(ctx, current_task());
	if (!enter(ctx, &site))
		return 0;
	s = site.s;
	if (!number_wanted(VIGIL_EVENT_PRCTL, VIGIL_APPROVER_PRCTL_OPTION, (u32)arg(s, 1))) {
		count_rejected(VIGIL_EVENT_PRCTL);
		return 0;
	}
	r = begin(s, vigil_prctl);
	r->option = arg(s, 1);
	if (r->option == PR_SET_NAME) {
		at = s->length;
		got = bpf_probe_read_user_str(&s->record[at & (RECORD_BYTES_MAX - 1)],
					      NEW_NAME_BYTES_MAX + 1, (void *)arg(s, 2));
		if (got > 1) {
			r->new_name.off = at;
			r->new_name.len = got - 1;
			r->name_cut = got == NEW_NAME_BYTES_MAX + 1;
			s->length = at + got - 1;
		}
	}
	leave(&site, VIGIL_EVENT_PRCTL);
	return 0;
}
