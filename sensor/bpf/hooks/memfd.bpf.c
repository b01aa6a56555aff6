/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* memfd_create, and fcntl with F_ADD_SEALS, which makes such a file final. */
#include "../lib/syscall.h"

#define MEMFD_PREFIX_BYTES 6 /* "memfd:", which the kernel puts before the name (mm/memfd.c) */

TRACED("tp_btf/sys_exit", memfd_create_exit)
{
	struct site site;
	struct vigil_memfd_create *r;
	struct file *file;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_memfd_create);
	r->flags = arg(site.s, site.call->flags);
	file = site.ret < 0 ? NULL : file_of_fd(site.task, site.ret);
	if (file) {
		const void *name = get(get(file, f_path.dentry), d_name.name);

		fill_file(site.s, &r->file, file);
		append_string(site.s, &r->name, name + MEMFD_PREFIX_BYTES, NAME_SCRATCH_BYTES);
	} else {
		append_user_string(site.s, &r->name, arg(site.s, site.call->path));
	}
	leave(&site, VIGIL_EVENT_MEMFD_CREATE);
	return 0;
}

TRACED("tp_btf/sys_exit", memfd_seal_exit)
{
	struct site site;
	struct vigil_memfd_seal *r;
	struct file *file;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_memfd_seal);
	r->seals = arg(site.s, site.call->value);
	file = file_of_fd(site.task, arg(site.s, site.call->fd));
	if (file)
		fill_file(site.s, &r->file, file);
	leave(&site, VIGIL_EVENT_MEMFD_SEAL);
	return 0;
}
