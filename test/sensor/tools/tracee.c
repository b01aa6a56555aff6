// SPDX-License-Identifier: Apache-2.0
/*
 * tracee MODE [ARGUMENT]...: programs that a tracer could disturb. Each prints what it saw and ends
 * with 0 when all was as it is without a tracer.
 *
 *	waits            wait(2) finds no child, and time passes for its own children alone
 *	jobs             a child stops, goes on and ends; its parent sees all three
 *	handlers         every signal that can be handled arrives once
 *	storm N          N children that end with codes of their own, 64 at a time
 *	vfork PROGRAM    the parent waits for the exec of its child
 *	daemon FILE      a grandchild in a session of its own writes FILE; the parent does not wait
 *	threads N FILE   N threads write FILE.0, FILE.1, ...
 *	swap N FILE OTHER  opens FILE N times while a thread puts OTHER behind the descriptor
 *	exec PROGRAM     a second thread executes PROGRAM
 *	ptrace           PTRACE_TRACEME and PTRACE_SEIZE of a child: prints their errno values
 *	connect IP PORT  over TCP, blocking
 *	begin IP PORT    over TCP, not waiting for it
 *	interrupt FIFO   opens a FIFO for writing, interrupted by a handled signal and begun anew
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOGETHER 64
#define THREADS_MAX 256

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "tracee: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void waits(char **args)
{
	pid_t pid;
	int status;

	(void)args;
	must(wait(NULL) < 0 && errno == ECHILD, "a child that is not ours");
	pid = fork();
	if (pid == 0)
		_exit(9);
	must(wait(&status) == pid && WEXITSTATUS(status) == 9, "wait");
	must(wait(NULL) < 0 && errno == ECHILD, "another child");
}

static void jobs(char **args)
{
	int status, go[2];
	char byte = 0;
	pid_t pid;

	(void)args;
	must(!pipe(go), "pipe");
	pid = fork();
	if (pid == 0) {
		raise(SIGSTOP);
		/* Once it has ended, nobody hears any more that it went on. */
		_exit(read(go[0], &byte, 1) == 1 ? 5 : 6);
	}
	must(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status), "stopped");
	must(WSTOPSIG(status) == SIGSTOP, "by SIGSTOP");
	must(!kill(pid, SIGCONT), "kill");
	must(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status), "continued");
	must(write(go[1], &byte, 1) == 1, "write");
	must(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 5, "ended");
}

static volatile sig_atomic_t arrived[NSIG];

static void arrive(int number)
{
	arrived[number]++;
}

static void handlers(char **args)
{
	(void)args;
	for (int number = 1; number < NSIG; number++) {
		struct sigaction act = { .sa_handler = arrive };

		if (sigaction(number, &act, NULL)) /* KILL, STOP and those of the C library */
			continue;
		must(!kill(getpid(), number), "kill");
		must(arrived[number] == 1, "a signal arrives once");
	}
}

static void storm(char **args)
{
	int left = atoi(args[0]), running = 0, sum = 0, expected = 0;
	int status;

	while (left || running) {
		pid_t pid;

		if (left && running < TOGETHER) {
			pid = fork();
			must(pid >= 0, "fork");
			if (pid == 0)
				_exit(left % 100);
			expected += left-- % 100;
			running++;
			continue;
		}
		pid = wait(&status);
		must(pid > 0 && WIFEXITED(status), "wait");
		sum += WEXITSTATUS(status);
		running--;
	}
	must(sum == expected, "every code");
}

static void forks(char **args)
{
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		execl(args[0], args[0], "by-vfork", NULL);
		_exit(127);
	}
	must(waitpid(pid, &status, 0) == pid && status == 0, "the program");
}

static void put(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0640);

	must(fd >= 0 && write(fd, "x", 1) == 1 && !close(fd), path);
}

static void daemonize(char **args)
{
	if (fork())
		return;
	setsid();
	if (fork())
		_exit(0);
	usleep(50000); /* the parents have ended by then */
	put(args[0]);
	_exit(3);
}

static void *put_one(void *path)
{
	put(path);
	return NULL;
}

