// SPDX-License-Identifier: Apache-2.0
#include "probe.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host.h"
#include "kernel_types.h"
#include "trace.h"

#define WHY_BYTES 120

enum need { FOR_BASE, FOR_DNS, FOR_TRUTH, FOR_LATER };

struct trial {
	const char *name;
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	const char *target; /* kernel type or function the program attaches to */
	enum need need;
	const char *blind; /* what is not seen without it */
	bool ok;
	char why[WHY_BYTES];
};

#define TRACEPOINT(event, need, blind)                                                        \
	{                                                                                     \
		"tp_btf/" event, BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, "btf_trace_" event, \
			need, blind, false, ""                                                \
	}
#define CGROUP(name, type, attach, blind)                                                        \
	{                                                                                        \
		name, BPF_PROG_TYPE_##type, BPF_CGROUP_##attach, NULL, FOR_DNS, blind, false, "" \
	}

#define NO_QUESTIONS "DNS questions are not seen."
#define NO_ANSWERS "DNS answers are not seen."
#define NO_ASKER "The process that asked a DNS question is not known."

static struct trial trials[] = {
	TRACEPOINT("sched_process_exec", FOR_BASE, "Program starts are not seen."),
	TRACEPOINT("sched_process_fork", FOR_BASE, "New processes are not seen."),
	TRACEPOINT("sched_process_exit", FOR_BASE, "Ends of processes are not seen."),
	TRACEPOINT("sys_exit", FOR_BASE, "File and connect events are not seen."),
	{ "iter/task", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "bpf_iter_task", FOR_BASE,
	  "Processes that run already are not known.", false, "" },
	CGROUP("cgroup_skb/egress", CGROUP_SKB, INET_EGRESS, NO_QUESTIONS),
	CGROUP("cgroup_skb/ingress", CGROUP_SKB, INET_INGRESS, NO_ANSWERS),
	CGROUP("cgroup/connect4", CGROUP_SOCK_ADDR, INET4_CONNECT, NO_ASKER),
	CGROUP("cgroup/connect6", CGROUP_SOCK_ADDR, INET6_CONNECT, NO_ASKER),
	CGROUP("cgroup/sendmsg4", CGROUP_SOCK_ADDR, UDP4_SENDMSG, NO_ASKER),
	CGROUP("cgroup/sendmsg6", CGROUP_SOCK_ADDR, UDP6_SENDMSG, NO_ASKER),
	CGROUP("cgroup/sysctl", CGROUP_SYSCTL, SYSCTL,
	       "Reads and writes of kernel parameters are not seen."),
	TRACEPOINT("cap_capable", FOR_LATER, "Uses of capabilities are not seen."),
	TRACEPOINT("signal_generate", FOR_LATER, ""),
	TRACEPOINT("cgroup_mkdir", FOR_LATER, ""),
	TRACEPOINT("module_load", FOR_LATER,
		   "The true names of kernel modules are not known (this kernel loads none)."),
	TRACEPOINT("io_uring_submit_req", FOR_LATER,
		   "Connections made through io_uring are not seen, and opens and changes of "
		   "files only where functions can be hooked."),
	TRACEPOINT("cgroup_attach_task", FOR_BASE, "Moves between cgroups are not seen."),
	TRACEPOINT("sys_enter", FOR_LATER, "What memory was before an mprotect is not known."),
	{ "lsm/file_open", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "bpf_lsm_file_open", FOR_LATER,
	  "Rules with the action deny only detect: the kernel asks no program before it acts (see "
	  "the hook lsm/file_open).",
	  false, "" },
	{ "fentry/security_path_unlink", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY,
	  "security_path_unlink", FOR_TRUTH,
	  "Paths of unlink, rename, link, mkdir, rmdir, truncate, and of chmod and chown by path, "
	  "are what the caller passed: symbolic links in them are not resolved and the caller "
	  "could have changed them during the call. Their inode is not known.",
	  false, "" },
	{ "fentry/security_file_open", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY,
	  "security_file_open", FOR_TRUTH, "", false, "" },
	{ "kprobe/security_file_open", BPF_PROG_TYPE_KPROBE, 0, "security_file_open", FOR_LATER, "",
	  false, "" },
};

#define TRIAL_COUNT (sizeof(trials) / sizeof(*trials))

