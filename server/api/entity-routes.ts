/** Entities with their risk scores, in the shapes of this API family. */
import Type from "typebox";
import { ENTITIES_PATH, EntityRiskAnswer, EntityRiskPage, EntityRiskQuery } from "#lib/protocol";
import type { Risk } from "#server/risk";
import type { App } from "./route.ts";

const tags = ["entities"];
const read = { access: "security_monitoring_signals_read" } as const;
const PAGE_DEFAULT = 10;

export function entityRoutes(app: App, risk: Risk): void {
  app.route({
    method: "GET",
    url: ENTITIES_PATH,
    config: read,
    schema: {
      summary: "Entities by what their signals of 14 days add up to, highest first",
      tags,
      querystring: EntityRiskQuery,
      response: { 200: EntityRiskPage },
    },
    async handler(request) {
      const { entities: data, total } = await risk.list(request.query);
      const meta = {
        pageNumber: request.query["page[number]"] ?? 1,
        pageSize: request.query["page[size]"] ?? PAGE_DEFAULT,
        queryId: request.query["page[queryId]"] ?? request.id,
        totalRowCount: total,
      };
      return { data, meta };
    },
  });
  app.route({
    method: "GET",
    url: `${ENTITIES_PATH}/:entity_id`,
    config: read,
    schema: {
      summary: "One entity, named as in signals: host:web-1, @usr.id:root",
      tags,
      params: Type.Object({ entity_id: Type.String({ minLength: 1, maxLength: 256 }) }),
      response: { 200: EntityRiskAnswer },
    },
    handler: async (request) => ({ data: await risk.get(request.params.entity_id) }),
  });
}
