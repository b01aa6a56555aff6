/**
 * ClickHouse's HTTP interface, as much as `@clickhouse/client` uses: /, /ping and our /status.
 * It only translates: request → Query, failure → answer. What runs, and where, is `query.ts`.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type CounterSet, isAppError } from "#lib/base";
import type { Body, BodyReader } from "./body.ts";
import { describeFailure, type Failure, refuse } from "./errors.ts";
import type { Query, QueryRunner } from "./query.ts";
import { parseMultipart, Reply } from "./reply.ts";
import { readScope } from "./settings.ts";
import { readStatement } from "./statement.ts";
import type { CounterName, StorageStatus } from "./status.ts";

export type GatewayOptions = {
  runner: QueryRunner;
  bodies: BodyReader;
  counters: CounterSet<CounterName>;
  isAuthorized(headers: IncomingMessage["headers"]): boolean;
  readStatus(): StorageStatus;
  isStopping(): boolean;
  newId(): string;
  onFailure(failure: Failure, queryId: string): void;
};

export type Gateway = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

type Pair = { request: IncomingMessage; response: ServerResponse };
type Exchange = Pair & { reply: Reply; signal: AbortSignal; queryId: string };

const DEFAULT_FORMAT = "TabSeparated";
/** What a client may still send after a refusal; past it the connection is cut. */
const LEFTOVER_BYTES_MAX = 256 * 1024 * 1024;
const TAG_CHARS = 16;

/** Reads away the rest of a refused body, or the client would see a reset instead of the answer. */
function discardRest(request: IncomingMessage) {
  if (request.complete || request.destroyed) return;
  let bytes = 0;
  request.unpipe();
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LEFTOVER_BYTES_MAX) request.destroy();
  });
  request.on("error", () => undefined);
  request.resume();
}

function parametersOf(url: URL, request: IncomingMessage, body: Buffer): [string, string][] {
  const type = request.headers["content-type"] ?? "";
  const fields = type.startsWith("multipart/form-data") ? parseMultipart(type, body) : [];
  return [...url.searchParams, ...fields];
}

/** Joins what came in the URL and in the body, as ClickHouse does: the body continues the query. */
function readQuery(url: URL, request: IncomingMessage, body: Buffer, newId: () => string): Query {
  const parameters = parametersOf(url, request, body);
  const last = new Map(parameters);
  const inParameters = last.get("query") ?? "";
  const isForm = parameters.length > [...url.searchParams].length;
  const rest = isForm ? Buffer.alloc(0) : body;
  const opening = readStatement(inParameters === "" ? rest.toString("utf8") : inParameters);
  const takesData = inParameters !== "" && opening.verb === "INSERT";
  const isContinued = inParameters !== "" && !takesData && rest.length > 0;
  return {
    statement: isContinued ? readStatement(`${inParameters}\n${rest}`) : opening,
    data: takesData ? rest : Buffer.alloc(0),
    scope: readScope(parameters),
    defaultFormat:
      last.get("default_format") ??
      String(request.headers["x-clickhouse-format"] ?? DEFAULT_FORMAT),
    headers: { "x-clickhouse-query-id": last.get("query_id") || newId() },
  };
}

function respondText(response: ServerResponse, type: string, text: string) {
  response.writeHead(200, { "content-type": `${type}; charset=UTF-8` }).end(text);
}

async function answerQuery(options: GatewayOptions, url: URL, exchange: Exchange) {
  const { request, reply, signal } = exchange;
  if (options.isStopping()) throw refuse("STORAGE_STOPPING");
  let body: Body | undefined;
  try {
    body = await options.bodies.read(request);
    options.counters.bytesReceived.add(body.bytes.length);
    const query = readQuery(url, request, body.bytes, options.newId);
    if (request.method === "GET" && !query.statement.isRead) throw refuse("STORAGE_READ_ONLY");
    await options.runner.answer(query, reply, signal);
  } finally {
    body?.release();
    options.counters.bytesSent.add(reply.bytesSent);
  }
}

async function answerFailure(options: GatewayOptions, error: unknown, exchange: Exchange) {
  const { counters } = options;
  const { reply, signal, queryId } = exchange;
  if (signal.aborted) return;
  const failure = describeFailure(error);
  if (failure.name === "STORAGE_DISK_FULL") counters.diskFull.add();
  if (isAppError(error)) counters.refused.add();
  else counters.errors.add();
  options.onFailure(failure, queryId);
  await reply.fail(failure, queryId === "" ? {} : { "x-clickhouse-query-id": queryId });
}

function openExchange(options: GatewayOptions, url: URL, pair: Pair): Exchange {
  const leaving = new AbortController();
  const { signal } = leaving;
  const leave = () => leaving.abort(new Error("the client left"));
  pair.response.once("close", () => {
    if (!pair.response.writableFinished) leave();
  });
  pair.response.on("error", leave);
  const compress = url.searchParams.get("enable_http_compression") === "1";
  const tag = options.newId().replaceAll("-", "").slice(0, TAG_CHARS);
  const reply = new Reply({ ...pair, compress, tag, signal });
  return { ...pair, reply, signal, queryId: url.searchParams.get("query_id") ?? "" };
}

async function route(options: GatewayOptions, url: URL, pair: Pair): Promise<void> {
  const { request, response } = pair;
  if (url.pathname === "/ping") return respondText(response, "text/html", "Ok.\n");
  const exchange = openExchange(options, url, pair);
  try {
    if (!options.isAuthorized(request.headers)) throw refuse("STORAGE_UNAUTHORIZED");
    if (url.pathname === "/status") {
      const status = JSON.stringify(options.readStatus());
      return respondText(response, "application/json", `${status}\n`);
    }
    if (url.pathname !== "/") throw refuse("STORAGE_NOT_FOUND", { path: url.pathname });
    if (request.method === "GET" && !url.searchParams.has("query")) {
      return respondText(response, "text/html", "Ok.\n");
    }
    await answerQuery(options, url, exchange);
  } catch (error) {
    discardRest(request);
    await answerFailure(options, error, exchange);
  }
}

/** Makes the listener of an HTTP server; it never rejects. */
export function createGateway(options: GatewayOptions): Gateway {
  return async (request, response) => {
    try {
      const url = new URL(request.url ?? "/", "http://storage");
      await route(options, url, { request, response });
    } catch {
      // The client is gone, or its address cannot be parsed: there is nobody to answer.
      response.destroy();
    }
  };
}
