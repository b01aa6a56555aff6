// SPDX-License-Identifier: Apache-2.0
/*
 * race FIFO OTHER: opens a FIFO, which waits for a writer, while a second thread first makes the
 * path in memory OTHER and then lets the call go on. Prints `pid result`.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char path[PATH_MAX];
static const char *fifo, *other;
static int opener;

/* Whether the opening thread sleeps, which after its start it does in open alone. */
static int waits(void)
{
	char name[64], text[256] = "";
	const char *state;
	FILE *stat;

	snprintf(name, sizeof(name), "/proc/self/task/%d/stat", opener);
	stat = fopen(name, "r");
	if (!stat)
		return 0;
	state = fgets(text, sizeof(text), stat) ? strrchr(text, ')') : NULL;
	fclose(stat);
	return state && state[2] == 'S';
}

static void *change(void *unused)
{
	while (!waits())
		usleep(1000);
	strcpy(path, other);
	open(fifo, O_WRONLY);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int fd;

	if (argc != 3 || strlen(argv[1]) >= PATH_MAX || strlen(argv[2]) >= PATH_MAX)
		return 2;
	strcpy(path, argv[1]);
	fifo = argv[1];
	other = argv[2];
	opener = gettid();
	if (pthread_create(&thread, NULL, change, NULL))
		return 2;
	fd = open(path, O_RDONLY);
	pthread_join(thread, NULL);
	printf("%d %d\n", getpid(), fd);
	return 0;
}
