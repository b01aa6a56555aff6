/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * mprotect, pkey_mprotect. What the memory was before is gone at the exit, so this event alone has
 * a hook at the entry too. It is attached only while the filter wants the event, for it runs at
 * every system call of the machine. There are two of them, of which the loader picks one: kernels
 * since 5.17 find the area for us and later ones keep it in a form that only they can search;
 * before, it is in a tree that can be walked.
 */
#include "../lib/syscall.h"

#define AREA_STEPS_MAX 40 /* twice the height that 65,530 areas (vm.max_map_count) can have */
#define NR_MPROTECT 10
#define NR_PKEY_MPROTECT 329
#define NR_COMPAT_MPROTECT 125
#define NR_COMPAT_PKEY_MPROTECT 380

/* Flags of the area before the call, by thread, for calls that have not come back: 0.4 MB. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);
	__type(value, u64);
} areas_before SEC(".maps");

static __always_inline bool is_mprotect(u32 number, bool compat)
{
	if (compat)
		return number == NR_COMPAT_MPROTECT || number == NR_COMPAT_PKEY_MPROTECT;
	return number == NR_MPROTECT || number == NR_PKEY_MPROTECT;
}

/* The address that the call is about; 0 when the call is another one or nobody wants it. */
static __always_inline u64 address_entered(u64 *ctx, struct task_struct *task)
{
	struct pt_regs *regs = (void *)ctx[0];
	u32 number = ctx[1] & ~X32_BIT;
	bool compat;

	/* Most calls end here: their number is none of the four. */
	if (!is_mprotect(number, false) && !is_mprotect(number, true))
		return 0;
	compat = is_compat(task);
	if (!is_mprotect(number, compat) ||
	    !(filter_in_force()->wanted >> VIGIL_EVENT_MPROTECT & 1))
		return 0;
	return compat ? (u32)regs->bx : regs->di;
}

static __always_inline void keep_flags(u64 flags)
{
	u64 thread = bpf_get_current_pid_tgid();

	bpf_map_update_elem(&areas_before, &thread, &flags, BPF_ANY);
}

static long take_area(struct task_struct *task, struct vm_area_struct *area, u64 *flags)
{
	(void)task;
	*flags = BPF_CORE_READ(area, vm_flags);
	return 0;
}

SEC("tp_btf/sys_enter")
int protect_entered(u64 *ctx)
{
	u64 address = address_entered(ctx, current_task());
	u64 flags = 0;

	if (!address)
		return 0;
	/* Fails while another thread changes the address space; then nothing is kept. */
	bpf_find_vma(bpf_get_current_task_btf(), address, take_area, &flags, 0);
	keep_flags(flags);
	return 0;
}

/* The same for kernels before 5.17. */
SEC("tp_btf/sys_enter")
int protect_entered_by_tree(u64 *ctx)
{
	struct task_struct *task = current_task();
	u64 address = address_entered(ctx, task);
	struct rb_node *node;

	if (!address || !bpf_core_field_exists(((struct mm_struct *)0)->mm_rb))
		return 0;
	node = get(get(task, mm), mm_rb.rb_node);
	for (int i = 0; i < AREA_STEPS_MAX && node; i++) {
		struct vm_area_struct *area =
			as(vm_area_struct,
			   (void *)node - bpf_core_field_offset(struct vm_area_struct, vm_rb));

		if (address >= get(area, vm_start) && address < get(area, vm_end)) {
			keep_flags(get(area, vm_flags));
			return 0;
		}
		node = address < get(area, vm_start) ? get(node, rb_left) : get(node, rb_right);
	}
	keep_flags(0);
	return 0;
}

TRACED("tp_btf/sys_exit", mprotect_exit)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct site site;
	struct vigil_mprotect *r;
	u64 *before;

	if (!enter(ctx, &site))
		return 0;
	r = begin(site.s, vigil_mprotect);
	r->start = arg(site.s, 1);
	r->length = arg(site.s, site.call->value);
	r->req_protection = arg(site.s, site.call->mode);
	before = bpf_map_lookup_elem(&areas_before, &thread);
	if (before)
		r->vm_protection = *before;
	bpf_map_delete_elem(&areas_before, &thread);
	if (!accepts_all(VIGIL_EVENT_MPROTECT) && !auid_approved(VIGIL_EVENT_MPROTECT) &&
	    !number_approved(VIGIL_EVENT_MPROTECT, VIGIL_APPROVER_MPROTECT_REQ,
			     r->req_protection) &&
	    !number_approved(VIGIL_EVENT_MPROTECT, VIGIL_APPROVER_MPROTECT_VM, r->vm_protection)) {
		count_rejected(VIGIL_EVENT_MPROTECT);
		return 0;
	}
	leave(&site, VIGIL_EVENT_MPROTECT);
	return 0;
}
