/** Refusals of malformed messages. */
import { defineErrors } from "#lib/base";

export const refuseProtocol = defineErrors({
  PROTOCOL_BATCH_MALFORMED: {
    status: 400,
    message: "The batch cannot be read: {reason}.",
    hint: "Nothing of it was stored. Check that agent and server are of the same version.",
  },
});
