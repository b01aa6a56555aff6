/** Saved views: everybody signed in sees their own and the shared ones. */
import Type from "typebox";
import {
  SavedViewAnswer,
  SavedViewCreate,
  SavedViewList,
  SavedViewQuery,
  SavedViewUpdate,
  VIEWS_PATH,
} from "#lib/protocol";
import type { Views } from "#server/views";
import { type App, personOf } from "./route.ts";

const tags = ["saved views"];
const read = { access: "signed-in" } as const;
const write = { access: "saved_views_write" } as const;
const IdParams = Type.Object({ view_id: Type.String({ minLength: 1, maxLength: 128 }) });

export function viewRoutes(app: App, views: Views): void {
  app.route({
    method: "GET",
    url: VIEWS_PATH,
    config: read,
    schema: {
      summary: "Saved views: one's own and those that are shared",
      tags,
      querystring: SavedViewQuery,
      response: { 200: SavedViewList },
    },
    handler: async (request) => ({
      data: views.list(personOf(request), request.query["filter[page]"]),
    }),
  });
  app.route({
    method: "POST",
    url: VIEWS_PATH,
    config: write,
    schema: {
      summary: "Save a view",
      tags,
      body: SavedViewCreate,
      response: { 200: SavedViewAnswer },
    },
    handler: async (request) => ({
      data: await views.create(personOf(request), request.body.data.attributes),
    }),
  });
  app.route({
    method: "PATCH",
    url: `${VIEWS_PATH}/:view_id`,
    config: write,
    schema: {
      summary: "Change one's own view; a version that is not the newest answers 409",
      tags,
      params: IdParams,
      body: SavedViewUpdate,
      response: { 200: SavedViewAnswer },
    },
    handler: async (request) => ({
      data: await views.update(
        personOf(request),
        request.params.view_id,
        request.body.data.attributes,
      ),
    }),
  });
  app.route({
    method: "DELETE",
    url: `${VIEWS_PATH}/:view_id`,
    config: write,
    schema: {
      summary: "Delete one's own view",
      tags,
      params: IdParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await views.remove(personOf(request), request.params.view_id);
      return reply.code(204).send(null);
    },
  });
}
