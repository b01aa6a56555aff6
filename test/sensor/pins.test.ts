/** A sensor that ends, however it ends, is gone on with by the next: --pin. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Pins, readPins } from "../../cli/src/doctor/pins.ts";
import { type Client, SENSOR, type Sensor, startSensor, until, whyNot } from "./harness.ts";

const VERSION = execFileSync(SENSOR, ["--version"]).toString().trim().split(" ")[1];

type Resume = { series: number; first: number; acked: number; unnumbered: number[] };

const directory = mkdtempSync(join(tmpdir(), "vigil-pins-"));
const mount = join(directory, "bpf");

function whyNoMount(): string | undefined {
  mkdirSync(mount);
  const { status } = spawnSync("mount", ["-t", "bpf", "bpf", mount]);
  return status === 0 ? undefined : "no BPF file system can be mounted here";
}

const obstacle = whyNot() ?? whyNoMount();

describe("pins", { skip: obstacle ?? false }, () => {
  const pins = join(mount, "vigil");
  const opened = join(directory, "opened");
  let sensor: Sensor;
  let count = 0;

  before(() => mkdirSync(opened));
  after(async () => {
    await sensor?.stop("SIGKILL");
    spawnSync(SENSOR, ["--unpin", pins]);
    execFileSync("umount", [mount]);
    rmSync(directory, { recursive: true });
  });

  const open = () => closeSync(openSync(join(opened, String(count++)), "w"));
  const wanted = [{ event: "open", folders: ["opened"] }];

  function resumeOf(client: Client): Resume {
    return (client.reader.preface as unknown as { resume: Resume }).resume;
  }

  /** What a client was sent behind ready, as an agent numbers it: from `position` on. */
  function numbered(client: Client, position: number): { paths: string[]; next: number } {
    const { first, unnumbered } = resumeOf(client);
    const ids = client.reader.preface?.layout.records ?? {};
    const ready = client.records.findIndex(({ type }) => type === "ready");
    const paths: string[] = [];
    let number = first;
    for (const { type, members } of client.records.slice(ready + 1)) {
      if (unnumbered.includes(ids[type]?.id ?? -1)) continue;
      const path = String(members["file.path"] ?? "");
      if (number >= position && type === "open" && path.startsWith(opened)) paths.push(path);
      number += 1;
    }
    return { paths, next: Math.max(number, position) };
  }

  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    test(`each open is told of once over a sensor that ends by ${signal}`, async () => {
      count = 0;
      const all: string[] = [];
      let position = 0;
      let isDone = false;
      sensor = await startSensor("--pin", pins);
      let client = await sensor.connect();
      await client.filter(1, wanted);
      const stream = (async () => {
        while (!isDone) {
          for (let burst = 0; burst < 3; burst += 1) open();
          await sleep(1);
        }
      })();
      for (let life = 0; life < 2; life += 1) {
        const before = count;
        await until("some opens are told of", () => count > before + 200);
        const { series } = resumeOf(client);
        const gone = client;
        await sensor.stop(signal);
        await until("the stream ended", () => gone.closed);
        const got = numbered(gone, position);
        all.push(...got.paths);
        position = got.next;
        sensor = await startSensor("--pin", pins);
        client = await sensor.connect();
        assert.equal(resumeOf(client).series, series, "the numbers go on");
        assert.ok(resumeOf(client).first <= position, "no number is missing");
        await client.filter(2 + life, wanted);
      }
      isDone = true;
      await stream;
      open();
      const last = join(opened, String(count - 1));
      await until("the last is told of", () => numbered(client, position).paths.includes(last));
      all.push(...numbered(client, position).paths);
      const times = new Map<string, number>();
      for (const path of all) times.set(path, (times.get(path) ?? 0) + 1);
      const names = Array.from({ length: count }, (_, index) => join(opened, String(index)));
      const wrong = names.filter((name) => times.get(name) !== 1);
      const some = wrong.slice(0, 5).map((name) => `${name}: ${times.get(name) ?? 0}`);
      assert.deepEqual([wrong.length, some], [0, []], `of ${count}`);
      await until("the former generations go", () => readdirSync(pins).length === 1);
      await sensor.stop();
    });
  }

  const listed = () =>
    JSON.parse(execFileSync(SENSOR, ["--pins", pins, "--json"]).toString()) as Pins;

  test("--pins tells what is held, by which version and process, and what is left", async () => {
    assert.equal(listed().generations.length, 1, "a sensor that ended leaves its generation");
    const [left] = listed().generations;
    assert.deepEqual([left?.pid, left?.readable], [0, true]);
    assert.match(execFileSync(SENSOR, ["--pins", pins]).toString(), /, left$/m);
    sensor = await startSensor("--pin", pins);
    const client = await sensor.connect();
    const [former, held] = listed().generations;
    const pid = client.reader.preface?.pid ?? 0;
    assert.deepEqual([former?.pid, held?.pid], [pid, pid], "it goes on with the former");
    assert.equal(held?.version, VERSION);
    assert.ok((held?.maps ?? 0) > 10);
    assert.ok(held?.programs.includes("exec_done"), held?.programs.join(" "));
    const told = (client.reader.preface as unknown as { pins: Pins }).pins;
    assert.deepEqual([told.dir, told.generations.at(-1)?.name], [pins, held?.name]);
    const refused = spawnSync(SENSOR, ["--unpin", pins], { encoding: "utf8" });
    assert.equal(refused.status, 7);
    assert.match(
      refused.stderr,
      new RegExp(`A sensor \\(process ${pid}\\) runs on what is pinned`),
    );
    assert.equal(listed().generations.length, 2, "and nothing was removed");
    await client.filter(1, wanted);
    await until("the former generation goes", () => listed().generations.length === 1);
    await sensor.stop("SIGKILL");
    assert.deepEqual(
      listed().generations.map((one) => [one.name, one.pid]),
      [[held?.name, 0]],
    );
    assert.deepEqual((await readPins(pins)).generations, listed().generations);
    assert.deepEqual((await readPins(join(directory, "nowhere"))).generations, []);
  });

  test("--unpin removes all that is kept", () => {
    assert.equal(execFileSync(SENSOR, ["--unpin", pins], { encoding: "utf8" }), "1\n");
    assert.equal(existsSync(pins), false);
    assert.equal(execFileSync(SENSOR, ["--unpin", pins], { encoding: "utf8" }), "0\n");
  });

  test("a directory elsewhere is refused and left as it was", () => {
    const elsewhere = join(directory, "elsewhere");
    const args = ["--socket", join(directory, "s"), "--pin", elsewhere];
    const { status, stderr } = spawnSync(SENSOR, args, { encoding: "utf8" });
    assert.equal(status, 7);
    assert.match(stderr, /SENSOR_PINS: .* is not in a BPF file system/);
    assert.equal(existsSync(elsewhere), false);
  });

  test("two sensors do not share pins", async () => {
    sensor = await startSensor("--pin", pins);
    const args = ["--socket", join(directory, "s"), "--pin", pins];
    const { status, stderr } = spawnSync(SENSOR, args, { encoding: "utf8" });
    assert.equal(status, 7);
    assert.match(stderr, /Another sensor \(process \d+\) has its pins/);
    await sensor.stop();
  });
});
