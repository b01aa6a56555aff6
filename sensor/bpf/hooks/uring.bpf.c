/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * io_uring: the same operations without a system call each. A request is seen twice. When it is
 * submitted its paths are the kernel's copies, not user memory, so its record is made then; when it
 * completes there is a result, and files opened or given by descriptor are there to be looked at.
 * In between the record waits in a map by the request's address. A request that asked to leave no
 * completion behind when it succeeds is reported at once, as a success. Completions after the first
 * of a request that stays (an accept of many connections) belong to no request, and are not seen.
 */
#include "../lib/syscall.h"

#define WAITING_BYTES_MAX 2048 /* a longer record is sent when submitted, as a success */
#define WAITING_MAX 1024
#define REQUEST_SKIPS_COMPLETION (1 << 6) /* IOSQE_CQE_SKIP_SUCCESS, linux/io_uring.h */
#define SPLICE_IN_IS_FIXED (1u << 31) /* SPLICE_F_FD_IN_FIXED: no descriptor of the process */

/* Of these all is there when they complete. */
#define WHOLE_AT_END                                                                              \
	(EVENT_BIT(CONNECT) | EVENT_BIT(SPLICE) | EVENT_BIT(ACCEPT) | EVENT_BIT(SOCKET) | \
	 EVENT_BIT(BIND))

#define O_LARGEFILE 0100000 /* the kernel adds it to what was asked */

/* Operations, linux/io_uring.h. */
enum uring_op {
	URING_ACCEPT = 13,
	URING_CONNECT = 16,
	URING_OPENAT = 18,
	URING_OPENAT2 = 28,
	URING_SPLICE = 30,
	URING_RENAMEAT = 35,
	URING_UNLINKAT = 36,
	URING_MKDIRAT = 37,
	URING_SYMLINKAT = 38,
	URING_LINKAT = 39,
	URING_FSETXATTR = 41,
	URING_SETXATTR = 42,
	URING_SOCKET = 45,
	URING_FTRUNCATE = 55,
	URING_BIND = 56,
};

struct waiting {
	u8 record[WAITING_BYTES_MAX];
};

/* Records of requests under way, by the request's address: 2.1 MB when full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, WAITING_MAX);
	__type(key, u64);
	__type(value, struct waiting);
} requests SEC(".maps");

/* A request on its way to a record. */
struct asked {
	struct scratch *s;
	struct task_struct *task;
	struct io_kiocb *request;
	bool wanted; /* by the filter, as far as it was asked */
};

/* Who asked: a worker of io_uring may carry a request out, and complete it, in its place. */
static __always_inline struct task_struct *asker_of(struct io_kiocb *request)
{
	struct task_struct *task = NULL;

	if (bpf_core_field_exists(request->tctx))
		return as(task_struct, get(get(request, tctx), task));
	bpf_core_read(&task, sizeof(task), &((struct io_kiocb___6_12 *)request)->task);
	return as(task_struct, task);
}

/* Both handlers' first step: the event of a request; 0 when nobody wants it. */
static __always_inline u32 event_asked(struct io_kiocb *request)
{
	u32 event;

	switch (get(request, opcode)) {
	case URING_ACCEPT:
		event = VIGIL_EVENT_ACCEPT;
		break;
	case URING_CONNECT:
		event = VIGIL_EVENT_CONNECT;
		break;
	case URING_SOCKET:
		event = VIGIL_EVENT_SOCKET;
		break;
	case URING_BIND:
		event = VIGIL_EVENT_BIND;
		break;
	case URING_OPENAT:
	case URING_OPENAT2:
	case URING_FTRUNCATE:
		event = VIGIL_EVENT_OPEN;
		break;
	case URING_SPLICE:
		event = VIGIL_EVENT_SPLICE;
		break;
	case URING_RENAMEAT:
		event = VIGIL_EVENT_RENAME;
		break;
	case URING_UNLINKAT:
		event = get(as(io_unlink, request), flags) & AT_REMOVEDIR ? VIGIL_EVENT_RMDIR :
									    VIGIL_EVENT_UNLINK;
		break;
	case URING_MKDIRAT:
		event = VIGIL_EVENT_MKDIR;
		break;
	case URING_SYMLINKAT:
	case URING_LINKAT:
		event = VIGIL_EVENT_LINK;
		break;
	case URING_FSETXATTR:
	case URING_SETXATTR:
		event = VIGIL_EVENT_SETXATTR;
		break;
	default:
		return 0;
	}
	return filter_in_force()->handled >> event & 1 ? event : 0;
}

