/** Rules beyond one at a time: validation, tests, history, archives and Terraform. */
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { isAppError } from "#lib/base";
import {
  DetectionRule,
  HistoryPageQuery,
  RULES_PATH,
  RuleHistoryAnswer,
  RuleIdsRequest,
  RuleInput,
  RulesDeletedAnswer,
  RuleTerraformAnswer,
  RuleTestAnswer,
  RuleTestRequest,
} from "#lib/protocol";
import {
  ARCHIVE_RULES_MAX,
  archiveRules,
  type RuleCatalog,
  readWholeRule,
  refuseRule,
  testQueries,
  toTerraform,
} from "#server/rules";
import { refuseApi } from "./errors.ts";
import { type App, personOf } from "./route.ts";

const tags = ["rules"];
const read = { access: "security_monitoring_rules_read" } as const;
const write = { access: "security_monitoring_rules_write" } as const;
const BODY_BYTES_MAX = 2 * 1024 * 1024;
const HISTORY_PAGE_DEFAULT = 1000;
const RuleParams = Type.Object({ rule_id: Type.String({ minLength: 1, maxLength: 128 }) });

export function ruleToolRoutes(app: App, rules: RuleCatalog): void {
  checkRoutes(app, rules);
  historyRoutes(app, rules);
  bulkRoutes(app, rules);
  terraformRoutes(app, rules);
}

function checkRoutes(app: App, rules: RuleCatalog): void {
  app.route({
    method: "POST",
    url: `${RULES_PATH}/validation`,
    config: read,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Check a rule without keeping it; a refusal lists every fault",
      tags,
      body: RuleInput,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      rules.check(request.body);
      return reply.code(204).send(null);
    },
  });
  app.route({
    method: "POST",
    url: `${RULES_PATH}/test`,
    config: read,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Whether sample events are found by the queries of a rule, as expected",
      tags,
      body: RuleTestRequest,
      response: { 200: RuleTestAnswer },
    },
    async handler(request) {
      const { rule, ruleQueryPayloads } = request.body;
      if (rule === undefined) throw refuseRule("RULE_TEST_INVALID", { reason: "it names no rule" });
      return { results: testQueries(readWholeRule(rule), ruleQueryPayloads) };
    },
  });
  app.route({
    method: "POST",
    url: `${RULES_PATH}/:rule_id/test`,
    config: read,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "The same for a rule that exists; fields of it may be given to replace them",
      tags,
      params: RuleParams,
      body: RuleTestRequest,
      response: { 200: RuleTestAnswer },
    },
    async handler(request) {
      const { rule = {}, ruleQueryPayloads } = request.body;
      const wanted = { ...rules.need(request.params.rule_id), ...rule };
      return { results: testQueries(readWholeRule(wanted), ruleQueryPayloads) };
    },
  });
}

function historyRoutes(app: App, rules: RuleCatalog): void {
  app.route({
    method: "GET",
    url: `${RULES_PATH}/:rule_id/version_history`,
    config: read,
    schema: {
      summary: "Versions of a rule, with what changed in each",
      tags,
      params: RuleParams,
      querystring: HistoryPageQuery,
      response: { 200: RuleHistoryAnswer },
    },
    async handler(request) {
      const { rule_id: id } = request.params;
      const { "page[number]": number = 0, "page[size]": size = HISTORY_PAGE_DEFAULT } =
        request.query;
      const versions = await rules.history(id);
      const page = versions.toReversed().slice(number * size, (number + 1) * size);
      const data = Object.fromEntries(page.map((each) => [String(each.rule.version), each]));
      const attributes = { count: versions.length, data };
      return { data: { id, type: "GetRuleVersionHistoryResponse" as const, attributes } };
    },
  });
  app.route({
    method: "POST",
    url: `${RULES_PATH}/:rule_id/restore/:version`,
    config: write,
    schema: {
      summary: "Make an older version of a rule its newest",
      tags,
      params: Type.Object({
        ...RuleParams.properties,
        version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
      }),
      response: { 200: DetectionRule },
    },
    handler: (request) =>
      rules.restore(personOf(request), request.params.rule_id, request.params.version),
  });
}

type Ids = { data: { attributes: { ruleIds: string[] } } };

function needAll(rules: RuleCatalog, { data }: Ids): DetectionRule[] {
  const ids = [...new Set(data.attributes.ruleIds)];
  if (ids.length > ARCHIVE_RULES_MAX)
    throw refuseApi("API_BODY_INVALID", { reason: `more than ${ARCHIVE_RULES_MAX} rules` });
  return ids.map((id) => rules.need(id));
}

/** Answers with a file. */
function sendZip(reply: FastifyReply, name: string, bytes: Uint8Array) {
  return reply
    .type("application/zip")
    .header("content-disposition", `attachment; filename="${name}"`)
    .send(Buffer.from(bytes));
}

function bulkRoutes(app: App, rules: RuleCatalog): void {
  app.route({
    method: "DELETE",
    url: `${RULES_PATH}/bulk_delete`,
    config: write,
    schema: {
      summary: "Delete several rules; the answer says which could not be",
      tags,
      body: RuleIdsRequest,
      response: { 200: RulesDeletedAnswer },
    },
    async handler(request) {
      const person = personOf(request);
      const deletedRules: string[] = [];
      const failedRules: string[] = [];
      for (const id of new Set(request.body.data.attributes.ruleIds)) {
        try {
          await rules.remove(person, id);
          deletedRules.push(id);
        } catch (error) {
          if (!isAppError(error)) throw error;
          failedRules.push(id);
        }
      }
      const attributes = { deletedRules, failedRules };
      return { data: { id: request.id, type: "bulk_delete_response" as const, attributes } };
    },
  });
  app.route({
    method: "POST",
    url: `${RULES_PATH}/bulk_export`,
    config: read,
    schema: {
      summary: "Several rules as JSON files in a ZIP file (application/zip)",
      tags,
      body: RuleIdsRequest,
    },
    async handler(request, reply) {
      const bytes = archiveRules(needAll(rules, request.body), "json");
      return sendZip(reply, "rules.zip", bytes);
    },
  });
}

function terraformRoutes(app: App, rules: RuleCatalog): void {
  app.route({
    method: "POST",
    url: `${RULES_PATH}/convert`,
    config: read,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "The JSON of a rule as text for Terraform",
      tags,
      body: RuleInput,
      response: { 200: RuleTerraformAnswer },
    },
    handler: async (request) => ({ terraformContent: toTerraform(readWholeRule(request.body)) }),
  });
  app.route({
    method: "GET",
    url: `${RULES_PATH}/:rule_id/convert`,
    config: read,
    schema: {
      summary: "A rule as text for Terraform",
      tags,
      params: RuleParams,
      response: { 200: RuleTerraformAnswer },
    },
    async handler(request) {
      const rule = rules.need(request.params.rule_id);
      return { ruleId: rule.id, terraformContent: toTerraform(rule) };
    },
  });
  app.route({
    method: "POST",
    url: `${RULES_PATH}/convert/bulk`,
    config: read,
    schema: {
      summary: "Several rules as files for Terraform in a ZIP file (application/zip)",
      tags,
      body: RuleIdsRequest,
    },
    async handler(request, reply) {
      const bytes = archiveRules(needAll(rules, request.body), "tf");
      return sendZip(reply, "rules.zip", bytes);
    },
  });
}
