// SPDX-License-Identifier: Apache-2.0
#include "trace_call.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define X32_BIT 0x40000000u
#define PROGRAM_MAX 1024 /* instructions; the kernel takes 4096 */
#define CALL_INSTRUCTIONS_MAX 5
#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)

#define FILE_EVENTS                                                                  \
	(EVENT_BIT(OPEN) | EVENT_BIT(UNLINK) | EVENT_BIT(RMDIR) | EVENT_BIT(RENAME) | \
	 EVENT_BIT(CHMOD) | EVENT_BIT(CHOWN) | EVENT_BIT(LINK) | EVENT_BIT(MKDIR))
#define CREDENTIAL_EVENTS (EVENT_BIT(SETUID) | EVENT_BIT(SETGID) | EVENT_BIT(CAPSET))
#define OTHER_EVENTS                                                                    \
	(EVENT_BIT(CONNECT) | EVENT_BIT(BIND) | EVENT_BIT(PTRACE) | EVENT_BIT(UNSHARE) | \
	 EVENT_BIT(SETNS))
#define TRACED_EVENTS (FILE_EVENTS | CREDENTIAL_EVENTS | OTHER_EVENTS)

struct program {
	struct sock_filter code[PROGRAM_MAX];
	uint32_t length;
};

static bool is_traced(const struct call *call)
{
	return call->event && call->event < VIGIL_EVENT_MAX && TRACED_EVENTS >> call->event & 1;
}

const struct call *traced_call(uint32_t arch, uint64_t number)
{
	const struct call *table = arch == AUDIT_ARCH_I386 ? compat_calls : native_calls;

	if (arch == AUDIT_ARCH_X86_64)
		number &= ~(uint64_t)X32_BIT;
	else if (arch != AUDIT_ARCH_I386)
		return NULL;
	return number < SYSCALLS_MAX && is_traced(&table[number]) ? &table[number] : NULL;
}

static void add(struct program *program, struct sock_filter instruction)
{
	program->code[program->length++] = instruction;
}

static void add_load(struct program *program, size_t offset)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void add_return(struct program *program, uint32_t action)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

/* Low half of an argument, counted from 1. Both tables are of little-endian machines. */
static size_t argument(uint8_t index)
{
	return offsetof(struct seccomp_data, args) + (index - 1) * sizeof(uint64_t);
}

static void add_call(struct program *program, const struct call *call, uint32_t number, bool reads)
{
	bool by_flags = call->kind == CALL_RETURNS_FD && call->flags && !reads;
	bool by_operation = call->kind == CALL_SOCKET;

	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0,
						  by_flags || by_operation ? 4 : 1));
	if (by_flags) {
		add_load(program, argument(call->flags));
		add(program,
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, WRITING, 1, 0));
		add_return(program, SECCOMP_RET_ALLOW);
	} else if (by_operation) { /* bind and connect: 2 and 3 */
		add_load(program, argument(1));
		add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 2, 1, 0));
		add_return(program, SECCOMP_RET_ALLOW);
	}
	add_return(program, SECCOMP_RET_TRACE);
}

static void add_table(struct program *program, const struct call *table, bool reads)
{
	for (uint32_t number = 0; number < SYSCALLS_MAX; number++)
		if (is_traced(&table[number]))
			add_call(program, &table[number], number, reads);
	add_return(program, SECCOMP_RET_ALLOW);
}

static void build(struct program *program, bool reads)
{
	uint32_t over;

	_Static_assert(CALL_INSTRUCTIONS_MAX * (84 + 100) + 16 <= PROGRAM_MAX,
		       "both tables fit, were all their calls traced");
	add_load(program, offsetof(struct seccomp_data, arch));
	add(program,
	    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
	over = program->length;
	add(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
	add_load(program, offsetof(struct seccomp_data, nr));
	add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~X32_BIT));
	add_table(program, native_calls, reads);
	program->code[over].k = program->length - over - 1;
	add_load(program, offsetof(struct seccomp_data, arch));
	add(program,
	    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0));
	add_return(program, SECCOMP_RET_ALLOW);
	add_load(program, offsetof(struct seccomp_data, nr));
	add_table(program, compat_calls, reads);
}

bool needs_no_new_privs(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];
	unsigned long long caps = 0;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "CapEff:", 7))
			caps = strtoull(line + 7, NULL, 16);
	if (file)
		fclose(file);
	return !(caps >> CAP_SYS_ADMIN & 1);
}

int install_filter(bool reads)
{
	static struct program program;
	struct sock_fprog filter;

	program.length = 0;
	build(&program, reads);
	filter = (struct sock_fprog){ .len = program.length, .filter = program.code };
	if (needs_no_new_privs() && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return errno;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) ? errno : 0;
}
