/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc says of a process or thread by number. Everything unreadable stays zero or empty. */
#ifndef SENSOR_TRACE_PROC_H
#define SENSOR_TRACE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CGROUP_BYTES_MAX 512

/* From status: who a thread is and as whom it acts. Threads of a process may differ in that. */
struct identity {
	uint32_t tgid;
	uint32_t ppid;
	uint32_t uid, euid, fsuid;
	uint32_t gid, egid, fsgid;
	uint32_t inner_pid; /* in the innermost pid namespace */
	uint32_t tracer; /* 0: the thread is not traced, or no longer */
	uint64_t cap_effective;
	uint64_t cap_permitted;
	char comm[16];
};

/* From stat. */
struct birth {
	uint64_t start; /* nanoseconds since boot, in steps of clock ticks */
	uint32_t sid;
	uint32_t tty; /* device number, 0 for none */
};

/* Namespaces, cgroup and login uid: what changes seldom. */
struct setting {
	uint32_t mntns, pidns, netns;
	uint32_t auid;
	uint64_t cgroup_id;
	char cgroup[CGROUP_BYTES_MAX];
};

bool read_identity(pid_t tid, struct identity *identity);
bool read_birth(pid_t pid, struct birth *birth);
void read_setting(pid_t pid, struct setting *setting);

/* Reads a link such as "exe" of /proc/PID; "" when it may not be read. */
void read_proc_link(pid_t pid, const char *name, char *text, size_t size);

/* Whole file of /proc/PID up to `size` bytes; how many there were, at most one more than `size`. */
size_t read_proc(pid_t pid, const char *name, char *bytes, size_t size);

/* Copies memory of a traced process; how many bytes could be read. */
size_t read_memory(pid_t tid, uint64_t address, void *bytes, size_t size);

/* Copies a string with its NUL; false when it cannot be read. Cut at `size`. */
bool read_text(pid_t tid, uint64_t address, char *text, size_t size);

#endif
