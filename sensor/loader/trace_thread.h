/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The threads that are traced. One thread changes the table; another may list its processes at
 * any time.
 */
#ifndef SENSOR_TRACE_THREAD_H
#define SENSOR_TRACE_THREAD_H

#include <limits.h>

#include "trace_call.h"
#include "trace_record.h"

#define THREADS_MAX 262144 /* kept; what is beyond runs on, and its events count as lost */
#define ADDRESS_BYTES_MAX 28 /* of a socket address that are read: sockaddr_in6 */

/* A call that has begun: its row, its arguments, and what they pointed to then. */
struct pending {
	const struct call *call;
	uint32_t event;
	uint64_t args[6];
	uint64_t how[2]; /* flags and mode of openat2 */
	unsigned char address[ADDRESS_BYTES_MAX];
	struct vigil_file before; /* the file that the path led to, without a path */
	char path[PATH_MAX];
	char path2[PATH_MAX];
};

struct thread {
	struct actor actor;
	uint64_t parent_start;
	uint64_t exec_ts;
	struct pending *pending; /* NULL: in no call that is traced */
	struct thread *next;
};

struct thread *find_thread(pid_t tid);

/* Takes a thread up with what /proc says; NULL when there is no room or it is gone already. */
struct thread *add_thread(pid_t tid);

void remove_thread(pid_t tid);

/* Reads again who the thread acts as. */
void refresh(struct thread *thread);

/* Copies processes (their first threads) to an array that the caller frees; how many. */
size_t list_processes(struct thread **copies);

/* Start of a process by its number; 0 when it is not known. */
uint64_t start_of(pid_t pid);

#endif
