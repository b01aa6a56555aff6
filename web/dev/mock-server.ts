/**
 * A development aid, not part of the product: serves the shapes of lib/protocol from seeded memory,
 * and the built UI where there is one. `node web/dev/mock-server.ts [--port 5180] [--signals 400]`,
 * then sign in as admin / vigil. Tests start it with `startMock` and steer it through what that
 * returns.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  AGENTS_PATH,
  CSRF_HEADER,
  CURRENT_USER_PATH,
  RULES_PATH,
  SERVER_STATUS_PATH,
  SESSION_COOKIE,
  SESSION_PATH,
  SIGNAL_FACETS_PATH,
  SIGNALS_PATH,
  type Signal,
  STREAM_PATH,
  type StreamNotice,
} from "#lib/protocol";
import { STORIES } from "./mock-events.ts";
import { isFound, searchFault, valuesOf } from "./mock-search.ts";
import { mockAgents, mockRules, mockServerStatus, mockSignal, mockSignals } from "./mock-state.ts";

const FACET_PATHS = [
  ...["status", "@workflow.triage.state", "@workflow.rule.name", "host", "tactic", "technique"],
  ...["@container.name", "@process.executable.path", "@process.user", "@evt.category"],
];
const BUILT = fileURLToPath(new URL("../../build/web/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
/**
 * As strict as the UI allows: its component library writes style elements, nothing else is inline.
 */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
const HEARTBEAT_MS = 10_000;

type Answer = { status: number; body: unknown; cookie?: string };
type Ask = { method: string; path: string; query: URLSearchParams; body: unknown };

const refusal = (status: number, code: string, message: string, place = {}): Answer => ({
  status,
  body: {
    errors: [message],
    details: [{ code, message, hint: "This is the mock server.", ...place }],
  },
});
const ok = (body: unknown, cookie?: string): Answer => ({
  status: 200,
  body,
  ...(cookie && { cookie }),
});

/** State and behaviour of the mock, without HTTP. */
function createState(options: { signals: number; clock: () => number }) {
  const { clock } = options;
  let arrived = 0;
  return {
    clock,
    signals: mockSignals(options.signals, clock()),
    rules: mockRules(),
    agents: mockAgents(clock()),
    status: mockServerStatus(clock()),
    /** What people did to signals, by id. */
    history: new Map<string, unknown[]>(),
    /** Answers that take the place of the real ones, by path. */
    broken: new Map<string, Answer>(),
    streams: new Set<ServerResponse>(),
    tell(notice: StreamNotice) {
      const text = `event: ${notice.kind}\ndata: ${JSON.stringify(notice)}\n\n`;
      for (const stream of this.streams) stream.write(text);
    },
    /** Makes a new signal and tells all browsers. */
    arrive(story = STORIES[arrived % STORIES.length] as (typeof STORIES)[number]): Signal {
      arrived += 1;
      const signal = mockSignal(1_000_000 + arrived, story, clock());
      this.signals.unshift(signal);
      this.tell({ kind: "signal", id: signal.id, change: "created" });
      return signal;
    },
  };
}
type State = ReturnType<typeof createState>;

function found(state: State, query: URLSearchParams): Signal[] {
  const from = Date.parse(query.get("filter[from]") ?? "") || 0;
  const to = Date.parse(query.get("filter[to]") ?? "") || Number.POSITIVE_INFINITY;
  const search = query.get("filter[query]") ?? "";
  return state.signals.filter((signal) => {
    const at = Date.parse(signal.attributes.timestamp);
    return at >= from && at <= to && isFound(signal, search);
  });
}

/** Lists leave samples out: they are most of a signal's bytes. */
function withoutSamples(signal: Signal): Signal {
  const custom = { ...signal.attributes.custom, samples: [] };
  return { ...signal, attributes: { ...signal.attributes, custom } };
}

function listSignals(state: State, { query }: Ask): Answer {
  const fault = searchFault(query.get("filter[query]") ?? "");
  if (fault)
    return refusal(400, "QUERY_MALFORMED", fault.message, { start: fault.start, end: fault.end });
  const matching = found(state, query);
  if (query.get("sort") === "timestamp") matching.reverse();
  const limit = Number(query.get("page[limit]") ?? 100);
  const cursor = query.get("page[cursor]");
  const start = cursor === null ? 0 : matching.findIndex((signal) => signal.id === cursor) + 1;
  const rows = matching.slice(start, start + limit);
  const after = start + limit < matching.length ? rows.at(-1)?.id : undefined;
  return ok({ data: rows.map(withoutSamples), ...(after && { meta: { page: { after } } }) });
}

function countFacets(state: State, { query }: Ask): Answer {
  if (searchFault(query.get("filter[query]") ?? "")) return listSignals(state, { query } as Ask);
  const matching = found(state, query);
  const data = FACET_PATHS.map((path) => {
    const counts = new Map<string, number>();
    for (const signal of matching)
      for (const value of valuesOf(signal, path)) counts.set(value, (counts.get(value) ?? 0) + 1);
    const values = [...counts].map(([value, count]) => ({ value, count }));
    return { path, values: values.sort((a, b) => b.count - a.count) };
  });
  return ok({ data });
}

