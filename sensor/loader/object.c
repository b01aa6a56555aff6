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
#include "kernel_types.h"
#include "pins.h"
#include "probe.h"
#include "programs.h"
#include "ring.h"

extern const unsigned char object_bytes[];
extern const unsigned char object_bytes_end[];

#define LOG_BYTES_MAX 2000
#define WHY_BYTES 160

/* JUMPED_TO: attached to nothing itself; programs made of packet filters jump to it. */
enum place { ON_TRACEPOINT, ON_CGROUP, ON_ITERATOR, ON_FUNCTION, ON_LSM, JUMPED_TO };

/* Programs that stand and fall together. Without BASE there is no sensor. */
enum part {
	BASE,
	OWNER,
	DNS,
	IMDS,
	FLOW,
	PACKET,
	DROP,
	SYSCTL,
	CAPABILITY,
	MODULE,
	URING,
	TRUTH,
	DENIAL,
	PART_COUNT
};

#define PEER_EVENTS (DNS_EVENTS | EVENT_BIT(IMDS) | SOCKET_EVENTS)
#define MODULE_EVENTS (EVENT_BIT(LOAD_MODULE) | EVENT_BIT(UNLOAD_MODULE))

/*
 * Programs the loader attaches. The handlers of system calls are not among them: the dispatcher
 * jumps to them.
 */
