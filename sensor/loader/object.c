// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "object.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fault.h"
#include "host.h"

extern const unsigned char object_bytes[];
extern const unsigned char object_bytes_end[];

#define LOG_BYTES_MAX 2000
#define WHY_BYTES 160

enum place {
	ON_TRACEPOINT,
	ON_NEW_TRACEPOINT, /* that older kernels lack: they go without the event */
	ON_CGROUP,
	ON_ITERATOR,
	ON_URING,
};

/*
 * Programs the loader attaches. The handlers of system calls are not among them: the dispatcher
 * jumps to them.
 */
static struct hook {
	const char *program;
	const char *name;
	enum place place;
	bool attached;
	char why[WHY_BYTES];
} hooks[] = {
	{ "exec_done", "tp_btf/sched_process_exec", ON_TRACEPOINT, false, "" },
	{ "fork_done", "tp_btf/sched_process_fork", ON_TRACEPOINT, false, "" },
	{ "exit_done", "tp_btf/sched_process_exit", ON_TRACEPOINT, false, "" },
	{ "syscall_exit", "tp_btf/sys_exit", ON_TRACEPOINT, false, "" },
	{ "cgroup_attached", "tp_btf/cgroup_attach_task", ON_TRACEPOINT, false, "" },
	{ "dns_out", "cgroup_skb/egress", ON_CGROUP, false, "" },
	{ "dns_in", "cgroup_skb/ingress", ON_CGROUP, false, "" },
	{ "asker_connect4", "cgroup/connect4", ON_CGROUP, false, "" },
	{ "asker_connect6", "cgroup/connect6", ON_CGROUP, false, "" },
	{ "asker_send4", "cgroup/sendmsg4", ON_CGROUP, false, "" },
	{ "asker_send6", "cgroup/sendmsg6", ON_CGROUP, false, "" },
	{ "sysctl_touched", "cgroup/sysctl", ON_CGROUP, false, "" },
	{ "capability_checked", "tp_btf/cap_capable", ON_NEW_TRACEPOINT, false, "" },
	{ "uring_submitted", "tp_btf/io_uring_submit_req", ON_URING, false, "" },
	{ "uring_completed", "tp_btf/io_uring_complete", ON_URING, false, "" },
	{ "snapshot_task", "iter/task", ON_ITERATOR, false, "" },
};

#define HOOK_COUNT (sizeof(hooks) / sizeof(*hooks))

/* What libbpf said last, verifier log included: the only place that tells why a load failed. */
static char log_tail[LOG_BYTES_MAX];

static int keep_log(enum libbpf_print_level level, const char *format, va_list args)
{
	size_t kept = strlen(log_tail);
	size_t length, skip, drop;
	char *text;

	if (level == LIBBPF_DEBUG || vasprintf(&text, format, args) < 0)
		return 0;
	length = strlen(text);
	skip = length < sizeof(log_tail) ? 0 : length - sizeof(log_tail) + 1;
	length -= skip;
	drop = kept + length < sizeof(log_tail) ? 0 : kept + length - sizeof(log_tail) + 1;
	memmove(log_tail, log_tail + drop, kept - drop);
	memcpy(log_tail + kept - drop, text + skip, length + 1);
	free(text);
	return 0;
}

/* The verifier's last words, in one line: they stand before its line of statistics. */
static const char *why_refused(void)
{
	char *end = strstr(log_tail, "\nprocessed ");
	char *start = log_tail;

	if (end) {
		*end = 0;
		for (start = end; start > log_tail && start[-1] != '\n';)
			start--;
	}
	for (char *c = start; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	return start;
}

static void skip_hooks(struct bpf_object *bpf, enum place place, const char *why)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		if (hooks[i].place != place)
			continue;
		bpf_program__set_autoload(bpf_object__find_program_by_name(bpf, hooks[i].program),
					  false);
		snprintf(hooks[i].why, sizeof(hooks[i].why), "%s", why);
	}
}

/* A tracepoint is in the kernel when its BTF names the type of its programs. */
static void skip_missing_tracepoints(struct bpf_object *bpf, const struct btf *kernel)
{
	char type[64];

	for (size_t i = 0; i < HOOK_COUNT; i++) {
		struct hook *hook = &hooks[i];

		if (hook->place != ON_NEW_TRACEPOINT)
			continue;
		snprintf(type, sizeof(type), "btf_trace_%s", strchr(hook->name, '/') + 1);
		if (btf__find_by_name_kind(kernel, type, BTF_KIND_TYPEDEF) > 0)
			continue;
		bpf_program__set_autoload(bpf_object__find_program_by_name(bpf, hook->program),
					  false);
		snprintf(hook->why, sizeof(hook->why), "this kernel does not have it");
	}
}

