/**
 * The HTTP server: plugins, the gate, every route, and the answers to what is no route. Read top to
 * bottom it is the way of a request: bounds → headers → cookie → gate → rate limit → body → route →
 * error answer.
 */
import { randomUUID } from "node:crypto";
import fastifyCookie from "@fastify/cookie";
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifySwagger from "@fastify/swagger";
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Clock } from "#lib/base";
import { API_KEY_HEADER, APPLICATION_KEY_HEADER, ErrorAnswer, SESSION_COOKIE } from "#lib/protocol";
import type { Access } from "#server/access";
import type { Jobs } from "#server/jobs";
import type { PackDesk } from "#server/packs";
import type { Restrictions } from "#server/restrictions";
import type { Risk } from "#server/risk";
import type { RuleCatalog } from "#server/rules";
import type { Search } from "#server/search";
import type { Signals } from "#server/signals";
import type { Tables } from "#server/tables";
import type { Tuning } from "#server/tuning";
import type { Views } from "#server/views";
import { agentRoutes } from "./agent-routes.ts";
import { attackMapRoutes } from "./attack-map-routes.ts";
import { entityRoutes } from "./entity-routes.ts";
import { answerError, errorAnswer } from "./error-answer.ts";
import { refuseApi } from "./errors.ts";
import { installGate } from "./gate.ts";
import { jobRoutes } from "./job-routes.ts";
import { keyRoutes } from "./key-routes.ts";
import { type LogDoor, logIntakeRoutes } from "./log-intake-routes.ts";
import { packRoutes } from "./pack-routes.ts";
import { recordRoutes } from "./record-routes.ts";
import { type RecordTail, tailRoutes } from "./record-tail.ts";
import { restrictionRoutes } from "./restriction-routes.ts";
import type { Roster } from "./roster.ts";
import { type App, gatherRoutes, type RouteEntry } from "./route.ts";
import { ruleRoutes } from "./rule-routes.ts";
import { type ScheduleDesk, scheduleRoutes } from "./schedule-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { signalContextRoutes } from "./signal-context-routes.ts";
import { signalRoutes } from "./signal-routes.ts";
import { signalTimesRoutes } from "./signal-times-routes.ts";
import type { StatusDesk } from "./status-desk.ts";
import { statusRoutes } from "./status-routes.ts";
import type { StreamHub } from "./stream-hub.ts";
import { suppressionKeyRoutes } from "./suppression-key-routes.ts";
import { suppressionRoutes } from "./suppression-routes.ts";
import { tableRoutes } from "./table-routes.ts";
import { triageRoutes } from "./triage-routes.ts";
import { tuningRoutes } from "./tuning-routes.ts";
import { userRoutes } from "./user-routes.ts";
import { compileValidator } from "./validation.ts";
import { viewRoutes } from "./view-routes.ts";
import { answerPage, webRoutes } from "./web.ts";
import { type BatchIntake, type WireCounters, wireRoutes } from "./wire-routes.ts";

/** Requests a minute from one person, or from one address where nobody is signed in. */
export const REQUESTS_PER_MINUTE_MAX = 3000;
/** Persons, agents and addresses counted at once; the one not seen for longest is forgotten. */
const RATE_KEYS_MAX = 20_000;
/** Of a JSON body, where the route says nothing else. */
export const BODY_BYTES_MAX = 64 * 1024;
/** A search of SEARCH_CHARACTERS_MAX fits in an address even when every character is escaped. */
const HEADER_BYTES_MAX = 64 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
const PARAMETER_CHARACTERS_MAX = 256;

export type ApiOptions = {
  log: FastifyBaseLogger;
  version: string;
  /** Directory of the built web; it need not exist yet. */
  webDirectory: string;
  access: Access;
  hub: StreamHub;
  wireCounters: WireCounters;
  signals: Signals;
  rules: RuleCatalog;
  packs: PackDesk;
  tuning: Tuning;
  restrictions: Restrictions;
  views: Views;
  jobs: Jobs;
  schedule: ScheduleDesk;
  tables: Tables;
  risk: Risk;
  clock: Clock;
  roster: Roster;
  intake: BatchIntake;
  logs: LogDoor;
  search: Search;
  tail: RecordTail;
  status: StatusDesk;
};

export type Api = { app: App; routes: readonly RouteEntry[] };