static struct hook {
	const char *program;
	const char *name;
	enum part part;
	enum place place;
	uint64_t events; /* attached while one of them is wanted, of DENIAL denied; 0: always */
	struct bpf_link *link;
	bool attached; /* or can be */
	char why[WHY_BYTES];
} hooks[] = {
#define HOOK_FOR(program, name, part, place, events)                \
	{                                                           \
		program, name, part, place, events, NULL, false, "" \
	}
#define HOOK(program, name, part, place) HOOK_FOR(program, name, part, place, 0)
#define NET_HOOK(program, name, part, events) HOOK_FOR(program, name, part, ON_CGROUP, events)
#define MODULE_HOOK(program, name) \
	HOOK_FOR(program, name, MODULE, ON_TRACEPOINT, MODULE_EVENTS)
#define DENIAL_HOOK(program, name, event) \
	HOOK_FOR(program, "lsm/" name, DENIAL, ON_LSM, EVENT_BIT(event))
#define TRUTH_HOOK(call, name) \
	HOOK(call "_truth", "fentry/security_" name, TRUTH, ON_FUNCTION)
	HOOK("exec_done", "tp_btf/sched_process_exec", BASE, ON_TRACEPOINT),
	HOOK("fork_done", "tp_btf/sched_process_fork", BASE, ON_TRACEPOINT),
	HOOK("exit_done", "tp_btf/sched_process_exit", BASE, ON_TRACEPOINT),
	HOOK("syscall_exit", "tp_btf/sys_exit", BASE, ON_TRACEPOINT),
	HOOK("cgroup_attached", "tp_btf/cgroup_attach_task", BASE, ON_TRACEPOINT),
	HOOK("snapshot_task", "iter/task", BASE, ON_ITERATOR),
	NET_HOOK("owner_connect4", "cgroup/connect4", OWNER, PEER_EVENTS),
	NET_HOOK("owner_connect6", "cgroup/connect6", OWNER, PEER_EVENTS),
	NET_HOOK("owner_send4", "cgroup/sendmsg4", OWNER, PEER_EVENTS),
	NET_HOOK("owner_send6", "cgroup/sendmsg6", OWNER, PEER_EVENTS),
	NET_HOOK("owner_created", "cgroup/sock_create", OWNER, SOCKET_EVENTS),
	NET_HOOK("connection_arrived", "cgroup/sock_ops", OWNER, SOCKET_EVENTS),
	NET_HOOK("dns_out", "cgroup_skb/egress for dns", DNS, DNS_EVENTS),
	NET_HOOK("dns_in", "cgroup_skb/ingress for dns", DNS, DNS_EVENTS),
	NET_HOOK("imds_out", "cgroup_skb/egress for imds", IMDS, EVENT_BIT(IMDS)),
	NET_HOOK("imds_in", "cgroup_skb/ingress for imds", IMDS, EVENT_BIT(IMDS)),
	NET_HOOK("flow_out", "cgroup_skb/egress for flows", FLOW, EVENT_BIT(NETWORK_FLOW_MONITOR)),
	NET_HOOK("flow_in", "cgroup_skb/ingress for flows", FLOW, EVENT_BIT(NETWORK_FLOW_MONITOR)),
	HOOK("packet_selected_out", "cgroup_skb/egress for packets", PACKET, JUMPED_TO),
	HOOK("packet_selected_in", "cgroup_skb/ingress for packets", PACKET, JUMPED_TO),
	HOOK("drop_selected_out", "cgroup_skb/egress for network filters", DROP, JUMPED_TO),
	HOOK("drop_selected_in", "cgroup_skb/ingress for network filters", DROP, JUMPED_TO),
	HOOK("sysctl_touched", "cgroup/sysctl", SYSCTL, ON_CGROUP),
	HOOK_FOR("capability_checked", "tp_btf/cap_capable", CAPABILITY, ON_TRACEPOINT,
		 EVENT_BIT(CAPABILITIES)),
	MODULE_HOOK("module_loaded", "tp_btf/module_load"),
	MODULE_HOOK("module_freed", "tp_btf/module_free"),
	HOOK("uring_submitted", "tp_btf/io_uring_submit_req", URING, ON_TRACEPOINT),
	HOOK("uring_completed", "tp_btf/io_uring_complete", URING, ON_TRACEPOINT),
	TRUTH_HOOK("unlink", "path_unlink"),
	TRUTH_HOOK("rmdir", "path_rmdir"),
	TRUTH_HOOK("mkdir", "path_mkdir"),
	TRUTH_HOOK("rename", "path_rename"),
	TRUTH_HOOK("link", "path_link"),
	TRUTH_HOOK("symlink", "path_symlink"),
	TRUTH_HOOK("chmod", "path_chmod"),
	TRUTH_HOOK("chown", "path_chown"),
	TRUTH_HOOK("truncate", "path_truncate"),
	TRUTH_HOOK("open", "file_open"),
	DENIAL_HOOK("deny_exec", "bprm_check_security", EXEC),
	DENIAL_HOOK("deny_open", "file_open", OPEN),
	DENIAL_HOOK("deny_truncate", "path_truncate", OPEN),
	DENIAL_HOOK("deny_truncate_file", "file_truncate", OPEN),
	DENIAL_HOOK("deny_unlink", "path_unlink", UNLINK),
	DENIAL_HOOK("deny_rmdir", "path_rmdir", RMDIR),
	DENIAL_HOOK("deny_mkdir", "path_mkdir", MKDIR),
	DENIAL_HOOK("deny_rename", "path_rename", RENAME),
	DENIAL_HOOK("deny_link", "path_link", LINK),
	DENIAL_HOOK("deny_symlink", "path_symlink", LINK),
	DENIAL_HOOK("deny_chmod", "path_chmod", CHMOD),
	DENIAL_HOOK("deny_chown", "path_chown", CHOWN),
	DENIAL_HOOK("deny_module_file", "kernel_read_file", LOAD_MODULE),
	DENIAL_HOOK("deny_module_data", "kernel_load_data", LOAD_MODULE),
	DENIAL_HOOK("deny_attach", "ptrace_access_check", PTRACE),
	DENIAL_HOOK("deny_traceme", "ptrace_traceme", PTRACE),
};

/* Maps of the lanes. */
static const char *const lane_rings[LANE_MAX] = {
	[LANE_URGENT] = "urgent_ring",
	[LANE_FILE] = "file_ring",
	[LANE_NETWORK] = "network_ring",
};

#define HOOK_COUNT (sizeof(hooks) / sizeof(*hooks))

/* Why a part is left out; "" while it is not. */
static char left_out[PART_COUNT][WHY_BYTES];

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

static void leave_out(enum part part, const char *why)
{
	snprintf(left_out[part], WHY_BYTES, "%s", why[0] ? why : "refused");
}

static void skip(struct bpf_object *bpf, struct hook *hook, const char *why)
{
	bpf_program__set_autoload(bpf_object__find_program_by_name(bpf, hook->program), false);
	if (why != hook->why)
		snprintf(hook->why, sizeof(hook->why), "%s", why);
}

