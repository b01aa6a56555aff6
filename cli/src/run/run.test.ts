/** `vigil run` as a user types it: the command keeps its own words, status and signals. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { until } from "../../../test/sensor/harness.ts";
import { whyNoTrace } from "../../../test/sensor/trace-harness.ts";
import { sensorCommand } from "./run.ts";

const COMMAND = resolve(import.meta.dirname, "../../../vigil");
const SIGPIPE_BIT = 1n << 12n;
const dir = mkdtempSync(join(tmpdir(), "vigil-run-"));
const why = process.getuid?.() === 0 ? whyNoTrace() : "needs root to install what it builds with";

after(() => rmSync(dir, { recursive: true, force: true }));

function run(...args: string[]) {
  return spawnSync(COMMAND, ["run", ...args], { encoding: "utf8" });
}

test("the sensor is told where to write, and what else to see", () => {
  const plain = sensorCommand({ data: "/d", reads: false, orUnwatched: false }, ["a", "--json"]);
  assert.deepEqual(plain.slice(3), [
    "--trace",
    "--socket",
    "/d/run/sensor.sock",
    "--",
    "a",
    "--json",
  ]);
  const full = sensorCommand({ data: "/d", capture: "/c", reads: true, orUnwatched: true }, ["a"]);
  const flags = ["--trace-reads", "--or-untraced"];
  assert.deepEqual(full.slice(3), ["--trace", "--capture", "/c", ...flags, "--", "a"]);
});

describe("vigil run", { skip: why ?? false }, () => {
  test("hands over everything behind --, and ends as the command does", async () => {
    const capture = join(dir, "capture");
    const shell = "echo $1; grep SigIgn /proc/$$/status; exit 9";
    const { status, stdout } = run("--capture", capture, "--", "sh", "-c", shell, "x", "--json");
    assert.equal(status, 9);
    const [word, ignored] = stdout.trim().split("\n");
    assert.equal(word, "--json");
    const mask = BigInt(`0x${ignored?.split("\t")[1]}`);
    assert.equal(mask & SIGPIPE_BIT, 0n, "a program that writes to a closed pipe ends");
    await until("the capture", () => existsSync(capture) && readFileSync(capture).length > 0);
    assert.equal(readFileSync(capture).toString("latin1", 0, 8), "VIGILREC");
  });

  test("a signal that ends the command ends it for its caller", () => {
    const { signal } = run("--capture", "/dev/null", "--", "sh", "-c", "kill -USR2 $$");
    assert.equal(signal, "SIGUSR2");
  });

  test("without a command it says what it needs", () => {
    const { status, stderr } = run();
    assert.notEqual(status, 0);
    assert.match(stderr, /missing required argument 'command'/);
  });
});
