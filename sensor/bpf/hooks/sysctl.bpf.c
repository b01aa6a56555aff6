/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sysctl: reads and writes of files below /proc/sys, seen at the root cgroup before they take
 * effect. The program can be preempted and so writes straight into the ring.
 */
#include "../lib/filter.h"
#include "../lib/task.h"

#define SYSCTL_NAME_BYTES 256
#define SYSCTL_VALUE_BYTES 1024
#define ALLOW 1
#define E2BIG 7

struct sysctl_record {
	struct vigil_sysctl sysctl;
	char name[SYSCTL_NAME_BYTES];
	char value[SYSCTL_VALUE_BYTES];
	char old_value[SYSCTL_VALUE_BYTES];
};

/* Notes what a helper got: a length, -E2BIG when it cut, another error when there is nothing. */
static __always_inline u32 note(struct vigil_str *str, u32 at, u32 size, long got)
{
	str->off = at;
	str->len = got == -E2BIG ? size - 1 : got > 0 && got < size ? got : 0;
	return got == -E2BIG;
}

#define place_of(member) __builtin_offsetof(struct sysctl_record, member)

SEC("cgroup/sysctl")
int sysctl_touched(struct bpf_sysctl *ctx)
{
	struct sysctl_record *r;
	struct vigil_sysctl *s;
	struct task_struct *task;
	long got;

	if (!(filter_in_force()->wanted >> VIGIL_EVENT_SYSCTL & 1))
		return ALLOW;
	task = current_task();
	if (is_own_process(get(task, tgid)))
		return ALLOW;
	r = reserve(VIGIL_EVENT_SYSCTL, sizeof(*r));
	if (!r)
		return ALLOW;
	bpf_probe_read_kernel(r, sizeof(*r), NULL); /* a read that fails zeroes: 2.5 kB at once */
	s = &r->sysctl;
	fill_header(&s->header, task, VIGIL_EVENT_SYSCTL);
	s->header.len = sizeof(*r);
	s->action = ctx->write;
	s->file_position = ctx->file_pos;
	got = bpf_sysctl_get_name(ctx, r->name, sizeof(r->name), 0);
	s->name_cut = note(&s->name, place_of(name), sizeof(r->name), got);
	got = bpf_sysctl_get_current_value(ctx, r->old_value, sizeof(r->old_value));
	s->old_value_cut = note(&s->old_value, place_of(old_value), sizeof(r->old_value), got);
	if (ctx->write)
		got = bpf_sysctl_get_new_value(ctx, r->value, sizeof(r->value));
	else
		got = bpf_sysctl_get_current_value(ctx, r->value, sizeof(r->value));
	s->value_cut = note(&s->value, place_of(value), sizeof(r->value), got);
	commit(&r->sysctl.header, VIGIL_EVENT_SYSCTL);
	return ALLOW;
}
