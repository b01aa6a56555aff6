/** The command lines of Vigil's programs. The systemd units in deploy/ say the same. */
import { join, resolve } from "node:path";
import { AGENT_BUNDLE, AGENT_HEAP, type DataPaths, ROOT, SENSOR_BINARY, WEB_DIR } from "#cli/setup";
import type { ProgramSpec } from "#cli/supervisor";

const NODE_FLAGS = ["--disable-warning=ExperimentalWarning"];
/** The sensor's exit codes for what another try cannot mend: usage, rights, kernel, verifier. */
const SENSOR_HOPELESS = [2, 3, 4, 5];
/** Storage's, after sysexits(3): usage, engine, directory in use, address, directory. */
const STORAGE_HOPELESS = [64, 65, 69, 71, 73];

function nodeProgram(
  name: string,
  script: string,
  args: string[],
  heap: readonly string[] = [],
): ProgramSpec {
  const all = [...NODE_FLAGS, ...heap, resolve(ROOT, script), ...args];
  return { name, command: process.execPath, args: all, cwd: ROOT, ready: "line" };
}

export function storageProgram(paths: DataPaths, storagePort: number): ProgramSpec {
  const args = [
    "--data",
    paths.storage,
    "--listen",
    `127.0.0.1:${storagePort}`,
    "--token-file",
    paths.storageToken,
  ];
  /* chDB runs queries on libuv's pool, which Node sizes before the first line of a program runs. */
  return {
    ...nodeProgram("storage", "storage/main.ts", args),
    env: { UV_THREADPOOL_SIZE: "16" },
    hopeless: STORAGE_HOPELESS,
  };
}

/** How long is kept what; the server knows what to do where it is not said. */
export type RetentionFlags = { retentionDays?: number; signalRetentionMonths?: number };

export function retentionArguments(flags: RetentionFlags): string[] {
  const { retentionDays: days, signalRetentionMonths: months } = flags;
  return [
    ...(days === undefined ? [] : ["--retention-days", String(days)]),
    ...(months === undefined ? [] : ["--signal-retention-months", String(months)]),
  ];
}

export function serverProgram(
  paths: DataPaths,
  listen: string,
  storagePort: number,
  retention: RetentionFlags = {},
): ProgramSpec {
  return nodeProgram("server", "server/main.ts", [
    ...["--data", paths.server, "--listen", listen],
    ...["--storage", `http://127.0.0.1:${storagePort}`, "--storage-token-file", paths.storageToken],
    ...["--enroll-token-file", paths.enrollToken, "--local-token-file", paths.localToken],
    ...["--web", WEB_DIR, "--content", join(ROOT, "content")],
    ...retentionArguments(retention),
  ]);
}

export function sensorProgram(paths: DataPaths, enforcement: string): ProgramSpec {
  return {
    name: "sensor",
    command: SENSOR_BINARY,
    args: ["--socket", paths.sensorSocket, "--enforcement", enforcement],
    cwd: ROOT,
    ready: { file: paths.sensorSocket },
    hopeless: SENSOR_HOPELESS,
  };
}

export function agentArguments(paths: DataPaths, url: string): string[] {
  return [
    ...["--server", url, "--enroll-token-file", paths.enrollToken],
    ...["--content", join(ROOT, "content"), "--policies", join(paths.dir, "policies")],
  ];
}

export function agentProgram(
  paths: DataPaths,
  url: string,
  logs: { logFile?: readonly string[]; journal?: boolean } = {},
): ProgramSpec {
  const args = [
    "--data",
    paths.agent,
    "--sensor",
    paths.sensorSocket,
    ...agentArguments(paths, url),
    ...(logs.logFile ?? []).flatMap((file) => ["--log-file", file]),
    ...(logs.journal ? ["--journal"] : []),
  ];
  return nodeProgram("agent", AGENT_BUNDLE, args, AGENT_HEAP);
}
