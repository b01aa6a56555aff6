// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "act_guard.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

#define PF_KTHREAD 0x00200000 /* include/linux/sched.h */
#define ANCESTORS_MAX 64

/*
 * Without these a host cannot be reached, or loses its containers at once. Names count only of
 * programs that the system itself holds: see is_system_file().
 */
static const char *const vital[] = {
	"init",
	"systemd",
	"systemd-*",
	"sshd",
	"sshd-*",
	"agetty",
	"auditd",
	"dbus-daemon",
	"dbus-broker*",
	"dockerd",
	"docker-proxy",
	"containerd",
	"containerd-shim*",
	"conmon",
	"crio",
	"kubelet",
	"k3s",
	"k0s",
	"rke2",
	"runc",
	"crun",
	"youki",
	"vigil-sensor",
};

static const char *const system_folders[] = {
	"/usr/bin/", "/usr/sbin/", "/usr/lib/", "/usr/libexec/",    "/usr/local/bin/",
	"/bin/",     "/sbin/",	   "/lib/",	"/usr/local/sbin/", "/opt/vigil/",
};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

bool is_vital_name(const char *name)
{
	for (size_t i = 0; i < COUNT(vital); i++)
		if (!fnmatch(vital[i], name, 0))
			return true;
	return false;
}

const char *system_folder(size_t index)
{
	return index < COUNT(system_folders) ? system_folders[index] : NULL;
}

bool read_process(pid_t pid, struct process_facts *facts)
{
	char path[64], line[1024];
	unsigned long flags = 0;
	unsigned long long start = 0;
	ssize_t length;
	char *after;
	FILE *file;
	int found;

	*facts = (struct process_facts){ 0 };
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	length = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[length] = 0;
	after = strrchr(line, ')'); /* a process chooses its name, brackets included */
	if (!after)
		return false;
	found = sscanf(after + 1,
		       " %c %d %*d %*d %*d %*d %lu %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d "
		       "%*d %llu",
		       &facts->state, &facts->parent, &flags, &start);
	facts->start_ticks = start;
	facts->is_kernel_thread = flags & PF_KTHREAD;
	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	length = readlink(path, facts->executable, sizeof(facts->executable) - 1);
	facts->executable[length > 0 ? length : 0] = 0;
	return found == 4;
}

bool is_same_start(uint64_t ticks, uint64_t start_ns)
{
	return ticks == start_ns / (NANOSECONDS_PER_SECOND / sysconf(_SC_CLK_TCK));
}

static bool is_ancestor(pid_t pid, pid_t of)
{
	struct process_facts facts;

	for (int i = 0; i < ANCESTORS_MAX && of > 1; i++) {
		if (of == pid)
			return true;
		if (!read_process(of, &facts))
			return false;
		of = facts.parent;
	}
	return false;
}

/* What one supervisor started beside the client, running the same program. */
static bool is_sibling(pid_t client, const struct process_facts *facts)
{
	struct process_facts own;

	return client && read_process(client, &own) && own.parent > 1 &&
	       own.parent == facts->parent && own.executable[0] &&
	       !strcmp(own.executable, facts->executable);
}

static bool is_own(const struct guard *guard, pid_t pid, const struct process_facts *facts)
{
	return is_ancestor(pid, getpid()) || (guard->client && is_ancestor(pid, guard->client)) ||
	       is_sibling(guard->client, facts);
}

/*
 * A program of the host, in a folder that only root writes: a miner that calls itself sshd, or
 * lies in a container's /usr/sbin, is none.
 */
static bool is_system_file(pid_t pid, const char *executable)
{
	char at[64];
	struct stat running, here;
	bool is_placed = false;

	for (size_t i = 0; i < COUNT(system_folders) && !is_placed; i++)
		is_placed = !strncmp(executable, system_folders[i], strlen(system_folders[i]));
	snprintf(at, sizeof(at), "/proc/%d/exe", pid);
	return is_placed && !stat(at, &running) && !stat(executable, &here) &&
	       running.st_dev == here.st_dev && running.st_ino == here.st_ino && !running.st_uid &&
	       !(running.st_mode & (S_IWGRP | S_IWOTH));
}

static bool is_vital(pid_t pid, const char *executable)
{
	const char *name = strrchr(executable, '/');

	return name && is_vital_name(name + 1) && is_system_file(pid, executable);
}

const char *guard_against(const struct guard *guard, pid_t pid, const struct process_facts *facts)
{
	if (pid <= 1 || facts->is_kernel_thread)
		return "protected";
	if (is_own(guard, pid, facts))
		return "own";
	for (uint32_t i = 0; i < guard->exclude_count; i++)
		if (!fnmatch(guard->excludes[i], facts->executable, 0))
			return "excluded";
	return is_vital(pid, facts->executable) ? "protected" : NULL;
}
