/* SPDX-License-Identifier: Apache-2.0 */
/* Cgroups: from the id in a record to the directory, and the processes in it and below. */
#ifndef SENSOR_ACT_CGROUP_H
#define SENSOR_ACT_CGROUP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define GROUP_PATH_BYTES_MAX 4096
#define GROUP_PROCESSES_MAX 4096 /* of one request; a larger group is killed in part */
#define GROUP_DEPTH_MAX 8 /* of groups in groups */

struct group {
	char path[GROUP_PATH_BYTES_MAX]; /* of the directory */
	size_t mount_length; /* how much of the path is the hierarchy's mount */
	bool is_default; /* of the default hierarchy (version 2) */
};

/*
 * Finds the cgroup with an id whose own name has `name` in it; with `climb` the first on its path
 * whose name has. False when there is none: an id is of one hierarchy, and the name tells which.
 * The root of a hierarchy is never found.
 */
bool find_group(uint64_t id, const char *name, bool climb, struct group *group);

/* Processes of the group and of those below; how many, or -1 when it is gone. */
int list_group(const struct group *group, pid_t *pids, int max);

/* Whether a process is in the group now. */
bool is_in_group(const struct group *group, pid_t pid);

/* Has the kernel kill all of the group at once (Linux 5.14); false when it does not. */
bool kill_group(const struct group *group);

#endif
