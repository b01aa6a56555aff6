/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Calls that reach deep into the kernel: perf_event_open, userfaultfd, io_uring_setup, kexec_load
 * and kexec_file_load. They are told whatever their result. What user memory asked for is read from
 * the kernel's own object where the call made one, known by the name that such files have.
 */
#include "../lib/syscall.h"

#define OWN_NAME_BYTES 8 /* of the name of a file that is compared: as many as are enough */

/* A file of the kernel's own making, whose private data is what the name says; else NULL. */
static __always_inline void *made_by_kernel(struct site *site, const char *name)
{
	struct file *file = site->ret < 0 ? NULL : file_of_fd(site->task, site->ret);

	if (!file || load_word(get(get(file, f_path.dentry), d_name.name)) != *(u64 *)name)
		return NULL;
	return get(file, private_data);
}

/* The first members of struct perf_event_attr, for callers. */
struct perf_event_asked {
	u32 type;
	u32 size;
	u64 config;
};

TRACED("tp_btf/sys_exit", perf_event_open_exit)
{
	const char name[OWN_NAME_BYTES] __attribute__((aligned(8))) = "[perf_ev";
	struct perf_event_asked asked = {};
	struct vigil_perf_event_open *r;
	struct perf_event *event;
	struct site site;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_perf_event_open);
	event = made_by_kernel(&site, name);
	if (event) {
		event = as(perf_event, event);
		r->type = get(event, attr.type);
		r->config = get(event, attr.config);
	} else {
		bpf_probe_read_user(&asked, sizeof(asked), (void *)arg(site.s, site.call->value));
		r->type = asked.type;
		r->config = asked.config;
	}
	r->pid = (s32)arg(site.s, site.call->pid);
	r->cpu = (s32)arg(site.s, 3);
	r->flags = arg(site.s, site.call->flags);
	leave(&site, VIGIL_EVENT_PERF_EVENT_OPEN);
	return 0;
}

TRACED("tp_btf/sys_exit", userfaultfd_exit)
{
	struct vigil_userfaultfd *r;
	struct site site;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_userfaultfd);
	r->flags = arg(site.s, site.call->flags);
	leave(&site, VIGIL_EVENT_USERFAULTFD);
	return 0;
}

#define URING_FLAGS_OFFSET 8 /* in struct io_uring_params */

TRACED("tp_btf/sys_exit", io_uring_setup_exit)
{
	const char name[OWN_NAME_BYTES] __attribute__((aligned(8))) = "[io_urin";
	struct vigil_io_uring_setup *r;
	struct io_ring_ctx *ring;
	struct site site;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_io_uring_setup);
	r->entries = arg(site.s, 1);
	ring = made_by_kernel(&site, name);
	/* A kernel built without io_uring does not know the type, and refuses every call. */
	if (ring && bpf_core_type_exists(struct io_ring_ctx))
		r->flags = get(as(io_ring_ctx, ring), flags);
	else
		bpf_probe_read_user(&r->flags, sizeof(r->flags),
				    (void *)(arg(site.s, site.call->value) + URING_FLAGS_OFFSET));
	leave(&site, VIGIL_EVENT_IO_URING_SETUP);
	return 0;
}

TRACED("tp_btf/sys_exit", kexec_exit)
{
	struct vigil_kexec *r;
	struct site site;
	struct file *file;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_kexec);
	r->flags = arg(site.s, site.call->flags);
	file = site.call->fd ? file_of_fd(site.task, arg(site.s, site.call->fd)) : NULL;
	if (file)
		fill_file(site.s, &r->file, file);
	r->from_memory = !site.call->fd || is_memory(&r->file);
	if (site.call->path)
		append_user_string(site.s, &r->args, arg(site.s, site.call->path));
	leave(&site, VIGIL_EVENT_KEXEC);
	return 0;
}
