/** What the rules cover of ATT&CK. */
import { ATTACK_MAP_PATH, AttackMap, AttackMapQuery } from "#lib/protocol";
import { requirePermission } from "#server/access";
import { attackMap, type RuleCatalog, ruleFilter } from "#server/rules";
import type { Signals } from "#server/signals";
import { type App, personOf } from "./route.ts";
import { filterOf, searchOf } from "./signal-page.ts";

export function attackMapRoutes(app: App, rules: RuleCatalog, signals: Signals): void {
  app.route({
    method: "GET",
    url: ATTACK_MAP_PATH,
    config: { access: "security_monitoring_rules_read" },
    schema: {
      summary: "Tactics and techniques of ATT&CK with their rules and signals",
      description: "For those who may read rules and signals.",
      tags: ["rules"],
      querystring: AttackMapQuery,
      response: { 200: AttackMap },
    },
    async handler(request) {
      requirePermission(personOf(request), "security_monitoring_signals_read");
      const { query = "", ...range } = request.query;
      const found = rules
        .list()
        .filter(({ isDeleted }) => !isDeleted)
        .filter(ruleFilter(query));
      const filter = filterOf(searchOf(range).filter, "API_QUERY_INVALID");
      const attributes = attackMap(found, await signals.countAttack(filter));
      return { data: { id: request.id, type: "attack_map" as const, attributes } };
    },
  });
}
