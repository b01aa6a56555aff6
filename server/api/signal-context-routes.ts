/** What is around a signal: others like it, what it is about, and where to look next. */
import Type from "typebox";
import { resource, Severity, SIGNALS_PATH, type Signal, SignalPage } from "#lib/protocol";
import type { Risk } from "#server/risk";
import type { Signals } from "#server/signals";
import type { App } from "./route.ts";

const tags = ["signals"];
const read = { access: "security_monitoring_signals_read" } as const;
const IdParams = Type.Object({ signal_id: Type.String({ minLength: 1, maxLength: 128 }) });
const ENTITIES_MAX = 100;

const Entities = Type.Object({
  data: resource(
    "entities",
    Type.Object({
      identities: Type.Array(
        Type.Object({
          type: Type.String(),
          name: Type.String(),
          risk: Type.Optional(
            Type.Object({ score: Type.Number(), severity: Severity, signals: Type.Integer() }),
          ),
        }),
      ),
    }),
  ),
});
const Actions = Type.Object({
  data: Type.Array(
    resource(
      "investigation_log_queries",
      Type.Object({
        name: Type.String(),
        query_filter: Type.String(),
        template_variables: Type.Record(Type.String(), Type.Array(Type.String())),
      }),
    ),
  ),
});

export function signalContextRoutes(app: App, signals: Signals, risk: Risk): void {
  app.route({
    method: "GET",
    url: `${SIGNALS_PATH}/:signal_id/related`,
    config: read,
    schema: {
      summary: "Other signals about the same group values, newest first, at most 50",
      tags,
      params: IdParams,
      response: { 200: SignalPage },
    },
    handler: async (request) => ({ data: await signals.findRelated(request.params.signal_id) }),
  });
  app.route({
    method: "GET",
    url: `${SIGNALS_PATH}/:signal_id/entities`,
    config: read,
    schema: {
      summary: "Hosts, users, addresses and containers a signal is about, with their risk scores",
      tags,
      params: IdParams,
      querystring: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: ENTITIES_MAX })),
      }),
      response: { 200: Entities },
    },
    async handler(request) {
      const { id, attributes } = await signals.getSignal(request.params.signal_id);
      const { limit = ENTITIES_MAX } = request.query;
      const entities = attributes.custom.entities.slice(0, limit);
      const scores = await risk.scores(entities);
      const identities = entities.map((entity) => {
        const own = scores.get(entity);
        return { ...entityOf(entity), ...(own === undefined ? {} : { risk: own }) };
      });
      return { data: { id, type: "entities" as const, attributes: { identities } } };
    },
  });
  for (const name of ["investigation_queries", "suggested_actions"])
    app.route({
      method: "GET",
      url: `${SIGNALS_PATH}/:signal_id/${name}`,
      config: read,
      schema: {
        summary: "Searches that show more of what a signal is about",
        tags,
        params: IdParams,
        response: { 200: Actions },
      },
      handler: async (request) => ({
        data: queriesOf(await signals.getSignal(request.params.signal_id)),
      }),
    });
}

/** `host:web-1` or `@usr.id:root`. */
function entityOf(entity: string): { type: string; name: string } {
  const at = entity.indexOf(":");
  return { type: entity.slice(0, at).replace(/^@/, ""), name: entity.slice(at + 1) };
}

const quote = (value: string) => `"${value.replaceAll(/["\\]/g, (mark) => `\\${mark}`)}"`;

function queriesOf({ id, attributes: { custom } }: Signal) {
  const groups = custom.groupByPaths.map((path, at) => [path, custom.groupByValues[at] ?? ""]);
  const known = groups.filter(([, value]) => value !== "" && value !== "N/A");
  const filter = known.map(([path, value = ""]) => `${path}:${quote(value)}`).join(" ");
  const variables = Object.fromEntries(known.map(([path = "", value = ""]) => [path, [value]]));
  const matched = custom.queries.map(({ name, query }) => ({
    name: `Events of query ${name}`,
    query_filter: [query, filter].filter((text) => text !== "").join(" "),
  }));
  const around = custom.entities.map((entity) => {
    const { type, name } = entityOf(entity);
    const key = entity.startsWith("@") ? `@${type}` : type;
    return { name: `Everything of ${type} ${name}`, query_filter: `${key}:${quote(name)}` };
  });
  return [...matched, ...around].map((attributes, at) => ({
    id: `${id}-${at}`,
    type: "investigation_log_queries" as const,
    attributes: { ...attributes, template_variables: variables },
  }));
}
