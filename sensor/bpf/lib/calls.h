/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which system calls make an event, and where their arguments are: one row a call, for the native
 * table and for that of 32-bit programs. Argument numbers count from 1; 0 means the call has no
 * such argument.
 */
#ifndef VIGIL_CALLS_H
#define VIGIL_CALLS_H

#include "shared.h"

#ifndef __x86_64__
#error "System call tables exist for x86-64 only."
#endif

struct call {
	__u8 event; /* 0: not watched */
	__u8 fd; /* descriptor of the file itself */
	__u8 dir, path; /* base directory and path */
	__u8 dir2, path2; /* of the destination */
	__u8 flags, mode, uid, gid;
	__u8 pid; /* process named by number */
	__u8 value; /* what else the event tells: times, name of an attribute, length, other end */
	__u8 kind; /* enum call_kind */
	__u8 failures; /* 1: told whatever its result; others only when permission was missing */
	__u32 flags_const; /* flags the call implies */
};

enum call_kind {
	CALL_PLAIN,
	CALL_RETURNS_FD, /* the file is that of the descriptor returned */
	CALL_OPEN_HOW, /* as above, with flags and mode in the struct open_how that flags points to
			*/
	CALL_SYMLINK, /* path is what the link says, not a file */
	CALL_UNLINK_AT, /* removes a directory with AT_REMOVEDIR */
	CALL_SECONDS, /* value points to two times in seconds */
	CALL_MICROSECONDS, /* to two pairs of seconds and microseconds */
	CALL_NANOSECONDS, /* to two pairs of seconds and nanoseconds */
	CALL_NANOSECONDS_64, /* the same, 64 bits wide for 32-bit programs too */
	CALL_PAGES, /* the offset counts pages */
	CALL_ARRAY, /* all arguments are in an array that the first one points to */
	CALL_OPEN_TREE, /* makes a mount with OPEN_TREE_CLONE */
	CALL_MOVE_MOUNT,
	CALL_OF_THREAD, /* pid is that of a thread, and of its own process it makes no event */
	CALL_OF_PIDFD, /* pid is a descriptor of a process */
	CALL_SOCKET, /* socketcall: an operation, and its arguments in an array */
	CALL_VECTOR, /* path points to an array of address and length */
	CALL_FCNTL, /* only with F_ADD_SEALS */
};

/* Values of the kernel's user interface, the same in both tables; its headers clash with ours. */
#define O_WRONLY 01
#define O_CREAT 0100
#define O_TRUNC 01000
#define AT_FDCWD (-100)
#define AT_REMOVEDIR 0x200
#define OPEN_TREE_CLONE 1
#define AT_EMPTY_PATH 0x1000
#define F_ADD_SEALS 1033

#define CALL(name, ...)                                  \
	{                                                \
		.event = VIGIL_EVENT_##name, __VA_ARGS__ \
	}
