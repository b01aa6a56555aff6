/**
 * A sensor that delivers everything, a directory to make calls in, and what a record must say of a
 * file: shared by the tests of file events.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  act,
  type Client,
  noCompatCalls,
  type Sensor,
  type StreamRecord,
  startSensor,
  whyNot,
} from "./harness.ts";

const why32 = whyNot() ?? noCompatCalls();

/** Whether this machine can make a call: some make no 32-bit ones. */
export function canMake(args: readonly (string | number)[]): boolean {
  return args[0] !== "-32" || !why32;
}

type Members = StreamRecord["members"];

export class FileScene {
  readonly sensor: Sensor;
  readonly client: Client;
  readonly directory: string;

  constructor(sensor: Sensor, client: Client) {
    this.sensor = sensor;
    this.client = client;
    this.directory = mkdtempSync(join(tmpdir(), "vigil-file-"));
  }

  async close(): Promise<void> {
    await this.sensor.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Makes a call and gives its record: the last of that type before the process ends. */
  async seen(type: string, args: (string | number)[], cwd?: string): Promise<StreamRecord> {
    const { pid, result } = act(args, cwd);
    const record = (await this.of(type, pid)).at(-1);
    assert.ok(record, `${args.join(" ")} = ${result} makes a record`);
    assert.equal(record.members["header.retval"], result);
    return record;
  }

  /** All records of a type that a process made until it ended. */
  async of(type: string, pid: bigint): Promise<StreamRecord[]> {
    await this.client.find(
      `the exit of ${pid}`,
      (r) => r.type === "exit" && r.members["header.pid"] === pid,
    );
    return this.client.records.filter((r) => r.type === type && r.members["header.pid"] === pid);
  }

  file(name: string): string {
    const path = join(this.directory, name);
    writeFileSync(path, "content");
    return path;
  }
}

export async function openScene(): Promise<FileScene> {
  const sensor = await startSensor("--accept-all");
  return new FileScene(sensor, await sensor.connect());
}

/** Every member of a file that the kernel's own object gave. */
export function assertFile(members: Members, prefix: string, path: string): void {
  const stat = statSync(path, { bigint: true });
  assert.equal(members[`${prefix}.path`], path);
  assert.equal(members[`${prefix}.base`], "");
  assert.equal(members[`${prefix}.inode`], stat.ino);
  assert.equal(members[`${prefix}.uid`], stat.uid);
  assert.equal(members[`${prefix}.gid`], stat.gid);
  assert.equal((members[`${prefix}.mode`] as bigint) & 0o170000n, stat.mode & 0o170000n);
  assert.equal(members[`${prefix}.nlink`], stat.nlink);
  assert.equal(members[`${prefix}.mount_flags`], 0n);
  const device = members[`${prefix}.dev`] as bigint;
  assert.equal(((device >> 20n) << 8n) | (device & 0xffn), stat.dev & 0xffffn);
  const info = execFileSync("findmnt", ["-no", "ID,FSTYPE", "-T", path], {
    encoding: "utf8",
  }).trim();
  assert.equal(
    `${members[`${prefix}.mount_id`]} ${members[`${prefix}.fs`]}`,
    info.replace(/\s+/, " "),
  );
  const magic = execFileSync("stat", ["-fc", "%t", path], { encoding: "utf8" }).trim();
  assert.equal(members[`${prefix}.magic`], BigInt(`0x${magic}`));
}

export function assertClaimed(
  record: StreamRecord,
  prefix: string,
  path: string,
  base: string,
): void {
  assert.ok(record.flags.includes("path_claimed"));
  assert.equal(record.members[`${prefix}.path`], path);
  assert.equal(record.members[`${prefix}.base`], base);
  assert.equal(record.members[`${prefix}.inode`], 0n);
  assert.equal(record.members[`${prefix}.mode`], 0n);
}
