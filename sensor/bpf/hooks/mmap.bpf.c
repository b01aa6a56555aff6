/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * mmap, and the two forms of it that 32-bit programs have. The file is the one behind the
 * descriptor; anonymous memory has none, whatever descriptor was given with it.
 */
#include "../lib/syscall.h"

#define MAP_ANONYMOUS 0x20
#define PAGE_BYTES 4096 /* the unit of mmap2's offset */

/* mmap(2) of 32-bit programs: all six arguments are in memory. */
static __always_inline void read_mmap_array(struct scratch *s)
{
	u32 args[6] = {};

	bpf_probe_read_user(args, sizeof(args), (void *)s->args[1]);
	for (int i = 0; i < 6; i++)
		s->args[i + 1] = args[i];
}

static __always_inline bool mmap_wanted(struct scratch *s, struct file *file, u32 protection,
					u32 flags)
{
	if (accepts_all(VIGIL_EVENT_MMAP) ||
	    number_approved(VIGIL_EVENT_MMAP, VIGIL_APPROVER_MMAP_PROTECTION, protection) ||
	    number_approved(VIGIL_EVENT_MMAP, VIGIL_APPROVER_MMAP_FLAGS, flags))
		return true;
	return file ? file_approved(s, file, VIGIL_EVENT_MMAP) : auid_approved(VIGIL_EVENT_MMAP);
}

TRACED("tp_btf/sys_exit", mmap_exit)
{
	struct site site;
	struct scratch *s;
	struct vigil_mmap *r;
	struct file *file = NULL;
	u32 flags;

	if (!enter(ctx, &site))
		return 0;
	s = site.s;
	if (site.call->kind == CALL_ARRAY)
		read_mmap_array(s);
	flags = arg(s, site.call->flags);
	if (!(flags & MAP_ANONYMOUS))
		file = file_of_fd(site.task, arg(s, site.call->fd));
	if (!mmap_wanted(s, file, arg(s, site.call->mode), flags)) {
		count_rejected(VIGIL_EVENT_MMAP);
		return 0;
	}
	r = begin(s, vigil_mmap);
	r->length = arg(s, site.call->value);
	r->offset = s->args[6] * (site.call->kind == CALL_PAGES ? PAGE_BYTES : 1);
	r->protection = arg(s, site.call->mode);
	r->flags = flags;
	if (file)
		fill_file(s, &r->file, file);
	leave(&site, VIGIL_EVENT_MMAP);
	return 0;
}
