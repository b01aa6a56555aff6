/**
 * Syslog over TCP (RFC 6587: octet counting and lines) and UDP. The protocol has no answer, so a
 * TCP sender is held back while the store is busy or away, and what comes by UDP then is counted as
 * lost.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type Clock, createCounters } from "#lib/base";
import type { LogDesk } from "./desk.ts";
import { refuseLogs } from "./errors.ts";
import { parseSyslog } from "./syslog.ts";

/** Of one message; what is beyond is cut off. */
export const SYSLOG_BYTES_MAX = 64 * 1024;
const CONNECTIONS_MAX = 256;
const IDLE_MS = 600_000;
const BATCH_LOGS_MAX = 500;
/** Messages that wait; TCP senders are held back before this, UDP is lost beyond it. */
const WAITING_MAX = 10_000;
const HELD_BACK_FROM = 5000;
const RETRY_MS = 1000;

type Waiting = { text: string; from: string };

/** Octet counting: a length, a space, and the message's priority. */
const COUNTED = /^(\d{1,7}) </;

/** Cuts a TCP stream into messages, whichever of the two framings each has. */
export function createFramer(take: (message: string) => void) {
  let rest: Buffer = Buffer.alloc(0);
  /** What is left of a message that was too long: so many bytes, or all up to the line's end. */
  let skipBytes = 0;
  let skipsLine = false;

  function takeLine(): boolean {
    const end = rest.indexOf(0x0a);
    if (end === -1 && rest.length < SYSLOG_BYTES_MAX && !skipsLine) return false;
    const kept = end === -1 ? rest.length : end;
    const message = rest.subarray(0, Math.min(kept, SYSLOG_BYTES_MAX)).toString("utf8");
    if (!skipsLine && message.trim() !== "") take(message);
    skipsLine = end === -1;
    rest = rest.subarray(end === -1 ? rest.length : end + 1);
    return rest.length > 0;
  }

  function takeCounted(head: RegExpExecArray): boolean {
    const start = head[0].length - 1;
    const size = Number(head[1]);
    const kept = Math.min(size, SYSLOG_BYTES_MAX);
    if (rest.length < start + kept) return false;
    take(rest.subarray(start, start + kept).toString("utf8"));
    rest = rest.subarray(start + kept);
    skipBytes = size - kept;
    return true;
  }

  return function push(chunk: Buffer): void {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let goesOn = true; goesOn; ) {
      const skipped = Math.min(skipBytes, rest.length);
      skipBytes -= skipped;
      rest = rest.subarray(skipped);
      const head = skipsLine ? null : COUNTED.exec(rest.subarray(0, 9).toString("latin1"));
      goesOn = head === null ? takeLine() : takeCounted(head);
    }
  };
}

export async function openSyslog(
  { host, port }: { host: string; port: number },
  desk: Pick<LogDesk, "accept">,
  clock: Clock,
) {
  const counters = createCounters(["syslog_received", "syslog_lost", "syslog_retries"]);
  const waiting: Waiting[] = [];
  const sockets = new Set<Socket>();
  let running: Promise<void> | undefined;
  let isClosed = false;

  function take(text: string, from: string): void {
    counters.syslog_received.add();
    if (waiting.length >= WAITING_MAX) counters.syslog_lost.add();
    else waiting.push({ text, from });
    if (waiting.length >= HELD_BACK_FROM) for (const socket of sockets) socket.pause();
    running ??= drain().finally(() => {
      running = undefined;
    });
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const [first] = waiting as [Waiting];
      const batch = waiting.filter(({ from }) => from === first.from).slice(0, BATCH_LOGS_MAX);
      const sent = batch.map(({ text }) => parseSyslog(text, clock()));
      const bytes = Buffer.from(batch.map(({ text }) => text).join("\n"));
      const origin = { sender: `syslog:${first.from}`, bytes, defaults: { host: first.from } };
      try {
        await desk.accept(sent, origin);
      } catch {
        // The store is away or busy; the same batch is sent again and recognised.
        if (isClosed) return;
        counters.syslog_retries.add();
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      const done = new Set(batch);
      waiting.splice(0, waiting.length, ...waiting.filter((one) => !done.has(one)));
      if (waiting.length < HELD_BACK_FROM) for (const socket of sockets) socket.resume();
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    const from = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const push = createFramer((message) => take(message, from));
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("data", push);
    socket.on("end", () => push(Buffer.from("\n")));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  server.maxConnections = CONNECTIONS_MAX;
  const udp = createSocket(host.includes(":") ? "udp6" : "udp4");
  udp.on("message", (message, { address }) => {
    take(message.subarray(0, SYSLOG_BYTES_MAX).toString("utf8"), address);
  });
  try {
    server.listen(port, host);
    await once(server, "listening");
    const bound = (server.address() as { port: number }).port;
    udp.bind(bound, host);
    await once(udp, "listening");
    udp.on("error", () => undefined);
    return { port: bound, counters, close };
  } catch (error) {
    server.close();
    const reason = (error as NodeJS.ErrnoException).code ?? "it failed";
    const address = `${host}:${port}`;
    throw refuseLogs("LOGS_LISTEN_FAILED", { door: "syslog", address, reason }, error);
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const socket of sockets) socket.destroy();
    udp.close();
    server.close();
    await running;
  }
}
