/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * prctl. Of a new task name the whole text that was passed is kept, which is claimed; the header
 * has the 15 bytes that the kernel took.
 */
#include "../lib/syscall.h"

#define PR_SET_NAME 15
#define NEW_NAME_BYTES_MAX 255

TRACED("tp_btf/sys_exit", prctl_exit)
{
	struct site site;
	struct scratch *s;
	struct vigil_prctl *r;
	u32 at;
	long got;

	if (!enter(ctx, &site))
		return 0;
	s = site.s;
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
