/**
 * One question, several answers in turn: the best round of each, its ratio to the first, and the
 * machine's load.
 */
import { loadavg } from "node:os";

export type Contender = {
  name: string;
  /** Handles a fixed number of events; returns something that depends on all of them. */
  run(): number;
};

const ROUNDS = 15;

/**
 * Runs the contenders in turn and prints the best time of each per event; the first is the
 * baseline.
 */
export function compare(question: string, events: number, contenders: readonly Contender[]): void {
  const best = contenders.map(() => Number.POSITIVE_INFINITY);
  let consumed = 0;
  for (let round = 0; round < ROUNDS; round += 1)
    contenders.forEach((contender, index) => {
      const start = process.hrtime.bigint();
      consumed += contender.run();
      const ns = Number(process.hrtime.bigint() - start) / events;
      best[index] = Math.min(best[index] as number, ns);
    });
  const [base = 1] = best;
  const lines = contenders.map(({ name }, index) => {
    const ns = best[index] as number;
    return `  ${name.padEnd(44)} ${ns.toFixed(0).padStart(7)} ns/event  ${(ns / base).toFixed(2)}x`;
  });
  const load = loadavg()[0]?.toFixed(2);
  process.stdout.write(`${question}  (load ${load}, checksum ${consumed % 997})\n`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
