/**
 * Reads the body of a batch: zstd, decompressed off the main thread. Both sizes are bounded,
 * because a few kilobytes of zstd can ask for gigabytes.
 */
import { promisify } from "node:util";
import { constants, zstdDecompress } from "node:zlib";
import { BATCH_BYTES_MAX } from "#lib/protocol";
import { refuseApi } from "./errors.ts";

/** zstd makes what it cannot shrink larger by less than this. */
const EXPANSION_BYTES_MAX = 64 * 1024;
export const BATCH_BODY_BYTES_MAX = BATCH_BYTES_MAX + EXPANSION_BYTES_MAX;
/**
 * The decoder sets this much memory aside when a frame asks for it: 2^24 is twice the largest
 * batch.
 */
const WINDOW_LOG_MAX = 24;

const decompress = promisify(zstdDecompress);

/** The msgpack bytes of a batch. Throws API_BODY_TOO_LARGE and API_COMPRESSION_INVALID. */
export async function decompressBatch(body: Buffer): Promise<Uint8Array> {
  try {
    return await decompress(body, {
      maxOutputLength: BATCH_BYTES_MAX,
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw refuseApi("API_BODY_TOO_LARGE", { max: BATCH_BYTES_MAX }, error);
    throw refuseApi("API_COMPRESSION_INVALID", {}, error);
  }
}
