/**
 * Builds the sensor with make, the agent and the web with Vite, only when what they are made of
 * changed.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Output } from "#cli/output";
import { ROOT } from "./data.ts";
import { refuseSetup } from "./errors.ts";

const run = promisify(execFile);

export const SENSOR_BINARY = join(ROOT, "build/sensor/vigil-sensor");
export const AGENT_BUNDLE = join(ROOT, "build/agent.mjs");
/**
 * The heap that the agent runs with, in MB: what its caches may hold (65,536 processes, packages of
 * 600,000 files) and room to collect. Left to itself V8 lets garbage of three times that lie.
 */
export const AGENT_HEAP: readonly string[] = [
  "--max-semi-space-size=4",
  "--max-old-space-size=384",
];
export const WEB_DIR = join(ROOT, "build/web");

/** Names, sizes and times of every file below the given paths, as one hash. */
function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const visit = (path: string) => {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const path of paths) visit(join(ROOT, path));
  return hash.digest("hex");
}

type Build = {
  name: string;
  sources: readonly string[];
  result: string;
  command: string;
  args: readonly string[];
};

async function build(spec: Build, output: Output): Promise<void> {
  const stampFile = join(ROOT, "build", `${spec.name}.stamp`);
  const stamp = fingerprint(spec.sources);
  const current = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : "";
  if (current === stamp && existsSync(spec.result)) return;
  const done = output.step(`build ${spec.name}`);
  const log = join(ROOT, "build", `${spec.name}.log`);
  mkdirSync(join(ROOT, "build"), { recursive: true });
  try {
    const { stdout, stderr } = await run(spec.command, spec.args, {
      cwd: ROOT,
      maxBuffer: 64 << 20,
    });
    writeFileSync(log, stdout + stderr);
  } catch (cause) {
    done("failed");
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    writeFileSync(log, stdout + stderr);
    const reason = stderr.trim().split("\n").at(-1) ?? String(cause);
    throw refuseSetup(
      "SETUP_COMMAND_FAILED",
      { what: `Building ${spec.name}`, reason, log },
      cause,
    );
  }
  writeFileSync(stampFile, stamp);
  done("done");
}

/** Compiles the BPF programs and the loader into build/sensor. */
export function buildSensor(output: Output): Promise<void> {
  return build(
    {
      name: "sensor",
      sources: ["sensor"],
      result: SENSOR_BINARY,
      command: "make",
      args: ["-s", "-C", "sensor"],
    },
    output,
  );
}

function bundle(config: string): { command: string; args: string[] } {
  const vite = "node_modules/vite/bin/vite.js";
  return {
    command: process.execPath,
    args: [vite, "build", "--config", config, "--logLevel", "warn"],
  };
}

/** Bundles the agent into one file. */
export function buildAgent(output: Output): Promise<void> {
  return build(
    {
      name: "agent",
      sources: ["agent", "lib", "package.json", "package-lock.json"],
      result: AGENT_BUNDLE,
      ...bundle("agent/bundle.config.ts"),
    },
    output,
  );
}

/** Bundles the web into build/web. */
export function buildWeb(output: Output): Promise<void> {
  return build(
    {
      name: "web",
      sources: ["web", "lib", "package.json"],
      result: join(WEB_DIR, "index.html"),
      ...bundle("web/vite.config.ts"),
    },
    output,
  );
}
