// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "trace_proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host.h"

#define STATUS_BYTES_MAX 4096

size_t read_proc(pid_t pid, const char *name, char *bytes, size_t size)
{
	char path[64];
	size_t length = 0;
	ssize_t got = 0;
	char more;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	while (length < size && (got = read(fd, bytes + length, size - length)) > 0)
		length += got;
	if (length == size && read(fd, &more, 1) == 1)
		length++;
	close(fd);
	return length;
}

static size_t read_proc_text(pid_t pid, const char *name, char *text, size_t size)
{
	size_t length = read_proc(pid, name, text, size - 1);

	if (length > size - 1)
		length = size - 1;
	text[length] = 0;
	return length;
}

static const char *value_of(const char *status, const char *key)
{
	const char *at = strstr(status, key);

	return at ? at + strlen(key) : "";
}

/* Name ends at the end of its line; the kernel writes a newline in it as \n and a backslash as \\.
 */
static void copy_comm(char *comm, size_t size, const char *from)
{
	size_t length = 0;

	while (*from && *from != '\n' && length < size - 1) {
		char c = *from++;

		if (c == '\\' && (*from == 'n' || *from == '\\'))
			c = *from++ == 'n' ? '\n' : '\\';
		comm[length++] = c;
	}
	memset(comm + length, 0, size - length);
}

bool read_identity(pid_t tid, struct identity *who)
{
	char status[STATUS_BYTES_MAX];
	const char *line;
	char *end;

	if (!read_proc_text(tid, "status", status, sizeof(status)))
		return false;
	copy_comm(who->comm, sizeof(who->comm), value_of(status, "Name:\t"));
	who->tgid = strtoul(value_of(status, "\nTgid:\t"), NULL, 10);
	who->ppid = strtoul(value_of(status, "\nPPid:\t"), NULL, 10);
	who->tracer = strtoul(value_of(status, "\nTracerPid:\t"), NULL, 10);
	sscanf(value_of(status, "\nUid:\t"), "%u %u %*u %u", &who->uid, &who->euid, &who->fsuid);
	sscanf(value_of(status, "\nGid:\t"), "%u %u %*u %u", &who->gid, &who->egid, &who->fsgid);
	who->cap_permitted = strtoull(value_of(status, "\nCapPrm:\t"), NULL, 16);
	who->cap_effective = strtoull(value_of(status, "\nCapEff:\t"), NULL, 16);
	line = value_of(status, "\nNSpid:\t");
	for (unsigned long pid = strtoul(line, &end, 10); end != line;
	     pid = strtoul(line, &end, 10)) {
		who->inner_pid = pid;
		line = end;
		if (*end == '\n')
			break;
	}
	return true;
}

/* man 5 proc: fields are counted from after the name, which may hold any byte but ends last. */
bool read_birth(pid_t pid, struct birth *birth)
{
	char stat[1024];
	const char *after;
	unsigned long long ticks = 0;
	static long per_second;

	if (!per_second)
		per_second = sysconf(_SC_CLK_TCK);
	memset(birth, 0, sizeof(*birth));
	if (!read_proc_text(pid, "stat", stat, sizeof(stat)) || !(after = strrchr(stat, ')')))
		return false;
	sscanf(after + 1,
	       " %*c %*d %*d %u %u %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
	       &birth->sid, &birth->tty, &ticks);
	birth->start = ticks * (NANOSECONDS_PER_SECOND / per_second);
	return true;
}

void read_proc_link(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	length = readlink(path, text, size - 1);
	text[length > 0 ? length : 0] = 0;
}

static uint32_t namespace_of(pid_t pid, const char *name)
{
	char text[64];
	const char *number;

	read_proc_link(pid, name, text, sizeof(text));
	number = strchr(text, '[');
	return number ? strtoul(number + 1, NULL, 10) : 0;
}

/* Finds "HIERARCHY:" + controllers + ":" + path; the unified hierarchy, else that of the pids. */
static bool find_cgroup(const char *lines, const char *key, char *path, size_t size)
{
	const char *at = strstr(lines, key);
	size_t length;

	if (!at)
		return false;
	at += strlen(key);
	length = strcspn(at, "\n");
	if (length >= size)
		return false;
	memcpy(path, at, length);
	path[length] = 0;
	return true;
}

static void read_cgroup(pid_t pid, struct setting *setting)
{
	char lines[STATUS_BYTES_MAX];
	char place[CGROUP_BYTES_MAX + 64];
	struct stat found;
	bool own;

	setting->cgroup[0] = 0;
	setting->cgroup_id = 0;
	read_proc_text(pid, "cgroup", lines, sizeof(lines));
	own = find_cgroup(lines, "0::", setting->cgroup, sizeof(setting->cgroup)) &&
	      strcmp(setting->cgroup, "/") != 0;
	if (!own && find_cgroup(lines, ":pids:", setting->cgroup, sizeof(setting->cgroup)))
		snprintf(place, sizeof(place), "/sys/fs/cgroup/pids%s", setting->cgroup);
	else
		snprintf(place, sizeof(place), "/sys/fs/cgroup%s", setting->cgroup);
	if (!stat(place, &found))
		setting->cgroup_id = found.st_ino;
}

void read_setting(pid_t pid, struct setting *setting)
{
	char text[32];

	setting->mntns = namespace_of(pid, "ns/mnt");
	setting->pidns = namespace_of(pid, "ns/pid");
	setting->netns = namespace_of(pid, "ns/net");
	setting->auid = UINT32_MAX;
	if (read_proc_text(pid, "loginuid", text, sizeof(text)))
		setting->auid = strtoul(text, NULL, 10);
	read_cgroup(pid, setting);
}

/* Word by word: what a tracer may do when the process has another user than the sensor. */
static size_t peek(pid_t tid, uint64_t address, char *bytes, size_t size)
{
	size_t length = 0;

	while (length < size) {
		size_t part = size - length < sizeof(long) ? size - length : sizeof(long);
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, tid, (void *)(address + length), NULL);
		if (errno)
			break;
		memcpy(bytes + length, &word, part);
		length += part;
	}
	return length;
}

size_t read_memory(pid_t tid, uint64_t address, void *bytes, size_t size)
{
	struct iovec local = { bytes, size };
	struct iovec remote = { (void *)address, size };
	ssize_t got = process_vm_readv(tid, &local, 1, &remote, 1, 0);

	return got > 0 ? (size_t)got : peek(tid, address, bytes, size);
}

/* Page by page, for the page behind a string may not be there. */
bool read_text(pid_t tid, uint64_t address, char *text, size_t size)
{
	size_t page = 4096;
	size_t length = 0;

	text[0] = 0;
	while (length < size - 1) {
		size_t part = page - (address + length) % page;
		size_t got;

		if (part > size - 1 - length)
			part = size - 1 - length;
		got = read_memory(tid, address + length, text + length, part);
		text[length + got] = 0;
		if (strnlen(text + length, got) < got)
			return true;
		length += got;
		if (got < part) /* the string goes on where nothing can be read */
			return false;
	}
	return true;
}
