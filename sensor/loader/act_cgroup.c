// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "act_cgroup.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILEID_KERNFS 0xfe /* include/linux/exportfs.h */
#define LINE_BYTES_MAX 4096
#define HANDLE_BYTES 8

/* Opens the directory of a cgroup by its id, which is the handle of its file. */
static int open_by_id(const char *mount, uint64_t id)
{
	union {
		struct file_handle head;
		unsigned char bytes[sizeof(struct file_handle) + HANDLE_BYTES];
	} handle = { .head = { .handle_bytes = HANDLE_BYTES, .handle_type = FILEID_KERNFS } };
	int mount_fd = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd;

	if (mount_fd < 0)
		return -1;
	memcpy(handle.bytes + sizeof(struct file_handle), &id, sizeof(id));
	fd = open_by_handle_at(mount_fd, &handle.head, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close(mount_fd);
	return fd;
}

/* Cuts the path behind its first segment with `name` in it, or checks that the last has it. */
static bool cut(char *path, size_t mount_length, const char *name, bool climb)
{
	char *own = path + mount_length;
	char *found, *end;

	if (!name[0] || strchr(name, '/') || own[0] != '/')
		return false;
	found = strstr(climb ? own : strrchr(own, '/'), name);
	end = found ? strchr(found, '/') : NULL;
	if (end)
		*end = 0;
	return found != NULL;
}

static bool find_in(const char *mount, uint64_t id, const char *name, bool climb,
		    struct group *group)
{
	char link[64];
	int fd = open_by_id(mount, id);
	ssize_t length;

	if (fd < 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, group->path, sizeof(group->path) - 1);
	close(fd);
	group->mount_length = strlen(mount);
	if (length <= (ssize_t)group->mount_length)
		return false;
	group->path[length] = 0;
	return !strncmp(group->path, mount, group->mount_length) &&
	       cut(group->path, group->mount_length, name, climb);
}

/* Mounts of the hierarchies that ids are of: the default one and that of pids (man 5 proc). */
bool find_group(uint64_t id, const char *name, bool climb, struct group *group)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[LINE_BYTES_MAX], mount[LINE_BYTES_MAX], super[LINE_BYTES_MAX];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file)) {
		const char *type = strstr(line, " - cgroup");
		bool is_default = type && !strncmp(type, " - cgroup2 ", 11);

		if (!type || sscanf(line, "%*s %*s %*s %*s %4095s", mount) != 1)
			continue;
		if (!is_default &&
		    (sscanf(type, " - %*s %*s %4095s", super) != 1 || !strstr(super, "pids")))
			continue;
		found = find_in(mount, id, name, climb, group);
		group->is_default = is_default;
	}
	fclose(file);
	return found;
}

static int read_pids(const char *path, pid_t *pids, int max)
{
	FILE *file = fopen(path, "re");
	int count = 0;

	if (!file)
		return -1;
	while (count < max && fscanf(file, "%d", &pids[count]) == 1)
		count++;
	fclose(file);
	return count;
}

static int list_below(const char *path, pid_t *pids, int max, int depth)
{
	char below[GROUP_PATH_BYTES_MAX + 256];
	struct dirent *entry;
	DIR *directory;
	int count;

	snprintf(below, sizeof(below), "%s/cgroup.procs", path);
	count = read_pids(below, pids, max);
	directory = depth < GROUP_DEPTH_MAX ? opendir(path) : NULL;
	while (directory && (entry = readdir(directory))) {
		int found;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		if (snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) >=
		    GROUP_PATH_BYTES_MAX)
			continue;
		found = list_below(below, pids + (count > 0 ? count : 0),
				   max - (count > 0 ? count : 0), depth + 1);
		if (found > 0)
			count = (count > 0 ? count : 0) + found;
	}
	if (directory)
		closedir(directory);
	return count;
}

int list_group(const struct group *group, pid_t *pids, int max)
{
	return list_below(group->path, pids, max, 0);
}

bool is_in_group(const struct group *group, pid_t pid)
{
	const char *own = group->path + group->mount_length;
	size_t length = strlen(own);
	char line[LINE_BYTES_MAX], path[64];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file)) {
		const char *at = strchr(line, ':');

		at = at ? strchr(at + 1, ':') : NULL;
		found = at && !strncmp(at + 1, own, length) &&
			(at[1 + length] == '/' || at[1 + length] == '\n');
	}
	if (file)
		fclose(file);
	return found;
}

bool kill_group(const struct group *group)
{
	char path[GROUP_PATH_BYTES_MAX + 16];
	bool killed;
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.kill", group->path);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	killed = write(fd, "1", 1) == 1;
	close(fd);
	return killed;
}
