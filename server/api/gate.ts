/**
 * Lets a request in or not, before its body is read: who calls, from which page, and whether the
 * route lets them.
 */
import type { FastifyRequest } from "fastify";
import { API_KEY_HEADER, APPLICATION_KEY_HEADER, CSRF_HEADER, SESSION_COOKIE } from "#lib/protocol";
import {
  type Access,
  refuseAccess,
  requirePermission,
  type Sender,
  type Shown,
} from "#server/access";
import type { App } from "./route.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** Longer ones are nobody's, and need not be hashed to know that. */
const SECRET_CHARACTERS_MAX = 512;
const BEARER = /^Bearer ([\x21-\x7e]+)$/i;

/** Installs the gate in front of every route. */
export function installGate(app: App, access: Access): void {
  app.decorateRequest("principal", undefined);
  app.addHook("onRequest", async (request) => {
    const wanted = request.routeOptions.config.access;
    if (wanted === undefined || wanted === "public") return;
    if (wanted === "sender") {
      request.principal = await senderOf(access, secretsOf(request));
      return;
    }
    const principal = await access.authenticate(secretsOf(request));
    refuseForgery(request, principal.credential.kind);
    if (wanted === "agent") {
      if (principal.kind !== "agent") throw refuseAccess("ACCESS_TOKEN_REFUSED");
    } else if (wanted === "signed-in") {
      if (principal.kind !== "person") throw refuseAccess("ACCESS_TOKEN_REFUSED");
    } else {
      requirePermission(principal, wanted);
    }
    request.principal = principal;
  });
}

/** A program with an API key; an agent sends the logs of its host with its own. */
async function senderOf(access: Access, shown: Shown): Promise<Sender> {
  if (shown.apiKey !== undefined || shown.bearer === undefined)
    return access.authenticateSender(shown.apiKey);
  const principal = await access.authenticate(shown);
  if (principal.kind !== "agent") throw refuseAccess("ACCESS_API_KEY_REQUIRED");
  const { id, credential } = principal;
  return { kind: "sender", id: `agent:${id}`, credential };
}

function secretsOf(request: FastifyRequest): Shown {
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value.slice(0, SECRET_CHARACTERS_MAX) : undefined;
  };
  const authorization = header("authorization");
  return {
    apiKey: header(API_KEY_HEADER),
    applicationKey: header(APPLICATION_KEY_HEADER),
    bearer: authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? ""),
    sessionToken: request.cookies[SESSION_COOKIE]?.slice(0, SECRET_CHARACTERS_MAX),
  };
}

/** A page of another site can make a browser send the cookie, but not a header of ours. */
function refuseForgery(request: FastifyRequest, credential: string): void {
  if (credential !== "session" || SAFE_METHODS.has(request.method)) return;
  if (request.headers[CSRF_HEADER] === undefined)
    throw refuseAccess("ACCESS_CSRF", { header: CSRF_HEADER });
}
