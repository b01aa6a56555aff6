/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * rename, renameat, renameat2. Both paths are the ones the hooks saw, else the ones claimed; either
 * name may let the event through.
 */
#include "../lib/syscall.h"

/* Whether the filter wants it by either of its true names; then the record is filled. */
static __always_inline bool fill_true_rename(struct site *site, struct vigil_rename *r,
					     struct truth *source, struct truth *target)
{
	struct scratch *s = site->s;
	bool wanted = accepts_all(VIGIL_EVENT_RENAME);

	key_from_truth(s, source);
	wanted = wanted || name_approved(s, VIGIL_EVENT_RENAME);
	key_from_truth(s, target);
	wanted = wanted || name_approved(s, VIGIL_EVENT_RENAME);
	if (!wanted)
		return false;
	fill_renamed(s, r, source, target);
	append_given(site, &r->syscall_path, site->call->path);
	append_given(site, &r->syscall_destination_path, site->call->path2);
	return true;
}

static __always_inline bool fill_claimed_rename(struct site *site, struct vigil_rename *r)
{
	struct scratch *s = site->s;
	bool wanted = accepts_all(VIGIL_EVENT_RENAME);
	s32 from = dirfd_of(site, site->call->dir);
	s32 to = dirfd_of(site, site->call->dir2);

	claim_path(s, &r->file, &r->syscall_path, arg(s, site->call->path));
	wanted = wanted || claim_wanted(s, &r->file, VIGIL_EVENT_RENAME, site->task, from);
	claim_path(s, &r->destination, &r->syscall_destination_path, arg(s, site->call->path2));
	wanted = wanted || claim_wanted(s, &r->destination, VIGIL_EVENT_RENAME, site->task, to);
	if (!wanted)
		return false;
	claim_base(s, &r->file, site->task, from);
	claim_base(s, &r->destination, site->task, to);
	return true;
}

TRACED("tp_btf/sys_exit", rename_exit)
{
	struct truth *source = truth_of(TRUTH_FILE, VIGIL_EVENT_RENAME);
	struct truth *target = truth_of(TRUTH_DESTINATION, VIGIL_EVENT_RENAME);
	struct site site;
	struct vigil_rename *r;
	bool wanted;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_rename);
	wanted = source && target ? fill_true_rename(&site, r, source, target) :
				    fill_claimed_rename(&site, r);
	forget_truths();
	if (wanted)
		leave(&site, VIGIL_EVENT_RENAME);
	else
		count_rejected(VIGIL_EVENT_RENAME);
	return 0;
}
