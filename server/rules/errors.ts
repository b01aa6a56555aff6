/** What a change of a detection rule can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseRule = defineErrors({
  RULE_UNKNOWN: {
    status: 404,
    message: "There is no such rule.",
    hint: "List the rules to see those that are loaded.",
  },
  RULE_VERSION_UNKNOWN: {
    status: 404,
    message: "The rule has no version {version}.",
    hint: "Its version history lists those that it has.",
  },
  RULE_INVALID: {
    status: 400,
    message: "The rule cannot be kept as it is: {reason}",
    hint: "Nothing was changed. Each fault is listed with its place and what to do.",
  },
  RULE_DEFAULT: {
    status: 400,
    message: "This is a default rule, of which {what} cannot be changed.",
    hint:
      "Change customName, customMessage, isEnabled, tags, and by case customStatus and " +
      "notifications, by query customQueryExtension; or create a rule of your own from its JSON.",
  },
  RULE_DEFAULT_KEPT: {
    status: 400,
    message: "A default rule cannot be {verb}.",
    hint: "Disable it instead, or create a rule of your own from its JSON.",
  },
  RULE_DEPRECATED: {
    status: 400,
    message: "This default rule is deprecated; once it is off it stays off.",
    hint: "Create a rule of your own from its JSON.",
  },
  RULE_SEARCH_INVALID: {
    status: 400,
    message: "The search cannot be read: {reason}.",
    hint: "{hint}",
  },
  RULE_TEST_INVALID: {
    status: 400,
    message: "The test cannot be run: {reason}.",
    hint: "Give each payload the index of a query of the rule, and what you expect of it.",
  },
});