#define OPEN(...) CALL(OPEN, .kind = CALL_RETURNS_FD, __VA_ARGS__)
#define OPEN_PATH OPEN(.path = 1, .flags = 2, .mode = 3)
#define OPEN_AT OPEN(.dir = 1, .path = 2, .flags = 3, .mode = 4)
#define OPEN_HANDLE OPEN(.flags = 3)
#define OPEN_HOW CALL(OPEN, .kind = CALL_OPEN_HOW, .dir = 1, .path = 2, .flags = 3)
#define CREAT OPEN(.path = 1, .mode = 2, .flags_const = O_CREAT | O_WRONLY | O_TRUNC)
#define TRUNCATE CALL(OPEN, .path = 1, .flags_const = O_WRONLY | O_TRUNC)
#define TRUNCATE_FD CALL(OPEN, .fd = 1, .flags_const = O_WRONLY | O_TRUNC)
#define UNLINK CALL(UNLINK, .path = 1)
#define UNLINK_AT CALL(UNLINK, .kind = CALL_UNLINK_AT, .dir = 1, .path = 2, .flags = 3)
#define RMDIR CALL(RMDIR, .path = 1)
#define RENAME CALL(RENAME, .path = 1, .path2 = 2)
#define RENAME_AT CALL(RENAME, .dir = 1, .path = 2, .dir2 = 3, .path2 = 4)
#define CHMOD CALL(CHMOD, .path = 1, .mode = 2)
#define CHMOD_FD CALL(CHMOD, .fd = 1, .mode = 2)
#define CHMOD_AT CALL(CHMOD, .dir = 1, .path = 2, .mode = 3)
#define CHMOD_AT2 CALL(CHMOD, .dir = 1, .path = 2, .mode = 3, .flags = 4)
#define CHOWN CALL(CHOWN, .path = 1, .uid = 2, .gid = 3)
#define CHOWN_FD CALL(CHOWN, .fd = 1, .uid = 2, .gid = 3)
#define CHOWN_AT CALL(CHOWN, .dir = 1, .path = 2, .uid = 3, .gid = 4, .flags = 5)
#define LINK CALL(LINK, .path = 1, .path2 = 2)
#define LINK_AT CALL(LINK, .dir = 1, .path = 2, .dir2 = 3, .path2 = 4, .flags = 5)
#define SYMLINK CALL(LINK, .kind = CALL_SYMLINK, .path = 1, .path2 = 2)
#define SYMLINK_AT CALL(LINK, .kind = CALL_SYMLINK, .path = 1, .dir2 = 2, .path2 = 3)
#define MKDIR CALL(MKDIR, .path = 1, .mode = 2)
#define MKDIR_AT CALL(MKDIR, .dir = 1, .path = 2, .mode = 3)
#define CHDIR CALL(CHDIR, .path = 1)
#define CHDIR_FD CALL(CHDIR, .fd = 1)
#define UTIME CALL(UTIMES, .kind = CALL_SECONDS, .path = 1, .value = 2)
#define UTIMES CALL(UTIMES, .kind = CALL_MICROSECONDS, .path = 1, .value = 2)
#define UTIMES_AT CALL(UTIMES, .kind = CALL_MICROSECONDS, .dir = 1, .path = 2, .value = 3)
#define UTIMENS_AT(kind_) \
	CALL(UTIMES, .kind = kind_, .dir = 1, .path = 2, .value = 3, .flags = 4)
#define SETXATTR CALL(SETXATTR, .path = 1, .value = 2)
#define SETXATTR_FD CALL(SETXATTR, .fd = 1, .value = 2)
#define SETXATTR_AT CALL(SETXATTR, .dir = 1, .path = 2, .flags = 3, .value = 4)
#define REMOVEXATTR CALL(REMOVEXATTR, .path = 1, .value = 2)
#define REMOVEXATTR_FD CALL(REMOVEXATTR, .fd = 1, .value = 2)
#define REMOVEXATTR_AT CALL(REMOVEXATTR, .dir = 1, .path = 2, .flags = 3, .value = 4)
#define SPLICE CALL(SPLICE, .fd = 1, .value = 3)
#define SENDFILE CALL(SPLICE, .fd = 2, .value = 1)
#define MMAP(...) CALL(MMAP, .value = 2, .mode = 3, .flags = 4, .fd = 5, __VA_ARGS__)
#define MPROTECT CALL(MPROTECT, .value = 2, .mode = 3)
#define MOUNT CALL(MOUNT, .path = 1, .path2 = 2, .value = 3, .flags = 4)
#define OPEN_TREE CALL(MOUNT, .kind = CALL_OPEN_TREE, .dir = 1, .path = 2, .flags = 3)
#define FSMOUNT CALL(MOUNT, .kind = CALL_RETURNS_FD)
#define MOVE_MOUNT \
	CALL(MOUNT, .kind = CALL_MOVE_MOUNT, .dir = 1, .path = 2, .dir2 = 3, .path2 = 4, .flags = 5)
