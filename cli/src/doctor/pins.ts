/** What sensors keep in the BPF file system: by which version, and whether one still runs on it. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { Output } from "#cli/output";
import { SENSOR_BINARY } from "#cli/setup";

const run = promisify(execFile);

/** Where the unit of the sensor keeps its pins. */
export const PIN_DIR = "/sys/fs/bpf/vigil";

/** One generation; `pid` is 0 when no sensor runs on it. */
export type Generation = {
  name: string;
  version: string;
  pid: number;
  readable: boolean;
  maps: number;
  programs: string[];
};
export type Pins = { dir: string; generations: Generation[] };

/** What is pinned below `dir`, as the sensor says; nothing when it is not there. */
export async function readPins(dir = PIN_DIR): Promise<Pins> {
  if (!existsSync(dir)) return { dir, generations: [] };
  const { stdout } = await run(SENSOR_BINARY, ["--pins", dir, "--json"]);
  return JSON.parse(stdout) as Pins;
}

function lineOf({ name, version, pid, readable, maps, programs }: Generation): string {
  const what = `${programs.length} programs, ${maps} maps of version ${version || "unknown"}`;
  if (pid > 0) return `  - ${name}: ${what}, held by process ${pid}`;
  const fate = readable
    ? "the next sensor goes on with them"
    : "no sensor of this version can go on";
  return `  - ${name}: ${what}, LEFT: no sensor runs on them, ${fate}`;
}

export function printPins({ dir, generations }: Pins, output: Output): void {
  if (generations.length === 0) return;
  output.line();
  output.line(`Pinned in ${dir}:`);
  for (const generation of generations) output.line(lineOf(generation));
  const isLeft = generations.every(({ pid }) => pid === 0);
  if (isLeft) output.line(`  Remove them with ${SENSOR_BINARY} --unpin ${dir}`);
}
