// SPDX-License-Identifier: Apache-2.0
/*
 * storm KIND COUNT [PATH]: makes many events of one kind as fast as it can and prints how many
 * there were.
 *
 *	opens COUNT FILE   opens and closes a file
 *	forks COUNT        a fork bomb: every process forks on until about COUNT in all were made
 *	mounts COUNT DIR   mounts and unmounts a tmpfs, in a mount namespace of its own
 *	deep COUNT DIR     makes COUNT directories within each other and a file in the last
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_MAX 20
#define DEEP_NAME "directory-of-a-deep-path"

static void check(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static long opens(long count, const char *path)
{
	for (long i = 0; i < count; i++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);

		check(fd >= 0, path);
		close(fd);
	}
	return count;
}

struct storm {
	atomic_long tickets;
	atomic_long made;
};

/*
 * A ticket is taken before the fork and given back when there is no process for it: then a process
 * waits for one of its children to end, and ends itself when it has none, but for the first.
 */
static void fork_on(struct storm *storm, long count)
{
	time_t end = time(NULL) + SECONDS_MAX;
	pid_t first = getpid();

	while (time(NULL) < end && atomic_fetch_add(&storm->tickets, 1) < count) {
		pid_t pid = fork();

		if (pid > 0)
			atomic_fetch_add(&storm->made, 1);
		if (pid >= 0)
			continue;
		atomic_fetch_sub(&storm->tickets, 1);
		check(errno == EAGAIN, "fork");
		if (waitpid(-1, NULL, 0) < 0 && getpid() != first)
			_exit(0);
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
	if (getpid() != first)
		_exit(0);
}

static long forks(long count)
{
	struct storm *storm = mmap(NULL, sizeof(*storm), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	check(storm != MAP_FAILED, "mmap");
	fork_on(storm, count);
	return atomic_load(&storm->made);
}

static long mounts(long count, const char *path)
{
	check(!unshare(CLONE_NEWNS), "unshare");
	check(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
	for (long i = 0; i < count; i++) {
		check(!mount("storm", path, "tmpfs", 0, NULL), "mount");
		check(!umount(path), "umount");
	}
	return count;
}

static long deep(long count, const char *path)
{
	int fd;

	check(!chdir(path), path);
	for (long i = 0; i < count; i++) {
		check(!mkdir(DEEP_NAME, 0700), "mkdir");
		check(!chdir(DEEP_NAME), "chdir");
	}
	fd = open("bottom", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	check(fd >= 0, "bottom");
	close(fd);
	return count;
}

int main(int argc, char **argv)
{
	const char *kind = argc > 2 ? argv[1] : "";
	const char *path = argc > 3 ? argv[3] : "/tmp";
	long count = argc > 2 ? atol(argv[2]) : 0;
	long made = -1;

	if (!strcmp(kind, "opens"))
		made = opens(count, path);
	if (!strcmp(kind, "forks"))
		made = forks(count);
	if (!strcmp(kind, "mounts"))
		made = mounts(count, path);
	if (!strcmp(kind, "deep"))
		made = deep(count, path);
	if (made < 0) {
		fprintf(stderr, "usage: storm opens|forks|mounts|deep COUNT [PATH]\n");
		return 2;
	}
	printf("%d %ld\n", getpid(), made);
	return 0;
}
