/** What is refused about schedules. */
import { defineErrors } from "#lib/base";

export const refuseSchedule = defineErrors({
  RULE_UNSCHEDULED: {
    status: 404,
    message: "The rule has no schedule.",
    hint: "It sees each event as it arrives. Give it schedulingOptions to run it by a schedule.",
  },
  RULE_UNLEARNED: {
    status: 404,
    message: "The rule has learned nothing from what is stored.",
    hint: "Only an enabled rule with instantaneousBaseline does, a few seconds after it is made.",
  },
});
