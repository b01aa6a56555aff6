// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "trace_loop.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "trace_event.h"

/* The kernel ends what is traced when its tracer ends: without one its calls would fail. */
#define OPTIONS                                                               \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | \
	 PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)
#define SYSCALL_STOP (SIGTRAP | 0x80)
#define LAST_WORDS_MS_MAX 1000 /* that the end of a namespace waits for the reader */
#define LAST_WORDS_STALL_MS_MAX 100

static const struct ring *records;

/* The first process of a pid namespace is told of before it ends, for it takes this one with it. */
static int options_of(pid_t pid)
{
	return pid == 1 ? OPTIONS | PTRACE_O_TRACEEXIT : OPTIONS;
}

int seize(pid_t pid)
{
	if (ptrace(PTRACE_SEIZE, pid, NULL, options_of(pid)))
		return errno;
	add_thread(pid);
	return 0;
}

static struct thread *known_thread(pid_t tid)
{
	struct thread *thread = find_thread(tid);

	if (thread)
		return thread;
	thread = add_thread(tid);
	if (!thread) {
		count_lost(VIGIL_EVENT_FORK);
		return NULL;
	}
	if ((uint32_t)tid == thread->actor.who.tgid)
		fork_happened(thread);
	return thread;
}

/* A new thread may be met at its own first stop, or at its parent's, whichever is told first. */
static void child_made(pid_t tid)
{
	unsigned long child;

	if (!ptrace(PTRACE_GETEVENTMSG, tid, NULL, &child))
		known_thread(child);
}

/* Whatever thread called execve(2), it is the first of its process now, and the only one. */
static void exec_made(pid_t tid)
{
	unsigned long former = tid;
	struct thread *thread = known_thread(tid);

	if (!ptrace(PTRACE_GETEVENTMSG, tid, NULL, &former) && (pid_t)former != tid)
		remove_thread(former);
	if (thread)
		exec_happened(thread);
	else
		count_lost(VIGIL_EVENT_EXEC);
}

/* Whether the thread is to stop again when the call returns. */
static bool call_begun(pid_t tid)
{
	struct __ptrace_syscall_info info = {};
	struct thread *thread = known_thread(tid);
	const struct call *call;
	uint64_t args[6];

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) <= 0)
		return false;
	call = traced_call(info.arch, info.seccomp.nr);
	if (!call)
		return false;
	if (!thread) {
		count_lost(call->event);
		return false;
	}
	for (int i = 0; i < 6; i++)
		args[i] = info.seccomp.args[i];
	call_entered(thread, call, info.arch, args);
	return thread->pending != NULL;
}

static void call_ended(pid_t tid)
{
	struct __ptrace_syscall_info info = {};
	struct thread *thread = find_thread(tid);

	if (!thread || !thread->pending)
		return;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) > 0 &&
	    info.op == PTRACE_SYSCALL_INFO_EXIT)
		call_returned(thread, info.exit.rval);
}

/* What the ring holds goes out, as long as somebody reads. */
static void say_last_words(void)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	uint64_t waiting = lane_waiting_bytes(records, LANE_URGENT);

	for (int ms = 0, still = 0; waiting && ms < LAST_WORDS_MS_MAX; ms++) {
		uint64_t before = waiting;

		nanosleep(&pause, NULL);
		waiting = lane_waiting_bytes(records, LANE_URGENT);
		still = waiting == before ? still + 1 : 0;
		if (still == LAST_WORDS_STALL_MS_MAX)
			break;
	}
	nanosleep(&pause, NULL); /* for what has left the ring and is being written */
}

static void namespace_ends(pid_t tid)
{
	unsigned long code = 0;
	struct thread *thread = find_thread(tid);

	if (tid != 1 || !thread || ptrace(PTRACE_GETEVENTMSG, tid, NULL, &code))
		return;
	exit_happened(thread, code);
	remove_thread(tid);
	say_last_words();
}

static void ended(pid_t tid, int status)
{
	struct thread *thread = find_thread(tid);

	if (thread && (uint32_t)tid == thread->actor.who.tgid)
		exit_happened(thread, status);
	remove_thread(tid);
}

static bool stops_group(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/* What the thread does next: a ptrace(2) request, with the signal that goes along. */
struct answer {
	int request;
	int signal;
};

static struct answer answer_event(pid_t tid, int event, int signal)
{
	switch (event) {
	case PTRACE_EVENT_SECCOMP:
		if (call_begun(tid))
			return (struct answer){ PTRACE_SYSCALL, 0 };
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		child_made(tid);
		break;
	case PTRACE_EVENT_EXEC:
		exec_made(tid);
		break;
	case PTRACE_EVENT_EXIT:
		namespace_ends(tid);
		break;
	case PTRACE_EVENT_STOP:
		if (stops_group(signal))
			return (struct answer){ PTRACE_LISTEN, 0 };
		ptrace(PTRACE_SETOPTIONS, tid, NULL,
		       options_of(tid)); /* it has those of its parent */
		known_thread(tid);
		break;
	}
	return (struct answer){ PTRACE_CONT, 0 };
}

static void stopped(pid_t tid, int status)
{
	int event = status >> 16;
	int signal = WSTOPSIG(status);
	struct answer answer = { PTRACE_CONT, 0 };

	if (event)
		answer = answer_event(tid, event, signal);
	else if (signal == SYSCALL_STOP)
		call_ended(tid);
	else
		answer.signal = signal;
	/* It fails for a thread that was killed meanwhile, and that is fine. */
	ptrace(answer.request, tid, NULL, answer.signal);
}

void trace_all(const struct ring *ring)
{
	records = ring;
	for (;;) {
		int status;
		pid_t tid = wait4(-1, &status, __WALL, NULL);

		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0) /* nothing lives that is traced */
			break;
		if (WIFSTOPPED(status))
			stopped(tid, status);
		else
			ended(tid, status);
	}
}
