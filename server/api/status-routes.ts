/** The server about itself: health, status, live updates and the description of the API. */
import Type from "typebox";
import { SERVER_STATUS_PATH, ServerStatus, STREAM_PATH } from "#lib/protocol";
import { type App, personOf } from "./route.ts";
import type { StatusDesk } from "./status-desk.ts";
import type { StreamHub } from "./stream-hub.ts";

export const HEALTH_PATH = "/health";
export const OPENAPI_PATH = "/api/v2/openapi.json";
const tags = ["server"];

export function statusRoutes(app: App, status: StatusDesk, hub: StreamHub): void {
  app.route({
    method: "GET",
    url: HEALTH_PATH,
    config: { access: "public", rateLimit: false },
    schema: {
      summary: "Whether this process answers; says nothing of the stores",
      tags,
      response: { 200: Type.Object({ status: Type.Literal("ok") }) },
    },
    handler: async () => ({ status: "ok" as const }),
  });
  app.route({
    method: "GET",
    url: SERVER_STATUS_PATH,
    config: { access: "signed-in" },
    schema: { summary: "How the server fares", tags, response: { 200: ServerStatus } },
    handler: () => status.read(),
  });
  app.route({
    method: "GET",
    url: STREAM_PATH,
    config: { access: "signed-in" },
    schema: {
      summary: "Live updates as server-sent events (text/event-stream)",
      description: "Each caller hears what its permissions let it read.",
      tags,
    },
    // An async function, so that a refusal is thrown to the error handler; the hub takes over the
    // reply.
    async handler(request, reply) {
      hub.open(personOf(request), reply);
      return reply;
    },
  });
  app.route({
    method: "GET",
    url: OPENAPI_PATH,
    config: { access: "public" },
    schema: { summary: "This description", tags },
    handler: async (_request, reply) =>
      reply.type("application/json").send(JSON.stringify(app.swagger())),
  });
}