#define PIVOT_ROOT CALL(PIVOT_ROOT, .path = 1, .path2 = 2, .failures = 1)
#define SOCKET CALL(SOCKET)
#define BIND CALL(BIND)
#define CONNECT CALL(CONNECT)
#define ACCEPT CALL(ACCEPT)
#define SETSOCKOPT CALL(SETSOCKOPT)
#define SOCKET_CALL CALL(CONNECT, .kind = CALL_SOCKET) /* event_of_socket_call() says which */

#define SETUID CALL(SETUID)
#define SETGID CALL(SETGID)
#define CAPSET CALL(CAPSET)
#define PRCTL CALL(PRCTL)
#define KILL CALL(SIGNAL, .pid = 1, .value = 2)
#define KILL_THREAD CALL(SIGNAL, .kind = CALL_OF_THREAD, .pid = 1, .value = 2)
#define KILL_THREAD_OF CALL(SIGNAL, .kind = CALL_OF_THREAD, .pid = 2, .value = 3)
#define KILL_PIDFD CALL(SIGNAL, .kind = CALL_OF_PIDFD, .pid = 1, .value = 2)
#define PTRACE CALL(PTRACE, .pid = 2, .value = 1)
#define SETRLIMIT CALL(SETRLIMIT, .value = 1, .path = 2)
#define PRLIMIT CALL(SETRLIMIT, .pid = 1, .value = 2, .path = 3)
#define BPF CALL(BPF, .value = 1, .path = 2)
#define INIT_MODULE CALL(LOAD_MODULE, .path = 3, .failures = 1)
#define INIT_MODULE_FD CALL(LOAD_MODULE, .fd = 1, .path = 2, .failures = 1)
#define DELETE_MODULE CALL(UNLOAD_MODULE, .path = 1, .failures = 1)
#define MEMFD_CREATE CALL(MEMFD_CREATE, .path = 1, .flags = 2, .failures = 1)
#define FCNTL CALL(MEMFD_SEAL, .kind = CALL_FCNTL, .fd = 1, .value = 3)
#define PERF_EVENT_OPEN CALL(PERF_EVENT_OPEN, .value = 1, .pid = 2, .flags = 5, .failures = 1)
#define USERFAULTFD CALL(USERFAULTFD, .flags = 1, .failures = 1)
#define IO_URING_SETUP CALL(IO_URING_SETUP, .value = 2, .failures = 1)
#define KEXEC_LOAD CALL(KEXEC, .flags = 4, .failures = 1)
#define KEXEC_FILE_LOAD CALL(KEXEC, .fd = 1, .path = 4, .flags = 5, .failures = 1)
/* Writes make no event but to files of SELinux; the loader watches them only where these are. */
#define WRITE CALL(SELINUX, .fd = 1, .path = 2, .value = 3)
#define WRITE_VECTOR CALL(SELINUX, .kind = CALL_VECTOR, .fd = 1, .path = 2, .value = 3)
#define UNSHARE CALL(UNSHARE, .flags = 1)
#define SETNS CALL(SETNS, .fd = 1, .flags = 2)

static const struct call native_calls[SYSCALLS_MAX] = {
#include "native_calls.h"
};

static const struct call compat_calls[SYSCALLS_MAX] = {
#include "compat_calls.h"
};

/* The event of a call, which for one of them its flags decide. */
static inline __attribute__((always_inline)) __u32 event_of(const struct call *call, __u64 flags)
{
	if (call->kind == CALL_UNLINK_AT && flags & AT_REMOVEDIR)
		return VIGIL_EVENT_RMDIR;
	return call->event;
}

#define SOCKET_OPERATIONS 21 /* linux/net.h */

static inline __attribute__((always_inline)) __u32 event_of_socket_call(__u64 operation)
{
	switch (operation) {
	case 1:
		return VIGIL_EVENT_SOCKET;
	case 2:
		return VIGIL_EVENT_BIND;
	case 3:
		return VIGIL_EVENT_CONNECT;
	case 5:
	case 18: /* accept4 */
		return VIGIL_EVENT_ACCEPT;
	case 14:
		return VIGIL_EVENT_SETSOCKOPT;
	default:
		return 0;
	}
}

#endif
