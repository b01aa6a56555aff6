/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one program that runs at the exit of every system call of the machine, so each check must
 * be cheaper than what follows it: bitmap of watched calls, result, row of the table, open's
 * filter; then a jump to the event's handler.
 */
#include "../lib/syscall.h"

int open_exit(u64 *ctx);
int unlink_exit(u64 *ctx);
int rename_exit(u64 *ctx);
int chmod_exit(u64 *ctx);
int chown_exit(u64 *ctx);
int link_exit(u64 *ctx);
int mkdir_exit(u64 *ctx);
int rmdir_exit(u64 *ctx);
int utimes_exit(u64 *ctx);
int setxattr_exit(u64 *ctx);
int removexattr_exit(u64 *ctx);
int chdir_exit(u64 *ctx);
int mmap_exit(u64 *ctx);
int splice_exit(u64 *ctx);
int mprotect_exit(u64 *ctx);
int mount_exit(u64 *ctx);
int connect_exit(u64 *ctx);
int socket_exit(u64 *ctx);
int bind_exit(u64 *ctx);
int accept_exit(u64 *ctx);
int setsockopt_exit(u64 *ctx);
int setuid_exit(u64 *ctx);
int setgid_exit(u64 *ctx);
int capset_exit(u64 *ctx);
int prctl_exit(u64 *ctx);
int signal_exit(u64 *ctx);
int ptrace_exit(u64 *ctx);
int setrlimit_exit(u64 *ctx);
int unshare_exit(u64 *ctx);
int setns_exit(u64 *ctx);
int bpf_exit(u64 *ctx);
int load_module_exit(u64 *ctx);
int unload_module_exit(u64 *ctx);
int selinux_exit(u64 *ctx);
int memfd_create_exit(u64 *ctx);
int memfd_seal_exit(u64 *ctx);
int pivot_root_exit(u64 *ctx);
int perf_event_open_exit(u64 *ctx);
int userfaultfd_exit(u64 *ctx);
int io_uring_setup_exit(u64 *ctx);
int kexec_exit(u64 *ctx);

/* Handlers by event id. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, VIGIL_EVENT_MAX);
	__uint(key_size, sizeof(u32));
	__array(values, int(void *));
} handlers SEC(".maps") = {
	.values = {
		[VIGIL_EVENT_OPEN] = (void *)&open_exit,
		[VIGIL_EVENT_UNLINK] = (void *)&unlink_exit,
		[VIGIL_EVENT_RENAME] = (void *)&rename_exit,
		[VIGIL_EVENT_CHMOD] = (void *)&chmod_exit,
		[VIGIL_EVENT_CHOWN] = (void *)&chown_exit,
		[VIGIL_EVENT_LINK] = (void *)&link_exit,
		[VIGIL_EVENT_MKDIR] = (void *)&mkdir_exit,
		[VIGIL_EVENT_CONNECT] = (void *)&connect_exit,
		[VIGIL_EVENT_SOCKET] = (void *)&socket_exit,
		[VIGIL_EVENT_BIND] = (void *)&bind_exit,
		[VIGIL_EVENT_ACCEPT] = (void *)&accept_exit,
		[VIGIL_EVENT_SETSOCKOPT] = (void *)&setsockopt_exit,
		[VIGIL_EVENT_SETUID] = (void *)&setuid_exit,
		[VIGIL_EVENT_SETGID] = (void *)&setgid_exit,
		[VIGIL_EVENT_CAPSET] = (void *)&capset_exit,
		[VIGIL_EVENT_PRCTL] = (void *)&prctl_exit,
		[VIGIL_EVENT_SIGNAL] = (void *)&signal_exit,
		[VIGIL_EVENT_PTRACE] = (void *)&ptrace_exit,
		[VIGIL_EVENT_SETRLIMIT] = (void *)&setrlimit_exit,
		[VIGIL_EVENT_UNSHARE] = (void *)&unshare_exit,
		[VIGIL_EVENT_SETNS] = (void *)&setns_exit,
		[VIGIL_EVENT_BPF] = (void *)&bpf_exit,
		[VIGIL_EVENT_LOAD_MODULE] = (void *)&load_module_exit,
		[VIGIL_EVENT_UNLOAD_MODULE] = (void *)&unload_module_exit,
		[VIGIL_EVENT_SELINUX] = (void *)&selinux_exit,
		[VIGIL_EVENT_RMDIR] = (void *)&rmdir_exit,
		[VIGIL_EVENT_UTIMES] = (void *)&utimes_exit,
		[VIGIL_EVENT_SETXATTR] = (void *)&setxattr_exit,
		[VIGIL_EVENT_REMOVEXATTR] = (void *)&removexattr_exit,
		[VIGIL_EVENT_CHDIR] = (void *)&chdir_exit,
		[VIGIL_EVENT_MMAP] = (void *)&mmap_exit,
		[VIGIL_EVENT_MPROTECT] = (void *)&mprotect_exit,
		[VIGIL_EVENT_MOUNT] = (void *)&mount_exit,
		[VIGIL_EVENT_SPLICE] = (void *)&splice_exit,
		[VIGIL_EVENT_MEMFD_CREATE] = (void *)&memfd_create_exit,
		[VIGIL_EVENT_MEMFD_SEAL] = (void *)&memfd_seal_exit,
		[VIGIL_EVENT_PIVOT_ROOT] = (void *)&pivot_root_exit,
		[VIGIL_EVENT_PERF_EVENT_OPEN] = (void *)&perf_event_open_exit,
		[VIGIL_EVENT_USERFAULTFD] = (void *)&userfaultfd_exit,
		[VIGIL_EVENT_IO_URING_SETUP] = (void *)&io_uring_setup_exit,
		[VIGIL_EVENT_KEXEC] = (void *)&kexec_exit,
	},
};

/* Whether a call of this number, in either table, is told when it fails for any reason. */
static __always_inline bool failures_told(u32 number)
{
	return native_calls[number].failures || compat_calls[number].failures;
}

