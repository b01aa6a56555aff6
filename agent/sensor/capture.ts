/** A recorded stream, read from a file with the same reader as a live one. */
import { open } from "node:fs/promises";
import type { CounterSet } from "#lib/base";
import { refuseStream } from "./errors.ts";
import { createStreamReader, type StreamCounter, type StreamHandler } from "./stream-reader.ts";

/**
 * Reads a capture to its end. `drained` is awaited between reads, so that what follows can keep up.
 * Throws SENSOR_STREAM_UNREADABLE for a file that is no capture; one that ends within a record was
 * cut and is read up to there.
 */
export async function readCapture(
  path: string,
  handler: StreamHandler,
  counters: CounterSet<StreamCounter>,
  drained: () => Promise<void>,
): Promise<{ isWhole: boolean }> {
  const reader = createStreamReader(handler, counters);
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (cause) {
    const reason = (cause as Error).message;
    throw refuseStream("SENSOR_STREAM_UNREADABLE", { reason }, cause);
  }
  try {
    let hasBytes = false;
    for (;;) {
      const space = reader.space();
      const { bytesRead } = await file.read(space, 0, space.length, null);
      if (bytesRead === 0) break;
      hasBytes = true;
      reader.filled(bytesRead);
      await drained();
    }
    if (!hasBytes)
      throw refuseStream("SENSOR_STREAM_UNREADABLE", { reason: "the capture is empty" });
    return { isWhole: reader.isWhole() };
  } finally {
    await file.close();
  }
}
