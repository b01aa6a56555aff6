/**
 * Everything the storage process can refuse, in two faces: our stable code for logs and exits, and
 * the ClickHouse code and type that `@clickhouse/client` turns into a typed error. Errors of the
 * engine itself pass through with their own code; only a full disk is folded into one.
 */
import { AppError, defineErrors } from "#lib/base";

export const refuse = defineErrors({
  STORAGE_USAGE: {
    status: 400,
    message: "The command line is not understood: {reason}.",
    hint: "Use: node storage/main.ts --data DIR --listen 127.0.0.1:PORT|/path/to/socket",
  },
  STORAGE_LISTEN_EXPOSED: {
    status: 400,
    message: "{host} is reachable from other machines.",
    hint: "Listen on a loopback address or a unix socket, or add --allow-remote.",
  },
  STORAGE_IN_USE: {
    status: 409,
    message: "The data directory {directory} is in use by another storage process{holder}.",
    hint: "Stop that process, or choose another --data directory.",
  },
  STORAGE_DIRECTORY_UNUSABLE: {
    status: 500,
    message: "The data directory {directory} cannot be used: {reason}.",
    hint: "Check that the path is a directory on a healthy disk that this user may write to.",
  },
  STORAGE_ENGINE_BROKEN: {
    status: 500,
    message: "The engine cannot open the data in {directory} ({free} MiB free): {reason}.",
    hint: "The engine's reason is on stderr. Free the disk or restore a backup, then start.",
  },
  STORAGE_LISTEN_FAILED: {
    status: 500,
    message: "Cannot listen on {listen}: {reason}.",
    hint: "Choose an address or socket path that is free.",
  },
  STORAGE_UNAUTHORIZED: {
    status: 401,
    message: "Authentication failed: the token is missing or wrong.",
    hint: "Send the token of --token-file as the password.",
  },
  STORAGE_BODY_TOO_LARGE: {
    status: 413,
    message: "The request body is larger than {max} bytes.",
    hint: "Send smaller batches.",
  },
  STORAGE_BODY_INVALID: {
    status: 400,
    message: "The request body cannot be read: {reason}.",
    hint: "Send it plain, or encoded with gzip, zstd or br, and name that in Content-Encoding.",
  },
  STORAGE_BODY_MEMORY: {
    status: 503,
    message: "Request bodies already hold {max} bytes.",
    hint: "Try again when running inserts have finished.",
  },
  STORAGE_QUEUE_FULL: {
    status: 503,
    message: "{max} queries already wait for a session.",
    hint: "Try again shortly.",
  },
  STORAGE_QUEUE_TIMEOUT: {
    status: 503,
    message: "No session became free within {timeout} ms.",
    hint: "Try again shortly, or make the running queries cheaper.",
  },
  STORAGE_STOPPING: {
    status: 503,
    message: "The storage process is stopping.",
    hint: "Try again when it has started again.",
  },
  STORAGE_DISK_FULL: {
    status: 507,
    message: "The disk is full: {free} bytes are free, {reserve} are kept in reserve.",
    hint: "Free disk space or shorten retention; reads and deletes still work.",
  },
  STORAGE_STATEMENT_INVALID: {
    status: 400,
    message: "Syntax error: {reason}.",
    hint: "Send one statement per request.",
  },
  STORAGE_PARAMETER_INVALID: {
    status: 400,
    message: "The request parameter {name} cannot be used: {reason}.",
    hint: "See the ClickHouse HTTP interface for parameter names.",
  },
  STORAGE_UNSUPPORTED: {
    status: 501,
    message: "{feature} is not supported by the embedded engine.",
    hint: "Use a ClickHouse server, or do without.",
  },
  STORAGE_READ_ONLY: {
    status: 403,
    message: "A GET request may only read.",
    hint: "Send the statement with POST.",
  },
  STORAGE_NOT_FOUND: {
    status: 404,
    message: "There is nothing at {path}.",
    hint: "Use /, /ping or /status.",
  },
});