/* fcntl is called often, and with one command alone it makes an event. */
static __always_inline bool adds_seals(struct pt_regs *regs, bool compat)
{
	return (u32)(compat ? regs->cx : regs->si) == F_ADD_SEALS;
}

static __always_inline void handle(u64 *ctx, u32 event)
{
	/* A constant slot makes each tail call a direct jump. */
	switch (event) {
	case VIGIL_EVENT_OPEN:
		bpf_tail_call_static(ctx, &handlers, VIGIL_EVENT_OPEN);
		break;
	case VIGIL_EVENT_CONNECT:
		bpf_tail_call_static(ctx, &handlers, VIGIL_EVENT_CONNECT);
		break;
	default:
		bpf_tail_call(ctx, &handlers, event);
	}
}

SEC("tp_btf/sys_exit")
int syscall_exit(u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[0];
	s64 ret = ctx[1];
	u32 number = syscall_number(regs);
	struct vigil_filter *filter = filter_in_force();
	struct task_struct *task;
	const struct call *call;
	bool compat;
	u32 event;

	if (number >= SYSCALLS_MAX || !(filter->syscalls[number / 64] >> (number & 63) & 1))
		return 0;
	if (has_failed(ret) && !failures_told(number)) {
		forget_truths(); /* a hook may have run before the call failed */
		forget_verdict();
		return 0;
	}
	task = current_task();
	compat = is_compat(task);
	call = call_of(number, compat);
	if (!call)
		return 0;
	if (has_failed(ret) && !call->failures) { /* its number is another's in the other table */
		forget_truths();
		return 0;
	}
	if (call->kind == CALL_FCNTL && !adds_seals(regs, compat))
		return 0;
	if (call->kind == CALL_SOCKET)
		event = event_of_socket_call((u32)regs->bx);
	else
		event = event_of(call, regs->dx); /* unlinkat's flags, in both tables */
	if (!(filter->handled >> (event & (VIGIL_EVENT_MAX - 1)) & 1) &&
	    !(event == VIGIL_EVENT_PRCTL && is_sensor(get(task, tgid))))
		return 0; /* the sensor's own prctl is its canary, wanted or not */
	if (event == VIGIL_EVENT_OPEN &&
	    !open_possible(filter, call, task, regs, ret, compat)) {
		count_rejected(VIGIL_EVENT_OPEN);
		return 0;
	}
	handle(ctx, event);
	return 0;
}
