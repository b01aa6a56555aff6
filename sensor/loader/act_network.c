// SPDX-License-Identifier: Apache-2.0
#include "act_network.h"

#include <stdio.h>
#include <string.h>

#include "act_cgroup.h"
#include "fault.h"
#include "host.h"

/* Finds the process, and what stands against it. */
static bool choose_process(struct act *act, const struct vigil_control_network_filter *asked,
			   struct drop_request *request, struct vigil_action *answer)
{
	static struct process_facts facts;
	const char *why;

	if (!read_process(asked->pid, &facts)) {
		act_refuse(answer, "gone");
		return false;
	}
	if (!is_same_start(facts.start_ticks, asked->start)) {
		act_refuse(answer, "reused");
		return false;
	}
	why = guard_against(&act->guard, asked->pid, &facts);
	if (why) {
		act_blame(answer, why, asked->pid, facts.executable);
		return false;
	}
	request->scope = DROP_PROCESS;
	request->id = asked->pid;
	request->start = asked->start;
	return true;
}

static uint32_t level_of(const struct group *group)
{
	uint32_t level = 0;

	for (const char *c = group->path + group->mount_length; *c; c++)
		level += *c == '/';
	return level;
}

static bool choose_cgroup(struct act *act, const struct vigil_control_network_filter *asked,
			  struct drop_request *request, struct vigil_action *answer)
{
	static pid_t pids[GROUP_PROCESSES_MAX];
	static struct group group;
	char name[sizeof(asked->group)];
	int count;

	memcpy(name, asked->group, sizeof(name));
	name[sizeof(name) - 1] = 0;
	if (!find_group(asked->cgroup_id, name, false, &group) ||
	    level_of(&group) >= DROP_LEVELS_MAX) {
		act_refuse(answer, "no_cgroup");
		return false;
	}
	count = list_group(&group, pids, GROUP_PROCESSES_MAX);
	if (count <= 0) {
		act_refuse(answer, "gone");
		return false;
	}
	if (!act_is_free(act, pids, count, answer))
		return false;
	request->scope = group.is_default ? DROP_CGROUP : DROP_PIDS_CGROUP;
	request->id = asked->cgroup_id;
	request->level = level_of(&group);
	return true;
}

static void put_in_force(struct act *act, struct drops *drops,
			 const struct vigil_control_network_filter *asked,
			 struct vigil_action *answer)
{
	static struct sock_filter code[PACKET_CODE_MAX];
	struct drop_request request = { .number = asked->request,
					.observe = act->enforcement == ENFORCEMENT_OBSERVE };
	bool chosen = asked->scope == SCOPE_PROCESS ?
			      choose_process(act, asked, &request, answer) :
			      choose_cgroup(act, asked, &request, answer);
	const char *why;

	_Static_assert(sizeof(asked->code) == sizeof(code), "room for its code");
	if (!chosen)
		return;
	request.ends = boot_clock_ns() + asked->seconds * NANOSECONDS_PER_SECOND;
	memcpy(code, asked->code, sizeof(code));
	why = drops_add(drops, &request, code, asked->count);
	if (why)
		act_refuse(answer, why);
	else if (request.observe)
		answer->status = ACTION_OBSERVED;
}

static void write_down(const struct vigil_control_network_filter *asked,
		       const struct vigil_action *answer)
{
	static const char *const statuses[] = { "in force", "", "refused", "observed" };

	report(SENSOR_ACTION,
	       "A network filter for process %u (scope %u, cgroup %llu, %u s, request %u) is "
	       "%s%s%s.",
	       asked->pid, asked->scope, (unsigned long long)asked->cgroup_id, asked->seconds,
	       asked->request, statuses[answer->status], answer->reason[0] ? "; " : "",
	       answer->reason);
}

void act_network_filter(struct act *act, struct drops *drops,
			const struct vigil_control_network_filter *asked,
			struct vigil_action *answer)
{
	answer->request = asked->request;
	answer->status = ACTION_PERFORMED;
	if (!asked->seconds) {
		drops_end_all(drops, "rules");
		return;
	}
	if (act->enforcement == ENFORCEMENT_OFF)
		act_refuse(answer, "off");
	else if (asked->seconds > NETWORK_FILTER_SECONDS_MAX || !asked->request ||
		 (asked->scope != SCOPE_PROCESS && asked->scope != SCOPE_CGROUP))
		act_refuse(answer, "invalid");
	else if (!act_take_turn(&act->network_filters))
		act_refuse(answer, "rate");
	else
		put_in_force(act, drops, asked, answer);
	write_down(asked, answer);
}