/* True of the hooks in use, whatever the kernel. */
static const char *const standing_blind_spots[] = {
	"Paths of utimes and extended attributes, and of the source of a bind mount, and what "
	"io_uring is asked to change, are what the caller passed: symbolic links in them are not "
	"resolved and, but for io_uring, the caller could have changed them during the call.",
	"What memory was before an mprotect is not known when another thread of the process maps "
	"memory at that moment.",
	"A descriptor that another thread replaces right after an open, or while a module is "
	"loaded from it, is reported as what it is then.",
	"What is written to the files of SELinux is what the caller passed, and writes to them "
	"through io_uring are not seen.",
	"Parameters of kernel modules, and the name of one that could not be removed, are what "
	"the caller passed. One that the kernel refused before reading its name has none.",
	"Names given to prctl, the helpers of eBPF programs, the paths of pivot_root, the command "
	"line of a kernel for kexec, and limits, addresses, packet filters, names of memory files "
	"and settings of perf events and io_uring of calls that failed, are what the caller passed.",
	"Faults that a process takes over through /dev/userfaultfd are seen as the open of that "
	"file, not as userfaultfd.",
	"The process behind a directory of /proc that pidfd_send_signal takes is not known, and "
	"what threads send to their own process by tkill and tgkill is left out.",
	"From Linux 6.19 on tracepoints can be preempted, and the kernel leaves a program out "
	"that is under way on the CPU already: such events are missing, but counted (skipped).",
	"DNS over TLS or HTTPS is not seen, nor over TCP what stands after a gap in the "
	"connection until a segment begins with a message; such segments are counted as lost.",
	"Packets of a socket that was made before a rule wanted flows or packets have no process "
	"until it connects, sends to an address or is accepted; of an io_uring request that accepts "
	"many connections none is seen.",
	"Of what a metadata service answers, only segments that begin a response or a body of "
	"JSON are seen, and of its addresses 169.254.169.254, fd00:ec2::254 and fd20:ce::254 at "
	"port 80.",
	"Packet filters do not follow extension headers of IPv6.",
	"System calls that fail for any reason but missing permission are not reported, but for "
	"those that load and remove kernel modules, memfd_create, pivot_root, perf_event_open, "
	"userfaultfd, io_uring_setup and kexec.",
};

#define BLIND_COUNT (sizeof(standing_blind_spots) / sizeof(*standing_blind_spots))

/*
 * A program of two instructions: r0 = 0 (or 1, which cgroup hooks read as "let it pass"); exit.
 */
static int load_tiny(const struct trial *trial, const struct kernel_types *kernel)
{
	bool pass = trial->need == FOR_DNS;
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = pass },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = trial->attach);
	bool tracepoint = trial->attach == BPF_TRACE_RAW_TP && trial->type == BPF_PROG_TYPE_TRACING;

	if (trial->type == BPF_PROG_TYPE_TRACING || trial->type == BPF_PROG_TYPE_LSM) {
		uint32_t id = find_kernel_type(kernel, trial->target,
					       tracepoint ? BTF_KIND_TYPEDEF : BTF_KIND_FUNC);

		if (!id) {
			errno = ENOENT;
			return -1;
		}
		options.attach_btf_id = id;
	}
	return bpf_prog_load(trial->type, "vigil_probe", "GPL", code, sizeof(code) / sizeof(*code),
			     &options);
}

static int attach_kprobe(int program, const char *function)
{
	struct perf_event_attr attr = { .size = sizeof(attr), .config1 = (unsigned long)function };
	char type[16];
	int fd;

	read_line("/sys/bus/event_source/devices/kprobe/type", type, sizeof(type));
	if (!type[0]) {
		errno = ENOENT;
		return -1;
	}
	attr.type = atoi(type);
	fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -1;
	return bpf_link_create(program, fd, BPF_PERF_EVENT, NULL) < 0 ? -1 : fd;
}

static int attach_tiny(const struct trial *trial, int program, int cgroup)
{
	if (trial->need == FOR_DNS)
		return bpf_link_create(program, cgroup, trial->attach, NULL);
	if (trial->type == BPF_PROG_TYPE_KPROBE)
		return attach_kprobe(program, trial->target);
	if (trial->attach == BPF_TRACE_ITER)
		return bpf_link_create(program, 0, BPF_TRACE_ITER, NULL);
	return bpf_raw_tracepoint_open(NULL, program);
}

/* A program of the BPF security module attaches even where the kernel never asks that module. */
static bool is_lsm_asked(char *why, size_t size)
{
	char list[256], padded[sizeof(list) + 2];

	read_security("lsm", list, sizeof(list));
	snprintf(padded, sizeof(padded), ",%s,", list);
	if (!strcmp(list, "unknown"))
		snprintf(why, size, "securityfs is not mounted, so it cannot be told");
	else if (!strstr(padded, ",bpf,"))
		snprintf(why, size, "bpf is not among the security modules (boot option lsm=)");
	return !why[0];
}

static void try_one(struct trial *trial, const struct kernel_types *kernel, int cgroup)
{
	int program = load_tiny(trial, kernel);
	int link = -1;

	if (program < 0) {
		snprintf(trial->why, sizeof(trial->why), "load: %s",
			 errno == ENOENT ? "this kernel does not have it" : strerror(errno));
		return;
	}
	link = attach_tiny(trial, program, cgroup);
	trial->ok = link >= 0;
	if (!trial->ok)
		snprintf(trial->why, sizeof(trial->why), "attach: %s",
			 trial->need == FOR_DNS && cgroup < 0
				 ? "no cgroup version 2 hierarchy is mounted"
				 : strerror(errno));
	else
		close(link);
	if (trial->ok && trial->type == BPF_PROG_TYPE_LSM)
		trial->ok = is_lsm_asked(trial->why, sizeof(trial->why));
	close(program);
}

