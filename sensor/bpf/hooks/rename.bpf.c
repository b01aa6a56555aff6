/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * rename, renameat, renameat2. Both paths are the ones claimed; either name may let the event
 * through.
 */
#include "../lib/syscall.h"

SEC("tp_btf/sys_exit")
int rename_exit(u64 *ctx)
{
	struct site site;
	struct scratch *s;
	struct vigil_rename *r;
	bool wanted;
	s32 from, to;

	if (!enter(ctx, &site))
		return 0;
	s = site.s;
	r = begin(s, vigil_rename);
	wanted = accepts_all(VIGIL_EVENT_RENAME);
	from = dirfd_of(&site, site.call->dir);
	to = dirfd_of(&site, site.call->dir2);
	claim_path(s, &r->file, &r->syscall_path, arg(s, site.call->path));
	wanted = wanted || claim_wanted(s, &r->file, VIGIL_EVENT_RENAME, site.task, from);
	claim_path(s, &r->destination, &r->syscall_destination_path, arg(s, site.call->path2));
	wanted = wanted || claim_wanted(s, &r->destination, VIGIL_EVENT_RENAME, site.task, to);
	if (!wanted) {
		count_rejected(VIGIL_EVENT_RENAME);
		return 0;
	}
	claim_base(s, &r->file, site.task, from);
	claim_base(s, &r->destination, site.task, to);
	leave(&site, VIGIL_EVENT_RENAME);
	return 0;
}
