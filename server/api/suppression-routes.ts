/** Suppressions, which rules they are about, and what one would have hidden. */
import Type from "typebox";
import { type Clock, isAppError } from "#lib/base";
import {
  HistoryPageQuery,
  RuleInput,
  SIGNALS_PAGE_MAX,
  SUPPRESSIONS_PATH,
  SuppressionAnswer,
  SuppressionCreate,
  SuppressionHistory,
  SuppressionList,
  SuppressionListQuery,
  SuppressionPage,
  SuppressionPreview,
  SuppressionUpdate,
} from "#lib/protocol";
import { type RuleCatalog, readWholeRule, ruleFilter } from "#server/rules";
import type { Search } from "#server/search";
import type { Signals } from "#server/signals";
import { adviceOn, checkSuppression, type SuppressionBody, type Tuning } from "#server/tuning";
import { type App, personOf } from "./route.ts";

const tags = ["suppressions"];
const read = { access: "security_monitoring_suppressions_read" } as const;
const write = { access: "security_monitoring_suppressions_write" } as const;
const IdParams = Type.Object({ suppression_id: Type.String({ minLength: 1, maxLength: 128 }) });
const RuleParams = Type.Object({ rule_id: Type.String({ minLength: 1, maxLength: 128 }) });
const BODY_BYTES_MAX = 1024 * 1024;
const HISTORY_PAGE_DEFAULT = 1000;
const DAY_MS = 86_400_000;
/** How far back a preview looks. */
const PREVIEW_MS = 7 * DAY_MS;
/** Pages of signals that a preview looks at. */
const PREVIEW_PAGES_MAX = 10;
const PREVIEW_RULES_MAX = 20;

type Desk = {
  tuning: Tuning;
  rules: RuleCatalog;
  signals: Signals;
  search: Pick<Search, "aggregate">;
  clock: Clock;
};

export function suppressionRoutes(app: App, desk: Desk): void {
  readRoutes(app, desk.tuning);
  writeRoutes(app, desk.tuning);
  affectingRoutes(app, desk);
  checkRoutes(app, desk);
}

function readRoutes(app: App, { suppressions }: Tuning): void {
  app.route({
    method: "GET",
    url: SUPPRESSIONS_PATH,
    config: read,
    schema: {
      summary: "List suppressions",
      description: "All of them unless page[size] is given.",
      tags,
      querystring: SuppressionListQuery,
      response: { 200: SuppressionPage },
    },
    async handler(request) {
      const { query, sort, "page[number]": number = 0 } = request.query;
      const found = suppressions.list(query, sort);
      const given = request.query["page[size]"] ?? -1;
      const size = given > 0 ? given : Math.max(1, found.length);
      const page = { pageNumber: number, pageSize: size, totalCount: found.length };
      return { data: found.slice(number * size, (number + 1) * size), meta: { page } };
    },
  });
  app.route({
    method: "GET",
    url: `${SUPPRESSIONS_PATH}/:suppression_id`,
    config: read,
    schema: {
      summary: "One suppression",
      tags,
      params: IdParams,
      response: { 200: SuppressionAnswer },
    },
    handler: async (request) => ({ data: suppressions.get(request.params.suppression_id) }),
  });
  app.route({
    method: "GET",
    url: `${SUPPRESSIONS_PATH}/:suppression_id/version_history`,
    config: read,
    schema: {
      summary: "Versions of a suppression, with what changed in each",
      tags,
      params: IdParams,
      querystring: HistoryPageQuery,
      response: { 200: SuppressionHistory },
    },
    async handler(request) {
      const { suppression_id: id } = request.params;
      const { "page[number]": number = 0, "page[size]": size = HISTORY_PAGE_DEFAULT } =
        request.query;
      const versions = await suppressions.history(id);
      const page = versions.toReversed().slice(number * size, (number + 1) * size);
      const data = Object.fromEntries(page.map((each) => [String(each.suppression.version), each]));
      const attributes = { count: versions.length, data };
      return { data: { id, type: "suppression_version_history" as const, attributes } };
    },
  });
}

function writeRoutes(app: App, { suppressions }: Tuning): void {
  app.route({
    method: "POST",
    url: SUPPRESSIONS_PATH,
    config: write,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Create a suppression; it works at once",
      tags,
      body: SuppressionCreate,
      response: { 200: SuppressionAnswer },
    },
    handler: async (request) => ({
      data: await suppressions.create(personOf(request), request.body.data.attributes),
    }),
  });
  app.route({
    method: "PATCH",
    url: `${SUPPRESSIONS_PATH}/:suppression_id`,
    config: write,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Change the attributes that are given; null takes a date away",
      description: "A version that is not the newest answers 409.",
      tags,
      params: IdParams,
      body: SuppressionUpdate,
      response: { 200: SuppressionAnswer },
    },
    handler: async (request) => ({
      data: await suppressions.update(
        personOf(request),
        request.params.suppression_id,
        request.body.data.attributes,
      ),
    }),
  });
  app.route({
    method: "DELETE",
    url: `${SUPPRESSIONS_PATH}/:suppression_id`,
    config: write,
    schema: {
      summary: "Delete a suppression",
      tags,
      params: IdParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await suppressions.remove(personOf(request), request.params.suppression_id);
      return reply.code(204).send(null);
    },
  });
}

