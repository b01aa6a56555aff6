// SPDX-License-Identifier: Apache-2.0
/*
 * work MODE MILLISECONDS: runs one kind of work in short batches for a while and prints the cost
 * of one turn in nanoseconds, as the 5th percentile and the median over the batches: `MODE p5
 * median batches`.
 *
 *	getppid    one system call with nothing to record
 *	openclose  open and close of a cached file that no rule names
 *	openmiss   open of a file that does not exist
 *	forkexec   fork, exec of /bin/true, exit and wait
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BATCHES_MAX 100000

static void getppid_once(void)
{
	syscall(SYS_getppid);
}

static void openclose_once(void)
{
	int fd = open("/etc/hostname", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		abort();
	close(fd);
}

static void openmiss_once(void)
{
	if (open("/etc/no-such-file", O_RDONLY | O_CLOEXEC) >= 0)
		abort();
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

static const struct mode {
	const char *name;
	void (*once)(void);
	int turns; /* a batch: about a tenth of a millisecond, but one for processes */
} modes[] = {
	{ "getppid", getppid_once, 1000 },
	{ "openclose", openclose_once, 100 },
	{ "openmiss", openmiss_once, 100 },
	{ "forkexec", forkexec_once, 1 },
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static double cost[BATCHES_MAX];
	const struct mode *mode = NULL;
	double end;
	int count = 0;

	for (size_t i = 0; argc == 3 && i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(modes[i].name, argv[1]))
			mode = &modes[i];
	if (!mode) {
		fprintf(stderr, "usage: work getppid|openclose|openmiss|forkexec MILLISECONDS\n");
		return 2;
	}
	end = now() + atof(argv[2]) * 1e6;
	while (count < BATCHES_MAX && now() < end) {
		double start = now();

		for (int turn = 0; turn < mode->turns; turn++)
			mode->once();
		cost[count++] = (now() - start) / mode->turns;
	}
	qsort(cost, count, sizeof(*cost), ascending);
	printf("%s %.1f %.1f %d\n", mode->name, cost[count / 20], cost[count / 2], count);
	return 0;
}
