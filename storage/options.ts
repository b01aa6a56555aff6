/** The command line, parsed once into exact values: the bounds a user may change, with defaults. */
import { isIP } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { refuse } from "./errors.ts";

const MIB = 1024 * 1024;

/** What the whole engine may hold in memory unless told otherwise. */
export const MEMORY_BYTES_MAX_DEFAULT = 2048 * MIB;
const MEMORY_BYTES_MIN = 256 * MIB;
/** Free bytes below which writes are refused, so that merges and deletes still can. */
export const DISK_RESERVE_BYTES_DEFAULT = 512 * MIB;
/** Largest request body, before and after decompression. */
export const BODY_BYTES_MAX_DEFAULT = 64 * MIB;
/** Queries that run at the same time; each holds one engine session and one worker thread. */
export const SESSIONS_MAX_DEFAULT = 6;
/** Queries that may wait for a session, and how long. */
export const QUEUE_MAX_DEFAULT = 64;
export const QUEUE_TIMEOUT_MS_DEFAULT = 10_000;
/** How long running queries may finish after SIGTERM before they are killed. */
export const DRAIN_TIMEOUT_MS_DEFAULT = 10_000;

export type ListenAddress =
  | { kind: "tcp"; host: string; port: number }
  | { kind: "unix"; path: string };

export type StorageOptions = {
  dataDirectory: string;
  listen: ListenAddress;
  tokenFile: string;
  memoryBytesMax: number;
  diskReserveBytes: number;
  bodyBytesMax: number;
  sessionsMax: number;
  queueMax: number;
  queueTimeoutMs: number;
  drainTimeoutMs: number;
};

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function parseListen(text: string, allowRemote: boolean): ListenAddress {
  if (text.startsWith("/") || text.startsWith("./")) return { kind: "unix", path: text };
  const found = /^\[?([^[\]]+?)\]?:(\d{1,5})$/.exec(text);
  const host = found?.[1] ?? "";
  const port = Number(found?.[2] ?? -1);
  const isHost = host === "localhost" || isIP(host) !== 0;
  if (!isHost || port < 0 || port > 65_535) {
    throw refuse("STORAGE_USAGE", {
      reason: `--listen ${text} is neither HOST:PORT nor a socket path`,
    });
  }
  if (!LOOPBACK.test(host) && !allowRemote) throw refuse("STORAGE_LISTEN_EXPOSED", { host });
  return { kind: "tcp", host, port };
}

function parseBytes(name: string, text: string | undefined, fallback: number, min: number): number {
  if (text === undefined) return fallback;
  const found = /^(\d{1,15})([kmg]?)$/i.exec(text);
  const unit = { "": 1, k: 1024, m: MIB, g: 1024 * MIB }[(found?.[2] ?? "").toLowerCase()] ?? 1;
  const value = found === null ? Number.NaN : Number(found[1]) * unit;
  if (!Number.isSafeInteger(value) || value < min) {
    throw refuse("STORAGE_USAGE", { reason: `--${name} must be a number of at least ${min}` });
  }
  return value;
}

const FLAGS = {
  data: { type: "string" },
  listen: { type: "string" },
  "token-file": { type: "string" },
  "allow-remote": { type: "boolean", default: false },
  "memory-max": { type: "string" },
  "disk-reserve": { type: "string" },
  "body-max": { type: "string" },
  sessions: { type: "string" },
  "queue-max": { type: "string" },
  "queue-timeout-ms": { type: "string" },
  "drain-timeout-ms": { type: "string" },
} as const;

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, strict: true }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    throw refuse("STORAGE_USAGE", { reason }, error);
  }
}

/** Parses the command line (sizes take k, m, g); throws STORAGE_USAGE, STORAGE_LISTEN_EXPOSED. */
export function parseOptions(argv: readonly string[]): StorageOptions {
  const flags = readFlags(argv);
  if (flags.data === undefined) throw refuse("STORAGE_USAGE", { reason: "--data is missing" });
  if (flags.listen === undefined) throw refuse("STORAGE_USAGE", { reason: "--listen is missing" });
  const size = (name: keyof typeof FLAGS & string, fallback: number, min: number) =>
    parseBytes(name, flags[name] as string | undefined, fallback, min);
  return {
    dataDirectory: flags.data,
    listen: parseListen(flags.listen, flags["allow-remote"]),
    tokenFile: flags["token-file"] ?? join(flags.data, "storage.token"),
    memoryBytesMax: size("memory-max", MEMORY_BYTES_MAX_DEFAULT, MEMORY_BYTES_MIN),
    diskReserveBytes: size("disk-reserve", DISK_RESERVE_BYTES_DEFAULT, 0),
    bodyBytesMax: size("body-max", BODY_BYTES_MAX_DEFAULT, 1024),
    sessionsMax: size("sessions", SESSIONS_MAX_DEFAULT, 2),
    queueMax: size("queue-max", QUEUE_MAX_DEFAULT, 0),
    queueTimeoutMs: size("queue-timeout-ms", QUEUE_TIMEOUT_MS_DEFAULT, 1),
    drainTimeoutMs: size("drain-timeout-ms", DRAIN_TIMEOUT_MS_DEFAULT, 0),
  };
}
