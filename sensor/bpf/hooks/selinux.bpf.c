/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * selinux: what was written with success to the files of selinuxfs that set a boolean, put booleans
 * in force, and turn enforcing or SELinux itself off. The file is the kernel's; the bytes are the
 * caller's, read after the kernel has read them. Every write of the machine comes here where there
 * is such a file system, so the file is looked at before anything else.
 */
#include "../lib/syscall.h"

#define SELINUX_MAGIC 0xf97cff8c /* include/uapi/linux/magic.h */
#define NAME_WORDS 3 /* of the longest name that matters, commit_pending_bools */

enum selinux_kind {
	SELINUX_NONE,
	SELINUX_BOOLEAN,
	SELINUX_COMMIT,
	SELINUX_ENFORCE,
	SELINUX_DISABLE,
};

static __always_inline bool is_named(struct dentry *dentry, const char *name, u32 size)
{
	char own[8 * NAME_WORDS] = {};

	bpf_probe_read_kernel_str(own, sizeof(own), get(dentry, d_name.name));
	for (u32 i = 0; i < size; i++)
		if (own[i] != name[i])
			return false;
	return true;
}

#define IS_NAMED(dentry, name) is_named(dentry, name, sizeof(name))

static __always_inline u32 kind_of_selinux(struct dentry *dentry)
{
	struct dentry *parent = get(dentry, d_parent);

	if (parent != get(parent, d_parent)) /* below the root's own files */
		return IS_NAMED(parent, "booleans") ? SELINUX_BOOLEAN : SELINUX_NONE;
	if (IS_NAMED(dentry, "enforce"))
		return SELINUX_ENFORCE;
	if (IS_NAMED(dentry, "commit_pending_bools"))
		return SELINUX_COMMIT;
	if (IS_NAMED(dentry, "disable")) /* until 6.3 */
		return SELINUX_DISABLE;
	return SELINUX_NONE;
}

static __always_inline struct file *selinux_file(u64 *ctx, struct task_struct *task)
{
	struct pt_regs *regs = (void *)ctx[0];
	struct file *file = file_of_fd(task, is_compat(task) ? (u32)regs->bx : regs->di);

	if (!file || get(get(get(file, f_inode), i_sb), s_magic) != SELINUX_MAGIC)
		return NULL;
	return file;
}

/* The first part of what writev and its like write; the kernel takes each as a write. */
static __always_inline void first_vector(struct site *site, u64 *from, u64 *length)
{
	u64 wide[2] = {};
	u32 narrow[2] = {};

	if (site->compat) {
		bpf_probe_read_user(narrow, sizeof(narrow), (void *)*from);
		*from = narrow[0];
		*length = narrow[1];
		return;
	}
	bpf_probe_read_user(wide, sizeof(wide), (void *)*from);
	*from = wide[0];
	*length = wide[1];
}

static __always_inline void append_written(struct site *site, struct vigil_str *value)
{
	struct scratch *s = site->s;
	u64 from = arg(s, site->call->path);
	u64 length = arg(s, site->call->value);
	u32 at = s->length;
	u32 most;

	if (site->call->kind == CALL_VECTOR)
		first_vector(site, &from, &length);
	most = length > STRING_BYTES_MAX ? STRING_BYTES_MAX : length;
	most = room(s, most, STRING_BYTES_MAX, 0);
	bpf_probe_read_user(&s->record[at & (RECORD_BYTES_MAX - 1)], most & STRING_BYTES_MAX,
			    (void *)from);
	value->off = at;
	value->len = most & STRING_BYTES_MAX;
	s->length = at + (most & STRING_BYTES_MAX);
}

TRACED("tp_btf/sys_exit", selinux_exit)
{
	struct file *file = selinux_file(ctx, current_task());
	struct vigil_selinux *r;
	struct dentry *dentry;
	struct site site;
	u32 kind;

	if (!file || (s64)ctx[1] <= 0)
		return 0;
	dentry = get(file, f_path.dentry);
	kind = kind_of_selinux(dentry);
	if (kind == SELINUX_NONE || !enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_selinux);
	r->kind = kind;
	append_string(site.s, &r->name, get(dentry, d_name.name), NAME_SCRATCH_BYTES);
	append_written(&site, &r->value);
	leave(&site, VIGIL_EVENT_SELINUX);
	return 0;
}
