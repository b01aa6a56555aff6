/**
 * What agents call: enrol once, then batches and a status every few seconds. A batch is answered
 * only when all of it is durable. The agent named in a message must be the one the key belongs to,
 * so that no host can speak for another.
 */
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { createCounters } from "#lib/base";
import {
  AGENT_STATUS_PATH,
  AgentStatus,
  BATCH_CONTENT_TYPE,
  BATCH_PATH,
  decodeBatch,
  ENROLL_PATH,
  Enrollment,
  EnrollmentAnswer,
} from "#lib/protocol";
import type { Access } from "#server/access";
import type { Intake } from "#server/intake";
import { BATCH_BODY_BYTES_MAX, decompressBatch } from "./batch-body.ts";
import { refuseApi } from "./errors.ts";
import { type App, agentOf } from "./route.ts";
import type { StreamHub } from "./stream-hub.ts";

/** Where batches go. */
export type BatchIntake = Pick<Intake, "ingest">;

/** Each holds up to twice a batch's size in memory. */
export const BATCHES_RUNNING_MAX = 16;
/** Requests a minute from one agent: a batch every 10 ms. */
export const AGENT_REQUESTS_PER_MINUTE_MAX = 6000;
/** A status carries every rule with its expression. */
const STATUS_BYTES_MAX = 4 * 1024 * 1024;

const tags = ["agent wire"];
const config = { access: "agent", rateLimit: { max: AGENT_REQUESTS_PER_MINUTE_MAX } } as const;

export type WireCounters = ReturnType<typeof createWireCounters>;
export const createWireCounters = () =>
  createCounters(["batches_received", "batches_refused_busy", "statuses_received"]);

export function wireRoutes(
  app: App,
  access: Access,
  { intake, hub, counters }: { intake: BatchIntake; hub: StreamHub; counters: WireCounters },
): void {
  app.route({
    method: "POST",
    url: ENROLL_PATH,
    config: { access: "public" },
    schema: {
      summary: "Enrol an agent with the installation's token",
      tags,
      body: Enrollment,
      response: { 200: EnrollmentAnswer },
    },
    handler: async (request) => ({ key: await access.agents.enroll(request.body, request.ip) }),
  });
  app.route({
    method: "POST",
    url: AGENT_STATUS_PATH,
    config,
    bodyLimit: STATUS_BYTES_MAX,
    schema: {
      summary: "What an agent says of itself",
      tags,
      body: AgentStatus,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      const { id } = agentOf(request);
      if (request.body.agent_id !== id) throw refuseApi("API_AGENT_MISMATCH");
      await access.agents.report(id, request.body);
      hub.publish({ kind: "agent", id });
      counters.statuses_received.add();
      return reply.code(204).send(null);
    },
  });
  app.register(async (scope) => batchRoute(scope as App, intake, counters));
}

/** In a scope of its own: only here is the batch's content type taken, and JSON is not. */
function batchRoute(app: App, intake: BatchIntake, counters: WireCounters): void {
  const admit = createAdmission(counters);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(BATCH_CONTENT_TYPE, { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.route({
    method: "POST",
    url: BATCH_PATH,
    config,
    bodyLimit: BATCH_BODY_BYTES_MAX,
    schema: {
      summary: "Matches on their way: a msgpack map compressed with zstd",
      tags,
      consumes: [BATCH_CONTENT_TYPE],
      response: { 200: Type.Object({ next: Type.Integer() }) },
    },
    // Before the body is read: what waits here would fill the memory.
    onRequest: async (_request, reply) => admit(reply),
    async handler(request) {
      const batch = decodeBatch(await decompressBatch(request.body as Buffer));
      counters.batches_received.add();
      return intake.ingest(batch, agentOf(request));
    },
  });
}

/**
 * Lets so many batches run at once; a place is free again when its reply is closed, however that
 * came.
 */
function createAdmission(counters: WireCounters) {
  let running = 0;
  return function admit(reply: FastifyReply): void {
    if (running >= BATCHES_RUNNING_MAX) {
      counters.batches_refused_busy.add();
      throw refuseApi("API_BATCHES_BUSY");
    }
    running++;
    reply.raw.once("close", () => running--);
  };
}
