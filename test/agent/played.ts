/** A server and a sensor that tests and benches play to a real agent. */
import assert from "node:assert/strict";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { zstdDecompressSync } from "node:zlib";
import { CONTROLS } from "#lib/event";
import {
  AGENT_STATUS_PATH,
  type AgentStatus,
  BATCH_PATH,
  decodeBatch,
  ENROLL_PATH,
} from "#lib/protocol";
import { buildOpen, buildPreface, buildRecord } from "./records.ts";

const SHELL = { pid: 10, start: 10, ppid: 1 };

type PlayedEvent = { title: string; agent: { rule_id: string; origin: string } };

/** A server that takes batches in order of their numbers, and counts what it gets twice. */
export class PlayedServer {
  readonly paths = new Map<number, string>();
  readonly statuses: AgentStatus[] = [];
  doubled = 0;
  /** Rule ids of what the agents told of themselves. */
  readonly reports: string[] = [];
  /** Matches so far. */
  get matches(): number {
    return this.paths.size;
  }

  /** Called for each batch. */
  taken: () => void = () => {};
  next = 0;
  #http: HttpServer | undefined;
  port = 0;

  async start(): Promise<void> {
    this.#http = createHttpServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      response.end(JSON.stringify(this.#answer(request.url ?? "", Buffer.concat(parts))));
    });
    await new Promise<void>((done) => this.#http?.listen(this.port, "127.0.0.1", done));
    this.port = (this.#http.address() as AddressInfo).port;
  }

  stop(): void {
    this.#http?.closeAllConnections();
    this.#http?.close();
  }

  #answer(url: string, body: Buffer): object {
    if (url === ENROLL_PATH) return { key: "key" };
    if (url === AGENT_STATUS_PATH) {
      this.statuses.push(JSON.parse(body.toString()) as AgentStatus);
      return {};
    }
    assert.equal(url, BATCH_PATH);
    const { first, events } = decodeBatch(zstdDecompressSync(body));
    events.forEach((event, index) => {
      const { title, agent } = JSON.parse(Buffer.from(event).toString()) as PlayedEvent;
      if (first + index < this.next) this.doubled += 1;
      else if (agent.origin === "agent") this.reports.push(agent.rule_id);
      else this.paths.set(first + index, title);
    });
    this.next = Math.max(this.next, first + events.length);
    this.taken();
    return { next: this.next };
  }
}

/** A sensor that hands its client a snapshot and keeps the controls it gets. */
export class PlayedSensor {
  readonly path: string;
  controls = Buffer.alloc(0);
  client: Socket | undefined;
  connections = 0;
  /** Records of the processes that run when a client comes. */
  snapshot: Buffer[] = [];
  #server: Server | undefined;
  #ts = 1000;

  constructor(path: string) {
    this.path = path;
  }

  async start(): Promise<void> {
    this.#server = createServer((socket) => {
      this.client = socket;
      this.connections += 1;
      socket.on("data", (data) => {
        this.controls = Buffer.concat([this.controls, data]);
      });
      socket.on("error", () => {});
      socket.write(Buffer.concat([buildPreface(), ...this.snapshot]));
      socket.write(buildRecord("ready", { "header.ts": this.#ts }));
    });
    await new Promise<void>((done) => this.#server?.listen(this.path, done));
  }

  open(path: string): void {
    this.#ts += 1e9;
    this.client?.write(buildOpen(SHELL, this.#ts, path, 0));
  }

  /** Approved names of the filter last committed. */
  names(): string[] {
    const names: string[] = [];
    for (let at = 0; at + 8 <= this.controls.length; ) {
      const length = this.controls.readUInt32LE(at);
      const id = this.controls.readUInt32LE(at + 4);
      if (id === CONTROLS["filter_begin"]?.id) names.length = 0;
      const name = CONTROLS["filter_name"];
      const start = at + (name?.members["name"]?.[0] ?? 0);
      if (id === name?.id)
        names.push(this.controls.toString("utf8", start, at + length).replace(/\0+$/, ""));
      at += length;
    }
    return names;
  }

  stop(): void {
    this.client?.destroy();
    this.#server?.close();
  }
}
