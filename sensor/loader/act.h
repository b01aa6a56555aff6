/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions: signals that the client asks for. The client parses what an intruder writes, so each
 * request is checked here as if it were hostile: against the switch, the rate, the identity of the
 * process and the list of what is never killed.
 */
#ifndef SENSOR_ACT_H
#define SENSOR_ACT_H

#include "../bpf/lib/shared.h"
#include "act_guard.h"

/* Requests of a kind that are carried out in any minute; more are answered with "rate". */
#define TURNS_PER_MINUTE_MAX 60
#define TURN_PERIOD_NS 60000000000ull

enum enforcement { ENFORCEMENT_OFF, ENFORCEMENT_OBSERVE, ENFORCEMENT_ON };

/* Statuses of a record `action`. */
enum action_status {
	ACTION_PERFORMED,
	ACTION_PARTIAL,
	ACTION_NOT_PERFORMED,
	ACTION_OBSERVED,
	ACTION_IN_FORCE,
	ACTION_ENDED,
};

/* Scopes of a request. */
enum act_scope { SCOPE_PROCESS, SCOPE_CONTAINER, SCOPE_CGROUP, SCOPE_MAX };

/* When the last requests of a kind were taken, a ring. */
struct turns {
	uint64_t taken[TURNS_PER_MINUTE_MAX];
	uint32_t at;
};

struct act {
	enum enforcement enforcement;
	struct guard guard;
	struct turns kills;
	struct turns network_filters;
};

/* Reads the switch; false when it is none of off, observe, on. */
bool read_enforcement(const char *word, enum enforcement *enforcement);

const char *enforcement_word(enum enforcement enforcement);

/* Says that a request is not carried out: why, and whose fault it is. */
void act_refuse(struct vigil_action *answer, const char *reason);
void act_blame(struct vigil_action *answer, const char *reason, pid_t pid, const char *path);

/* Takes one of the minute's requests; false when there is none left. */
bool act_take_turn(struct turns *turns);

/* Whether all of a group may be acted on; the answer says whose fault it is if not. */
bool act_is_free(struct act *act, const pid_t *pids, int count, struct vigil_action *answer);

/*
 * Carries out a request or does not, fills the answer, and writes a line of it to stderr. The
 * answer's header is left to the caller.
 */
void act_kill(struct act *act, const struct vigil_control_kill *kill, struct vigil_action *answer);

#endif
