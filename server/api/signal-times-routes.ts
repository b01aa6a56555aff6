/** How fast signals are detected, acknowledged and resolved. */
import Type from "typebox";
import { SIGNAL_TIMES_PATH, SignalListQuery, SignalTimes } from "#lib/protocol";
import type { RuleCatalog } from "#server/rules";
import type { Signals } from "#server/signals";
import type { App } from "./route.ts";
import { filterOf, searchOf } from "./signal-page.ts";

const TimesQuery = Type.Pick(SignalListQuery, ["filter[query]", "filter[from]", "filter[to]"]);

export function signalTimesRoutes(app: App, signals: Signals, rules: RuleCatalog): void {
  app.route({
    method: "GET",
    url: SIGNAL_TIMES_PATH,
    config: { access: "security_monitoring_signals_read" },
    schema: {
      summary: "Times to detect, acknowledge and resolve: median and 90th percentile",
      description: "Of the signals found: all of them, by severity, and by rule.",
      tags: ["signals"],
      querystring: TimesQuery,
      response: { 200: SignalTimes },
    },
    async handler(request) {
      const { filter } = searchOf(request.query);
      const times = await signals.responseTimes(filterOf(filter, "API_QUERY_INVALID"));
      const names = new Map(rules.list().map((rule) => [rule.id, rule.customName || rule.name]));
      const attributes = {
        ...times,
        by_rule: times.by_rule.map(({ id, ...group }) => ({
          rule: { id, name: names.get(id) ?? id },
          ...group,
        })),
      };
      const type = "signal_response_times" as const;
      return { data: { id: request.id, type, attributes } };
    },
  });
}
