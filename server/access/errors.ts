/**
 * Refusals of access. One sentence for every failed sign-in, so that nobody learns which accounts
 * exist.
 */
import { defineErrors } from "#lib/base";

export const refuseAccess = defineErrors({
  ACCESS_REQUIRED: {
    status: 401,
    message: "This needs a signed-in user or keys.",
    hint: "Sign in, or send both an API key and an application key in their headers.",
  },
  ACCESS_API_KEY_REQUIRED: {
    status: 401,
    message: "This needs an API key.",
    hint: "Send one in the header DD-API-KEY; `vigil key create` makes one.",
  },
  ACCESS_KEYS_REFUSED: {
    status: 403,
    message: "The keys were not accepted.",
    hint: "Send a valid API key and a valid application key; either may have been revoked.",
  },
  ACCESS_TOKEN_REFUSED: {
    status: 401,
    message: "The bearer token was not accepted.",
    hint: "It may have been revoked or belong to another installation.",
  },
  ACCESS_SIGN_IN_FAILED: {
    status: 401,
    message: "User name or password is wrong.",
    hint: "Check both and try again.",
  },
  ACCESS_TOO_MANY_ATTEMPTS: {
    status: 429,
    message: "Too many failed attempts; try again in {seconds} seconds.",
    hint: "Wait before trying again. An administrator can see the attempts in the audit trail.",
  },
  ACCESS_BUSY: {
    status: 503,
    message: "Too many people are signing in at this moment.",
    hint: "Try again in a few seconds.",
  },
  ACCESS_FORBIDDEN: {
    status: 403,
    message: "This needs the permission {permission}.",
    hint: "Ask an administrator for a role that has it.",
  },
  ACCESS_CSRF: {
    status: 403,
    message: "A change made with a session cookie needs the header {header}.",
    hint: "Send the header with any value; a page of another site cannot.",
  },
  ACCESS_KEY_UNKNOWN: {
    status: 404,
    message: "There is no such key.",
    hint: "It may have been revoked already; list the keys to see those that exist.",
  },
  ACCESS_KEYS_TOO_MANY: {
    status: 409,
    message: "There are {max} keys already.",
    hint: "Revoke a key that is no longer used, then make the new one.",
  },
  ACCESS_ENROLL_REFUSED: {
    status: 403,
    message: "The enrolment token was not accepted.",
    hint: "Give the agent the token file that this server was started with.",
  },
  ACCESS_AGENT_REVOKED: {
    status: 403,
    message: "This agent was removed and may not enrol again under the same id.",
    hint: "Delete the agent's data directory to let it enrol as a new agent.",
  },
  ACCESS_AGENT_UNKNOWN: {
    status: 404,
    message: "There is no such agent.",
    hint: "List the agents to see those that are enrolled.",
  },
  ACCESS_USER_EXISTS: {
    status: 409,
    message: "A user named {handle} exists already.",
    hint: "Choose another name.",
  },
});
