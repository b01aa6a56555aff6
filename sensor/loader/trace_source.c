// SPDX-License-Identifier: Apache-2.0
#include "trace_source.h"

#include <stdlib.h>

#include "host.h"
#include "sink.h"
#include "trace_event.h"

/*
 * One row an event type that rules are about, and fork. What is seen in part or as claimed is said
 * too: this is the weaker tier.
 */
static const struct row {
	const char *event;
	bool seen;
	const char *why;
} rows[] = {
	{ "exec", true, "" },
	{ "fork", true, "" },
	{ "exit", true, "as whom the process last acted" },
	{ "open", true, "only opens that write, create or truncate" },
	{ "connect", true, "the address is claimed while the connection is under way" },
	{ "bind", true, "" },
	{ "unlink", true, "paths are claimed" },
	{ "rmdir", true, "paths are claimed" },
	{ "rename", true, "paths are claimed" },
	{ "link", true, "paths are claimed" },
	{ "mkdir", true, "paths are claimed" },
	{ "chmod", true, "paths are claimed, but for descriptors" },
	{ "chown", true, "paths are claimed, but for descriptors" },
	{ "setuid", true, "" },
	{ "setgid", true, "" },
	{ "capset", true, "" },
	{ "ptrace", true, "what is traced cannot trace: such calls fail" },
	{ "unshare", true, "" },
	{ "setns", true, "a call that names no kind has no flags" },
	{ "dns", false, "" },
	{ "failed_dns", false, "" },
	{ "imds", false, "" },
	{ "packet", false, "" },
	{ "network_flow_monitor", false, "" },
	{ "accept", false, "" },
	{ "socket", false, "" },
	{ "setsockopt", false, "" },
	{ "chdir", false, "" },
	{ "utimes", false, "" },
	{ "setxattr", false, "" },
	{ "removexattr", false, "" },
	{ "mount", false, "" },
	{ "splice", false, "" },
	{ "mmap", false, "" },
	{ "mprotect", false, "" },
	{ "bpf", false, "" },
	{ "signal", false, "" },
	{ "prctl", false, "" },
	{ "setrlimit", false, "" },
	{ "sysctl", false, "" },
	{ "cgroup_write", false, "" },
	{ "capabilities", false, "" },
	{ "load_module", false, "" },
	{ "unload_module", false, "" },
	{ "selinux", false, "" },
	{ "memfd_create", false, "" },
	{ "memfd_seal", false, "" },
	{ "pivot_root", false, "" },
	{ "perf_event_open", false, "" },
	{ "userfaultfd", false, "" },
	{ "io_uring_setup", false, "" },
	{ "kexec", false, "" },
};

static const char *const blind_spots[] = {
	"processes that the command did not start",
	"requests through io_uring",
	"calls that a process's own seccomp filter answers by notification",
	"what a process of another user does, without CAP_SYS_PTRACE, but for what it says itself",
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))
#define BLIND_SPOTS (sizeof(blind_spots) / sizeof(blind_spots[0]))

static bool sees_reads;
static bool privileges_dropped;

void describe_trace(bool reads, bool no_new_privs)
{
	sees_reads = reads;
	privileges_dropped = no_new_privs;
}

static const char *why(const struct row *row)
{
	if (sees_reads && !__builtin_strcmp(row->event, "open"))
		return "";
	if (privileges_dropped && !__builtin_strcmp(row->event, "exec"))
		return "set-id programs gain nothing: no_new_privs is set";
	return row->seen || row->why[0] ? row->why
					: "not traced: this tier needs no eBPF and sees less";
}

static void print_hook(FILE *out, const char *name, bool attached, const char *because)
{
	fputs("{\"name\":", out);
	json_string(out, name);
	fprintf(out, ",\"attached\":%s,\"why\":", attached ? "true" : "false");
	json_string(out, because);
	fputc('}', out);
}

static void print_hooks_of_trace(FILE *out)
{
	char name[64];

	fputc('[', out);
	for (size_t i = 0; i < ROWS; i++) {
		snprintf(name, sizeof(name), "trace/%s", rows[i].event);
		print_hook(out, name, rows[i].seen, why(&rows[i]));
		fputc(',', out);
	}
	for (size_t i = 0; i < BLIND_SPOTS; i++) {
		print_hook(out, "trace/blind spot", false, blind_spots[i]);
		fputc(i + 1 < BLIND_SPOTS ? ',' : ']', out);
	}
}

static bool send_process(struct sink *sink, const struct thread *thread)
{
	static struct draft draft;
	struct vigil_snapshot *r = begin_draft(&draft, sizeof(*r));
	struct actor now = thread->actor;

	if (!read_identity(now.tid, &now.who)) /* gone meanwhile */
		return true;
	read_setting(now.tid, &now.setting); /* the copy may be of a moment of change */
	fill_process(&draft, &r->process, &now.who, thread->parent_start);
	r->process.exec_ts = thread->exec_ts;
	draft.flags |= VIGIL_FLAG_FROM_SNAPSHOT;
	end_draft(&draft, VIGIL_EVENT_SNAPSHOT, &now, 0);
	return send_all(sink, draft.bytes, draft.length);
}

static bool send_processes(struct sink *sink, uint32_t *count)
{
	struct thread *copies;
	size_t processes = list_processes(&copies);
	bool sent = true;

	for (size_t i = 0; sent && i < processes; i++) {
		sent = send_process(sink, &copies[i]);
		*count += sent;
	}
	free(copies);
	return sent;
}

const struct source trace_source = {
	.print_hooks = print_hooks_of_trace,
	.send_snapshot = send_processes,
	.read_counters = read_event_counters,
};