/* The kernel's copy of a path that a request was given, in either shape of it. */
#define name_in(type, request, member)                                                            \
	({                                                                                        \
		struct type *__plain = as(type, request);                                         \
		struct filename *__name;                                                          \
		if (bpf_core_field_exists(__plain->member))                                       \
			__name = get(__plain, member);                                            \
		else                                                                              \
			__name = get(as(type##___7_2, request), member.__incomplete_filename);    \
		as(filename, __name);                                                             \
	})

/* A path of the request becomes one of the record's files. */
static __always_inline void ask_path(struct asked *asked, u32 event, struct vigil_file *f,
				     struct vigil_str *given, struct filename *name)
{
	claim_name(asked->s, f, given, name);
	asked->wanted = asked->wanted || claim_approved(asked->s, event);
}

static __always_inline void ask_open(struct asked *asked)
{
	struct vigil_open *r = begin(asked->s, vigil_open);
	struct io_open *open = as(io_open, asked->request);

	asked->wanted = true; /* what is opened is known when it completes */
	if (get(asked->request, opcode) == URING_FTRUNCATE) {
		r->flags = O_WRONLY | O_TRUNC;
		return;
	}
	r->flags = get(open, how.flags) & ~O_LARGEFILE;
	r->mode = get(open, how.mode);
	ask_path(asked, VIGIL_EVENT_OPEN, &r->file, &r->syscall_path,
		 name_in(io_open, asked->request, filename));
	claim_base(asked->s, &r->file, asked->task, get(open, dfd));
}

static __always_inline void ask_unlink(struct asked *asked, u32 event)
{
	struct io_unlink *unlink = as(io_unlink, asked->request);
	struct filename *name = name_in(io_unlink, asked->request, filename);

	if (event == VIGIL_EVENT_RMDIR) {
		struct vigil_rmdir *r = begin(asked->s, vigil_rmdir);

		ask_path(asked, event, &r->file, &r->syscall_path, name);
		claim_base(asked->s, &r->file, asked->task, get(unlink, dfd));
	} else {
		struct vigil_unlink *r = begin(asked->s, vigil_unlink);

		r->flags = get(unlink, flags);
		r->dirfd = get(unlink, dfd);
		ask_path(asked, event, &r->file, &r->syscall_path, name);
		claim_base(asked->s, &r->file, asked->task, get(unlink, dfd));
	}
}

static __always_inline void ask_rename(struct asked *asked)
{
	struct vigil_rename *r = begin(asked->s, vigil_rename);
	struct io_rename *rename = as(io_rename, asked->request);

	ask_path(asked, VIGIL_EVENT_RENAME, &r->file, &r->syscall_path,
		 name_in(io_rename, asked->request, oldpath));
	ask_path(asked, VIGIL_EVENT_RENAME, &r->destination, &r->syscall_destination_path,
		 name_in(io_rename, asked->request, newpath));
	claim_base(asked->s, &r->file, asked->task, get(rename, old_dfd));
	claim_base(asked->s, &r->destination, asked->task, get(rename, new_dfd));
}

static __always_inline void ask_mkdir(struct asked *asked)
{
	struct vigil_mkdir *r = begin(asked->s, vigil_mkdir);
	struct io_mkdir *mkdir = as(io_mkdir, asked->request);

	r->mode = get(mkdir, mode);
	ask_path(asked, VIGIL_EVENT_MKDIR, &r->file, &r->syscall_path,
		 name_in(io_mkdir, asked->request, filename));
	claim_base(asked->s, &r->file, asked->task, get(mkdir, dfd));
}

static __always_inline void ask_link(struct asked *asked)
{
	struct vigil_link *r = begin(asked->s, vigil_link);
	struct io_link *link = as(io_link, asked->request);

	r->symbolic = get(asked->request, opcode) == URING_SYMLINKAT;
	ask_path(asked, VIGIL_EVENT_LINK, &r->file, &r->syscall_path,
		 name_in(io_link, asked->request, oldpath));
	ask_path(asked, VIGIL_EVENT_LINK, &r->destination, &r->syscall_destination_path,
		 name_in(io_link, asked->request, newpath));
	if (!r->symbolic || record_byte(asked->s, r->file.path.off) == '/')
		claim_base(asked->s, &r->file, asked->task, get(link, old_dfd));
	claim_base(asked->s, &r->destination, asked->task, get(link, new_dfd));
}

static __always_inline void ask_setxattr(struct asked *asked)
{
	struct vigil_setxattr *r = begin(asked->s, vigil_setxattr);
	struct io_xattr *xattr = as(io_xattr, asked->request);

	if (get(asked->request, opcode) == URING_SETXATTR) {
		ask_path(asked, VIGIL_EVENT_SETXATTR, &r->file, &r->syscall_path,
			 name_in(io_xattr, asked->request, filename));
		claim_base(asked->s, &r->file, asked->task, AT_FDCWD);
	} else {
		asked->wanted = true;
	}
	append_string(asked->s, &r->name, get(xattr, ctx.kname), NAME_SCRATCH_BYTES);
}

/* Lets a finished record wait for its request; what cannot wait is sent at once. */
static __always_inline void let_wait(struct asked *asked, u32 event)
{
	u64 key = (u64)asked->request;
	u32 length = finish(asked->s);

	if (length <= WAITING_BYTES_MAX &&
	    !(get(asked->request, flags) & REQUEST_SKIPS_COMPLETION) &&
	    !bpf_map_update_elem(&requests, &key, asked->s->record, BPF_ANY))
		return;
	submit(asked->s, event);
}

TRACED("tp_btf/io_uring_submit_req", uring_submitted)
{
	struct io_kiocb *request = as(io_kiocb, ctx[0]);
	u32 event = event_asked(request);
	struct asked asked = { .s = cpu_scratch(), .request = request };

	if (!event || WHOLE_AT_END >> event & 1 || !asked.s)
		return 0;
	asked.task = asker_of(request);
	if (is_own_process(get(asked.task, tgid)))
		return 0;
	asked.wanted = accepts_all(event);
	switch (event) {
	case VIGIL_EVENT_OPEN:
		ask_open(&asked);
		break;
	case VIGIL_EVENT_RENAME:
		ask_rename(&asked);
		break;
	case VIGIL_EVENT_MKDIR:
		ask_mkdir(&asked);
		break;
	case VIGIL_EVENT_LINK:
		ask_link(&asked);
		break;
	case VIGIL_EVENT_SETXATTR:
		ask_setxattr(&asked);
		break;
	default:
		ask_unlink(&asked, event);
	}
	if (!asked.wanted) {
		count_rejected(event);
		return 0;
	}
	asked.s->flags |= VIGIL_FLAG_IO_URING;
	fill_header((void *)asked.s->record, asked.task, event);
	let_wait(&asked, event);
	return 0;
}

/* The file that a request opened or was given by descriptor, and so no path claimed; or NULL. */
static __always_inline struct file *file_had(struct asked *asked, s32 result)
{
	switch (get(asked->request, opcode)) {
	case URING_FTRUNCATE:
	case URING_FSETXATTR:
		return get(asked->request, file);
	case URING_OPENAT:
	case URING_OPENAT2:
		/* A direct descriptor is a place in the ring's own table. */
		if (result >= 0 && !get(as(io_open, asked->request), file_slot))
			return file_of_fd(asked->task, result);
	}
	return NULL;
}

/* Takes a record that waited back into the scratch; false when there is none. */
static __always_inline bool take_back(struct asked *asked, s32 result)
{
	struct vigil_header *header = (void *)asked->s->record;
	u64 key = (u64)asked->request;
	struct waiting *waiting = bpf_map_lookup_elem(&requests, &key);

	if (!waiting)
		return false;
	bpf_probe_read_kernel(asked->s->record, WAITING_BYTES_MAX, waiting);
	bpf_map_delete_elem(&requests, &key);
	asked->s->length = header->len & (WAITING_BYTES_MAX * 2 - 1);
	asked->s->flags = header->flags;
	header->ts = bpf_ktime_get_boot_ns();
	header->retval = result;
	return true;
}

/* Both open and setxattr records are told the file itself where there is one. */
static __always_inline void tell_file(struct scratch *s, struct vigil_file *f, struct file *file)
{
	__builtin_memset(&f->base, 0, sizeof(f->base));
	s->flags &= ~VIGIL_FLAG_PATH_CLAIMED;
	fill_file(s, f, file);
}

static __always_inline bool finish_open(struct asked *asked, s32 result)
{
	struct vigil_open *r = (void *)asked->s->record;
	struct file *file = file_had(asked, result);

	if (!file)
		key_from_record(asked->s, r->file.path.off, r->file.path.len);
	if (!open_numbers_approved(r, file) &&
	    !(file ? file_approved(asked->s, file, VIGIL_EVENT_OPEN) :
		     claim_approved(asked->s, VIGIL_EVENT_OPEN)))
		return false;
	if (file)
		tell_file(asked->s, &r->file, file);
	return true;
}

static __always_inline bool finish_setxattr(struct asked *asked, s32 result)
{
	struct vigil_setxattr *r = (void *)asked->s->record;
	struct file *file = file_had(asked, result);

	if (!file)
		return true;
	if (!accepts_all(VIGIL_EVENT_SETXATTR) &&
	    !file_approved(asked->s, file, VIGIL_EVENT_SETXATTR))
		return false;
	tell_file(asked->s, &r->file, file);
	return true;
}

static __always_inline bool splice_made(struct asked *asked, s32 result)
{
	struct io_splice *splice = as(io_splice, asked->request);
	struct file *from = NULL;

	if (!(get(splice, flags) & SPLICE_IN_IS_FIXED))
		from = file_of_fd(asked->task, get(splice, splice_fd_in));
	return begin_splice(asked->s, from, get(asked->request, file), result) != NULL;
}

/* Of a connection accepted to a direct descriptor the socket is in the ring's own table. */
static __always_inline bool accept_made(struct asked *asked, s32 result)
{
	bool listens = result < 0 || get(as(io_accept, asked->request), file_slot);
	struct sock *sock = sock_of(listens ? get(asked->request, file) :
					      file_of_fd(asked->task, result));
	struct vigil_accept *r;

	if (!sock)
		return false;
	if (!listens)
		note_accepted(sock);
	if (!any_wanted(EVENT_BIT(ACCEPT)))
		return false;
	r = begin(asked->s, vigil_accept);
	if (listens)
		r->addr.family = get(sock, __sk_common.skc_family);
	else
		address_of(&r->addr, sock);
	return true;
}

static __always_inline void socket_made(struct asked *asked)
{
	struct vigil_socket *r = begin(asked->s, vigil_socket);
	struct io_socket *socket = as(io_socket, asked->request);

	r->domain = get(socket, domain);
	r->type = get(socket, type) & SOCKET_TYPE_BITS;
	r->protocol = get(socket, protocol);
}

/* Of a refused bind the socket has no address, and what was asked for is gone. */
static __always_inline bool bind_made(struct asked *asked)
{
	struct sock *sock = sock_of(get(asked->request, file));
	struct vigil_bind *r;

	if (!sock)
		return false;
	r = begin(asked->s, vigil_bind);
	r->protocol = get(sock, sk_protocol);
	own_address_of(&r->addr, sock);
	return true;
}

static __always_inline bool make_whole(struct asked *asked, u32 event, s32 result)
{
	struct vigil_header *header = (void *)asked->s->record;
	bool made = true;

	switch (event) {
	case VIGIL_EVENT_CONNECT:
		made = begin_connect(asked->s, get(asked->request, file)) != NULL;
		break;
	case VIGIL_EVENT_SPLICE:
		made = splice_made(asked, result);
		break;
	case VIGIL_EVENT_ACCEPT:
		made = accept_made(asked, result);
		break;
	case VIGIL_EVENT_BIND:
		made = bind_made(asked);
		break;
	default:
		socket_made(asked);
	}
	if (!made)
		return false;
	asked->s->flags |= VIGIL_FLAG_IO_URING;
	fill_header(header, asked->task, event);
	header->retval = result;
	return true;
}

static __always_inline bool finish_request(struct asked *asked, u32 event, s32 result)
{
	if (WHOLE_AT_END >> event & 1)
		return make_whole(asked, event, result);
	if (!take_back(asked, result))
		return false;
	if (event == VIGIL_EVENT_OPEN && !finish_open(asked, result)) {
		count_rejected(event);
		return false;
	}
	if (event == VIGIL_EVENT_SETXATTR && !finish_setxattr(asked, result)) {
		count_rejected(event);
		return false;
	}
	return true;
}

TRACED("tp_btf/io_uring_complete", uring_completed)
{
	struct io_kiocb *request = as(io_kiocb, ctx[1]);
	struct asked asked = { .s = cpu_scratch(), .request = request };
	u64 key = (u64)request;
	u32 event;
	s32 result;

	if (!request || !asked.s) /* a completion that belongs to no request */
		return 0;
	event = event_asked(request);
	if (!event)
		return 0;
	result = get(request, cqe.res);
	if (result < 0 && result != -EACCES && result != -EPERM && result != -EINPROGRESS) {
		bpf_map_delete_elem(&requests, &key);
		return 0;
	}
	asked.task = asker_of(request);
	if (is_own_process(get(asked.task, tgid)) || !finish_request(&asked, event, result))
		return 0;
	submit(asked.s, event);
	return 0;
}
