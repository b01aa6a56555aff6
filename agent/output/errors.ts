/** What the way to the server can refuse. */
import { defineErrors } from "#lib/base";

export const refuseOutput = defineErrors({
  OUTPUT_ENROLL_REFUSED: {
    status: 401,
    message: "The server did not enrol this agent: {reason}.",
    hint: "Check --enroll-token-file against the server's token, and the server's log.",
  },
  OUTPUT_DATA_UNUSABLE: {
    status: 500,
    message: "The data directory {dir} cannot be used: {reason}.",
    hint: "Give the agent a directory of its own that it may write to, on a disk with space.",
  },
});
