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

/* Requests that are carried out in any minute; more are answered with "rate". */
#define KILLS_PER_MINUTE_MAX 60
#define KILL_PERIOD_NS 60000000000ull

enum enforcement { ENFORCEMENT_OFF, ENFORCEMENT_OBSERVE, ENFORCEMENT_ON };

/* Statuses of a record `action`. */
enum action_status { ACTION_PERFORMED, ACTION_PARTIAL, ACTION_NOT_PERFORMED, ACTION_OBSERVED };

struct act {
	enum enforcement enforcement;
	struct guard guard;
	uint64_t taken[KILLS_PER_MINUTE_MAX]; /* when the last requests were taken, a ring */
	uint32_t taken_at;
};

/* Reads the switch; false when it is none of off, observe, on. */
bool read_enforcement(const char *word, enum enforcement *enforcement);

const char *enforcement_word(enum enforcement enforcement);

/*
 * Carries out a request or does not, fills the answer, and writes a line of it to stderr. The
 * answer's header is left to the caller.
 */
void act_kill(struct act *act, const struct vigil_control_kill *kill, struct vigil_action *answer);

#endif
