// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "act.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "act_cgroup.h"
#include "fault.h"
#include "host.h"

/* A group that forks while it is killed is listed again, so often. */
#define ROUNDS_MAX 16

static const char *const words[] = { "off", "observe", "on" };

bool read_enforcement(const char *word, enum enforcement *enforcement)
{
	for (int i = ENFORCEMENT_OFF; i <= ENFORCEMENT_ON; i++) {
		if (strcmp(word, words[i]) != 0)
			continue;
		*enforcement = i;
		return true;
	}
	return false;
}

const char *enforcement_word(enum enforcement enforcement)
{
	return words[enforcement];
}

void act_refuse(struct vigil_action *answer, const char *reason)
{
	answer->status = ACTION_NOT_PERFORMED;
	snprintf(answer->reason, sizeof(answer->reason), "%s", reason);
}

void act_blame(struct vigil_action *answer, const char *reason, pid_t pid, const char *path)
{
	const char *name = strrchr(path, '/');

	act_refuse(answer, reason);
	answer->blamed = pid;
	snprintf(answer->name, sizeof(answer->name), "%.63s", name ? name + 1 : path);
}

bool act_take_turn(struct turns *turns)
{
	uint64_t now = boot_clock_ns();
	uint64_t *oldest = &turns->taken[turns->at];

	if (*oldest && now - *oldest < TURN_PERIOD_NS)
		return false;
	*oldest = now;
	turns->at = (turns->at + 1) % TURNS_PER_MINUTE_MAX;
	return true;
}

static int open_process(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

static bool send_signal(int pidfd, uint32_t number)
{
	return !syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0);
}

/*
 * The descriptor comes first: whatever takes over the id after it was opened is not what it names,
 * and what had taken over before does not have the start.
 */
static void kill_process(struct act *act, const struct vigil_control_kill *kill,
			 struct vigil_action *answer)
{
	static struct process_facts facts;
	int pidfd = open_process(kill->pid);
	const char *why;

	if (pidfd < 0 || !read_process(kill->pid, &facts)) {
		act_refuse(answer, "gone");
	} else if (!is_same_start(facts.start_ticks, kill->start)) {
		act_refuse(answer, "reused");
	} else if ((why = guard_against(&act->guard, kill->pid, &facts))) {
		act_blame(answer, why, kill->pid, facts.executable);
	} else if (act->enforcement == ENFORCEMENT_OBSERVE) {
		answer->status = ACTION_OBSERVED;
	} else if (send_signal(pidfd, kill->signal)) {
		answer->signalled = 1;
	} else {
		answer->failed = 1;
		act_refuse(answer, errno == ESRCH ? "gone" : "refused");
	}
	if (pidfd >= 0)
		close(pidfd);
}

bool act_is_free(struct act *act, const pid_t *pids, int count, struct vigil_action *answer)
{
	static struct process_facts facts;

	for (int i = 0; i < count; i++) {
		const char *why;

		if (!read_process(pids[i], &facts))
			continue;
		why = guard_against(&act->guard, pids[i], &facts);
		if (!why)
			continue;
		act_blame(answer, why, pids[i], facts.executable);
		return false;
	}
	return true;
}

/* One process of a listing, which may be old by now. */
static void kill_member(struct act *act, const struct group *group, pid_t pid, uint32_t number,
			struct vigil_action *answer)
{
	static struct process_facts facts;
	int pidfd = open_process(pid);

	if (pidfd < 0)
		return;
	if (read_process(pid, &facts) && facts.state != 'Z' && facts.state != 'X' &&
	    is_in_group(group, pid)) {
		if (!guard_against(&act->guard, pid, &facts) && send_signal(pidfd, number))
			answer->signalled++;
		else
			answer->failed++;
	}
	close(pidfd);
}

static void kill_members(struct act *act, const struct group *group, pid_t *pids, int count,
			 uint32_t number, struct vigil_action *answer)
{
	for (int round = 0; count > 0; round++) {
		uint32_t before = answer->signalled;

		for (int i = 0; i < count; i++)
			kill_member(act, group, pids[i], number, answer);
		/* Other signals may leave them alive: once has to do. */
		if (number != SIGKILL || answer->signalled == before || answer->failed)
			return;
		if (round == ROUNDS_MAX) {
			answer->failed += count;
			return;
		}
		count = list_group(group, pids, GROUP_PROCESSES_MAX);
	}
}

static void kill_scope(struct act *act, const struct vigil_control_kill *kill,
		       struct vigil_action *answer)
{
	static pid_t pids[GROUP_PROCESSES_MAX];
	static struct group group;
	char name[sizeof(kill->group)];
	int count;

	memcpy(name, kill->group, sizeof(name));
	name[sizeof(name) - 1] = 0;
	if (!find_group(kill->cgroup_id, name, kill->scope == SCOPE_CONTAINER, &group)) {
		act_refuse(answer, "no_cgroup");
		return;
	}
	count = list_group(&group, pids, GROUP_PROCESSES_MAX);
	if (count <= 0) {
		act_refuse(answer, "gone");
		return;
	}
	if (!act_is_free(act, pids, count, answer))
		return;
	if (act->enforcement == ENFORCEMENT_OBSERVE) {
		answer->status = ACTION_OBSERVED;
		return;
	}
	if (kill->signal == SIGKILL && count < GROUP_PROCESSES_MAX && kill_group(&group)) {
		answer->signalled = count;
		return;
	}
	kill_members(act, &group, pids, count, kill->signal, answer);
	if (answer->failed)
		answer->status = answer->signalled ? ACTION_PARTIAL : ACTION_NOT_PERFORMED;
	if (answer->failed || !answer->signalled)
		snprintf(answer->reason, sizeof(answer->reason), "%s",
			 answer->failed ? "refused" : "gone");
	if (!answer->signalled)
		answer->status = ACTION_NOT_PERFORMED;
}

/* Every request leaves a line, whatever the client makes of the answer. */
static void write_down(const struct vigil_control_kill *kill, const struct vigil_action *answer)
{
	static const char *const statuses[] = { "performed", "partially performed", "not performed",
						"observed" };

	report(SENSOR_ACTION,
	       "Signal %u to process %u (scope %u, request %u) was %s: %u got it, %u did not%s%s.",
	       kill->signal, kill->pid, kill->scope, kill->request, statuses[answer->status],
	       answer->signalled, answer->failed, answer->reason[0] ? "; " : "", answer->reason);
}

void act_kill(struct act *act, const struct vigil_control_kill *kill, struct vigil_action *answer)
{
	answer->request = kill->request;
	answer->status = ACTION_PERFORMED;
	if (act->enforcement == ENFORCEMENT_OFF)
		act_refuse(answer, "off");
	else if (!kill->signal || kill->signal >= NSIG || kill->scope >= SCOPE_MAX)
		act_refuse(answer, "invalid");
	else if (!act_take_turn(&act->kills))
		act_refuse(answer, "rate");
	else if (kill->scope == SCOPE_PROCESS)
		kill_process(act, kill, answer);
	else
		kill_scope(act, kill, answer);
	write_down(kill, answer);
}
