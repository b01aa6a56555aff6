/** What a change of the settings beside the rules can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseTuning = defineErrors({
  TUNING_INVALID: {
    status: 400,
    message: "It cannot be kept as it is: {reason}",
    hint: "Nothing was changed. Each fault is listed with its place and what to do.",
  },
  FILTER_BUILTIN: {
    status: 400,
    message: "This is the built-in filter, whose {what} cannot be changed.",
    hint: "Disable it, give it exclusions, or make a filter of your own beside it.",
  },
});