/* Whether the kernel has the function that a hook of TRUTH or DENIAL is attached to. */
static bool has_function(const struct kernel_types *kernel, const struct hook *hook)
{
	const char *name = strchr(hook->name, '/') + 1;
	char function[64];

	snprintf(function, sizeof(function), "%s%s", hook->place == ON_LSM ? "bpf_lsm_" : "", name);
	return find_kernel_type(kernel, function, BTF_KIND_FUNC);
}

/* Tells libbpf not to load what this kernel cannot have; it would fail as a whole. */
static void skip_absent(struct bpf_object *bpf, const struct kernel_types *kernel)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		struct hook *hook = &hooks[i];

		if (hook->why[0])
			skip(bpf, hook, hook->why);
		else if (left_out[hook->part][0])
			skip(bpf, hook, left_out[hook->part]);
		else if ((hook->place == ON_FUNCTION || hook->place == ON_LSM) &&
			 !has_function(kernel, hook))
			skip(bpf, hook, "this kernel does not have the function");
	}
}

/* The hook whose program libbpf says it failed to load; NULL when it is a handler or none. */
static struct hook *refused_hook(void)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		char said[64];

		snprintf(said, sizeof(said), "prog '%s': failed to load", hooks[i].program);
		if (strstr(log_tail, said))
			return &hooks[i];
	}
	return NULL;
}

/*
 * Gives up as little as possible after a refusal: one hook of TRUTH, whose call is then reported as
 * claimed, or of DENIAL; all of DENIAL, then of TRUTH, when a handler is refused, for handlers hold
 * code for them; any other part whole. False when it was the base that was refused.
 */
static bool give_up_something(int error)
{
	struct hook *hook = refused_hook();
	bool only_one = hook && (hook->part == TRUTH || hook->part == DENIAL);
	enum part whole = hook ? hook->part : left_out[DENIAL][0] ? TRUTH : DENIAL;
	const char *why;

	if (whole == BASE || left_out[whole][0])
		return false;
	why = error == -EPERM ? "not permitted" : why_refused();
	if (only_one)
		snprintf(hook->why, sizeof(hook->why), "%s", why);
	else
		leave_out(whole, why);
	log_tail[0] = 0;
	return true;
}

/* Sets a constant of the programs, which the verifier then knows. */
static void set_constant(struct bpf_object *bpf, const char *name, bool value)
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

		if (!strcmp(btf__name_by_offset(own, type->name_off), name))
			bytes[variable->offset] = value;
	}
}

static void shrink(struct bpf_object *bpf, const char *map)
{
	bpf_map__set_max_entries(bpf_object__find_map_by_name(bpf, map), 1);
}

/*
 * What the memory was before an mprotect: the kernel's own search since 5.17, a walk of its tree
 * before.
 */
static void choose_area_search(struct bpf_object *bpf, const struct kernel_types *kernel)
{
	bool finds = find_kernel_type(kernel, "bpf_find_vma", BTF_KIND_FUNC);

	bpf_program__set_autoload(bpf_object__find_program_by_name(bpf, "protect_entered"), finds);
	bpf_program__set_autoload(bpf_object__find_program_by_name(bpf, "protect_entered_by_tree"),
				  !finds);
}

static struct bpf_object *prepare(const struct kernel_types *kernel, uint32_t ring_bytes)
{
	struct bpf_object *bpf =
		bpf_object__open_mem(object_bytes, object_bytes_end - object_bytes, NULL);

	if (!bpf)
		fail(EXIT_REFUSED, SENSOR_PROGRAM_REFUSED,
		     "The program object cannot be opened: %s.", strerror(errno));
	/* Plain loads of members need bpf_rdonly_cast, which the kernel's BTF names since 6.2. */
	set_constant(bpf, "direct_reads",
		     find_kernel_type(kernel, "bpf_rdonly_cast", BTF_KIND_FUNC));
	set_constant(bpf, "traced_preemptible",
		     kernel_is_since(6, 19) &&
			     find_kernel_type(kernel, "bpf_preempt_disable", BTF_KIND_FUNC));
	set_constant(bpf, "truth_tier", !left_out[TRUTH][0]);
	set_constant(bpf, "uring_traced", !left_out[URING][0]);
	set_constant(bpf, "may_deny", !left_out[DENIAL][0]);
	if (left_out[TRUTH][0])
		shrink(bpf, "truths");
	if (left_out[TRUTH][0] && left_out[DENIAL][0])
		shrink(bpf, "task_scratches");
	skip_absent(bpf, kernel);
	choose_area_search(bpf, kernel);
	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		bpf_map__set_max_entries(bpf_object__find_map_by_name(bpf, lane_rings[lane]),
					 lane_bytes(ring_bytes, lane));
	return bpf;
}

