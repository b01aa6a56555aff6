/** The body of a request with logs → the logs in it, decompressed and cut within bounds. */
import { promisify } from "node:util";
import { constants, gunzip, inflate, zstdDecompress } from "node:zlib";
import { refuseLogs } from "./errors.ts";

/** Of one request, before and after decompression. */
export const LOGS_BODY_BYTES_MAX = 5 * 1024 * 1024;
/** Logs of one request. */
export const LOGS_COUNT_MAX = 1000;
/** Twice the largest body; a frame may ask for more than it needs. */
const ZSTD_WINDOW_LOG_MAX = 24;

const unzip = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;
const unzstd = promisify(zstdDecompress);
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The bytes of a body. Throws LOGS_ENCODING_UNKNOWN, LOGS_BODY_TOO_LARGE and LOGS_BODY_INVALID.
 */
export async function decompressLogs(body: Buffer, encoding: string): Promise<Uint8Array> {
  const name = encoding.trim().toLowerCase();
  if (body.length > LOGS_BODY_BYTES_MAX) throw tooLarge();
  if (name === "" || name === "identity") return body;
  try {
    const maxOutputLength = LOGS_BODY_BYTES_MAX;
    if (name === "gzip" || name === "deflate") return await unzip[name](body, { maxOutputLength });
    const params = { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX };
    if (name === "zstd") return await unzstd(body, { maxOutputLength, params });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(error);
    throw refuseLogs("LOGS_BODY_INVALID", { reason: `it is not ${name}` }, error);
  }
  throw refuseLogs("LOGS_ENCODING_UNKNOWN", { encoding: name.slice(0, 40) });
}

function tooLarge(cause?: unknown) {
  return refuseLogs("LOGS_BODY_TOO_LARGE", { max: LOGS_BODY_BYTES_MAX }, cause);
}

/** Text of UTF-8 bytes; bytes that are none become U+FFFD rather than losing the log. */
function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    // Old programs write Latin-1; what can be read of it is kept.
    return new TextDecoder().decode(bytes);
  }
}

/** The logs of a body: objects and texts, at most LOGS_COUNT_MAX. Throws LOGS_*. */
export function readLogs(bytes: Uint8Array, contentType: string): unknown[] {
  const text = textOf(bytes);
  if (/^\s*[[{]/.test(text)) {
    const logs = readJson(text);
    if (logs !== undefined) return logs;
    const isLines = text.includes("\n") && /^\s*\{/.test(text);
    if (/json/i.test(contentType) && !isLines)
      throw refuseLogs("LOGS_BODY_INVALID", { reason: "it is not JSON" });
  }
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  return bounded(lines.filter((line) => line.trim() !== ""));
}

function readJson(text: string): unknown[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Lines of JSON are not JSON as a whole; the caller decides what else it may be.
    return undefined;
  }
  return bounded(Array.isArray(value) ? value : [value]);
}

function bounded(logs: unknown[]): unknown[] {
  if (logs.length > LOGS_COUNT_MAX) throw refuseLogs("LOGS_TOO_MANY", { max: LOGS_COUNT_MAX });
  return logs;
}
