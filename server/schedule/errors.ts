/** What is refused about schedules. */
import { defineErrors } from "#lib/base";

export const refuseSchedule = defineErrors({
  RULE_UNSCHEDULED: {
    status: 404,
    message: "The rule has no schedule.",
    hint: "It sees each event as it arrives. Give it schedulingOptions to run it by a schedule.",
  },
});
