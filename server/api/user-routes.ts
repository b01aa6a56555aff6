/** Accounts, read only: who a signal can be assigned to. */
import Type from "typebox";
import { USERS_PATH, type User, UserAnswer, UserListQuery, UserPage } from "#lib/protocol";
import type { Access, UserEntry } from "#server/access";
import { refuseApi } from "./errors.ts";
import type { App } from "./route.ts";

const tags = ["users"];
const USERS_PAGE_DEFAULT = 10;

function resourceOf({ id, handle, name, role, createdAt }: UserEntry): User {
  const created_at = new Date(createdAt).toISOString();
  const state = { disabled: false, status: "Active", title: role };
  return { id, type: "users", attributes: { handle, name, created_at, ...state, uuid: id } };
}

export function userRoutes(app: App, { users }: Access): void {
  app.route({
    method: "GET",
    url: USERS_PATH,
    config: { access: "signed-in" },
    schema: {
      summary: "List users; filter is part of a handle or a name",
      tags,
      querystring: UserListQuery,
      response: { 200: UserPage },
    },
    async handler(request) {
      const { "page[number]": number = 0, "page[size]": size = USERS_PAGE_DEFAULT } = request.query;
      const wanted = (request.query.filter ?? "").toLowerCase();
      const all = await users.list();
      const found = all.filter(({ handle, name }) =>
        `${handle}\n${name}`.toLowerCase().includes(wanted),
      );
      const page = { total_count: all.length, total_filtered_count: found.length };
      const data = found.slice(number * size, (number + 1) * size).map(resourceOf);
      return { data, meta: { page } };
    },
  });
  app.route({
    method: "GET",
    url: `${USERS_PATH}/:user_id`,
    config: { access: "signed-in" },
    schema: {
      summary: "One user",
      tags,
      params: Type.Object({ user_id: Type.String({ maxLength: 64 }) }),
      response: { 200: UserAnswer },
    },
    async handler(request) {
      const user = await users.find(request.params.user_id);
      if (user === undefined) throw refuseApi("API_USER_UNKNOWN");
      return { data: resourceOf(user) };
    },
  });
}
