// SPDX-License-Identifier: Apache-2.0
/* Files as the kernel knows them, found through a descriptor that names one and nothing else. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "host.h"
#include "trace_record.h"

#define MOUNTS_KEPT 64 /* whose file system type is remembered */
#define DELETED " (deleted)"
#define MEMFD "/memfd:"

/* A mount by its id and device: an id alone is used again. Each thread that asks has its own. */
struct mount {
	uint32_t id;
	uint32_t dev;
	char fs[16];
};

static _Thread_local struct mount mounts[MOUNTS_KEPT];

/* A line: id parent MAJOR:MINOR root point options [fields] - TYPE source options (man 5 proc). */
static void find_fs(const char *list, uint32_t id, char *fs)
{
	FILE *file = fopen(list, "re");
	char *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		const char *type = strstr(line, " - ");

		if (strtoul(line, NULL, 10) != id || !type)
			continue;
		sscanf(type + 3, "%15s", fs);
		break;
	}
	free(line);
	if (file)
		fclose(file);
}

static void name_fs(char *fs, uint32_t id, uint32_t dev)
{
	struct mount *mount = &mounts[id % MOUNTS_KEPT];

	if (mount->id != id || mount->dev != dev || !mount->fs[0]) {
		*mount = (struct mount){ .id = id, .dev = dev };
		find_fs("/proc/self/mountinfo", id, mount->fs);
	}
	memcpy(fs, mount->fs, sizeof(mount->fs));
}

static uint64_t nanoseconds(const struct statx_timestamp *time)
{
	return time->tv_sec * NANOSECONDS_PER_SECOND + time->tv_nsec;
}

void fill_inode(struct vigil_file *file, int fd)
{
	struct statx s;
	struct statfs fs;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID, &s))
		return;
	file->inode = s.stx_ino;
	file->mtime = nanoseconds(&s.stx_mtime);
	file->ctime = nanoseconds(&s.stx_ctime);
	file->dev = s.stx_dev_major << 20 | s.stx_dev_minor;
	file->mode = s.stx_mode;
	file->uid = s.stx_uid;
	file->gid = s.stx_gid;
	file->nlink = s.stx_nlink;
	if (s.stx_mask & STATX_MNT_ID)
		file->mount_id = s.stx_mnt_id;
	if (!fstatfs(fd, &fs))
		file->magic = fs.f_type;
	name_fs(file->fs, file->mount_id, file->dev);
}

/* The kernel writes " (deleted)" behind a path without a link, and a memfd as a file of the root.
 */
static const char *clean(char *path, uint32_t nlink)
{
	size_t length = strlen(path);
	size_t tail = strlen(DELETED);

	if (nlink || length < tail || strcmp(path + length - tail, DELETED) != 0)
		return path;
	path[length - tail] = 0;
	return strncmp(path, MEMFD, strlen(MEMFD)) ? path : path + 1;
}

void fill_file(struct draft *draft, struct vigil_file *file, const char *path)
{
	char link[64];
	char found[PATH_MAX + sizeof(DELETED)];
	ssize_t length;
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return;
	fill_inode(file, fd);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, found, sizeof(found) - 1);
	close(fd);
	if (length <= 0)
		return;
	found[length] = 0;
	add_text(draft, &file->path, clean(found, file->nlink));
}
