/**
 * Writes one response as ClickHouse would: headers when the first bytes are known, backpressure
 * to the engine, compression when asked for, and errors that come late inside the stream.
 */
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, createGzip, createZstdCompress, type Gzip, type ZstdCompress } from "node:zlib";
import { type Failure, refuse } from "./errors.ts";

export type ReplyHeaders = Record<string, string>;

type Compressor = Gzip | ZstdCompress;

/** A reader that takes nothing for this long is cut, because it holds a session. */
const STALL_TIMEOUT_MS = 120_000;
const ZSTD_LEVEL = 1;
const GZIP_LEVEL = 1;

function chooseEncoding(request: IncomingMessage, isAllowed: boolean): "gzip" | "zstd" | undefined {
  if (!isAllowed) return undefined;
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (/\bzstd\b/.test(accepted)) return "zstd";
  return /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}

function createCompressor(encoding: "gzip" | "zstd"): Compressor {
  if (encoding === "gzip") return createGzip({ level: GZIP_LEVEL });
  return createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
}

/**
 * The block that ends a stream that failed midway, in the framing ClickHouse has used since 25.11:
 * "\r\n__exception__\r\n" tag "\n" message "\n" length " " tag "\r\n__exception__\r\n".
 * The length counts the message and its line feed.
 */
export function renderLateFailure(failure: Failure, tag: string): Buffer {
  const message = `${failure.body.replaceAll(/[\r\n]+/g, " ")}\n`;
  const length = Buffer.byteLength(message);
  return Buffer.from(
    `\r\n__exception__\r\n${tag}\n${message}${length} ${tag}\r\n__exception__\r\n`,
  );
}

export type ReplyOptions = {
  request: IncomingMessage;
  response: ServerResponse;
  compress: boolean;
  /** Marks a late failure; must not be guessable from the data. */
  tag: string;
  /** Aborts when the client has left. */
  signal: AbortSignal;
};

/** One response on its way. Every method rejects when the client has left. */
export class Reply {
  readonly #options: ReplyOptions;
  #compressor: Compressor | undefined;
  #bytesSent = 0;

  constructor(options: ReplyOptions) {
    this.#options = options;
  }

  /** Bytes before compression. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** Sends a whole result. */
  async whole(bytes: Uint8Array, headers: ReplyHeaders): Promise<void> {
    this.#start(200, headers);
    await this.#write(bytes);
    await this.#finish();
  }

  /** Appends to a streamed result; resolves when the client has taken enough of it. */
  async append(bytes: Uint8Array, headers: ReplyHeaders): Promise<void> {
    if (!this.#options.response.headersSent) this.#start(200, headers);
    await this.#write(bytes);
  }

  /** Ends a streamed result, which may be empty. */
  async end(headers: ReplyHeaders): Promise<void> {
    if (!this.#options.response.headersSent) this.#start(200, headers);
    await this.#finish();
  }

  /** Sends a failure: as a status, or inside the stream when that has begun. */
  async fail(failure: Failure, headers: ReplyHeaders): Promise<void> {
    if (this.#options.response.headersSent) {
      // Flushed on its own, so that the marker reaches the reader in one piece.
      const pending = this.#compressor;
      if (pending !== undefined) await new Promise<void>((done) => pending.flush(done));
      await this.#write(renderLateFailure(failure, this.#options.tag));
    } else {
      const code = { "x-clickhouse-exception-code": String(failure.clickhouseCode) };
      const type = { "content-type": "text/plain; charset=UTF-8" };
      this.#start(failure.status, { ...type, ...headers, ...code });
      await this.#write(Buffer.from(`${failure.body}\n`));
    }
    await this.#finish();
  }

  #start(status: number, headers: ReplyHeaders): void {
    const { request, response, compress, tag, signal } = this.#options;
    const encoding = chooseEncoding(request, compress);
    const encoded: ReplyHeaders = encoding === undefined ? {} : { "content-encoding": encoding };
    response.writeHead(status, { "x-clickhouse-exception-tag": tag, ...headers, ...encoded });
    if (encoding === undefined) return;
    const compressor = createCompressor(encoding);
    signal.addEventListener("abort", () => compressor.destroy(), { once: true });
    compressor.pipe(response);
    this.#compressor = compressor;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { response, signal } = this.#options;
    const sink = this.#compressor ?? response;
    signal.throwIfAborted();
    this.#bytesSent += bytes.length;
    if (sink.write(bytes)) return;
    const stalled = setTimeout(() => response.destroy(), STALL_TIMEOUT_MS);
    await once(sink, "drain", { signal }).finally(() => clearTimeout(stalled));
  }

  async #finish(): Promise<void> {
    const { response, signal } = this.#options;
    (this.#compressor ?? response).end();
    if (response.writableFinished) return;
    const stalled = setTimeout(() => response.destroy(), STALL_TIMEOUT_MS);
    await once(response, "finish", { signal }).finally(() => clearTimeout(stalled));
  }
}

/** Fields of a multipart form, as the client sends long query parameters. */
export function parseMultipart(contentType: string, bytes: Buffer): [string, string][] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined)
    throw refuse("STORAGE_BODY_INVALID", { reason: "no multipart boundary" });
  const fields: [string, string][] = [];
  for (const part of bytes.toString("utf8").split(`--${boundary}`).slice(1, -1)) {
    const headEnd = part.indexOf("\r\n\r\n");
    const name = /\bname="([^"]*)"/i.exec(part.slice(0, headEnd))?.[1];
    if (headEnd === -1 || name === undefined) {
      throw refuse("STORAGE_BODY_INVALID", { reason: "a multipart field has no name" });
    }
    fields.push([name, part.slice(headEnd + 4, -2)]);
  }
  return fields;
}
