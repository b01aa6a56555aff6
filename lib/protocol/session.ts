/** Signing in to the web. The session itself is an opaque token in an HttpOnly cookie. */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";

export const SESSION_PATH = "/api/v2/session";
export const CURRENT_USER_PATH = "/api/v2/current_user";
export const SESSION_COOKIE = "vigil_session";
/**
 * Requests that change something and carry the cookie must carry this header too, with any value.
 */
export const CSRF_HEADER = "x-vigil-request";

export const SignIn = Type.Object({
  user: Type.String({ minLength: 1, maxLength: 128 }),
  password: Type.String({ minLength: 1, maxLength: 1024 }),
});
export type SignIn = Static<typeof SignIn>;

export const CurrentUser = single(
  resource(
    "users",
    Type.Object({
      handle: Type.String(),
      name: Type.String(),
      role: Type.String(),
      permissions: Type.Array(Type.String()),
    }),
  ),
);
export type CurrentUser = Static<typeof CurrentUser>;
