/**
 * What every route declares: who may call it. A route without this does not start the server, and
 * `routes` lists what was registered, for the answer to a wrong method and for tests that walk
 * every route.
 */
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteOptions,
} from "fastify";
import type { Static, TSchema } from "typebox";
import { assert } from "#lib/base";
import type { EnrolledAgent, Permission, Person, Principal, Sender } from "#server/access";

/**
 * `public`: anybody. `signed-in`: every person, with whatever role. `agent`: an enrolled agent with
 * its key. `sender`: a program with an API key alone. Else the permission that the person's role
 * must have.
 */
export type RouteAccess = "public" | "signed-in" | "agent" | "sender" | Permission;

declare module "fastify" {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** Set before the body is read, on every route that is not public. */
    principal: Principal | undefined;
  }
}

interface TypeBoxProvider extends FastifyTypeProvider {
  validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  serializer: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}

/** A Fastify instance whose handlers get their types from TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxProvider
>;

export type RouteEntry = { method: string; url: string; access: RouteAccess };

/** Gathers the routes from here on and refuses those that do not say who may call them. */
export function gatherRoutes(app: App): RouteEntry[] {
  const routes: RouteEntry[] = [];
  app.addHook("onRoute", ({ method, url, config }: RouteOptions) => {
    const access = config?.access;
    assert(access !== undefined, `the route ${String(method)} ${url} says who may call it`);
    for (const one of [method].flat()) routes.push({ method: one, url, access });
  });
  return routes;
}

/** The person behind a request; only for routes that declare a permission or `signed-in`. */
export function personOf(request: FastifyRequest): Person {
  assert(request.principal?.kind === "person", "the route's access lets only persons in");
  return request.principal;
}

/** The program behind a request; only for routes that declare `sender`. */
export function senderOf(request: FastifyRequest): Sender {
  assert(request.principal?.kind === "sender", "the route's access lets only senders in");
  return request.principal;
}

/** The agent behind a request; only for routes that declare `agent`. */
export function agentOf(request: FastifyRequest): EnrolledAgent {
  assert(request.principal?.kind === "agent", "the route's access lets only agents in");
  return request.principal;
}
