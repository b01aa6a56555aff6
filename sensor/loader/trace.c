// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "filter.h"
#include "host.h"
#include "trace_call.h"
#include "trace_event.h"
#include "trace_loop.h"
#include "trace_ring.h"
#include "trace_source.h"

#define EXIT_CANNOT_RUN 126 /* POSIX shells' words for a command that cannot be run */
#define EXIT_NOT_FOUND 127
#define GET_SYSCALL_INFO_MAJOR 5
#define GET_SYSCALL_INFO_MINOR 3

static struct ring ring;
static struct filter filter;
static pthread_t tracer;
static const char *socket_path; /* NULL: a capture is written */
static int go; /* tells the command's process that it is traced */
static int stop; /* tells the server that nothing is left to trace */

bool may_trace(char *why, size_t size)
{
	if (!kernel_is_since(GET_SYSCALL_INFO_MAJOR, GET_SYSCALL_INFO_MINOR)) {
		snprintf(why, size, "the kernel is older than 5.3 (PTRACE_GET_SYSCALL_INFO)");
		return false;
	}
	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) {
		snprintf(why, size, "the kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)");
		return false;
	}
	why[0] = 0;
	return true;
}

void print_trace_hooks(FILE *out)
{
	describe_trace(false, needs_no_new_privs());
	trace_source.print_hooks(out);
}

static void *trace_thread(void *argument)
{
	pid_t pid = getppid();
	int *refusal = argument;
	uint64_t one = 1;

	*refusal = seize(pid);
	if (write(stop, &one, sizeof(one)) != sizeof(one) || *refusal)
		return NULL;
	trace_all(&ring);
	if (write(stop, &one, sizeof(one)) < 0)
		_exit(EXIT_IO);
	return NULL;
}

/* Nothing of the command's may be held open here, or who reads its output would wait for us. */
static void let_go_of_files(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	if (chdir("/"))
		report(SENSOR_FILE, "The root directory cannot be entered: %s.", strerror(errno));
}

/*
 * The socket or file is there, so that nothing can fail any more once the command is traced, whose
 * end this process's end would be. Starts to trace it and lets it begin.
 */
static void started(void)
{
	static int refusal; /* 0, or an errno value */
	char traced = 1;
	uint64_t ready;

	if (pthread_create(&tracer, NULL, trace_thread, &refusal) ||
	    read(stop, &ready, sizeof(ready)) != sizeof(ready))
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "The tracing thread cannot be started.");
	if (refusal && socket_path)
		unlink(socket_path);
	if (refusal)
		fail(EXIT_NOT_PERMITTED, SENSOR_NOT_PERMITTED,
		     "The command cannot be traced: %s. It may be traced already, or ptrace is "
		     "forbidden here (kernel.yama.ptrace_scope, a seccomp profile).",
		     strerror(refusal));
	if (write(go, &traced, 1) != 1)
		_exit(EXIT_IO);
	close(go);
	let_go_of_files();
}

/* Signals to a whole group or session are for the command. */
static void ignore_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		if (number != SIGCHLD)
			signal(number, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_others(void)
{
	int end = sysconf(_SC_OPEN_MAX);

	if (go > 3)
		syscall(SYS_close_range, 3, go - 1, 0);
	if (!syscall(SYS_close_range, go + 1, ~0u, 0))
		return;
	for (int fd = 3; fd < end; fd++) /* kernels before 5.9 */
		if (fd != go)
			close(fd);
}

static void become_tracer(const struct trace_options *options, struct server_options *server)
{
	static struct object object = {
		.source = &trace_source,
		.ring_fds = { -1, -1, -1 },
		.cgroups_fd = -1,
		.names_fd = -1,
		.protect_fd = -1,
		.cgroup_fd = -1,
		.flows_fd = -1,
		.owners_fd = -1,
		.selected_fds = { -1, -1 },
	};

	setsid();
	prctl(PR_SET_NAME, "vigil-sensor");
	ignore_signals();
	close_others();
	stop = eventfd(0, EFD_CLOEXEC);
	object.shared = calloc(1, sizeof(*object.shared));
	if (stop < 0 || !object.shared)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "No memory for the filter.");
	create_ring(&ring, options->ring_bytes);
	open_filter(&filter, &object, false);
	open_events(&ring, &filter);
	describe_trace(options->reads, needs_no_new_privs());
	socket_path = server->socket_path;
	server->stop_fd = stop;
	server->started = started;
	serve(server, &object, &ring, &filter);
	pthread_join(tracer, NULL);
	_exit(EXIT_DONE);
}

/*
 * A child that tells of its end by no signal is seen by wait(2) with __WALL alone: the program that
 * the command becomes does not know that it has it.
 */
static pid_t fork_unseen(void)
{
	return syscall(SYS_clone, 0, NULL, NULL, NULL, 0);
}

/* Waits for the tracer's word; true when the command is traced. */
static bool await_tracer(pid_t child, int answer, bool or_untraced)
{
	char traced;
	int status = 0;

	if (read(answer, &traced, 1) == 1)
		return true;
	waitpid(child, &status, __WALL);
	if (!or_untraced)
		exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_REFUSED);
	report(SENSOR_NOT_PERMITTED, "The command runs without being watched.");
	return false;
}

static bool start_tracer(const struct trace_options *options, const struct server_options *server)
{
	struct server_options own = *server;
	char why[128];
	int pipe_fds[2];
	bool traced;
	pid_t child;

	if (!may_trace(why, sizeof(why))) {
		if (!options->or_untraced)
			fail(EXIT_KERNEL_LACKS, SENSOR_HOOK_MISSING,
			     "The command cannot be traced: %s.", why);
		report(SENSOR_HOOK_MISSING, "The command runs without being watched: %s.", why);
		return false;
	}
	if (pipe2(pipe_fds, O_CLOEXEC))
		fail(EXIT_IO, SENSOR_FILE, "No pipe can be made: %s.", strerror(errno));
	child = fork_unseen();
	if (child == 0) {
		go = pipe_fds[1];
		become_tracer(options, &own);
	}
	if (child < 0)
		fail(EXIT_NO_ROOM, SENSOR_RING_SIZE, "No process can be made: %s.",
		     strerror(errno));
	close(pipe_fds[1]);
	prctl(PR_SET_PTRACER, child, 0, 0, 0); /* for kernel.yama.ptrace_scope=1; else unknown */
	traced = await_tracer(child, pipe_fds[0], options->or_untraced);
	close(pipe_fds[0]);
	return traced;
}

void run_traced(const struct trace_options *options, const struct server_options *server)
{
	int error = 0;

	if (start_tracer(options, server))
		error = install_filter(options->reads);
	if (error)
		fail(EXIT_KERNEL_LACKS, SENSOR_HOOK_MISSING,
		     "The system calls cannot be filtered: %s.", strerror(error));
	execvp(options->command[0], options->command);
	error = errno;
	report(SENSOR_USAGE, "%s cannot be run: %s.", options->command[0], strerror(error));
	exit(error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN);
}