/** ClickHouse's number and name for what we refuse ourselves (ErrorCodes.cpp of ClickHouse). */
const CLICKHOUSE_CODES: Readonly<Record<string, readonly [number, string]>> = {
  STORAGE_UNAUTHORIZED: [516, "AUTHENTICATION_FAILED"],
  STORAGE_BODY_TOO_LARGE: [307, "TOO_MANY_BYTES"],
  STORAGE_BODY_INVALID: [36, "BAD_ARGUMENTS"],
  STORAGE_BODY_MEMORY: [241, "MEMORY_LIMIT_EXCEEDED"],
  STORAGE_QUEUE_FULL: [202, "TOO_MANY_SIMULTANEOUS_QUERIES"],
  STORAGE_QUEUE_TIMEOUT: [202, "TOO_MANY_SIMULTANEOUS_QUERIES"],
  STORAGE_STOPPING: [236, "ABORTED"],
  STORAGE_DISK_FULL: [243, "NOT_ENOUGH_SPACE"],
  STORAGE_STATEMENT_INVALID: [62, "SYNTAX_ERROR"],
  STORAGE_PARAMETER_INVALID: [36, "BAD_ARGUMENTS"],
  STORAGE_UNSUPPORTED: [48, "NOT_IMPLEMENTED"],
  STORAGE_READ_ONLY: [164, "READONLY"],
  STORAGE_NOT_FOUND: [36, "BAD_ARGUMENTS"],
};

/** Exit codes (sysexits.h). A restart helps after none of these: a person has to act first. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  STORAGE_USAGE: 64,
  STORAGE_LISTEN_EXPOSED: 64,
  STORAGE_ENGINE_BROKEN: 65,
  STORAGE_IN_USE: 69,
  STORAGE_LISTEN_FAILED: 71,
  STORAGE_DIRECTORY_UNUSABLE: 73,
};

/** A bug ended the process; a restart may help. */
export const EXIT_BUG = 70;

/** The exit code that tells a supervisor why the process did not start. */
export function exitCodeOf(error: unknown): number {
  return (error instanceof AppError ? EXIT_CODES[error.code] : undefined) ?? EXIT_BUG;
}

/** HTTP statuses ClickHouse gives to engine errors that are not plain failures. */
const STATUS_BY_ENGINE_CODE = new Map<number, number>([
  ...[6, 26, 27, 33, 36, 38, 41, 43, 53, 62, 72, 115, 117, 130, 131].map((c) => [c, 400] as const),
  ...[16, 46, 47, 50, 60, 73, 81].map((c) => [c, 404] as const),
  [48, 501],
  [159, 408],
  [164, 403],
  [202, 503],
]);

/** One failure as the client sees it: status, exception code header, and body. */
export type Failure = {
  /** Our own code, or ENGINE_<type> for an error of the engine. */
  name: string;
  status: number;
  clickhouseCode: number;
  body: string;
};

const UNKNOWN_EXCEPTION = 1002;
const FAILURE_TEXT_MAX = 8_192;

function failureOf(error: AppError): Failure {
  const [code, type] = CLICKHOUSE_CODES[error.code] ?? [UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION"];
  const body = `Code: ${code}. DB::Exception: ${error.message} ${error.hint} (${type})`;
  return { name: error.code, status: error.status, clickhouseCode: code, body };
}

/** Whether the engine failed because the disk is full (its own check, or the kernel's ENOSPC). */
export function isDiskFull(message: string): boolean {
  return /NOT_ENOUGH_SPACE|No space left on device|errno: 28\b/.test(message);
}

/** Turns anything thrown on a request's way into what the client expects to parse. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof AppError) return failureOf(error);
  const text = (error instanceof Error ? error.message : String(error)).slice(0, FAILURE_TEXT_MAX);
  const code = Number(/Code:\s*(\d+)/.exec(text)?.[1] ?? UNKNOWN_EXCEPTION);
  const type = [...text.matchAll(/\(([A-Z][A-Z0-9_]{2,})\)/g)].at(-1)?.[1];
  if (isDiskFull(text)) {
    const body = `Code: 243. DB::Exception: The disk is full. ${text} (NOT_ENOUGH_SPACE)`;
    return { name: "STORAGE_DISK_FULL", status: 507, clickhouseCode: 243, body };
  }
  if (type !== undefined) {
    const status = STATUS_BY_ENGINE_CODE.get(code) ?? 500;
    return { name: `ENGINE_${type}`, status, clickhouseCode: code, body: text };
  }
  const body = `Code: ${code}. DB::Exception: ${text} (UNKNOWN_EXCEPTION)`;
  return { name: "ENGINE_UNKNOWN_EXCEPTION", status: 500, clickhouseCode: code, body };
}
