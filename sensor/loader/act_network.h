/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for network filters: checked as kills are, and put in force. */
#ifndef SENSOR_ACT_NETWORK_H
#define SENSOR_ACT_NETWORK_H

#include "act.h"
#include "drops.h"

#define NETWORK_FILTER_SECONDS_MAX 86400

/* As act_kill(). */
void act_network_filter(struct act *act, struct drops *drops,
			const struct vigil_control_network_filter *asked,
			struct vigil_action *answer);

#endif
