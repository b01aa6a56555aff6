/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * snapshot: an iterator over all tasks writes one record for each process into the file the
 * loader reads. Arguments and environment lie in the memory of another process here; the loader
 * adds them.
 */
#include "../lib/process.h"

SEC("iter/task")
int snapshot_task(struct bpf_iter__task *ctx)
{
	struct task_struct *listed = ctx->task;
	struct task_struct *task;
	struct vigil_snapshot *r;
	struct scratch *s;
	u32 zero = 0;
	u32 length;

	if (!listed)
		return 0;
	s = bpf_map_lookup_elem(&snapshot_scratch, &zero);
	task = as(task_struct, listed);
	if (!s || get(task, pid) != get(task, tgid))
		return 0;
	s->place = OF_SNAPSHOT;
	r = begin(s, vigil_snapshot);
	fill_header(&r->header, task, VIGIL_EVENT_SNAPSHOT);
	s->flags |= VIGIL_FLAG_FROM_SNAPSHOT;
	fill_process(s, &r->process, task);
	append_surroundings(s, &r->process, task);
	length = finish(s);
	if (length >= sizeof(*r) && length <= RECORD_BYTES_MAX)
		bpf_seq_write(ctx->meta->seq, s->record, length);
	return 0;
}
