/**
 * Sets up what is missing, starts the programs in order, and supervises them until told to stop.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { Output } from "#cli/output";
import {
  BUILD_PACKAGES,
  buildAgent,
  buildSensor,
  buildWeb,
  type DataPaths,
  dataPaths,
  installPackages,
  prepareData,
} from "#cli/setup";
import {
  createSupervisor,
  endOrphans,
  isRunning,
  readState,
  refuseSupervisor,
  type Started,
  type Supervisor,
} from "#cli/supervisor";
import { isAppError } from "#lib/base";
import {
  agentProgram,
  type RetentionFlags,
  sensorProgram,
  serverProgram,
  storageProgram,
} from "./programs.ts";

export type UpOptions = RetentionFlags & {
  data: string;
  host: string;
  port: number;
  agent: boolean;
  /** Whether rules kill: "off", "observe" or "on". */
  enforcement: string;
  /** What the agent reads as logs: files, as PATH[:source], and the journal. */
  logFile?: readonly string[];
  journal?: boolean;
};

/** What `up` prints: where the web is, and at the first start who may sign in. */
export type UpResult = {
  url: string;
  admin: { user: string; password: string | null };
  already: boolean;
};

export const VERSION = "0.1.0";

async function isFree(host: string, port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(0));
    probe.listen(port, host, () => {
      const address = probe.address();
      const found = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(found));
    });
  });
}

/**
 * Debian packages and builds. A machine that cannot have a sensor still gets server and web; the
 * result says why it cannot, and is "" when it can.
 */
async function setUp(options: Pick<UpOptions, "agent">, output: Output): Promise<string> {
  await buildWeb(output);
  if (!options.agent) return "";
  await buildAgent(output);
  try {
    await installPackages(BUILD_PACKAGES, output);
    await buildSensor(output);
    return "";
  } catch (error) {
    if (!isAppError(error)) throw error;
    output.note(`  The sensor cannot be built: ${error.message}\n  ${error.hint}`);
    return `the sensor cannot be built: ${error.message}`;
  }
}

/** Starts the sensor, or leaves word for the agent why there is none. */
async function startSensor(
  supervisor: Supervisor,
  paths: DataPaths,
  enforcement: string,
  obstacle: string,
): Promise<Started> {
  const faultFile = `${paths.sensorSocket}.fault`;
  rmSync(paths.sensorSocket, { force: true });
  rmSync(faultFile, { force: true });
  const outcome = obstacle
    ? { failed: obstacle }
    : await supervisor.start(sensorProgram(paths, enforcement), false);
  if ("failed" in outcome) writeFileSync(faultFile, outcome.failed);
  return outcome;
}

/** Everything `up` does before it starts a program; what services need before their first start. */
export async function prepare(options: Pick<UpOptions, "data" | "agent">, output: Output) {
  const obstacle = await setUp(options, output);
  prepareData(dataPaths(options.data));
  return obstacle;
}

async function startAll(
  supervisor: Supervisor,
  paths: DataPaths,
  options: UpOptions,
  storagePort: number,
  obstacle: string,
  output: Output,
): Promise<UpResult> {
  const url = `http://${options.host}:${options.port}`;
  const began = async (name: string, start: () => Promise<Started>) => {
    const done = output.step(`start ${name}`);
    const outcome = await start().catch((error: unknown) => {
      done("failed");
      throw error;
    });
    done("failed" in outcome ? `not running: ${outcome.failed}` : "ready");
    return "ready" in outcome ? outcome.ready : {};
  };
  const listen = `${options.host}:${options.port}`;
  await began("storage", () => supervisor.start(storageProgram(paths, storagePort), true));
  const server = serverProgram(paths, listen, storagePort, options);
  const ready = await began("server", () => supervisor.start(server, true));
  if (options.agent) {
    await began("sensor", () => startSensor(supervisor, paths, options.enforcement, obstacle));
    await began("agent", () => supervisor.start(agentProgram(paths, url, options), false));
  }
  const admin = ready["admin"] as { user: string; password: string } | undefined;
  return { url, admin: admin ?? { user: "admin", password: null }, already: false };
}

/** Runs Vigil until SIGINT or SIGTERM. `started` is called once, when the URL answers. */
export async function up(
  options: UpOptions,
  output: Output,
  started: (result: UpResult) => void,
): Promise<void> {
  const paths = dataPaths(options.data);
  const before = readState(paths.state);
  if (before && isRunning(before)) {
    started({ url: before.url, admin: { user: "admin", password: null }, already: true });
    return;
  }
  const obstacle = await prepare(options, output);
  const hasPort = async () => (await isFree(options.host, options.port)) !== 0;
  await endOrphans(paths.state, hasPort);
  if (!(await hasPort()))
    throw refuseSupervisor("SUPERVISOR_PORT_TAKEN", { host: options.host, port: options.port });
  const url = `http://${options.host}:${options.port}`;
  const storagePort = await isFree("127.0.0.1", 0);
  const storageUrl = `http://127.0.0.1:${storagePort}`;
  const supervisor = createSupervisor({
    stateFile: paths.state,
    logs: paths.logs,
    url,
    storageUrl,
    version: VERSION,
  });
  const told = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => resolve());
  });
  try {
    const result = await Promise.race([
      startAll(supervisor, paths, options, storagePort, obstacle, output),
      told,
    ]);
    if (result) started(result);
    await told;
  } finally {
    const done = output.step("stop");
    await supervisor.stop();
    if (existsSync(paths.sensorSocket)) rmSync(paths.sensorSocket, { force: true });
    done("done");
  }
}