function affectingRoutes(app: App, { tuning, rules }: Desk): void {
  app.route({
    method: "GET",
    url: `${SUPPRESSIONS_PATH}/rules/:rule_id`,
    config: read,
    schema: {
      summary: "Suppressions that are about a rule",
      tags,
      params: RuleParams,
      response: { 200: SuppressionList },
    },
    handler: async (request) => ({
      data: tuning.suppressions.affecting(rules.need(request.params.rule_id)),
    }),
  });
  app.route({
    method: "POST",
    url: `${SUPPRESSIONS_PATH}/rules`,
    config: read,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Suppressions that would be about a rule that does not exist yet",
      tags,
      body: RuleInput,
      response: { 200: SuppressionList },
    },
    handler: async (request) => ({
      data: tuning.suppressions.affecting(readWholeRule(request.body)),
    }),
  });
}

function checkRoutes(app: App, desk: Desk): void {
  app.route({
    method: "POST",
    url: `${SUPPRESSIONS_PATH}/validation`,
    config: read,
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "Check a suppression without keeping it",
      tags,
      body: SuppressionCreate,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      checkSuppression(bodyOf(request.body.data.attributes));
      return reply.code(204).send(null);
    },
  });
  app.route({
    method: "POST",
    url: `${SUPPRESSIONS_PATH}/preview`,
    config: { access: "security_monitoring_signals_read" },
    bodyLimit: BODY_BYTES_MAX,
    schema: {
      summary: "How many signals of the last seven days a suppression would have hidden",
      description:
        "With warnings of what is broad, or does not come again. Of a data_exclusion_query the " +
        "events and logs that it finds are counted, not the signals they would have made.",
      tags,
      body: SuppressionCreate,
      response: { 200: SuppressionPreview },
    },
    async handler(request) {
      const body = bodyOf(request.body.data.attributes);
      checkSuppression(body);
      const attributes = await preview(desk, body);
      return { data: { id: request.id, type: "suppression_preview" as const, attributes } };
    },
  });
}

/** The body of a check, where null is as good as absent. */
function bodyOf(given: object): SuppressionBody {
  const entries = Object.entries(given).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as SuppressionBody;
}

/** Reads the signals that the search finds, and keeps those of rules that it is about. */
async function preview(desk: Desk, body: SuppressionBody) {
  const { rules, signals, clock } = desk;
  const from = clock() - PREVIEW_MS;
  const concerned = rules.list().filter(ruleFilter(body.rule_query));
  const counts = new Map<string, { id: string; name: string; signals: number }>();
  const { suppression_query: query = "" } = body;
  let seen = 0;
  let cursor: string | undefined;
  for (let pages = 0; query !== "" && pages < PREVIEW_PAGES_MAX; pages++) {
    const page = { query, from, limit: SIGNALS_PAGE_MAX };
    const found = await signals.searchSignals(cursor === undefined ? page : { ...page, cursor });
    seen += found.signals.length;
    for (const { attributes } of found.signals) {
      const { id, name } = attributes.custom.workflow.rule;
      if (!concerned.some((rule) => rule.id === id)) continue;
      const known = counts.get(id) ?? { id, name, signals: 0 };
      counts.set(id, { ...known, signals: known.signals + 1 });
    }
    cursor = found.next;
    if (cursor === undefined) break;
  }
  const found = [...counts.values()].sort((a, b) => b.signals - a.signals);
  return {
    from: new Date(from).toISOString(),
    signals: found.reduce((sum, each) => sum + each.signals, 0),
    signals_seen: seen,
    is_complete: cursor === undefined,
    rules: found.slice(0, PREVIEW_RULES_MAX),
    rules_matched: concerned.length,
    ...(await excludedBy(desk, body, from)),
    warnings: [
      ...adviceOn(body.suppression_query ?? ""),
      ...adviceOn(body.data_exclusion_query ?? ""),
    ],
  };
}

/** How many events and logs it leaves out; a store that is down is no reason to answer nothing. */
async function excludedBy({ search, clock }: Desk, body: SuppressionBody, from: number) {
  const { data_exclusion_query: query = "" } = body;
  if (query.trim() === "") return {};
  const filter = { query, from: new Date(from).toISOString(), to: new Date(clock()).toISOString() };
  try {
    let events = 0;
    for (const kind of ["events", "logs"] as const) {
      const { data } = await search.aggregate(kind, { filter });
      events += Number(data.buckets[0]?.computes["c0"] ?? 0);
    }
    return { events };
  } catch (error) {
    if (isAppError(error)) return {};
    throw error;
  }
}
