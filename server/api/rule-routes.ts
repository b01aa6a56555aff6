/** Detection rules: a flat object each, as rule owners have them in files. */
import Type from "typebox";
import { DetectionRule, RULES_PATH, RuleInput, RuleListQuery, RulePage } from "#lib/protocol";
import type { RuleCatalog } from "#server/rules";
import { type App, personOf } from "./route.ts";
import { ruleToolRoutes } from "./rule-tool-routes.ts";

const tags = ["rules"];
const read = { access: "security_monitoring_rules_read" } as const;
const write = { access: "security_monitoring_rules_write" } as const;
const RuleParams = Type.Object({ rule_id: Type.String({ minLength: 1, maxLength: 128 }) });
/** A rule with its message, its queries and its cases at their longest. */
export const RULE_BODY_BYTES_MAX = 1024 * 1024;

export function ruleRoutes(app: App, rules: RuleCatalog): void {
  readRoutes(app, rules);
  writeRoutes(app, rules);
  ruleToolRoutes(app, rules);
}

function readRoutes(app: App, rules: RuleCatalog): void {
  app.route({
    method: "GET",
    url: RULES_PATH,
    config: read,
    schema: {
      summary: "List and search detection rules",
      description: "query: type: source: ruleId: enabled: default: severity: tags and words",
      tags,
      querystring: RuleListQuery,
      response: { 200: RulePage },
    },
    async handler(request) {
      const { query, sort, "page[number]": number, "page[size]": size } = request.query;
      const found = rules.search({
        ...(query === undefined ? {} : { query }),
        ...(sort === undefined ? {} : { sort }),
        ...(number === undefined ? {} : { number }),
        ...(size === undefined ? {} : { size }),
      });
      const page = { total_count: found.total, total_filtered_count: found.filtered };
      return { data: found.rules, meta: { page } };
    },
  });
  app.route({
    method: "GET",
    url: `${RULES_PATH}/:rule_id`,
    config: read,
    schema: {
      summary: "One detection rule",
      tags,
      params: RuleParams,
      response: { 200: DetectionRule },
    },
    handler: async (request) => rules.need(request.params.rule_id),
  });
}

function writeRoutes(app: App, rules: RuleCatalog): void {
  app.route({
    method: "POST",
    url: RULES_PATH,
    config: write,
    bodyLimit: RULE_BODY_BYTES_MAX,
    schema: {
      summary: "Create a detection rule, also from the JSON of another",
      tags,
      body: RuleInput,
      response: { 200: DetectionRule },
    },
    handler: (request) => rules.create(personOf(request), request.body),
  });
  app.route({
    method: "PUT",
    url: `${RULES_PATH}/:rule_id`,
    config: write,
    bodyLimit: RULE_BODY_BYTES_MAX,
    schema: {
      summary: "Change the fields that are given; of a default rule what may be overridden",
      description: "A version that is not the newest answers 409.",
      tags,
      params: RuleParams,
      body: RuleInput,
      response: { 200: DetectionRule },
    },
    handler: (request) => rules.update(personOf(request), request.params.rule_id, request.body),
  });
  app.route({
    method: "DELETE",
    url: `${RULES_PATH}/:rule_id`,
    config: write,
    schema: {
      summary: "Delete a rule that is no default rule; its history stays",
      tags,
      params: RuleParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await rules.remove(personOf(request), request.params.rule_id);
      return reply.code(204).send(null);
    },
  });
}
