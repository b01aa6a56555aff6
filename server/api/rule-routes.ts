/** Detection rules, read only: a flat object each, as rule owners have them in files. */
import Type from "typebox";
import { DetectionRule, RULES_PATH, RuleListQuery, RulePage } from "#lib/protocol";
import { refuseApi } from "./errors.ts";
import type { App } from "./route.ts";
import type { RuleShelf } from "./rule-shelf.ts";

const tags = ["rules"];
const IdParams = Type.Object({ rule_id: Type.String({ minLength: 1, maxLength: 128 }) });
const RULES_PAGE_DEFAULT = 10;

export function ruleRoutes(app: App, rules: RuleShelf): void {
  const access = "security_monitoring_rules_read";
  app.route({
    method: "GET",
    url: RULES_PATH,
    config: { access },
    schema: {
      summary: "List detection rules",
      tags,
      querystring: RuleListQuery,
      response: { 200: RulePage },
    },
    async handler(request) {
      const { query = "", "page[number]": number = 0 } = request.query;
      const size = request.query["page[size]"] ?? RULES_PAGE_DEFAULT;
      const all = rules.list();
      const found = all.filter((rule) => isFound(rule, query));
      const counts = { total_count: all.length, total_filtered_count: found.length };
      return { data: found.slice(number * size, (number + 1) * size), meta: { page: counts } };
    },
  });
  app.route({
    method: "GET",
    url: `${RULES_PATH}/:rule_id`,
    config: { access },
    schema: {
      summary: "One detection rule",
      tags,
      params: IdParams,
      response: { 200: DetectionRule },
    },
    async handler(request) {
      const rule = rules.get(request.params.rule_id);
      if (!rule) throw refuseApi("API_RULE_UNKNOWN");
      return rule;
    },
  });
}

/** Every word must be in the rule's id, name, type or tags. */
function isFound({ id, name, type, tags }: DetectionRule, query: string): boolean {
  const text = [id, name, type, ...tags].join("\n").toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