/* The program that libbpf says failed to load, or "a program". */
static const char *refused_program(void)
{
	static char name[64];
	char *end = strstr(log_tail, "': failed to load");
	char *start = end;

	if (!end)
		return "a program";
	while (start > log_tail && start[-1] != '\'')
		start--;
	snprintf(name, sizeof(name), "%.*s", (int)(end - start), start);
	return name;
}

__attribute__((noreturn)) static void explain_refusal(int error, uint32_t ring_bytes)
{
	const char *program = refused_program();

	if (error == -ENOMEM)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE,
		     "No memory for the maps; the ring alone takes %u MB.", ring_bytes >> 20);
	if (error == -EPERM)
		fail(EXIT_NOT_PERMITTED, SENSOR_NOT_PERMITTED,
		     "The kernel does not permit loading BPF programs (capabilities, lockdown or a "
		     "container's seccomp).");
	fail(EXIT_REFUSED, SENSOR_PROGRAM_REFUSED, "The kernel refused %s (%s): %s", program,
	     strerror(-error), why_refused());
}

/* Loads; a kernel that refuses what is not of the base gets the rest without it. */
static struct bpf_object *load(const struct kernel_types *kernel, uint32_t ring_bytes)
{
	for (;;) {
		struct bpf_object *bpf = prepare(kernel, ring_bytes);
		int error = bpf_object__load(bpf);

		if (!error)
			return bpf;
		bpf_object__close(bpf);
		if (error == -ENOMEM || !give_up_something(error))
			explain_refusal(error, ring_bytes);
	}
}

/* Hooks that deny end with the process: nobody would be there to lift what they deny. */
static struct bpf_link *pin(const struct object *object, const struct hook *hook,
			    struct bpf_link *link)
{
	if (link && object->pin_dir && hook->place != ON_LSM)
		pin_link(object->pin_dir, hook->program, link);
	return link;
}

static struct bpf_link *attach(struct object *object, struct hook *hook)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object->bpf, hook->program);

	if (hook->place == ON_CGROUP)
		return pin(object, hook, bpf_program__attach_cgroup(program, object->cgroup_fd));
	if (hook->place == ON_ITERATOR)
		return object->snapshot = bpf_program__attach_iter(program, NULL);
	return pin(object, hook, bpf_program__attach(program));
}

static void attach_all(struct object *object)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		struct hook *hook = &hooks[i];

		if (hook->why[0])
			continue;
		if (hook->place == JUMPED_TO) {
			hook->attached = true;
			continue;
		}
		hook->link = attach(object, hook);
		hook->attached = hook->link != NULL;
		if (hook->attached)
			continue;
		snprintf(hook->why, sizeof(hook->why), "%s", strerror(errno));
		if (hook->part == BASE)
			fail(EXIT_KERNEL_LACKS, SENSOR_HOOK_MISSING,
			     "The hook %s cannot be attached: %s.", hook->name, hook->why);
	}
}

/* Then hooks that deny stay attached, and find by themselves that there is nothing to deny. */
static bool attaches_once;

/* Of a hook's events those for which it is to be attached. */
static uint64_t events_for(const struct hook *hook, uint64_t wanted, uint64_t denied)
{
	return hook->events & (hook->part == DENIAL ? denied : wanted);
}

void attach_wanted(struct object *object, uint64_t wanted, uint64_t denied)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		struct hook *hook = &hooks[i];

		if (!hook->attached || hook->link || !events_for(hook, wanted, denied))
			continue;
		hook->link = attach(object, hook);
		if (!hook->link)
			report(SENSOR_HOOK_MISSING,
			       "The hook %s cannot be attached: %s. The next filter tries again.",
			       hook->name, strerror(errno));
	}
}

void detach_unwanted(uint64_t wanted, uint64_t denied)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		struct hook *hook = &hooks[i];

		if (!hook->link || !hook->events || events_for(hook, wanted, denied))
			continue;
		if (hook->place == ON_LSM && attaches_once)
			continue;
		if (bpf_link__pin_path(hook->link))
			bpf_link__unpin(hook->link);
		bpf_link__destroy(hook->link);
		hook->link = NULL;
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