/** Builds the server without listening; `app.inject` and `app.listen` are Fastify's. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const app = newApp(options.log);
  app.setValidatorCompiler(compileValidator);
  app.setErrorHandler(answerError);
  installBodies(app);
  await installHeaders(app);
  await app.register(fastifyCookie);
  installGate(app, options.access);
  await installRateLimit(app);
  await installDescription(app, options.version);
  const routes = gatherRoutes(app);
  await app.register(async (scope) => {
    const api = scope as App;
    sessionRoutes(api, options.access);
    keyRoutes(api, options.access);
    signalRoutes(api, options.access, options.signals);
    triageRoutes(api, options.access, options.signals);
    signalTimesRoutes(api, options.signals, options.rules);
    signalContextRoutes(api, options.signals, options.risk);
    attackMapRoutes(api, options.rules, options.signals);
    entityRoutes(api, options.risk);
    ruleRoutes(api, options.rules);
    packRoutes(api, options.packs);
    scheduleRoutes(api, options.schedule);
    suppressionRoutes(api, options);
    suppressionKeyRoutes(api, options.signals);
    tuningRoutes(api, options.tuning, options.rules);
    restrictionRoutes(api, options);
    viewRoutes(api, options.views);
    jobRoutes(api, options.access, options.jobs);
    tableRoutes(api, options);
    userRoutes(api, options.access);
    agentRoutes(api, options.access, options.roster);
    statusRoutes(api, options.status, options.hub);
    const { intake, hub, wireCounters: counters } = options;
    wireRoutes(api, options.access, { intake, hub, counters });
    logIntakeRoutes(api, options.logs);
    recordRoutes(api, options.access, options.search);
    tailRoutes(api, options.tail);
  });
  await webRoutes(app, options.webDirectory);
  app.setNotFoundHandler(answerUnknown(routes, options.webDirectory));
  app.addHook("preClose", async () => {
    options.hub.close();
    options.tail.close();
  });
  await app.ready();
  return { app, routes };
}

function newApp(loggerInstance: FastifyBaseLogger): App {
  return fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { maxHeaderSize: HEADER_BYTES_MAX },
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS_MAX },
    exposeHeadRoutes: false,
    forceCloseConnections: "idle",
    frameworkErrors: (error, request, reply) => {
      void answerError(error, request, reply);
    },
    clientErrorHandler(_error, socket) {
      if (!socket.writable) return;
      const body = JSON.stringify(errorAnswer(refuseApi("API_REQUEST_INVALID")));
      const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
      socket.end(`HTTP/1.1 400 Bad Request\r\nconnection: close\r\n${head}\r\n\r\n${body}`);
    },
  }) as unknown as App;
}

/** Only JSON: what a form of another site can send without asking is not taken. */
function installBodies(app: App): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    // No database takes a NUL in a text.
    if (String(body).includes("\\u0000"))
      done(refuseApi("API_BODY_INVALID", { reason: "a text in it holds a NUL character" }));
    else void parse(request, String(body), done);
  });
  app.addHook("onRequest", async (request) => {
    if (request.url.includes("%00"))
      throw refuseApi("API_QUERY_INVALID", { reason: "it holds a NUL character" });
  });
}

/**
 * What /api/v2/openapi.json says beside the routes' own schemas: how to show who one is, and what
 * may be refused.
 */
async function installDescription(app: App, version: string): Promise<void> {
  const key = (name: string) => ({ type: "apiKey", in: "header", name }) as const;
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Vigil", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
      components: {
        securitySchemes: {
          apiKey: key(API_KEY_HEADER),
          applicationKey: key(APPLICATION_KEY_HEADER),
          session: { type: "apiKey", in: "cookie", name: SESSION_COOKIE },
          bearer: { type: "http", scheme: "bearer" },
        },
      },
    },
    transform({ schema, url, route }) {
      const access = route.config?.access ?? "public";
      const byPerson = [{ session: [] }, { apiKey: [], applicationKey: [] }, { bearer: [] }];
      const byProgram = { agent: [{ bearer: [] }], sender: [{ apiKey: [] }] };
      const security = access === "agent" || access === "sender" ? byProgram[access] : byPerson;
      const described = {
        ...schema,
        "x-permission": access,
        security: access === "public" ? [] : security,
        response: { ...(schema.response as object), default: ErrorAnswer },
      };
      return { schema: described, url };
    },
  });
}

async function installHeaders(app: App): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The component library writes style attributes and style elements while it runs.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Who listens beyond loopback puts TLS in front, and that decides on HSTS.
    strictTransportSecurity: false,
    frameguard: { action: "deny" },
    referrerPolicy: { policy: "same-origin" },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
  });
}

async function installRateLimit(app: App): Promise<void> {
  await app.register(fastifyRateLimit, {
    max: REQUESTS_PER_MINUTE_MAX,
    timeWindow: 60_000,
    cache: RATE_KEYS_MAX,
    keyGenerator: ({ principal, ip }) =>
      principal ? `${principal.kind}:${principal.id}` : `address:${ip}`,
    errorResponseBuilder: (_request, { ttl }) =>
      refuseApi("API_RATE_LIMITED", { seconds: Math.ceil(ttl / 1000) }),
  });
}

/**
 * Under /api what is no route is told apart from a wrong method; elsewhere it may be a page of the
 * web.
 */
function answerUnknown(routes: readonly RouteEntry[], webDirectory: string) {
  const patterns = routes
    .filter(({ url }) => url !== "/*")
    .map(({ method, url }) => ({ method, pattern: patternOf(url) }));
  return (request: FastifyRequest, reply: FastifyReply) => {
    const [path = ""] = request.url.split("?");
    const allowed = patterns.filter(({ pattern }) => pattern.test(path)).map((one) => one.method);
    if (allowed.length > 0) {
      const list = [...new Set(allowed)].sort().join(", ");
      reply.header("allow", list);
      throw refuseApi("API_METHOD_NOT_ALLOWED", { method: request.method, allowed: list });
    }
    if (/^\/api(\/|$)/.test(path)) throw refuseApi("API_PATH_UNKNOWN");
    answerPage(request, reply, webDirectory);
  };
}

function patternOf(url: string): RegExp {
  const parts = url
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : RegExp.escape(part)));
  return new RegExp(`^${parts.join("/")}$`);
}
