/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * cgroup_write: a process or thread was moved by a write to cgroup.procs, cgroup.threads or tasks.
 * The hook is the move itself, which is rare, and not the write, which is not; the file is the one
 * that the writer's system call names. A write that moves nothing makes no event.
 */
#include "../lib/process.h"
#include "../lib/syscall.h"

#define KERNEL_STACK_BYTES 16384 /* THREAD_SIZE on x86-64 without KASAN */

/* The registers that the current task entered the kernel with. */
static __always_inline struct pt_regs *entry_registers(struct task_struct *task)
{
	void *registers;

	/* Since 5.15; later kernels may keep room between the registers and the stack's end. */
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		registers = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	else
		registers = (void *)get(task, stack) + KERNEL_STACK_BYTES -
			    bpf_core_type_size(struct pt_regs);
	return as(pt_regs, registers);
}

/* The cgroup file that the current system call writes; NULL when it is done in another way. */
static __always_inline struct file *file_written(struct task_struct *task)
{
	struct pt_regs *regs = entry_registers(task);
	struct file *file = file_of_fd(task, is_compat(task) ? (u32)get(regs, bx) : get(regs, di));

	if (!file)
		return NULL;
	switch (get(get(get(file, f_inode), i_sb), s_magic)) {
	case CGROUP_SUPER_MAGIC:
	case CGROUP2_SUPER_MAGIC:
		return file;
	}
	return NULL;
}

TRACED("tp_btf/cgroup_attach_task", cgroup_attached)
{
	struct cgroup *cgroup = as(cgroup, ctx[0]);
	struct task_struct *moved = as(task_struct, ctx[2]);
	struct task_struct *task = current_task();
	struct scratch *s = cpu_scratch();
	struct vigil_cgroup_write *r;
	struct file *file;

	if (!s || !(filter_in_force()->wanted >> VIGIL_EVENT_CGROUP_WRITE & 1) ||
	    is_own_process(get(task, tgid)))
		return 0;
	r = begin(s, vigil_cgroup_write);
	r->pid = get(moved, pid);
	file = file_written(task);
	if (file)
		fill_file(s, &r->file, file);
	s->walk_from[0] = (u64)get(cgroup, kn);
	walk_cgroup(s->place);
	append_walked(s, &r->cgroup);
	fill_header(&r->header, task, VIGIL_EVENT_CGROUP_WRITE);
	submit(s, VIGIL_EVENT_CGROUP_WRITE);
	return 0;
}
