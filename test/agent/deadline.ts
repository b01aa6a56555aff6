/** Waits for a condition, polled, with a deadline after which the test fails. */
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 5;

export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what: string,
  deadlineMs = 10_000,
): Promise<void> {
  for (let waited = 0; waited < deadlineMs; waited += POLL_MS) {
    if (await holds()) return;
    await sleep(POLL_MS);
  }
  throw new Error(`it did not come to pass: ${what}`);
}
