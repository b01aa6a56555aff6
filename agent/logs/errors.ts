/** What can be wrong with the sources of logs. */
import { defineErrors } from "#lib/base";

export const refuseLogSource = defineErrors({
  LOGS_SOURCE_INVALID: {
    status: 400,
    message: "The source of logs {source} cannot be used: {reason}.",
    hint: "An absolute path, with * or ? in its names if need be, then :SOURCE if it has one.",
  },
});