/* Makes the first trial of a kind. */
static bool try_kind(enum bpf_attach_type attach, const struct kernel_types *kernel, char *why,
		     size_t size)
{
	for (size_t i = 0; i < TRIAL_COUNT; i++) {
		if (trials[i].attach != attach)
			continue;
		try_one(&trials[i], kernel, -1);
		snprintf(why, size, "%s", trials[i].why);
		return trials[i].ok;
	}
	return false;
}

bool may_hook_functions(const struct kernel_types *kernel, char *why, size_t size)
{
	return try_kind(BPF_TRACE_FENTRY, kernel, why, size);
}

bool may_deny_calls(const struct kernel_types *kernel, char *why, size_t size)
{
	return try_kind(BPF_LSM_MAC, kernel, why, size);
}

static void try_all(const struct kernel_types *kernel)
{
	char mount[4096];
	int cgroup = cgroup2_mount(mount, sizeof(mount))
			     ? open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
			     : -1;

	for (size_t i = 0; i < TRIAL_COUNT; i++) {
		if (!kernel)
			snprintf(trials[i].why, sizeof(trials[i].why),
				 "the kernel has no type information (BTF)");
		else if (!may_load_programs())
			snprintf(trials[i].why, sizeof(trials[i].why),
				 "not permitted: needs root, or CAP_BPF and CAP_PERFMON");
		else
			try_one(&trials[i], kernel, cgroup);
	}
	if (cgroup >= 0)
		close(cgroup);
}

/* none: the sensor cannot run; base: tracepoints; full: also hooks that see what is looked up. */
static const char *tier(void)
{
	bool full = true;

	for (size_t i = 0; i < TRIAL_COUNT; i++) {
		if (trials[i].need == FOR_BASE && !trials[i].ok)
			return "none";
		if (trials[i].need == FOR_TRUTH)
			full = full && trials[i].ok;
	}
	return full ? "full" : "base";
}

static bool said_before(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!trials[i].ok && !strcmp(trials[i].blind, trials[index].blind))
			return true;
	return false;
}

static void each_blind_spot(void (*say)(FILE *out, const char *sentence, bool first), FILE *out)
{
	bool first = true;

	for (size_t i = 0; i < TRIAL_COUNT; i++) {
		if (trials[i].ok || !trials[i].blind[0] || said_before(i))
			continue;
		say(out, trials[i].blind, first);
		first = false;
	}
	for (size_t i = 0; i < BLIND_COUNT; i++) {
		say(out, standing_blind_spots[i], first);
		first = false;
	}
}

static void say_json(FILE *out, const char *sentence, bool first)
{
	if (!first)
		fputc(',', out);
	json_string(out, sentence);
}

static void say_line(FILE *out, const char *sentence, bool first)
{
	(void)first;
	fprintf(out, "blind spot  %s\n", sentence);
}

static void print_json(const struct kernel_types *kernel, const char *release, const char *lockdown,
		       const char *lsm)
{
	char why[128];

	printf("{\"kernel\":");
	json_string(stdout, release);
	printf(",\"btf\":%s,\"lockdown\":", kernel ? "true" : "false");
	json_string(stdout, lockdown);
	printf(",\"lsm\":");
	json_string(stdout, lsm);
	printf(",\"hooks\":[");
	for (size_t i = 0; i < TRIAL_COUNT; i++) {
		printf("%s{\"name\":\"%s\",\"ok\":%s,\"why\":", i ? "," : "", trials[i].name,
		       trials[i].ok ? "true" : "false");
		json_string(stdout, trials[i].why);
		printf("}");
	}
	printf("],\"tier\":\"%s\",\"blind_spots\":[", tier());
	each_blind_spot(say_json, stdout);
	printf("],\"trace\":{\"ok\":%s,\"why\":", may_trace(why, sizeof(why)) ? "true" : "false");
	json_string(stdout, why);
	printf(",\"hooks\":");
	print_trace_hooks(stdout);
	printf("}}\n");
}

static void print_lines(const struct kernel_types *kernel, const char *release,
			const char *lockdown, const char *lsm)
{
	char why[128];

	printf("kernel      %s\nbtf         %s\nlockdown    %s\nlsm         %s\n", release,
	       kernel ? "yes" : "no", lockdown, lsm);
	for (size_t i = 0; i < TRIAL_COUNT; i++)
		printf("%-11s %s%s%s\n", trials[i].ok ? "ok" : "missing", trials[i].name,
		       trials[i].ok ? "" : ": ", trials[i].why);
	printf("tier        %s\n", tier());
	printf("trace       %s\n", may_trace(why, sizeof(why)) ? "yes, without eBPF" : why);
	each_blind_spot(say_line, stdout);
}

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

void probe(bool json)
{
	char lockdown[64];
	char lsm[256];
	struct utsname name;
	const struct kernel_types *kernel;

	libbpf_set_print(quiet);
	kernel = kernel_types();
	uname(&name);
	read_security("lockdown", lockdown, sizeof(lockdown));
	read_security("lsm", lsm, sizeof(lsm));
	try_all(kernel);
	(json ? print_json : print_lines)(kernel, name.release, lockdown, lsm);
}
