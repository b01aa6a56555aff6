/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * link, linkat, symlink, symlinkat. Names are the ones the hooks saw, else the ones claimed. What a
 * symbolic link says is text, not a path that was looked up: it gets no base directory when it is
 * relative.
 */
#include "../lib/syscall.h"

static __always_inline void fill_linked(struct site *site, struct vigil_link *r, struct file *file)
{
	struct scratch *s = site->s;

	if (file)
		fill_file(s, &r->file, file);
	else if (!r->symbolic || record_byte(s, r->file.path.off) == '/')
		claim_base(s, &r->file, site->task, dirfd_of(site, site->call->dir));
}

/* Whether the filter wants it by a true name; then the record is filled. */
static __always_inline bool fill_true_link(struct site *site, struct vigil_link *r,
					   struct truth *source, struct truth *target)
{
	struct scratch *s = site->s;
	bool wanted = accepts_all(VIGIL_EVENT_LINK);

	key_from_truth(s, target);
	wanted = wanted || name_approved(s, VIGIL_EVENT_LINK);
	if (source) {
		key_from_truth(s, source);
		wanted = wanted || name_approved(s, VIGIL_EVENT_LINK);
	} else {
		append_given(site, &r->syscall_path, site->call->path);
		key_from_record(s, r->syscall_path.off, r->syscall_path.len);
		wanted = wanted || claim_approved(s, VIGIL_EVENT_LINK);
	}
	if (!wanted)
		return false;
	if (source) {
		fill_from_truth(s, &r->file, source);
		append_given(site, &r->syscall_path, site->call->path);
	} else {
		r->file.path = r->syscall_path;
	}
	fill_from_truth(s, &r->destination, target);
	append_given(site, &r->syscall_destination_path, site->call->path2);
	return true;
}

static __always_inline bool fill_claimed_link(struct site *site, struct vigil_link *r)
{
	struct scratch *s = site->s;
	struct file *file = file_named(site);
	bool wanted = accepts_all(VIGIL_EVENT_LINK);

	if (file) {
		wanted = wanted || file_approved(s, file, VIGIL_EVENT_LINK);
	} else {
		claim_path(s, &r->file, &r->syscall_path, arg(s, site->call->path));
		/* The text of a symbolic link is compared as it is: nothing is above it. */
		if (r->symbolic && record_byte(s, r->file.path.off) != '/')
			wanted = wanted || claim_approved(s, VIGIL_EVENT_LINK);
		else
			wanted = wanted || claim_wanted(s, &r->file, VIGIL_EVENT_LINK, site->task,
							dirfd_of(site, site->call->dir));
	}
	claim_path(s, &r->destination, &r->syscall_destination_path, arg(s, site->call->path2));
	wanted = wanted || claim_wanted(s, &r->destination, VIGIL_EVENT_LINK, site->task,
					dirfd_of(site, site->call->dir2));
	if (!wanted)
		return false;
	fill_linked(site, r, file);
	claim_base(s, &r->destination, site->task, dirfd_of(site, site->call->dir2));
	return true;
}

TRACED("tp_btf/sys_exit", link_exit)
{
	struct truth *source = truth_of(TRUTH_FILE, VIGIL_EVENT_LINK);
	struct truth *target = truth_of(TRUTH_DESTINATION, VIGIL_EVENT_LINK);
	struct site site;
	struct vigil_link *r;
	bool wanted;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_link);
	r->symbolic = site.call->kind == CALL_SYMLINK;
	if (target && (source || r->symbolic))
		wanted = fill_true_link(&site, r, source, target);
	else
		wanted = fill_claimed_link(&site, r);
	forget_truths();
	if (wanted)
		leave(&site, VIGIL_EVENT_LINK);
	else
		count_rejected(VIGIL_EVENT_LINK);
	return 0;
}
