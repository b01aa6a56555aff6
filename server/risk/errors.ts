/** What questions about entities can be refused with. */
import { defineErrors } from "#lib/base";

export const refuseRisk = defineErrors({
  ENTITY_UNKNOWN: {
    status: 404,
    message: "No signal of the last {days} days is about {entity}.",
    hint: "Entities are named as in signals: host:web-1, @usr.id:root.",
  },
});
