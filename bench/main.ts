/** Runs the benchmarks one after the other; arguments select by part of the path. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";

const HERE = import.meta.dirname;

/**
 * Time that other guests took from this machine, in clock ticks since boot (proc(5), /proc/stat).
 */
function stolenTicks(): number {
  const line = readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "";
  return Number(line.split(/\s+/)[8] ?? 0);
}

const filters = process.argv.slice(2);
const files = globSync("**/*.bench.ts", { cwd: HERE })
  .sort()
  .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)));
for (const file of files) {
  const before = stolenTicks();
  const started = performance.now();
  process.stdout.write(`\n${file}   (load ${loadavg()[0]?.toFixed(2)})\n`);
  const run = spawnSync(process.execPath, [join(HERE, file)], { stdio: "inherit" });
  const seconds = (performance.now() - started) / 1000;
  const stolen = stolenTicks() - before;
  process.stdout.write(`${seconds.toFixed(1)} s, ${stolen} ticks stolen\n`);
  if (run.status !== 0) process.exitCode = 1;
}
