/** What this kernel allows, which hooks will be used, and what will not be seen and why. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { formatTable, type Output } from "#cli/output";
import { BUILD_PACKAGES, buildSensor, installPackages, SENSOR_BINARY } from "#cli/setup";

import { printPins, readPins } from "./pins.ts";

const run = promisify(execFile);

/** What `vigil-sensor --probe --json` says. */
type Probe = {
  kernel: string;
  btf: boolean;
  lockdown: string;
  lsm: string;
  tier: string;
  hooks: { name: string; ok: boolean; why: string }[];
  blind_spots: string[];
  /** The tier without eBPF: a command run under `vigil run`. */
  trace: {
    ok: boolean;
    why: string;
    hooks: { name: string; attached: boolean; why: string }[];
  };
};

/**
 * Builds the sensor if needed, asks it, prints what it found; the exit status is 1 when nothing
 * can be watched.
 */
export async function doctor(output: Output): Promise<number> {
  await installPackages(BUILD_PACKAGES, output);
  await buildSensor(output);
  const { stdout } = await run(SENSOR_BINARY, ["--probe", "--json"]).catch((cause: unknown) => {
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    if (stdout.trim() === "") output.note(stderr.trim());
    return { stdout };
  });
  if (stdout.trim() === "") return 1;
  const probe = JSON.parse(stdout) as Probe;
  const pins = await readPins();
  output.result({ ...probe, pins });
  output.line(
    `Kernel ${probe.kernel}, BTF ${probe.btf ? "present" : "missing"}, lockdown ${probe.lockdown || "none"}`,
  );
  output.line(`Security modules: ${probe.lsm || "unknown"}`);
  output.line(`Tier: ${probe.tier}`);
  output.line();
  const rows = probe.hooks.map((hook) => [hook.ok ? "yes" : "no", hook.name, hook.why]);
  output.line(formatTable([["usable", "hook", "why not"], ...rows]));
  output.line();
  output.line(probe.blind_spots.length === 0 ? "No known blind spots." : "What will not be seen:");
  for (const spot of probe.blind_spots) output.line(`  - ${spot}`);
  printTrace(probe.trace, output);
  printPins(pins, output);
  return probe.hooks.some((hook) => hook.ok) ? 0 : 1;
}

function printTrace({ ok, why, hooks }: Probe["trace"], output: Output): void {
  output.line();
  if (!ok) {
    output.line(`Without eBPF (./vigil run): not possible, ${why}`);
    return;
  }
  output.line("Without eBPF (./vigil run -- COMMAND), weaker: only the command and what it starts");
  const notes = hooks.filter((hook) => hook.attached && hook.why !== "");
  for (const hook of notes) output.line(`  - ${hook.name}: ${hook.why}`);
  for (const hook of hooks.filter(({ name }) => name === "trace/blind spot"))
    output.line(`  - not seen: ${hook.why}`);
  const unseen = hooks.filter(({ name, attached }) => !attached && name !== "trace/blind spot");
  const types = unseen.map(({ name }) => name.replace("trace/", ""));
  output.line(`  - not seen: events ${types.join(", ")}`);
}
