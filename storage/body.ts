/**
 * Reads a request's body into memory, decoded, within two bounds: one body, and all bodies.
 * A body is read before a session is leased, so a slow client holds no session.
 */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";
import { isAppError } from "#lib/base";
import { refuse } from "./errors.ts";

/** All bodies that are in memory at one time. */
const BODIES_BYTES_MAX = 256 * 1024 * 1024;

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  zstd: createZstdDecompress,
  br: createBrotliDecompress,
};

export type Body = { bytes: Buffer; release(): void };

export type BodyReader = {
  read(request: IncomingMessage): Promise<Body>;
  readonly heldBytes: number;
};

function decoded(request: IncomingMessage): Readable {
  const encoding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
  if (encoding === "identity") return request;
  const decoder = DECODERS[encoding]?.();
  if (decoder === undefined) {
    throw refuse("STORAGE_BODY_INVALID", { reason: `the encoding ${encoding} is unknown` });
  }
  request.once("close", () => {
    if (!request.complete) decoder.destroy(new Error("the client left"));
  });
  return request.pipe(decoder);
}

/** Makes a reader that keeps every body within `bytesMax`, and all of them within one total. */
export function createBodyReader(bytesMax: number): BodyReader {
  let held = 0;

  async function collect(request: IncomingMessage, take: (bytes: number) => void): Promise<Buffer> {
    const chunks: Buffer[] = [];
    // Only the decoded stream is destroyed on a refusal: the answer still has to go out.
    for await (const chunk of decoded(request).iterator({ destroyOnReturn: false })) {
      const bytes = chunk as Buffer;
      take(bytes.length);
      chunks.push(bytes);
    }
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  }

  return {
    get heldBytes() {
      return held;
    },
    async read(request) {
      let size = 0;
      const release = () => {
        held -= size;
        size = 0;
      };
      const take = (bytes: number) => {
        size += bytes;
        held += bytes;
        if (size > bytesMax) throw refuse("STORAGE_BODY_TOO_LARGE", { max: bytesMax });
        if (held > BODIES_BYTES_MAX) throw refuse("STORAGE_BODY_MEMORY", { max: BODIES_BYTES_MAX });
      };
      try {
        if (Number(request.headers["content-length"] ?? 0) > bytesMax) {
          throw refuse("STORAGE_BODY_TOO_LARGE", { max: bytesMax });
        }
        return { bytes: await collect(request, take), release };
      } catch (error) {
        release();
        if (isAppError(error)) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw refuse("STORAGE_BODY_INVALID", { reason }, error);
      }
    },
  };
}
