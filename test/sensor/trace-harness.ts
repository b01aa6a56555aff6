/** Runs commands under the sensor that needs no eBPF, as some user, and reads what it wrote. */
import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Preface, SENSOR, StreamReader, type StreamRecord, TRACEE, until } from "./harness.ts";

const ROOT = join(import.meta.dirname, "../..");
const NOBODY = 65_534;

/** Builds what tests need; returns why nothing can be traced here, or undefined. */
export function whyNoTrace(): string | undefined {
  mkdirSync(join(ROOT, "build/sensor"), { recursive: true });
  const make = ["make", "-C", join(ROOT, "sensor"), "-s", "all", "test-tools"];
  try {
    execFileSync("flock", [join(ROOT, "build/sensor/.lock"), ...make]);
  } catch (error) {
    return `the sensor does not build here: ${String(error).split("\n")[0]}`;
  }
  const { status, stderr } = spawnSync(SENSOR, ["--trace", "--capture", "/dev/null", "--", "true"]);
  return status === 0 ? undefined : String(stderr).trim();
}

export type User = { name: string; uid: number };

/** Users that this process can run commands as. */
export function users(): User[] {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return [{ name: `user ${uid}`, uid }];
  return [
    { name: "root", uid },
    { name: "nobody", uid: NOBODY },
  ];
}

export type Traced = SpawnSyncReturns<string> & {
  preface: Preface;
  records: readonly StreamRecord[];
  /** Records of a type, of one process when it is given. */
  of(type: string, pid?: number): StreamRecord[];
};

type RunOptions = {
  options?: string[];
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
  /** What the capture must hold before it is read; else the exit of the command. */
  ends?: (records: readonly StreamRecord[]) => boolean;
};

/** A directory that a user owns, with the programs under test in it. */
export class Bench {
  readonly directory = mkdtempSync(join(tmpdir(), "vigil-trace-"));
  readonly sensor = join(this.directory, "vigil-sensor");
  readonly tracee = join(this.directory, "tracee");
  readonly user: User;
  #captures = 0;

  constructor(user: User) {
    this.user = user;
    copyFileSync(SENSOR, this.sensor);
    copyFileSync(TRACEE, this.tracee);
    chmodSync(this.sensor, 0o755);
    chmodSync(this.tracee, 0o755);
    if (user.uid !== process.getuid?.()) chownSync(this.directory, user.uid, user.uid);
    chmodSync(this.directory, 0o755);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  get credentials(): { uid?: number; gid?: number } {
    const { uid } = this.user;
    return uid === process.getuid?.() ? {} : { uid, gid: uid };
  }

  /** Runs a command without a tracer. */
  plain(command: readonly string[]): SpawnSyncReturns<string> {
    const [program = "", ...args] = command;
    return spawnSync(program, args, { encoding: "utf8", ...this.credentials });
  }

  /** Runs a command to its end, and waits until its capture is whole. */
  async run(command: readonly string[], given: RunOptions = {}): Promise<Traced> {
    const { options = [], ends, ...spawnOptions } = given;
    const capture = this.path(`capture-${this.#captures++}`);
    const args = ["--trace", "--capture", capture, ...options, "--", ...command];
    const result = spawnSync(this.sensor, args, {
      encoding: "utf8",
      ...this.credentials,
      ...spawnOptions,
    });
    const isWhole =
      ends ??
      ((records) =>
        records.some(
          ({ type, members }) => type === "exit" && Number(members["header.pid"]) === result.pid,
        ));
    const read = () => {
      const reader = new StreamReader();
      if (existsSync(capture)) reader.push(readFileSync(capture));
      return reader.preface && isWhole(reader.records) ? reader : undefined;
    };
    const reader = await until(`a whole capture of ${command.join(" ")}: ${result.stderr}`, read);
    const { records } = reader;
    return {
      ...result,
      preface: reader.preface as Preface,
      records,
      of: (type, pid) =>
        records.filter(
          (record) =>
            record.type === type &&
            (pid === undefined || record.members["header.pid"] === BigInt(pid)),
        ),
    };
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
