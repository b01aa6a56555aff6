/** What is refused about who may change what. */
import { defineErrors } from "#lib/base";

export const refuseRestriction = defineErrors({
  RESOURCE_RESTRICTED: {
    status: 403,
    message: "Only {editors} may change this {noun}.",
    hint: "Ask one of them, or an administrator to change who may.",
  },
  RESTRICTION_INVALID: {
    status: 400,
    message: "The restriction cannot be kept as it is: {reason}.",
    hint: "Nothing was changed. Principals are role:NAME, user:UUID, or org:ANY for everybody.",
  },
  RESTRICTION_LOCKOUT: {
    status: 400,
    message: "You would no longer be among those who may change it.",
    hint: "Add yourself or your role, or send allow_self_lockout=true.",
  },
});
