/** Listing, making and revoking API keys and one's own application keys. */
import Type from "typebox";
import {
  API_KEYS_PATH,
  APPLICATION_KEYS_PATH,
  ApiKeyAnswer,
  ApiKeyCreate,
  ApiKeyPage,
  ApplicationKeyAnswer,
  ApplicationKeyCreate,
  ApplicationKeyPage,
} from "#lib/protocol";
import type { Access, Key, NewKey } from "#server/access";
import { type App, personOf, type RouteAccess } from "./route.ts";

const tags = ["keys"];
const IdParams = Type.Object({ key_id: Type.String({ maxLength: 64 }) });

function attributesOf(key: Key | NewKey) {
  const { name, createdAt, last4 } = key;
  const shown = { name, created_at: new Date(createdAt).toISOString(), last4 };
  return "key" in key ? { ...shown, key: key.key } : shown;
}

export function keyRoutes(app: App, access: Access): void {
  apiKeyRoutes(app, access);
  applicationKeyRoutes(app, access);
  revokeRoute(app, access, "api", API_KEYS_PATH, "api_keys_write");
  revokeRoute(app, access, "application", APPLICATION_KEYS_PATH, "signed-in");
}

function apiKeyRoutes(app: App, { keys }: Access): void {
  const resource = (key: Key) => ({
    id: key.id,
    type: "api_keys" as const,
    attributes: attributesOf(key),
  });
  app.route({
    method: "GET",
    url: API_KEYS_PATH,
    config: { access: "api_keys_write" },
    schema: { summary: "List API keys", tags, response: { 200: ApiKeyPage } },
    handler: async (request) => ({
      data: (await keys.list(personOf(request), "api")).map(resource),
    }),
  });
  app.route({
    method: "POST",
    url: API_KEYS_PATH,
    config: { access: "api_keys_write" },
    schema: {
      summary: "Make an API key; the answer shows it once",
      tags,
      body: ApiKeyCreate,
      response: { 201: ApiKeyAnswer },
    },
    async handler(request, reply) {
      const { name } = request.body.data.attributes;
      const key = await keys.create(personOf(request), "api", name);
      return reply.code(201).send({ data: resource(key) });
    },
  });
}

function applicationKeyRoutes(app: App, { keys }: Access): void {
  const resource = (key: Key) => ({
    id: key.id,
    type: "application_keys" as const,
    attributes: attributesOf(key),
  });
  app.route({
    method: "GET",
    url: APPLICATION_KEYS_PATH,
    config: { access: "signed-in" },
    schema: {
      summary: "List one's own application keys",
      tags,
      response: { 200: ApplicationKeyPage },
    },
    handler: async (request) => ({
      data: (await keys.list(personOf(request), "application")).map(resource),
    }),
  });
  app.route({
    method: "POST",
    url: APPLICATION_KEYS_PATH,
    config: { access: "signed-in" },
    schema: {
      summary: "Make an application key that acts with one's own role; the answer shows it once",
      tags,
      body: ApplicationKeyCreate,
      response: { 201: ApplicationKeyAnswer },
    },
    async handler(request, reply) {
      const { name } = request.body.data.attributes;
      const key = await keys.create(personOf(request), "application", name);
      return reply.code(201).send({ data: resource(key) });
    },
  });
}

function revokeRoute(
  app: App,
  { keys }: Access,
  kind: "api" | "application",
  path: string,
  access: RouteAccess,
): void {
  app.route({
    method: "DELETE",
    url: `${path}/:key_id`,
    config: { access },
    schema: {
      summary: `Revoke an ${kind === "api" ? "API" : "application"} key at once`,
      tags,
      params: IdParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await keys.revoke(personOf(request), kind, request.params.key_id);
      return reply.code(204).send(null);
    },
  });
}
