// SPDX-License-Identifier: Apache-2.0
/*
 * uring [-worker] CALL PATH [PATH2]: makes one call through io_uring, without a system call of its
 * own, and prints `pid result`. CALL: mkdir, open, rename, link, symlink, unlink, rmdir. With
 * -worker a worker thread of the kernel's makes it, else the one that submits.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTRIES 2
#define RING_BYTES 4096
#define OPENED_MODE 0600

/* Operation numbers, since linux/io_uring.h of an old system lacks the later ones. */
enum { OP_OPENAT = 18, OP_RENAMEAT = 35, OP_UNLINKAT = 36, OP_MKDIRAT = 37, OP_SYMLINKAT = 38, OP_LINKAT = 39 };

static int prepare(struct io_uring_sqe *sqe, const char *call, char **paths)
{
	sqe->fd = AT_FDCWD;
	sqe->addr = (unsigned long)paths[0];
	if (!strcmp(call, "mkdir")) {
		sqe->opcode = OP_MKDIRAT;
		sqe->len = 0750;
	} else if (!strcmp(call, "open")) {
		sqe->opcode = OP_OPENAT;
		sqe->open_flags = O_CREAT | O_RDWR;
		sqe->len = OPENED_MODE;
	} else if (!strcmp(call, "unlink") || !strcmp(call, "rmdir")) {
		sqe->opcode = OP_UNLINKAT;
		sqe->unlink_flags = call[0] == 'r' ? AT_REMOVEDIR : 0;
	} else {
		sqe->opcode = call[0] == 'r' ? OP_RENAMEAT : call[0] == 'l' ? OP_LINKAT : OP_SYMLINKAT;
		sqe->addr2 = (unsigned long)paths[1];
		if (sqe->opcode != OP_SYMLINKAT)
			sqe->len = AT_FDCWD;
		return paths[1] != NULL;
	}
	return 1;
}

int main(int argc, char **argv)
{
	struct io_uring_params params = {};
	int worker = argc > 1 && !strcmp(argv[1], "-worker");
	int fd = syscall(SYS_io_uring_setup, ENTRIES, &params);
	unsigned char *ring, *answers;
	struct io_uring_sqe *sqe;
	unsigned int *tail, *array;
	struct io_uring_cqe *cqe;

	if (argc < 3 + worker || fd < 0) {
		printf("%d %d\n", getpid(), -errno);
		return 2;
	}
	ring = mmap(NULL, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQ_RING);
	answers = mmap(NULL, RING_BYTES, PROT_READ, MAP_SHARED, fd, IORING_OFF_CQ_RING);
	sqe = mmap(NULL, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQES);
	if (ring == MAP_FAILED || answers == MAP_FAILED || (void *)sqe == MAP_FAILED)
		return 3;
	if (!prepare(sqe, argv[1 + worker], argv + 2 + worker))
		return 2;
	sqe->flags = worker ? IOSQE_ASYNC : 0;
	tail = (unsigned int *)(ring + params.sq_off.tail);
	array = (unsigned int *)(ring + params.sq_off.array);
	array[0] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
	cqe = (struct io_uring_cqe *)(answers + params.cq_off.cqes);
	printf("%d %d\n", getpid(), cqe->res);
	return 0;
}
