/**
 * What a host does to a container's files and by which links it calls programs, recorded from the
 * kernel: an overlay mount, and symbolic links to programs. Run as root, `node
 * test/agent/alternatives-scene.ts` writes the capture that is replayed without root.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, startSensor, until } from "../sensor/harness.ts";
import { buildPreface } from "./records.ts";

export const CAPTURE = join(import.meta.dirname, "../captures/alternatives.vigilrec");

const PREFACE_HEAD_BYTES = 16;
/** Places in every record. */
const [PID, PARENT] = [56, 64];

/** The records of a process and its descendants, under a preface that names no machine. */
function ofFamily(stream: Buffer, root: number): Buffer {
  const kept = [buildPreface()];
  const family = new Set([root]);
  let at = PREFACE_HEAD_BYTES + stream.readUInt32LE(12);
  while (at + PARENT + 4 <= stream.length) {
    const length = stream.readUInt32LE(at);
    const [pid, parent] = [stream.readUInt32LE(at + PID), stream.readUInt32LE(at + PARENT)];
    if (family.has(parent)) family.add(pid);
    if (family.has(pid) && at + length <= stream.length)
      kept.push(stream.subarray(at, at + length));
    at += length;
  }
  return Buffer.concat(kept);
}

/** Sets the scene below `box`, plays it and gives the id of the shell that did all of it. */
function play(box: string): number {
  const merged = join(box, "merged");
  for (const name of ["lower/etc", "upper", "work", "merged"])
    mkdirSync(join(box, name), { recursive: true });
  writeFileSync(join(box, "lower/etc/passwd"), "");
  symlinkSync("/usr/bin/cat", join(box, "applet"));
  const layers = `lowerdir=${box}/lower,upperdir=${box}/upper,workdir=${box}/work`;
  execFileSync("mount", ["-t", "overlay", "none", "-o", layers, merged]);
  const script = `echo $$; cd ${merged}/etc; mkdir made; ${box}/applet ${merged}/etc/passwd; :`;
  const env = { PATH: "/usr/bin:/bin" };
  return Number(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8", env, cwd: "/" }));
}

/** Plays the scene before a sensor that delivers everything of it; gives the stream. */
export async function recordScene(): Promise<Buffer> {
  const sensor = await startSensor();
  const box = mkdtempSync("/tmp/vigil-box-");
  try {
    const client = new Client(sensor.socketPath);
    const parts: Buffer[] = [];
    client.socket.on("data", (bytes: Buffer) => parts.push(bytes));
    await client.ready();
    await client.filter(1, [
      { event: "open", acceptAll: true },
      { event: "mkdir", acceptAll: true },
    ]);
    const shell = play(box);
    await until("the shell has ended", () =>
      client.records.some((r) => r.type === "exit" && r.members["header.pid"] === BigInt(shell)),
    );
    client.close();
    return ofFamily(Buffer.concat(parts), shell);
  } finally {
    execFileSync("umount", [join(box, "merged")]);
    rmSync(box, { recursive: true, force: true });
    await sensor.stop();
  }
}

if (import.meta.main) writeFileSync(CAPTURE, await recordScene());
