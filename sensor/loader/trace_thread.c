// SPDX-License-Identifier: Apache-2.0
#include "trace_thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 16384

static struct thread *buckets[BUCKETS];
static size_t thread_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct thread **bucket_of(pid_t tid)
{
	return &buckets[(uint32_t)tid % BUCKETS];
}

struct thread *find_thread(pid_t tid)
{
	struct thread *thread = *bucket_of(tid);

	while (thread && thread->actor.tid != tid)
		thread = thread->next;
	return thread;
}

void refresh(struct thread *thread)
{
	read_identity(thread->actor.tid, &thread->actor.who);
}

uint64_t start_of(pid_t pid)
{
	const struct thread *known = find_thread(pid);
	struct birth birth = {};

	if (known)
		return known->actor.start;
	if (pid > 0)
		read_birth(pid, &birth);
	return birth.start;
}

/* A new thread runs the program of its process, a new process that of its parent. */
static void settle(struct thread *thread)
{
	const struct identity *who = &thread->actor.who;
	bool is_leader = (uint32_t)thread->actor.tid == who->tgid;
	const struct thread *from = find_thread(is_leader ? (pid_t)who->ppid : (pid_t)who->tgid);

	if (from)
		thread->exec_ts = from->exec_ts;
	read_setting(thread->actor.tid, &thread->actor.setting);
	thread->actor.start = start_of(who->tgid);
	thread->parent_start = start_of(who->ppid);
}

struct thread *add_thread(pid_t tid)
{
	struct thread *thread;

	if (thread_count == THREADS_MAX)
		return NULL;
	thread = calloc(1, sizeof(*thread));
	if (!thread)
		return NULL;
	thread->actor.tid = tid;
	/* A child that its parent tells of may have ended: it waits there, untraced. */
	if (!read_identity(tid, &thread->actor.who) || !thread->actor.who.tracer) {
		free(thread);
		return NULL;
	}
	settle(thread);
	pthread_mutex_lock(&lock);
	thread->next = *bucket_of(tid);
	*bucket_of(tid) = thread;
	thread_count++;
	pthread_mutex_unlock(&lock);
	return thread;
}

void remove_thread(pid_t tid)
{
	struct thread **at = bucket_of(tid);
	struct thread *thread;

	while (*at && (*at)->actor.tid != tid)
		at = &(*at)->next;
	thread = *at;
	if (!thread)
		return;
	pthread_mutex_lock(&lock);
	*at = thread->next;
	thread_count--;
	pthread_mutex_unlock(&lock);
	free(thread->pending);
	free(thread);
}

size_t list_processes(struct thread **copies)
{
	size_t count = 0;

	pthread_mutex_lock(&lock);
	*copies = calloc(thread_count + 1, sizeof(**copies));
	for (size_t i = 0; *copies && i < BUCKETS; i++)
		for (const struct thread *thread = buckets[i]; thread; thread = thread->next)
			if ((uint32_t)thread->actor.tid == thread->actor.who.tgid)
				(*copies)[count++] = *thread;
	pthread_mutex_unlock(&lock);
	return count;
}
