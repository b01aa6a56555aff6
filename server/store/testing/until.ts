/**
 * Polls a condition. Tests wait with this alone: it ends as soon as the condition holds, and never
 * hangs.
 */
const POLL_MS = 20;
const DEADLINE_MS = 30_000;

/**
 * Resolves with the first value that is not undefined; throws when none came within the deadline.
 */
export async function until<Value>(
  what: string,
  read: () => Promise<Value | undefined> | Value | undefined,
  deadlineMs = DEADLINE_MS,
): Promise<Value> {
  for (let waited = 0; waited < deadlineMs; waited += POLL_MS) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`waited ${deadlineMs} ms for ${what}`);
}
