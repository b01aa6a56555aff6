/**
 * A process that appends to a spool for ever and says which matches are durable; its test kills it.
 */
import { createSpoolCounters, Spool } from "./spool.ts";

const spool = await Spool.open({
  dir: process.argv[2] ?? "",
  counters: createSpoolCounters(),
  clock: () => 0,
  createId: () => "ab".repeat(16),
  changed: () => {},
  segmentBytesMax: 8192,
});

async function append(writer: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    const text = `${writer}/${count} ${"x".repeat((count * 37) % 500)}`;
    const sequence = await spool.append(Buffer.from(text));
    process.stdout.write(`${sequence} ${text}\n`);
  }
}

await Promise.all([append(0), append(1), append(2)]);