/* Plain loads of kernel members need bpf_rdonly_cast, which the kernel's BTF names since 6.2. */
static void choose_read_mode(struct bpf_object *bpf, const struct btf *kernel)
{
	struct bpf_map *rodata = bpf_object__find_map_by_name(bpf, ".rodata");
	struct btf *own = bpf_object__btf(bpf);
	const struct btf_type *section =
		btf__type_by_id(own, btf__find_by_name_kind(own, ".rodata", BTF_KIND_DATASEC));
	const struct btf_var_secinfo *variable = btf_var_secinfos(section);
	size_t size;
	char *bytes = (char *)bpf_map__initial_value(rodata, &size);

	for (int i = 0; i < btf_vlen(section); i++, variable++) {
		const struct btf_type *type = btf__type_by_id(own, variable->type);

		if (!strcmp(btf__name_by_offset(own, type->name_off), "direct_reads"))
			bytes[variable->offset] = btf__find_by_name_kind(kernel, "bpf_rdonly_cast",
									 BTF_KIND_FUNC) > 0;
	}
}

/*
 * What the memory was before an mprotect: the kernel's own search since 5.17, a walk of its tree
 * before.
 */
static void choose_area_search(struct bpf_object *bpf, const struct btf *kernel)
{
	bool finds = btf__find_by_name_kind(kernel, "bpf_find_vma", BTF_KIND_FUNC) > 0;

	bpf_program__set_autoload(bpf_object__find_program_by_name(bpf, "protect_entered"), finds);
	bpf_program__set_autoload(
		bpf_object__find_program_by_name(bpf, "protect_entered_by_tree"), !finds);
}

static struct bpf_object *prepare(const struct btf *kernel, uint32_t ring_bytes)
{
	struct bpf_object *bpf =
		bpf_object__open_mem(object_bytes, object_bytes_end - object_bytes, NULL);

	if (!bpf)
		fail(EXIT_REFUSED, SENSOR_PROGRAM_REFUSED,
		     "The program object cannot be opened: %s.", strerror(errno));
	choose_read_mode(bpf, kernel);
	skip_missing_tracepoints(bpf, kernel);
	choose_area_search(bpf, kernel);
	if (btf__find_by_name_kind(kernel, "btf_trace_io_uring_submit_req", BTF_KIND_TYPEDEF) <= 0)
		skip_hooks(bpf, ON_URING, "this kernel does not have it");
	bpf_map__set_max_entries(bpf_object__find_map_by_name(bpf, "ring"), ring_bytes);
	return bpf;
}

static void explain_refusal(int error, uint32_t ring_bytes)
{
	if (error == -ENOMEM)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE,
		     "No memory for the maps; the ring alone takes %u MB.", ring_bytes >> 20);
	if (error == -EPERM)
		fail(EXIT_NOT_PERMITTED, SENSOR_NOT_PERMITTED,
		     "The kernel does not permit loading BPF programs (capabilities, lockdown or a "
		     "container's seccomp).");
	fail(EXIT_REFUSED, SENSOR_PROGRAM_REFUSED, "The kernel refused a program (%s): %s",
	     strerror(-error), why_refused());
}

/* Loads; a kernel that refuses the DNS programs gets the rest without them. */
static struct bpf_object *load(const struct btf *kernel, uint32_t ring_bytes, bool cgroups)
{
	struct bpf_object *bpf = prepare(kernel, ring_bytes);
	int error;

	if (!cgroups)
		skip_hooks(bpf, ON_CGROUP, "no cgroup version 2 hierarchy is mounted");
	error = bpf_object__load(bpf);
	if (!error)
		return bpf;
	bpf_object__close(bpf);
	if (!cgroups || error == -ENOMEM || error == -EPERM)
		explain_refusal(error, ring_bytes);
	bpf = prepare(kernel, ring_bytes);
	skip_hooks(bpf, ON_CGROUP, why_refused());
	error = bpf_object__load(bpf);
	if (error)
		explain_refusal(error, ring_bytes);
	return bpf;
}

