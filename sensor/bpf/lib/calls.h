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
	__u8 value; /* what else the event tells: times, name of an attribute, length, other end */
	__u8 kind; /* enum call_kind */
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
	CALL_SOCKET, /* all arguments but the number of the operation are in memory (socketcall) */
};

/* Values of the kernel's user interface, the same in both tables; its headers clash with ours. */
#define O_WRONLY 01
#define O_CREAT 0100
#define O_TRUNC 01000
#define AT_FDCWD (-100)
#define AT_REMOVEDIR 0x200
#define OPEN_TREE_CLONE 1
#define AT_EMPTY_PATH 0x1000

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
#define CONNECT CALL(CONNECT, .fd = 1, .path = 2)
#define SOCKET_CALL CALL(CONNECT, .kind = CALL_SOCKET, .fd = 1, .path = 2)

/* Numbers: arch/x86/entry/syscalls/syscall_64.tbl of the kernel's source. */
static const struct call native_calls[SYSCALLS_MAX] = {
	[2] = OPEN_PATH,
	[9] = MMAP(),
	[10] = MPROTECT,
	[40] = SENDFILE,
	[42] = CONNECT,
	[76] = TRUNCATE,
	[77] = TRUNCATE_FD,
	[80] = CHDIR,
	[81] = CHDIR_FD,
	[82] = RENAME,
	[83] = MKDIR,
	[84] = RMDIR,
	[85] = CREAT,
	[86] = LINK,
	[87] = UNLINK,
	[88] = SYMLINK,
	[90] = CHMOD,
	[91] = CHMOD_FD,
	[92] = CHOWN,
	[93] = CHOWN_FD,
	[94] = CHOWN, /* lchown */
	[132] = UTIME,
	[165] = MOUNT,
	[188] = SETXATTR,
	[189] = SETXATTR, /* lsetxattr */
	[190] = SETXATTR_FD,
	[197] = REMOVEXATTR,
	[198] = REMOVEXATTR, /* lremovexattr */
	[199] = REMOVEXATTR_FD,
	[235] = UTIMES,
	[257] = OPEN_AT,
	[258] = MKDIR_AT,
	[260] = CHOWN_AT,
	[261] = UTIMES_AT, /* futimesat */
	[263] = UNLINK_AT,
	[264] = RENAME_AT,
	[265] = LINK_AT,
	[266] = SYMLINK_AT,
	[268] = CHMOD_AT,
	[275] = SPLICE,
	[280] = UTIMENS_AT(CALL_NANOSECONDS),
	[304] = OPEN_HANDLE,
	[316] = RENAME_AT, /* renameat2 */
	[329] = MPROTECT, /* pkey_mprotect */
	[428] = OPEN_TREE,
	[429] = MOVE_MOUNT,
	[432] = FSMOUNT,
	[437] = OPEN_HOW,
	[452] = CHMOD_AT2,
	[463] = SETXATTR_AT,
	[466] = REMOVEXATTR_AT,
	[467] = OPEN_TREE, /* open_tree_attr */
};

/* Numbers: arch/x86/entry/syscalls/syscall_32.tbl of the kernel's source. */
static const struct call compat_calls[SYSCALLS_MAX] = {
	[5] = OPEN_PATH,
	[8] = CREAT,
	[9] = LINK,
	[10] = UNLINK,
	[12] = CHDIR,
	[15] = CHMOD,
	[16] = CHOWN, /* lchown16 */
	[21] = MOUNT,
	[30] = UTIME,
	[38] = RENAME,
	[39] = MKDIR,
	[40] = RMDIR,
	[83] = SYMLINK,
	[90] = MMAP(.kind = CALL_ARRAY),
	[92] = TRUNCATE,
	[93] = TRUNCATE_FD,
	[94] = CHMOD_FD,
	[95] = CHOWN_FD, /* fchown16 */
	[102] = SOCKET_CALL,
	[125] = MPROTECT,
	[133] = CHDIR_FD,
	[182] = CHOWN, /* chown16 */
	[187] = SENDFILE,
	[192] = MMAP(.kind = CALL_PAGES), /* mmap2 */
	[193] = TRUNCATE, /* truncate64 */
	[194] = TRUNCATE_FD, /* ftruncate64 */
	[198] = CHOWN, /* lchown32 */
	[207] = CHOWN_FD, /* fchown32 */
	[212] = CHOWN, /* chown32 */
	[226] = SETXATTR,
	[227] = SETXATTR, /* lsetxattr */
	[228] = SETXATTR_FD,
	[235] = REMOVEXATTR,
	[236] = REMOVEXATTR, /* lremovexattr */
	[237] = REMOVEXATTR_FD,
	[239] = SENDFILE, /* sendfile64 */
	[271] = UTIMES,
	[295] = OPEN_AT,
	[296] = MKDIR_AT,
	[298] = CHOWN_AT,
	[299] = UTIMES_AT, /* futimesat */
	[301] = UNLINK_AT,
	[302] = RENAME_AT,
	[303] = LINK_AT,
	[304] = SYMLINK_AT,
	[306] = CHMOD_AT,
	[313] = SPLICE,
	[320] = UTIMENS_AT(CALL_NANOSECONDS),
	[342] = OPEN_HANDLE,
	[353] = RENAME_AT, /* renameat2 */
	[362] = CONNECT,
	[380] = MPROTECT, /* pkey_mprotect */
	[412] = UTIMENS_AT(CALL_NANOSECONDS_64),
	[428] = OPEN_TREE,
	[429] = MOVE_MOUNT,
	[432] = FSMOUNT,
	[437] = OPEN_HOW,
	[452] = CHMOD_AT2,
	[463] = SETXATTR_AT,
	[466] = REMOVEXATTR_AT,
	[467] = OPEN_TREE, /* open_tree_attr */
};

/* The event of a call, which for one of them its flags decide. */
static inline __attribute__((always_inline)) __u32 event_of(const struct call *call, __u64 flags)
{
	if (call->kind == CALL_UNLINK_AT && flags & AT_REMOVEDIR)
		return VIGIL_EVENT_RMDIR;
	return call->event;
}

#endif
