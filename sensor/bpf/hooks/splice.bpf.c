/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * splice, and sendfile into a pipe, which does the same. A pipe is a ring of buffers, each with
 * flags: what was last in it before the call is found at the exit by stepping back over the buffers
 * that hold the bytes the call moved. So no hook at the entry is needed; a call that filled every
 * buffer has left nothing of what was before, and its entry flags read as 0. So do both flags when
 * the pipe is what was read.
 */
#include "../lib/syscall.h"

#define S_IFIFO 0010000
#define S_IFMT 0170000

#define PIPE_BUFFERS_MAX 64 /* stepped over; a pipe has 16 unless it was enlarged */

static __always_inline struct pipe_inode_info *pipe_of(struct file *file)
{
	if (!file || (get(get(file, f_inode), i_mode) & S_IFMT) != S_IFIFO)
		return NULL;
	return as(pipe_inode_info, get(file, private_data));
}

static __always_inline struct pipe_buffer *buffer_at(struct pipe_inode_info *pipe, u32 at)
{
	u32 mask = get(pipe, ring_size) - 1; /* a power of two */

	u64 offset = (u64)(at & mask) * bpf_core_type_size(struct pipe_buffer);

	return as(pipe_buffer, (void *)get(pipe, bufs) + offset);
}

static __always_inline u32 flags_before(struct pipe_inode_info *pipe, u32 head, s64 moved)
{
	u32 size = get(pipe, ring_size);

	for (u32 back = 1; back < PIPE_BUFFERS_MAX; back++) {
		struct pipe_buffer *buffer = buffer_at(pipe, head - back);

		if (moved <= 0)
			return get(buffer, flags);
		if (back >= size)
			return 0;
		moved -= get(buffer, len);
	}
	return 0;
}

static __always_inline void fill_pipe(struct vigil_splice *r, struct pipe_inode_info *pipe,
				      s64 moved_in)
{
	u32 head = get(pipe, head);

	r->pipe_exit_flag = get(buffer_at(pipe, head - 1), flags);
	r->pipe_entry_flag = flags_before(pipe, head, moved_in);
}

static __always_inline bool splice_approved(struct scratch *s, struct vigil_splice *r,
					    struct file *file)
{
	if (number_approved(VIGIL_EVENT_SPLICE, VIGIL_APPROVER_SPLICE_ENTRY, r->pipe_entry_flag) ||
	    number_approved(VIGIL_EVENT_SPLICE, VIGIL_APPROVER_SPLICE_EXIT, r->pipe_exit_flag))
		return true;
	return file ? file_approved(s, file, VIGIL_EVENT_SPLICE) :
		      auid_approved(VIGIL_EVENT_SPLICE);
}

/* Begins the record of a move between two files; NULL when neither is a pipe or nobody wants it. */
static __always_inline struct vigil_splice *begin_splice(struct scratch *s, struct file *from,
							 struct file *to, s64 ret)
{
	struct pipe_inode_info *pipe = pipe_of(to);
	struct file *file = pipe ? from : to;
	bool wanted = accepts_all(VIGIL_EVENT_SPLICE);
	struct vigil_splice *r;

	if (!pipe)
		pipe = pipe_of(from);
	if (!pipe) /* sendfile to a socket or a file */
		return NULL;
	r = begin(s, vigil_splice);
	if (file == from)
		fill_pipe(r, pipe, ret);
	if (!wanted)
		wanted = splice_approved(s, r, file);
	if (!wanted) {
		count_rejected(VIGIL_EVENT_SPLICE);
		return NULL;
	}
	if (file)
		fill_file(s, &r->file, file);
	return r;
}

TRACED("tp_btf/sys_exit", splice_exit)
{
	struct site site;
	struct file *from, *to;

	if (!enter(ctx, &site))
		return 0;
	from = file_of_fd(site.task, arg(site.s, site.call->fd));
	to = file_of_fd(site.task, arg(site.s, site.call->value));
	if (begin_splice(site.s, from, to, site.ret))
		leave(&site, VIGIL_EVENT_SPLICE);
	return 0;
}
