// SPDX-License-Identifier: Apache-2.0
#include "trace_event.h"

#include <linux/audit.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>

#include "trace_ring.h"

/* Results of a call that the kernel begins anew or ends with EINTR (include/linux/errno.h). */
#define RESTART_FIRST (-512)
#define RESTART_LAST (-516)

static struct ring *ring;
static const struct filter *filter;
static struct vigil_counters counters;
static struct draft draft;

void open_events(struct ring *to, const struct filter *by)
{
	ring = to;
	filter = by;
}

/* One thread counts; another reads. */
static void count(__u64 *counter)
{
	__atomic_store_n(counter, *counter + 1, __ATOMIC_RELAXED);
}

void count_lost(uint32_t event)
{
	count(&counters.lost[event]);
}

void read_event_counters(struct vigil_counters *sum)
{
	for (int event = 0; event < VIGIL_EVENT_MAX; event++) {
		sum->seen[event] = __atomic_load_n(&counters.seen[event], __ATOMIC_RELAXED);
		sum->rejected[event] = __atomic_load_n(&counters.rejected[event], __ATOMIC_RELAXED);
		sum->lost[event] = __atomic_load_n(&counters.lost[event], __ATOMIC_RELAXED);
	}
}

/*
 * Until the first filter comes everything is kept, for a program may do what matters before its
 * watcher has connected.
 */
bool wants(uint32_t event)
{
	uint32_t slot = __atomic_load_n(&filter->shared->active, __ATOMIC_ACQUIRE);
	uint64_t wanted = filter->shared->filters[slot].wanted | UNFILTERED_EVENTS;

	return !__atomic_load_n(&filter->generation, __ATOMIC_RELAXED) || wanted >> event & 1;
}

void emit(struct draft *record, uint32_t event, const struct actor *actor, int64_t retval)
{
	end_draft(record, event, actor, retval);
	count(put_record(ring, record->bytes, record->length) ? &counters.seen[event]
							      : &counters.lost[event]);
}

void exec_happened(struct thread *thread)
{
	struct vigil_exec *r = begin_draft(&draft, sizeof(*r));

	refresh(thread);
	read_setting(thread->actor.tid, &thread->actor.setting);
	fill_process(&draft, &r->process, &thread->actor.who, start_of(thread->actor.who.ppid));
	thread->exec_ts = r->process.exec_ts = r->header.ts;
	emit(&draft, VIGIL_EVENT_EXEC, &thread->actor, 0);
}

void fork_happened(const struct thread *child)
{
	struct vigil_fork *r = begin_draft(&draft, sizeof(*r));
	struct actor unknown = { .tid = child->actor.who.ppid,
				 .who = { .tgid = child->actor.who.ppid },
				 .setting = { .auid = UINT32_MAX } };
	struct thread *parent = find_thread(child->actor.who.ppid);

	if (parent)
		refresh(parent);
	r->child_start = child->actor.start;
	r->child_pid = child->actor.who.tgid;
	r->child_tid = child->actor.tid;
	r->child_pidns_pid = child->actor.who.inner_pid;
	emit(&draft, VIGIL_EVENT_FORK, parent ? &parent->actor : &unknown, 0);
}

/* The process is gone from /proc: it ends as who it was when it last did something. */
void exit_happened(struct thread *thread, uint32_t code_raw)
{
	struct vigil_exit *r = begin_draft(&draft, sizeof(*r));

	r->code_raw = code_raw;
	emit(&draft, VIGIL_EVENT_EXIT, &thread->actor, 0);
}

static uint64_t arg(const struct pending *p, uint8_t index)
{
	return index ? p->args[index - 1] : 0;
}

static void ptrace_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_ptrace *r = begin_draft(&draft, sizeof(*r));

	r->request = arg(p, p->call->value);
	r->tracee.pid = r->request == PTRACE_TRACEME ? thread->actor.who.tgid
						     : (uint32_t)arg(p, p->call->pid);
	r->tracee.start = start_of(r->tracee.pid);
	if (!r->tracee.start)
		r->tracee.pid = 0;
	emit(&draft, VIGIL_EVENT_PTRACE, &thread->actor, result);
}

static void namespace_returned(struct thread *thread, int64_t result)
{
	const struct pending *p = thread->pending;
	struct vigil_unshare *r = begin_draft(&draft, sizeof(*r));

	_Static_assert(sizeof(struct vigil_unshare) == sizeof(struct vigil_setns) &&
			       __builtin_offsetof(struct vigil_unshare, flags) ==
				       __builtin_offsetof(struct vigil_setns, flags),
		       "both records hold the flags alone");
	read_setting(thread->actor.tid, &thread->actor.setting);
	r->flags = arg(p, p->call->flags);
	emit(&draft, p->event, &thread->actor, result);
}

static void credentials_returned(struct thread *thread, int64_t result)
{
	begin_draft(&draft, sizeof(struct vigil_header));
	emit(&draft, thread->pending->event, &thread->actor, result);
}

static bool is_about_socket(const struct call *call)
{
	return call->event == VIGIL_EVENT_CONNECT || call->event == VIGIL_EVENT_BIND;
}

void call_entered(struct thread *thread, const struct call *call, uint32_t arch,
		  const uint64_t args[6])
{
	struct pending *p = thread->pending ? thread->pending : malloc(sizeof(*p));

	thread->pending = p;
	if (!p) {
		count_lost(call->event);
		return;
	}
	memset(p, 0, offsetof(struct pending, path));
	p->path[0] = p->path2[0] = 0;
	p->call = call;
	p->event = event_of(call, call->flags ? args[call->flags - 1] : 0);
	thread->actor.flags = arch == AUDIT_ARCH_I386 ? VIGIL_FLAG_COMPAT_SYSCALL : 0;
	memcpy(p->args, args, sizeof(p->args));
	if (is_about_socket(call))
		socket_call_entered(thread);
	else
		path_call_entered(thread);
}

static void tell(struct thread *thread, int64_t result)
{
	switch (thread->pending->event) {
	case VIGIL_EVENT_PTRACE:
		ptrace_returned(thread, result);
		break;
	case VIGIL_EVENT_UNSHARE:
	case VIGIL_EVENT_SETNS:
		namespace_returned(thread, result);
		break;
	case VIGIL_EVENT_SETUID:
	case VIGIL_EVENT_SETGID:
	case VIGIL_EVENT_CAPSET:
		credentials_returned(thread, result);
		break;
	default:
		if (is_about_socket(thread->pending->call))
			socket_call_returned(thread, result);
		else
			path_call_returned(thread, result);
	}
}

void call_returned(struct thread *thread, int64_t result)
{
	struct pending *p = thread->pending;
	bool again = result <= RESTART_FIRST && result >= RESTART_LAST;

	if (!again) {
		refresh(thread);
		if (wants(p->event))
			tell(thread, result);
		else
			count(&counters.rejected[p->event]);
	}
	thread->actor.flags = 0;
	thread->pending = NULL;
	free(p);
}
