/** Which keys a suppression that begins at a signal should go by. */
import Type from "typebox";
import { SIGNALS_PATH, SUPPRESSION_KEYS, SuppressionKeys } from "#lib/protocol";
import type { Signals } from "#server/signals";
import { suppressionKeys } from "#server/tuning";
import type { App } from "./route.ts";

const Params = Type.Object({ signal_id: Type.String({ minLength: 1, maxLength: 128 }) });
const Query = Type.Object({
  key: Type.Optional(
    Type.String({
      ...{ minLength: 1, maxLength: 256, pattern: "^@?[A-Za-z0-9_][A-Za-z0-9_.-]*$" },
      description: "A key that every set has, if the signal has a value for it",
    }),
  ),
});

export function suppressionKeyRoutes(app: App, signals: Signals): void {
  app.route({
    method: "GET",
    url: `${SIGNALS_PATH}/:signal_id/${SUPPRESSION_KEYS}`,
    config: { access: "security_monitoring_signals_read" },
    schema: {
      summary: "Keys and sets of keys that a suppression of signals like this one may go by",
      description: "By what the newest event kept of the signal did.",
      tags: ["suppressions"],
      params: Params,
      querystring: Query,
      response: { 200: SuppressionKeys },
    },
    async handler(request) {
      const signal = await signals.getSignal(request.params.signal_id);
      const attributes = suppressionKeys(signal, request.query.key);
      return { data: { id: signal.id, type: "suppression_keys" as const, attributes } };
    },
  });
}
