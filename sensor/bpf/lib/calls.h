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
	__u8 pid, value; /* process named by number; signal, request or resource */
	__u8 kind; /* enum call_kind */
	__u32 flags_const; /* flags the call implies */
};

enum call_kind {
	CALL_PLAIN,
	CALL_RETURNS_FD, /* the file is that of the descriptor returned */
	CALL_OPEN_HOW, /* as above, with flags and mode in the struct open_how that flags points to
			*/
	CALL_SYMLINK, /* path is what the link says, not a file */
	CALL_OF_THREAD, /* pid is that of a thread, and of its own process it makes no event */
	CALL_OF_PIDFD, /* pid is a descriptor of a process */
	CALL_SOCKET, /* all arguments but the number of the operation are in memory (socketcall) */
};

/* Values of the kernel's user interface, the same in both tables; its headers clash with ours. */
#define O_WRONLY 01
#define O_CREAT 0100
#define O_TRUNC 01000
#define AT_FDCWD (-100)
#define AT_REMOVEDIR 0x200
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
#define UNLINK CALL(UNLINK, .path = 1)
#define RMDIR CALL(UNLINK, .path = 1, .flags_const = AT_REMOVEDIR)
#define UNLINK_AT CALL(UNLINK, .dir = 1, .path = 2, .flags = 3)
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
#define CONNECT CALL(CONNECT, .fd = 1, .path = 2)
#define SOCKET_CALL CALL(CONNECT, .kind = CALL_SOCKET, .fd = 1, .path = 2)

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
#define UNSHARE CALL(UNSHARE, .flags = 1)
#define SETNS CALL(SETNS, .fd = 1, .flags = 2)

/* Numbers: arch/x86/entry/syscalls/syscall_64.tbl of the kernel's source. */
static const struct call native_calls[SYSCALLS_MAX] = {
	[2] = OPEN_PATH,     [42] = CONNECT,	[76] = TRUNCATE,    [82] = RENAME,
	[83] = MKDIR,	     [84] = RMDIR,	[85] = CREAT,	    [86] = LINK,
	[87] = UNLINK,	     [88] = SYMLINK,	[90] = CHMOD,	    [91] = CHMOD_FD,
	[92] = CHOWN,	     [93] = CHOWN_FD,	[94] = CHOWN, /* lchown */
	[257] = OPEN_AT,     [258] = MKDIR_AT,	[260] = CHOWN_AT,   [263] = UNLINK_AT,
	[264] = RENAME_AT,   [265] = LINK_AT,	[266] = SYMLINK_AT, [268] = CHMOD_AT,
	[304] = OPEN_HANDLE, [316] = RENAME_AT, /* renameat2 */
	[437] = OPEN_HOW,    [452] = CHMOD_AT2,

	[62] = KILL,	     [101] = PTRACE,	[105] = SETUID,
	[106] = SETGID,	     [113] = SETUID,	[114] = SETGID, /* setreuid, setregid */
	[117] = SETUID,	     [119] = SETGID, /* setresuid, setresgid */
	[122] = SETUID,	     [123] = SETGID, /* setfsuid, setfsgid */
	[126] = CAPSET,	     [129] = KILL, /* rt_sigqueueinfo */
	[157] = PRCTL,	     [160] = SETRLIMIT,
	[200] = KILL_THREAD, /* tkill */
	[234] = KILL_THREAD_OF, /* tgkill */
	[272] = UNSHARE,
	[297] = KILL_THREAD_OF, /* rt_tgsigqueueinfo */
	[302] = PRLIMIT,     [308] = SETNS,	[321] = BPF,
	[424] = KILL_PIDFD,
};

/* Numbers: arch/x86/entry/syscalls/syscall_32.tbl of the kernel's source. */
static const struct call compat_calls[SYSCALLS_MAX] = {
	[5] = OPEN_PATH,     [8] = CREAT,	[9] = LINK,	    [10] = UNLINK,
	[15] = CHMOD,	     [16] = CHOWN, /* lchown16 */
	[38] = RENAME,	     [39] = MKDIR,	[40] = RMDIR,	    [83] = SYMLINK,
	[92] = TRUNCATE,     [94] = CHMOD_FD,	[95] = CHOWN_FD, /* fchown16 */
	[102] = SOCKET_CALL, [182] = CHOWN, /* chown16 */
	[193] = TRUNCATE, /* truncate64 */
	[198] = CHOWN, /* lchown32 */
	[207] = CHOWN_FD, /* fchown32 */
	[212] = CHOWN, /* chown32 */
	[295] = OPEN_AT,     [296] = MKDIR_AT,	[298] = CHOWN_AT,   [301] = UNLINK_AT,
	[302] = RENAME_AT,   [303] = LINK_AT,	[304] = SYMLINK_AT, [306] = CHMOD_AT,
	[342] = OPEN_HANDLE, [353] = RENAME_AT, /* renameat2 */
	[362] = CONNECT,     [437] = OPEN_HOW,	[452] = CHMOD_AT2,

	[26] = PTRACE,	     [37] = KILL,
	/* Those below 200 take ids of 16 bits. */
	[23] = SETUID,	     [46] = SETGID,
	[70] = SETUID,	     [71] = SETGID, /* setreuid, setregid */
	[138] = SETUID,	     [139] = SETGID, /* setfsuid, setfsgid */
	[164] = SETUID,	     [170] = SETGID, /* setresuid, setresgid */
	[203] = SETUID,	     [204] = SETGID, /* setreuid32, setregid32 */
	[208] = SETUID,	     [210] = SETGID, /* setresuid32, setresgid32 */
	[213] = SETUID,	     [214] = SETGID,
	[215] = SETUID,	     [216] = SETGID, /* setfsuid32, setfsgid32 */
	[75] = SETRLIMIT,    [172] = PRCTL,	[178] = KILL, /* rt_sigqueueinfo */
	[185] = CAPSET,
	[238] = KILL_THREAD, /* tkill */
	[270] = KILL_THREAD_OF, /* tgkill */
	[310] = UNSHARE,
	[335] = KILL_THREAD_OF, /* rt_tgsigqueueinfo */
	[340] = PRLIMIT,     [346] = SETNS,	[357] = BPF,
	[424] = KILL_PIDFD,
};

#endif