function changeState(state: State, id: string, body: unknown): Answer {
  const signal = state.signals.find((each) => each.id === id);
  if (!signal) return refusal(404, "SIGNAL_UNKNOWN", "There is no such signal.");
  const wanted = (body as { data: { attributes: Record<string, unknown> } }).data.attributes;
  const { triage } = signal.attributes.custom.workflow;
  if (wanted["version"] !== undefined && wanted["version"] !== triage.version)
    return refusal(409, "SIGNAL_CHANGED", "Somebody else changed this signal.");
  const { version: _, ...change } = wanted;
  const now = state.clock();
  Object.assign(triage, change, {
    version: (triage.version ?? 0) + 1,
    state_update_timestamp: now,
    state_update_user: { id: 1, name: "Admin" },
    ...(change["archive_comment"] !== undefined && {
      archive_comment_timestamp: now,
      archive_comment_user: { id: 1, name: "Admin" },
    }),
  });
  const entry = {
    at: new Date(now).toISOString(),
    kind: "triaged",
    actor: "admin",
    detail: change,
  };
  state.history.set(id, [...(state.history.get(id) ?? []), entry]);
  state.tell({ kind: "signal", id, change: "triaged" });
  return ok({ data: { id, type: "signal_metadata", attributes: { ...triage } } });
}

function session(ask: Ask): Answer {
  if (ask.method === "DELETE") return ok(null, `${SESSION_COOKIE}=; Path=/; Max-Age=0`);
  const { user, password } = ask.body as { user?: string; password?: string };
  if (user !== "admin" || password !== "vigil")
    return refusal(401, "ACCESS_DENIED", "User name or password is wrong.");
  return ok(null, `${SESSION_COOKIE}=mock; Path=/; HttpOnly; SameSite=Strict`);
}

const USER = {
  data: {
    ...{ id: "1", type: "users" },
    attributes: { handle: "admin", name: "Admin", role: "admin", permissions: [] },
  },
};

function answerApi(state: State, ask: Ask): Answer {
  const { method, path } = ask;
  const broken = state.broken.get(path);
  if (broken) return broken;
  if (path === CURRENT_USER_PATH) return ok(USER);
  if (path === SERVER_STATUS_PATH) return ok(state.status);
  if (path === AGENTS_PATH) return ok({ data: state.agents });
  if (path === RULES_PATH) return ok({ data: state.rules });
  if (path === SIGNAL_FACETS_PATH) return countFacets(state, ask);
  if (path === SIGNALS_PATH) return listSignals(state, ask);
  const id = decodeURIComponent(path.split("/")[5] ?? "");
  if (path.startsWith(`${RULES_PATH}/`)) {
    const rule = state.rules.find((each) => each.id === id);
    return rule ? ok(rule) : refusal(404, "RULE_UNKNOWN", "There is no such rule.");
  }
  if (path.startsWith(`${SIGNALS_PATH}/`)) {
    if (method === "PATCH") return changeState(state, id, ask.body);
    if (path.endsWith("/history")) return ok({ data: state.history.get(id) ?? [] });
    const signal = state.signals.find((each) => each.id === id);
    return signal
      ? ok({ data: signal })
      : refusal(404, "SIGNAL_UNKNOWN", "There is no such signal.");
  }
  return refusal(404, "ROUTE_UNKNOWN", "There is no such route.");
}

function openStream(state: State, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": hello\n\n");
  state.streams.add(response);
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  response.on("close", () => {
    clearInterval(heartbeat);
    state.streams.delete(response);
  });
}

async function sendFile(built: string, path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === "" ? "index.html" : normalize(path).replace(/^\/+/, "");
  try {
    const bytes = await readFile(join(built, name));
    response.writeHead(200, {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      "content-security-policy": POLICY,
    });
    response.end(bytes);
  } catch {
    // Nothing built, or no such asset.
    response.writeHead(404).end();
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString());
}

async function handle(
  state: State,
  built: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const url = new URL(request.url ?? "/", "http://mock");
  const { method = "GET" } = request;
  if (!url.pathname.startsWith("/api/")) return sendFile(built, url.pathname, response);
  const send = ({ status, body, cookie }: Answer) => {
    const headers = { "content-type": "application/json", ...(cookie && { "set-cookie": cookie }) };
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
  const body = await readBody(request);
  if (method !== "GET" && !request.headers[CSRF_HEADER])
    return send(refusal(403, "ACCESS_CROSS_SITE", `The header ${CSRF_HEADER} is missing.`));
  const ask: Ask = { method, path: url.pathname, query: url.searchParams, body };
  if (ask.path === SESSION_PATH) return send(session(ask));
  if (!request.headers.cookie?.includes(`${SESSION_COOKIE}=mock`))
    return send(refusal(401, "ACCESS_SIGNED_OUT", "Nobody is signed in."));
  if (ask.path === STREAM_PATH) return openStream(state, response);
  send(answerApi(state, ask));
}

/** Starts the mock on a loopback port; `port` 0 picks a free one. */
export async function startMock(options: {
  port?: number;
  signals?: number;
  clock: () => number;
  /** Folder of the built UI. */
  built?: string;
}) {
  const built = options.built ?? BUILT;
  const state = createState({ signals: options.signals ?? 400, clock: options.clock });
  const server = createServer((request, response) => void handle(state, built, request, response));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    state,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "5180" },
      signals: { type: "string", default: "400" },
      arrivals: { type: "boolean", default: false },
    },
  });
  const clock = Date.now;
  const mock = await startMock({
    port: Number(values.port),
    signals: Number(values.signals),
    clock,
  });
  process.stdout.write(`${mock.url}  admin / vigil\n`);
  if (values.arrivals) setInterval(() => mock.state.arrive(), 5000);
}
