// SPDX-License-Identifier: Apache-2.0
/*
 * work MODE MILLISECONDS [FILE [RATE]]: runs one kind of work in short batches for a while and
 * prints the cost of one turn in nanoseconds, as the 5th percentile and the median over the
 * batches, and how many turns there were: `MODE p5 median turns`. With a rate (turns a second) it
 * sleeps between batches.
 *
 *	getppid    one system call with nothing to record
 *	read       pread of 64 bytes
 *	stat       fstatat of the file
 *	openclose  open and close of a cached file (/etc/hostname unless FILE is given)
 *	openmiss   open of a file that does not exist
 *	connect    a TCP exchange of 64 bytes over loopback: connect, send, receive, close
 *	forkexec   fork, exec of /bin/true, exit and wait
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BATCHES_MAX 100000
#define MESSAGE_BYTES 64

static const char *file = "/etc/hostname";
static int read_fd = -1;
static struct sockaddr_in peer;

static void check(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static void getppid_once(void)
{
	syscall(SYS_getppid);
}

static void read_once(void)
{
	char bytes[MESSAGE_BYTES];

	check(pread(read_fd, bytes, sizeof(bytes), 0) >= 0, "pread");
}

static void stat_once(void)
{
	struct stat status;

	check(!fstatat(AT_FDCWD, file, &status, 0), "fstatat");
}

static void openclose_once(void)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	check(fd >= 0, file);
	close(fd);
}

static void openmiss_once(void)
{
	if (open("/etc/no-such-file", O_RDONLY | O_CLOEXEC) >= 0)
		abort();
}

static void connect_once(void)
{
	struct linger reset = { 1, 0 }; /* or the ports would run out */
	char bytes[MESSAGE_BYTES] = "";
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	check(!connect(fd, (struct sockaddr *)&peer, sizeof(peer)), "connect");
	check(send(fd, bytes, sizeof(bytes), 0) == sizeof(bytes), "send");
	check(recv(fd, bytes, sizeof(bytes), MSG_WAITALL) == sizeof(bytes), "recv");
	close(fd);
}

static void forkexec_once(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
		abort();
}

static void echo(int listener)
{
	char bytes[MESSAGE_BYTES];

	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (recv(fd, bytes, sizeof(bytes), MSG_WAITALL) == sizeof(bytes))
			check(send(fd, bytes, sizeof(bytes), 0) > 0, "send");
		recv(fd, bytes, 1, 0); /* the client closes first */
		close(fd);
	}
}

/* The other end of the exchanges, in a process that ends with this one. */
static void start_peer(void)
{
	socklen_t size = sizeof(peer);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	peer.sin_family = AF_INET;
	peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check(!bind(listener, (struct sockaddr *)&peer, size), "bind");
	check(!listen(listener, 128), "listen");
	getsockname(listener, (struct sockaddr *)&peer, &size);
	if (fork())
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	echo(listener);
}

static const struct mode {
	const char *name;
	void (*once)(void);
	int turns; /* a batch: about a tenth of a millisecond, but one for processes */
} modes[] = {
	{ "getppid", getppid_once, 1000 },    { "read", read_once, 500 },
	{ "stat", stat_once, 200 },	      { "openclose", openclose_once, 100 },
	{ "openmiss", openmiss_once, 100 },   { "connect", connect_once, 4 },
	{ "forkexec", forkexec_once, 1 },
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void sleep_until(double time)
{
	struct timespec left = { 0, 0 };
	double ns = time - now();

	if (ns <= 0)
		return;
	left.tv_sec = ns / 1e9;
	left.tv_nsec = ns - left.tv_sec * 1e9;
	nanosleep(&left, NULL);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static const struct mode *find(const char *name)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(modes[i].name, name))
			return &modes[i];
	return NULL;
}

int main(int argc, char **argv)
{
	static double cost[BATCHES_MAX];
	const struct mode *mode = argc < 3 ? NULL : find(argv[1]);
	double rate = argc > 4 ? atof(argv[4]) : 0;
	double start, end;
	int count = 0;

	if (!mode) {
		fprintf(stderr, "usage: work getppid|read|stat|openclose|openmiss|connect|forkexec "
				"MILLISECONDS [FILE [RATE]]\n");
		return 2;
	}
	if (argc > 3)
		file = argv[3];
	read_fd = open(file, O_RDONLY | O_CLOEXEC);
	check(read_fd >= 0, file);
	if (mode->once == connect_once)
		start_peer();
	start = now();
	end = start + atof(argv[2]) * 1e6;
	while (count < BATCHES_MAX && now() < end) {
		double began = now();

		for (int turn = 0; turn < mode->turns; turn++)
			mode->once();
		cost[count++] = (now() - began) / mode->turns;
		if (rate > 0)
			sleep_until(start + count * mode->turns / rate * 1e9);
	}
	qsort(cost, count, sizeof(*cost), ascending);
	printf("%s %.1f %.1f %d\n", mode->name, cost[count / 20], cost[count / 2],
	       count * mode->turns);
	return 0;
}
