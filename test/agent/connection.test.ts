/** A sensor that comes after the agent: noticed when its socket appears, else after the pause. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock, test } from "node:test";
import { connectSensor, createStreamCounters, type SensorConnection } from "#agent/sensor";
import { PlayedSensor } from "./played.ts";

/** Longer than any pause. */
const LONG_MS = 10_000;

type Waiting = { sensor: PlayedSensor; connection: SensorConnection; running: Promise<void> };

/** An agent's connection to a path where nothing is yet, with a clock that stands. */
async function waitFor(path: string, work: (waiting: Waiting) => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ["setTimeout"] });
  const sensor = new PlayedSensor(path);
  const { promise: running, resolve } = Promise.withResolvers<void>();
  const connection = connectSensor({
    path,
    handler: { preface: () => {}, next: () => {}, record: () => {} },
    counters: createStreamCounters(),
    random: () => 1,
    changed: (state) => {
      if (state === "running") resolve();
    },
  });
  try {
    await connection.settled;
    assert.equal(connection.state, "unavailable");
    await work({ sensor, connection, running });
  } finally {
    connection.close();
    sensor.stop();
    mock.timers.reset();
  }
}

test("a sensor whose socket appears is connected to without a pause", async () => {
  const directory = mkdtempSync(join(tmpdir(), "vigil-late-"));
  try {
    await waitFor(join(directory, "s"), async ({ sensor, connection, running }) => {
      await sensor.start();
      await running;
      assert.equal(connection.reconnects, 1);
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test("where the socket's directory is not there either, the pause ends the wait", async () => {
  const directory = mkdtempSync(join(tmpdir(), "vigil-late-"));
  const below = join(directory, "run");
  try {
    await waitFor(join(below, "s"), async ({ sensor, running }) => {
      mkdirSync(below);
      await sensor.start();
      mock.timers.tick(LONG_MS);
      await running;
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
