/* SPDX-License-Identifier: Apache-2.0 */
/* Which processes are never killed, and whether a process still is the one that was meant. */
#ifndef SENSOR_ACT_GUARD_H
#define SENSOR_ACT_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define EXCLUDES_MAX 64 /* patterns of the command line */
#define EXECUTABLE_BYTES_MAX 4096

struct guard {
	const char *excludes[EXCLUDES_MAX]; /* patterns of whole executable paths (fnmatch) */
	uint32_t exclude_count;
	pid_t client; /* 0: no client */
};

/* What /proc says of a process. */
struct process_facts {
	uint64_t start_ticks; /* since boot, in clock ticks (man 5 proc_pid_stat) */
	pid_t parent;
	char state;
	bool is_kernel_thread;
	char executable[EXECUTABLE_BYTES_MAX]; /* "" when it cannot be read */
};

/* False when there is no such process. */
bool read_process(pid_t pid, struct process_facts *facts);

/* Whether ticks of /proc and nanoseconds of a record are of the same start. */
bool is_same_start(uint64_t ticks, uint64_t start_ns);

/* Whether a host may need the program of this name, if it is the system's own. */
bool is_vital_name(const char *name);

/* Folders that only root writes, whose programs are the system's own; NULL behind the last. */
const char *system_folder(size_t index);

/* NULL when the process may be killed, else why not, in a word. */
const char *guard_against(const struct guard *guard, pid_t pid, const struct process_facts *facts);

#endif
