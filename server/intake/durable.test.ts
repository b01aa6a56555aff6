/** How often a parcel is tried whose signals others move, on both control databases. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AppError, isAppError } from "#lib/base";
import { refuseStore } from "#server/store";
import { startControls, type TestControls } from "#server/store/testing";
import { createDurable } from "./durable.ts";

let controls: TestControls;
before(async () => {
  controls = await startControls(0);
});
after(() => controls.stop());

/** Commits that were tried when each fails but the one after `failures`. */
async function tried(
  dialect: "sqlite" | "postgres",
  refuse: () => AppError,
  failures = Number.POSITIVE_INFINITY,
): Promise<[number, string]> {
  const found = controls.dialects.find(({ name }) => name === dialect);
  assert.ok(found);
  const control = await found.open();
  let count = 0;
  const keep = createDurable({
    control,
    events: { storedHits: async () => new Set(), insertHits: async () => undefined } as never,
    detection: { match: () => [], evaluate: async () => [] },
    signals: {
      recount: async () => new Map(),
      apply: async () => [],
      announce: () => undefined,
    },
  });
  const parcel = { detected: [], doubtful: new Set<string>(), insert: async () => undefined };
  try {
    await keep({
      ...parcel,
      settle: async () => {
        count += 1;
        if (count <= failures) throw refuse();
      },
    });
    return [count, ""];
  } catch (error) {
    return [count, isAppError(error) ? error.code : String(error)];
  } finally {
    await control.close();
  }
}

for (const dialect of ["sqlite", "postgres"] as const)
  test(`a commit is tried again while signals move, up to its bound (${dialect})`, async (t) => {
    const skip = controls.dialects.find(({ name }) => name === dialect)?.skip ?? "not there";
    if (skip !== false) return t.skip(String(skip));
    const spec = { status: 503, message: "It was moved.", hint: "" };
    const moved = () => new AppError("SIGNAL_MOVED", spec);
    const busy = () => refuseStore("CONTROL_BUSY");
    assert.deepEqual(await tried(dialect, moved, 2), [3, ""]);
    assert.deepEqual(await tried(dialect, moved), [8, "SIGNAL_MOVED"]);
    // SQLite has waited for the other already, and everything with it.
    const busyTries = dialect === "sqlite" ? 1 : 8;
    assert.deepEqual(await tried(dialect, busy), [busyTries, "CONTROL_BUSY"]);
    const down = () => refuseStore("CONTROL_DOWN");
    assert.deepEqual(await tried(dialect, down), [1, "CONTROL_DOWN"]);
  });
