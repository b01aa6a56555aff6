/* SPDX-License-Identifier: Apache-2.0 */
/* One request through an io_uring of its own, by the bare system calls. */
#ifndef ACT_URING_H
#define ACT_URING_H

#include <errno.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define URING_SKIP 64 /* leave no completion on success */

/*
 * a: operation, descriptor, address, second address (or offset), length, flags, third address,
 * flags of the request. Returns its result, or that of the first call that failed.
 */
static inline long call_uring(const long *a)
{
	struct io_uring_params params = {};
	int ring = syscall(SYS_io_uring_setup, 1, &params);
	char *submitted, *completed;
	struct io_uring_sqe *sqe;
	struct io_uring_cqe *cqe;
	long done;

	if (ring < 0)
		return -errno;
	submitted = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	completed = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	sqe = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	if (submitted == MAP_FAILED || completed == MAP_FAILED || sqe == MAP_FAILED)
		return -errno;
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = a[0];
	sqe->fd = a[1];
	sqe->addr = a[2];
	sqe->off = a[3];
	sqe->len = a[4];
	sqe->open_flags = a[5];
	if (a[0] == IORING_OP_SPLICE) {
		sqe->splice_fd_in = a[6];
		sqe->off = sqe->splice_off_in = -1;
	} else {
		/* addr3, behind file_index; older headers have no name for it. */
		memcpy((char *)sqe + 48, &a[6], sizeof(long));
	}
	sqe->flags = a[7];
	*(unsigned *)(submitted + params.sq_off.array) = 0;
	__atomic_store_n((unsigned *)(submitted + params.sq_off.tail), 1, __ATOMIC_RELEASE);
	done = syscall(SYS_io_uring_enter, ring, 1, !(a[7] & URING_SKIP), IORING_ENTER_GETEVENTS,
		       NULL, 0);
	if (done < 0)
		return -errno;
	cqe = (void *)(completed + params.cq_off.cqes);
	return a[7] & URING_SKIP ? 0 : cqe->res;
}

#endif
