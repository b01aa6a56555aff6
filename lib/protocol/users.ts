/** Accounts, as far as others must know them to assign work. */
import Type, { type Static } from "typebox";
import { page, resource, single } from "./json-api.ts";

export const USERS_PATH = "/api/v2/users";

export const User = resource(
  "users",
  Type.Object({
    handle: Type.String(),
    name: Type.String(),
    created_at: Type.String({ description: "ISO 8601" }),
    disabled: Type.Boolean(),
    status: Type.String(),
    title: Type.String({ description: "The role" }),
    uuid: Type.String({ description: "What a signal is assigned by" }),
  }),
);
export type User = Static<typeof User>;
export const UserAnswer = single(User);
export const UserPage = page(User);
export const UserListQuery = Type.Object({
  "page[size]": Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  "page[number]": Type.Optional(Type.Integer({ minimum: 0 })),
  filter: Type.Optional(Type.String({ maxLength: 256 })),
});
