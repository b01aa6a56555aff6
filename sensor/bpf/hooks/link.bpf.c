/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * link, linkat, symlink, symlinkat. The new name is the one claimed. What a symbolic link says is
 * text, not a path that was looked up: it gets no base directory when it is relative.
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

SEC("tp_btf/sys_exit")
int link_exit(u64 *ctx)
{
	struct site site;
	struct scratch *s;
	struct vigil_link *r;
	struct file *file;
	bool wanted;

	if (!enter(ctx, &site))
		return 0;
	s = site.s;
	r = begin(s, vigil_link);
	r->symbolic = site.call->kind == CALL_SYMLINK;
	wanted = accepts_all(VIGIL_EVENT_LINK);
	file = file_named(&site);
	if (file) {
		wanted = wanted || file_approved(s, file, VIGIL_EVENT_LINK);
	} else {
		claim_path(s, &r->file, &r->syscall_path, arg(s, site.call->path));
		/* The text of a symbolic link is compared as it is: nothing is above it. */
		if (r->symbolic && record_byte(s, r->file.path.off) != '/')
			wanted = wanted || claim_approved(s, VIGIL_EVENT_LINK);
		else
			wanted = wanted || claim_wanted(s, &r->file, VIGIL_EVENT_LINK, site.task,
							dirfd_of(&site, site.call->dir));
	}
	claim_path(s, &r->destination, &r->syscall_destination_path, arg(s, site.call->path2));
	wanted = wanted || claim_wanted(s, &r->destination, VIGIL_EVENT_LINK, site.task,
					dirfd_of(&site, site.call->dir2));
	if (!wanted) {
		count_rejected(VIGIL_EVENT_LINK);
		return 0;
	}
	fill_linked(&site, r, file);
	claim_base(s, &r->destination, site.task, dirfd_of(&site, site.call->dir2));
	leave(&site, VIGIL_EVENT_LINK);
	return 0;
}
