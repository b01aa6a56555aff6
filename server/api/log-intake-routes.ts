/**
 * Where logs come in by HTTP: the paths and shapes that shippers of logs know, and OpenTelemetry's.
 * An answer says that the logs are durable.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import {
  decompressLogs,
  LOGS_BODY_BYTES_MAX,
  type LogDefaults,
  type LogDesk,
  readLogs,
  readOtlp,
  readOtlpJson,
  tagsOf,
} from "#server/logs";
import { refuseApi } from "./errors.ts";
import { type App, senderOf } from "./route.ts";

export const LOGS_INTAKE_PATHS = ["/api/v2/logs", "/v1/input"] as const;
export const OTLP_LOGS_PATH = "/v1/logs";
/** Names a batch, so that it counts once however often it comes within an hour. */
export const IDEMPOTENCY_HEADER = "idempotency-key";
const KEY_CHARACTERS_MAX = 256;

/** Requests with logs that are read at once; each holds a few times its size in memory. */
export const LOG_REQUESTS_RUNNING_MAX = 32;
/** Requests a minute with one key. */
export const LOG_REQUESTS_PER_MINUTE_MAX = 60_000;

export type LogDoor = Pick<LogDesk, "accept">;

const tags = ["logs intake"];
const config = { access: "sender", rateLimit: { max: LOG_REQUESTS_PER_MINUTE_MAX } } as const;
const PROTOBUF = "application/x-protobuf";

export function logIntakeRoutes(app: App, desk: LogDoor): void {
  app.register(async (scope) => {
    const api = scope as App;
    const admit = createAdmission();
    api.removeAllContentTypeParsers();
    // Shippers name all kinds of types; what the body is shows in the body.
    api.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    for (const url of LOGS_INTAKE_PATHS) plainRoute(api, desk, url, admit);
    otlpRoute(api, desk, admit);
  });
}

type Admit = (reply: FastifyReply) => void;

function plainRoute(app: App, desk: LogDoor, url: string, admit: Admit): void {
  const isOld = url.startsWith("/v1/");
  app.route({
    method: "POST",
    url,
    config,
    bodyLimit: LOGS_BODY_BYTES_MAX,
    schema: {
      summary: "Send logs: a JSON object, a list of them, or a line of text each",
      description:
        "Query parameters ddsource, ddtags, service and hostname hold for logs that do not say " +
        "themselves. Content-Encoding may be gzip, deflate or zstd.",
      tags,
    },
    onRequest: async (_request, reply) => admit(reply),
    async handler(request, reply) {
      const bytes = await bytesOf(request);
      const sent = readLogs(bytes, request.headers["content-type"] ?? "");
      const origin = { sender: senderOf(request).id, bytes, defaults: defaultsOf(request) };
      await desk.accept(sent, { ...origin, ...keyOf(request) });
      return reply.code(isOld ? 200 : 202).send({});
    },
  });
}

function otlpRoute(app: App, desk: LogDoor, admit: Admit): void {
  app.route({
    method: "POST",
    url: OTLP_LOGS_PATH,
    config,
    bodyLimit: LOGS_BODY_BYTES_MAX,
    schema: {
      summary: "Send logs by the OpenTelemetry protocol, as protobuf or JSON",
      tags,
      consumes: [PROTOBUF, "application/json"],
    },
    onRequest: async (_request, reply) => admit(reply),
    async handler(request, reply) {
      const bytes = await bytesOf(request);
      const isJson = /json/i.test(request.headers["content-type"] ?? "");
      const sent = isJson ? readOtlpJson(bytes) : readOtlp(bytes);
      const origin = { sender: senderOf(request).id, bytes, defaults: {} };
      await desk.accept(sent, { ...origin, ...keyOf(request) });
      // An empty ExportLogsServiceResponse: nothing was rejected.
      return isJson ? reply.send({}) : reply.type(PROTOBUF).send(Buffer.alloc(0));
    },
  });
}

function bytesOf(request: FastifyRequest): Promise<Uint8Array> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return decompressLogs(body, request.headers["content-encoding"] ?? "");
}

function keyOf(request: FastifyRequest): { key?: string } {
  const key = request.headers[IDEMPOTENCY_HEADER];
  if (typeof key !== "string" || key === "") return {};
  if (key.length > KEY_CHARACTERS_MAX)
    throw refuseApi("API_QUERY_INVALID", {
      reason: `${IDEMPOTENCY_HEADER} is longer than ${KEY_CHARACTERS_MAX} characters`,
    });
  return { key };
}

function defaultsOf(request: FastifyRequest): LogDefaults {
  const query = request.query as Record<string, unknown>;
  const text = (name: string) => {
    const value = query[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const defaults: LogDefaults = { tags: tagsOf(text("ddtags")) };
  const [source, service, host] = [text("ddsource"), text("service"), text("hostname")];
  if (source !== undefined) defaults.source = source;
  if (service !== undefined) defaults.service = service;
  if (host !== undefined) defaults.host = host;
  return defaults;
}

/** Lets so many requests be read at once, before their bodies would fill the memory. */
function createAdmission(): Admit {
  let running = 0;
  return (reply) => {
    if (running >= LOG_REQUESTS_RUNNING_MAX) throw refuseApi("API_BATCHES_BUSY");
    running++;
    reply.raw.once("close", () => running--);
  };
}
