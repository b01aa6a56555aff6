/** Signing in and out, and who one is. */
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import {
  CURRENT_USER_PATH,
  CurrentUser,
  SESSION_COOKIE,
  SESSION_PATH,
  SignIn,
} from "#lib/protocol";
import type { Access, Person } from "#server/access";
import { type App, personOf } from "./route.ts";

/** Requests a minute from one address; each costs a password hash. */
const SIGN_IN_REQUESTS_MAX = 120;

export function sessionRoutes(app: App, access: Access): void {
  app.route({
    method: "POST",
    url: SESSION_PATH,
    config: { access: "public", rateLimit: { max: SIGN_IN_REQUESTS_MAX } },
    schema: { summary: "Sign in", tags: ["session"], body: SignIn, response: { 200: CurrentUser } },
    async handler(request, reply) {
      const { user, password } = request.body;
      const { token, person, expiresAt } = await access.sessions.signIn(user, password, request.ip);
      setCookie(request, reply, token, new Date(expiresAt));
      return currentUser(person);
    },
  });
  app.route({
    method: "DELETE",
    url: SESSION_PATH,
    config: { access: "signed-in" },
    schema: { summary: "Sign out", tags: ["session"], response: { 204: Type.Null() } },
    async handler(request, reply) {
      await access.sessions.signOut(personOf(request));
      setCookie(request, reply, "", new Date(0));
      return reply.code(204).send(null);
    },
  });
  app.route({
    method: "GET",
    url: CURRENT_USER_PATH,
    config: { access: "signed-in" },
    schema: { summary: "Who is signed in", tags: ["session"], response: { 200: CurrentUser } },
    handler: async (request) => currentUser(personOf(request)),
  });
}

function setCookie(request: FastifyRequest, reply: FastifyReply, token: string, expires: Date) {
  reply.setCookie(SESSION_COOKIE, token, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    // Over plain HTTP, which only loopback should be, browsers would drop a secure cookie.
    secure: request.protocol === "https",
    expires,
  });
}

function currentUser(person: Person): CurrentUser {
  const { id, handle, name, role, permissions } = person;
  return {
    data: { id, type: "users", attributes: { handle, name, role, permissions: [...permissions] } },
  };
}
