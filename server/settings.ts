/** The server's command line, read into exact types, with the secrets of the files it names. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { defineErrors } from "#lib/base";
import {
  RETENTION_DAYS_MAX,
  RETENTION_DEFAULT,
  type Retention,
  SIGNAL_MONTHS_MAX,
} from "#server/retention";

export const refuseSettings = defineErrors({
  SERVER_OPTION_INVALID: {
    status: 400,
    message: "The command line is wrong: {reason}.",
    hint:
      "node server/main.ts --data DIR [--listen HOST:PORT] --storage URL " +
      "--storage-token-file FILE " +
      "--enroll-token-file FILE --local-token-file FILE --web DIR --content DIR " +
      "[--control sqlite:PATH|postgres://…] [--retention-days N] " +
      "[--signal-retention-months N] [--agent-silent-s N] [--syslog HOST:PORT] [--otlp-grpc HOST:PORT] [--geoip FILE.mmdb]",
  },
  SERVER_TOKEN_FILE_INVALID: {
    status: 400,
    message: "The token file {path} cannot be used: {reason}.",
    hint: "It holds one random token of at least 16 characters, readable by this process alone.",
  },
});

const TOKEN_CHARACTERS_MIN = 16;
const TOKEN_CHARACTERS_MAX = 256;
/** Agents report every 10 s. */
const AGENT_SILENT_S_MIN = 15;
const AGENT_SILENT_S_MAX = 86_400;
const LISTEN_DEFAULT = "127.0.0.1:8420";

export type Address = { host: string; port: number };

export type Settings = {
  data: string;
  listen: Address;
  storage: { url: string; token: string };
  enrollToken: string;
  localToken: string;
  web: string;
  content: string;
  /** sqlite:PATH or postgres://… */
  control: string;
  retention: Retention;
  /** How long an agent may not be heard of before it is told of; undefined: the default. */
  agentSilentMs: number | undefined;
  /** Where syslog is taken, by TCP and UDP; undefined: nowhere. */
  syslog: Address | undefined;
  /** Where OpenTelemetry's logs are taken by gRPC; undefined: nowhere. */
  otlpGrpc: Address | undefined;
  /** A database in MaxMind's format. */
  geoip: string | undefined;
};

const OPTIONS = {
  data: { type: "string" },
  listen: { type: "string" },
  storage: { type: "string" },
  "storage-token-file": { type: "string" },
  "enroll-token-file": { type: "string" },
  "local-token-file": { type: "string" },
  web: { type: "string" },
  content: { type: "string" },
  control: { type: "string" },
  "retention-days": { type: "string" },
  "signal-retention-months": { type: "string" },
  "agent-silent-s": { type: "string" },
  syslog: { type: "string" },
  "otlp-grpc": { type: "string" },
  geoip: { type: "string" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/** Throws SERVER_OPTION_INVALID and SERVER_TOKEN_FILE_INVALID. */
export function readSettings(argv: readonly string[]): Settings {
  const values = parse(argv);
  const need = (name: keyof Values) => {
    const value = values[name];
    if (value === undefined || value === "") throw refuse(`--${name} is missing`);
    return value;
  };
  const data = need("data");
  return {
    data,
    listen: readListen(values.listen ?? LISTEN_DEFAULT),
    storage: { url: readUrl(need("storage")), token: readToken(need("storage-token-file")) },
    enrollToken: readToken(need("enroll-token-file")),
    localToken: readToken(need("local-token-file")),
    web: resolve(need("web")),
    content: resolve(need("content")),
    control: values.control ?? `sqlite:${join(data, "control.db")}`,
    retention: readRetention(values),
    agentSilentMs: readSilent(values["agent-silent-s"]),
    syslog: values.syslog === undefined ? undefined : readListen(values.syslog, "--syslog"),
    otlpGrpc:
      values["otlp-grpc"] === undefined
        ? undefined
        : readListen(values["otlp-grpc"], "--otlp-grpc"),
    geoip: values.geoip === undefined ? undefined : resolve(values.geoip),
  };
}

function refuse(reason: string, cause?: unknown) {
  return refuseSettings("SERVER_OPTION_INVALID", { reason }, cause);
}

function parse(argv: readonly string[]): Values {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
}

/** HOST:PORT, with an IPv6 address in brackets; port 0 takes any that is free. */
function readListen(text: string, option = "--listen"): Address {
  const [, v6, host = v6, port] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) throw refuse(`${option} is not HOST:PORT`);
  return { host, port: Number(port) };
}

function readUrl(text: string): string {
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isHttp) throw refuse("--storage is not an http:// address");
  return text;
}

function readRetention(values: Values): Retention {
  const read = (name: "retention-days" | "signal-retention-months", max: number) => {
    const text = values[name];
    if (text === undefined) return undefined;
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= max) return count;
    throw refuse(`--${name} is not a number from 1 to ${max}`);
  };
  return {
    recordDays: read("retention-days", RETENTION_DAYS_MAX) ?? RETENTION_DEFAULT.recordDays,
    signalMonths:
      read("signal-retention-months", SIGNAL_MONTHS_MAX) ?? RETENTION_DEFAULT.signalMonths,
  };
}

function readSilent(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= AGENT_SILENT_S_MIN && seconds <= AGENT_SILENT_S_MAX)
    return seconds * 1000;
  const range = `${AGENT_SILENT_S_MIN} to ${AGENT_SILENT_S_MAX}`;
  throw refuse(`--agent-silent-s is not a number from ${range}`);
}

function readToken(path: string): string {
  const refuseFile = (reason: string, cause?: unknown) =>
    refuseSettings("SERVER_TOKEN_FILE_INVALID", { path, reason }, cause);
  let token: string;
  try {
    token = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw refuseFile((cause as NodeJS.ErrnoException).code ?? "it cannot be read", cause);
  }
  if (token.length < TOKEN_CHARACTERS_MIN || token.length > TOKEN_CHARACTERS_MAX)
    throw refuseFile(`it holds ${token.length} characters`);
  if (!/^[\x21-\x7e]+$/.test(token)) throw refuseFile("it holds more than one word");
  return token;
}