static struct bpf_link *attach(struct object *object, struct hook *hook, int cgroup_fd)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object->bpf, hook->program);

	if (hook->place == ON_CGROUP)
		return bpf_program__attach_cgroup(program, cgroup_fd);
	if (hook->place == ON_ITERATOR)
		return object->snapshot = bpf_program__attach_iter(program, NULL);
	return bpf_program__attach(program);
}

static void attach_all(struct object *object, int cgroup_fd)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		struct hook *hook = &hooks[i];

		if (hook->why[0])
			continue;
		hook->attached = attach(object, hook, cgroup_fd) != NULL;
		if (hook->attached)
			continue;
		snprintf(hook->why, sizeof(hook->why), "%s", strerror(errno));
		if (hook->place != ON_CGROUP && hook->place != ON_URING &&
		    hook->place != ON_NEW_TRACEPOINT)
			fail(EXIT_KERNEL_LACKS, SENSOR_HOOK_MISSING,
			     "The hook %s cannot be attached: %s.", hook->name, hook->why);
	}
}

static void map_shared(struct object *object)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object->bpf, ".data.shared");
	void *memory = mmap(NULL, sizeof(struct vigil_shared), PROT_READ | PROT_WRITE, MAP_SHARED,
			    bpf_map__fd(map), 0);

	if (memory == MAP_FAILED)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "The filter's memory cannot be mapped: %s.",
		     strerror(errno));
	object->shared = memory;
	object->shared->sensor_pid = getpid();
}

static int program_fd(struct bpf_object *bpf, const char *name)
{
	return bpf_program__fd(bpf_object__find_program_by_name(bpf, name));
}

void open_object(struct object *object, uint32_t ring_bytes)
{
	char cgroup[4096];
	int cgroup_fd = -1;
	struct btf *kernel;

	if (!may_load_programs())
		fail(EXIT_NOT_PERMITTED, SENSOR_NOT_PERMITTED,
		     "Loading BPF programs takes root, or CAP_BPF and CAP_PERFMON with "
		     "CAP_NET_ADMIN.");
	libbpf_set_print(keep_log);
	kernel = btf__load_vmlinux_btf();
	if (!kernel)
		fail(EXIT_KERNEL_LACKS, SENSOR_NO_BTF,
		     "This kernel has no type information (/sys/kernel/btf/vmlinux): it needs "
		     "CONFIG_DEBUG_INFO_BTF.");
	if (cgroup2_mount(cgroup, sizeof(cgroup)))
		cgroup_fd = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	object->bpf = load(kernel, ring_bytes, cgroup_fd >= 0);
	btf__free(kernel);
	map_shared(object);
	object->ring_fd = bpf_object__find_map_fd_by_name(object->bpf, "ring");
	object->counters_fd = bpf_object__find_map_fd_by_name(object->bpf, "counters");
	object->names_fd = bpf_object__find_map_fd_by_name(object->bpf, "names");
	object->protect_fd = program_fd(object->bpf, "protect_entered");
	if (object->protect_fd < 0)
		object->protect_fd = program_fd(object->bpf, "protect_entered_by_tree");
	object->cpu_count = libbpf_num_possible_cpus();
	object->cpu_counters = calloc(object->cpu_count, sizeof(struct vigil_counters));
	if (!object->cpu_counters)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "No memory for the counters of %d CPUs.",
		     object->cpu_count);
	attach_all(object, cgroup_fd);
}

void read_counters(struct object *object, struct vigil_counters *sum)
{
	uint32_t zero = 0;

	memset(sum, 0, sizeof(*sum));
	if (bpf_map_lookup_elem(object->counters_fd, &zero, object->cpu_counters))
		return;
	for (int cpu = 0; cpu < object->cpu_count; cpu++) {
		const struct vigil_counters *one = &object->cpu_counters[cpu];

		for (int event = 0; event < VIGIL_EVENT_MAX; event++) {
			sum->seen[event] += one->seen[event];
			sum->rejected[event] += one->rejected[event];
			sum->lost[event] += one->lost[event];
		}
	}
}

void print_hooks(FILE *out)
{
	fputc('[', out);
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		fprintf(out, "%s{\"name\":\"%s\",\"attached\":%s,\"why\":", i ? "," : "",
			hooks[i].name, hooks[i].attached ? "true" : "false");
		json_string(out, hooks[i].why);
		fputc('}', out);
	}
	fputc(']', out);
}