/* A tracepoint is in the kernel when its BTF names the type of its programs. */
static bool has_tracepoint(const struct kernel_types *kernel, const char *name)
{
	char type[64];

	snprintf(type, sizeof(type), "btf_trace_%s", name);
	return find_kernel_type(kernel, type, BTF_KIND_TYPEDEF);
}

/* The second tier needs hooks on functions, which a kernel may refuse whoever asks. */
static void find_tier(const struct kernel_types *kernel, bool base_tier, bool denies)
{
	char why[WHY_BYTES];

	if (!has_tracepoint(kernel, "io_uring_submit_req"))
		leave_out(URING, "this kernel does not have it");
	if (!has_tracepoint(kernel, "cap_capable"))
		leave_out(CAPABILITY, "this kernel does not have it");
	if (!has_tracepoint(kernel, "module_load"))
		leave_out(MODULE, "this kernel loads no modules");
	if (base_tier)
		leave_out(TRUTH, "not asked for (--tier base)");
	else if (!may_hook_functions(kernel, why, sizeof(why)))
		leave_out(TRUTH, why);
	if (!denies)
		leave_out(DENIAL, "enforcement is off");
	else if (base_tier)
		leave_out(DENIAL, "not asked for (--tier base)");
	else if (!may_deny_calls(kernel, why, sizeof(why)))
		leave_out(DENIAL, why);
}

static int program_fd(struct bpf_object *bpf, const char *name)
{
	return bpf_program__fd(bpf_object__find_program_by_name(bpf, name));
}

void open_object(struct object *object, uint32_t ring_bytes, bool base_tier, bool denies)
{
	char cgroup[4096];
	char lockdown[64];
	const struct kernel_types *kernel;

	if (!may_load_programs())
		fail(EXIT_NOT_PERMITTED, SENSOR_NOT_PERMITTED,
		     "Loading BPF programs takes root, or CAP_BPF and CAP_PERFMON with "
		     "CAP_NET_ADMIN.");
	read_security("lockdown", lockdown, sizeof(lockdown));
	if (strstr(lockdown, "[confidentiality]"))
		fail(EXIT_NOT_PERMITTED, SENSOR_NOT_PERMITTED,
		     "The kernel is locked down (lockdown=confidentiality): no program may read "
		     "its memory. lockdown=integrity allows the sensor.");
	libbpf_set_print(keep_log);
	kernel = kernel_types();
	if (!kernel)
		fail(EXIT_KERNEL_LACKS, SENSOR_NO_BTF,
		     "This kernel has no type information (/sys/kernel/btf/vmlinux): it needs "
		     "CONFIG_DEBUG_INFO_BTF.");
	object->cgroup_fd = -1;
	if (cgroup2_mount(cgroup, sizeof(cgroup)))
		object->cgroup_fd = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (object->cgroup_fd < 0) {
		for (enum part part = OWNER; part <= SYSCTL; part++)
			leave_out(part, "no cgroup version 2 hierarchy is mounted");
	}
	find_tier(kernel, base_tier, denies);
	object->bpf = load(kernel, ring_bytes);
	object->denies = !left_out[DENIAL][0];
	map_shared(object);
	for (enum lane lane = 0; lane < LANE_MAX; lane++)
		object->ring_fds[lane] =
			bpf_object__find_map_fd_by_name(object->bpf, lane_rings[lane]);
	object->cgroups_fd = bpf_object__find_map_fd_by_name(object->bpf, "cgroups");
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
	object->flows_fd = bpf_object__find_map_fd_by_name(object->bpf, "flows");
	object->owners_fd = bpf_object__find_map_fd_by_name(object->bpf, "owners");
	object->selected_fds[0] = program_fd(object->bpf, "packet_selected_out");
	object->selected_fds[1] = program_fd(object->bpf, "packet_selected_in");
	attaches_once = object->denies && !reattaches(kernel);
	attach_all(object);
	detach_unwanted(0, 0);
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
			sum->unresolved[event] += one->unresolved[event];
			sum->throttled[event] += one->throttled[event];
		}
	}
	sum->lost[VIGIL_EVENT_NETWORK_FLOW_MONITOR] += object->lost_flows;
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
