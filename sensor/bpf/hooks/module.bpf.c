/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * init_module, finit_module, delete_module, told whatever their result. A module's name is the
 * kernel's own where a tracepoint said it during the call: when the module has been put together
 * and before it runs, or when it is freed. Else a module that could not be loaded has no name, and
 * that of one that was not removed is the caller's. Parameters are the caller's always: what the
 * kernel copied of them it has cut into pieces by then.
 */
#include "../lib/syscall.h"

struct module_seen {
	char name[64];
};

/* Modules that threads are loading or removing, by thread: 10 kB. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 128);
	__type(key, u64);
	__type(value, struct module_seen);
} modules_seen SEC(".maps");

/* Keeps a module's name for the exit of the call. */
static __always_inline void keep_module(struct module *module)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct module_seen seen = {};

	bpf_probe_read_kernel_str(seen.name, sizeof(seen.name),
				  (void *)module + bpf_core_field_offset(struct module, name));
	bpf_map_update_elem(&modules_seen, &thread, &seen, BPF_ANY);
}

TRACED("tp_btf/module_load", module_loaded)
{
	keep_module(as(module, ctx[0]));
	return 0;
}

TRACED("tp_btf/module_free", module_freed)
{
	keep_module(as(module, ctx[0]));
	return 0;
}

/* Whether a string of user memory goes on after what was read of it. */
static __always_inline bool goes_on(u64 from, u32 length)
{
	char next = 0;

	bpf_probe_read_user(&next, sizeof(next), (void *)(from + length));
	return next;
}

/* What does not fit is told by args_cut, not by the flag. */
static __always_inline void append_module_args(struct site *site, struct vigil_load_module *r)
{
	u64 from = arg(site->s, site->call->path);
	u32 flags = site->s->flags;

	append_user_string(site->s, &r->args, from);
	r->args_cut = r->args.len && goes_on(from, r->args.len);
	site->s->flags = flags;
}

/* A memory file is none that anybody could find: it lies on a mount of the kernel's own. */
static __always_inline bool is_memory(const struct vigil_file *file)
{
	return file->inode && file->mount_flags == MOUNT_HIDDEN;
}

TRACED("tp_btf/sys_exit", load_module_exit)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct module_seen *seen;
	struct vigil_load_module *r;
	struct site site;
	struct file *file;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_load_module);
	file = site.call->fd ? file_of_fd(site.task, arg(site.s, site.call->fd)) : NULL;
	if (file)
		fill_file(site.s, &r->file, file);
	r->from_memory = !site.call->fd || is_memory(&r->file);
	seen = bpf_map_lookup_elem(&modules_seen, &thread);
	if (seen)
		append_string(site.s, &r->name, seen->name, sizeof(seen->name));
	append_module_args(&site, r);
	bpf_map_delete_elem(&modules_seen, &thread);
	leave(&site, VIGIL_EVENT_LOAD_MODULE);
	return 0;
}

TRACED("tp_btf/sys_exit", unload_module_exit)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct module_seen *seen;
	struct vigil_unload_module *r;
	struct site site;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_unload_module);
	seen = bpf_map_lookup_elem(&modules_seen, &thread);
	if (seen)
		append_string(site.s, &r->name, seen->name, sizeof(seen->name));
	else
		append_user_string(site.s, &r->name, arg(site.s, site.call->path));
	bpf_map_delete_elem(&modules_seen, &thread);
	leave(&site, VIGIL_EVENT_UNLOAD_MODULE);
	return 0;
}