static void threads(char **args)
{
	static char paths[THREADS_MAX][256];
	static pthread_t all[THREADS_MAX];
	int count = atoi(args[0]);

	must(count <= THREADS_MAX, "too many threads");
	for (int i = 0; i < count; i++) {
		snprintf(paths[i], sizeof(paths[i]), "%s.%d", args[1], i);
		must(!pthread_create(&all[i], NULL, put_one, paths[i]), "pthread_create");
	}
	for (int i = 0; i < count; i++)
		must(!pthread_join(all[i], NULL), "pthread_join");
}

static volatile int swap_to = -1;
static volatile int swap_from = -1;

static void *swap_always(void *unused)
{
	for (;;)
		dup2(swap_from, swap_to);
	return unused;
}

static void swap(char **args)
{
	pthread_t thread;

	swap_from = open(args[2], O_RDONLY);
	must(swap_from >= 0, args[2]);
	swap_to = dup(swap_from); /* the number that the next open gets once it is closed */
	must(!pthread_create(&thread, NULL, swap_always, NULL), "pthread_create");
	for (int left = atoi(args[0]); left; left--) {
		close(swap_to);
		must(open(args[1], O_WRONLY) >= 0, args[1]);
		close(swap_to + 1);
	}
}

static void *exec_one(void *path)
{
	execl(path, path, "by-thread", NULL);
	must(0, path);
	return NULL;
}

static void exec_in_thread(char **args)
{
	pthread_t thread;

	must(!pthread_create(&thread, NULL, exec_one, args[0]), "pthread_create");
	pause();
}

static void traces(char **args)
{
	int fds[2];
	pid_t pid;

	(void)args;
	must(!pipe(fds), "pipe");
	pid = fork();
	if (pid == 0) {
		int result = ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? errno : 0;

		must(write(fds[1], &result, sizeof(result)) == sizeof(result), "write");
		pause();
	}
	int result;

	must(read(fds[0], &result, sizeof(result)) == sizeof(result), "read");
	printf("%d %d %d\n", pid, result, ptrace(PTRACE_SEIZE, pid, NULL, NULL) ? errno : 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void begin_connect(char **args, int flags)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(args[1])) };
	int fd = socket(AF_INET, SOCK_STREAM | flags, 0);

	inet_pton(AF_INET, args[0], &address.sin_addr);
	printf("%d\n", connect(fd, (struct sockaddr *)&address, sizeof(address)) ? -errno : 0);
}

static void connects(char **args)
{
	begin_connect(args, 0);
}

static void begins(char **args)
{
	begin_connect(args, SOCK_NONBLOCK);
}

static void interrupted(char **args)
{
	struct sigaction act = { .sa_handler = arrive, .sa_flags = SA_RESTART };
	pid_t parent = getpid();

	sigaction(SIGUSR1, &act, NULL);
	if (fork() == 0) {
		usleep(50000);
		kill(parent, SIGUSR1);
		usleep(50000);
		_exit(open(args[0], O_RDONLY) < 0);
	}
	must(open(args[0], O_WRONLY) >= 0, "open");
	must(arrived[SIGUSR1] == 1, "the signal");
	wait(NULL);
}

static const struct mode {
	const char *name;
	int arguments;
	void (*run)(char **args);
} modes[] = {
	{ "waits", 0, waits },		 { "jobs", 0, jobs },	     { "handlers", 0, handlers },
	{ "storm", 1, storm },		 { "vfork", 1, forks },	     { "daemon", 1, daemonize },
	{ "threads", 2, threads },	 { "swap", 3, swap },	     { "exec", 1, exec_in_thread },
	{ "ptrace", 0, traces },	 { "connect", 2, connects }, { "begin", 2, begins },
	{ "interrupt", 1, interrupted },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(*modes); i++) {
		if (strcmp(modes[i].name, argv[1]) != 0 || argc != modes[i].arguments + 2)
			continue;
		modes[i].run(argv + 2);
		return 0;
	}
	fprintf(stderr, "usage: tracee MODE [ARGUMENT]...; see tracee.c\n");
	return 2;
}
