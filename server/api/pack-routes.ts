/** Content packs: what there is, how each fares, and turning them on and off. */
import Type from "typebox";
import {
  CONTENT_PACKS_PATH,
  ContentPackAnswer,
  ContentPackList,
  ContentPackStates,
} from "#lib/protocol";
import type { PackDesk } from "#server/packs";
import { type App, personOf } from "./route.ts";

const tags = ["content packs"];
const read = { access: "security_monitoring_rules_read" } as const;
const write = { access: "security_monitoring_rules_write" } as const;
const Params = Type.Object({ content_pack_id: Type.String({ minLength: 1, maxLength: 128 }) });

export function packRoutes(app: App, packs: PackDesk): void {
  app.route({
    method: "GET",
    url: CONTENT_PACKS_PATH,
    config: read,
    schema: {
      summary: "All content packs, with what they need and hold",
      description: "Also answers while the event store is down, then without what was seen.",
      tags,
      response: { 200: ContentPackList },
    },
    handler: async () => ({ data: await packs.list() }),
  });
  app.route({
    method: "GET",
    url: `${CONTENT_PACKS_PATH}/states`,
    config: read,
    schema: {
      summary: "Whether each pack is on, and whether what it needs was seen lately",
      tags,
      response: { 200: ContentPackStates },
    },
    handler: async () => ({
      data: await packs.states(),
      // Security filters decide what is looked at, as in this model of that API family.
      meta: { cloud_siem_index_incorrect: false, sku: "per_gb_analyzed" },
    }),
  });
  app.route({
    method: "GET",
    url: `${CONTENT_PACKS_PATH}/:content_pack_id`,
    config: read,
    schema: {
      summary: "One content pack",
      tags,
      params: Params,
      response: { 200: ContentPackAnswer },
    },
    handler: async (request) => ({ data: await packs.get(request.params.content_pack_id) }),
  });
  changeRoute(app, packs, "activate");
  changeRoute(app, packs, "deactivate");
}

function changeRoute(app: App, packs: PackDesk, verb: "activate" | "deactivate"): void {
  const summaries = {
    activate: "Turn a pack on: its default rules are as they are shipped",
    deactivate: "Turn a pack off: its rules are off unless another pack or an override keeps them",
  };
  app.route({
    method: "PUT",
    url: `${CONTENT_PACKS_PATH}/:content_pack_id/${verb}`,
    config: write,
    schema: {
      summary: summaries[verb],
      description: "In force when it is answered. What is so already changes nothing.",
      tags,
      params: Params,
      response: { 202: Type.Null() },
    },
    async handler(request, reply) {
      const { content_pack_id: id } = request.params;
      await packs.setActive(personOf(request), id, verb === "activate");
      return reply.code(202).send(null);
    },
  });
}
