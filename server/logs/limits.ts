/** How much one sender may send in a minute; what is over is refused before it costs more. */
import type { Clock } from "#lib/base";
import { refuseLogs } from "./errors.ts";

const MINUTE_MS = 60_000;
/** Senders counted at once; the one not seen for longest is forgotten. */
const SENDERS_MAX = 10_000;

export type SenderLimits = { logsPerMinute: number; bytesPerMinute: number };

export const SENDER_LIMITS: SenderLimits = {
  logsPerMinute: 3_000_000,
  bytesPerMinute: 3 * 1024 * 1024 * 1024,
};

type Spent = { since: number; logs: number; bytes: number };

/** Makes the function that counts a request of a sender; it throws LOGS_RATE_LIMITED. */
export function createSenderLimits(clock: Clock, limits: SenderLimits) {
  const spent = new Map<string, Spent>();
  return function spend(sender: string, logs: number, bytes: number): void {
    const now = clock();
    let own = spent.get(sender);
    if (own === undefined || now - own.since >= MINUTE_MS) {
      own = { since: now, logs: 0, bytes: 0 };
      spent.delete(sender);
      spent.set(sender, own);
      const [oldest] = spent.keys();
      if (spent.size > SENDERS_MAX && oldest !== undefined) spent.delete(oldest);
    }
    if (own.logs + logs > limits.logsPerMinute)
      throw refuseLogs("LOGS_RATE_LIMITED", { max: limits.logsPerMinute, unit: "logs" });
    if (own.bytes + bytes > limits.bytesPerMinute)
      throw refuseLogs("LOGS_RATE_LIMITED", { max: limits.bytesPerMinute, unit: "bytes" });
    own.logs += logs;
    own.bytes += bytes;
  };
}
