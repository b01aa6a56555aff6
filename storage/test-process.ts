/** For tests: a real storage process in a temporary directory, and stock clients on it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { StorageStatus } from "./status.ts";

export type ReadyLine = { ready: boolean; listen?: string; code?: string; message?: string };

export type StorageProcess = {
  readonly child: ChildProcess;
  readonly line: ReadyLine;
  readonly url: string;
  readonly token: string;
  /** The log so far. */
  log(): string;
  client(options?: Parameters<typeof createClient>[0]): ClickHouseClient;
  status(): Promise<StorageStatus>;
  /** Ends it with a signal and returns its exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Waits for it to end by itself. */
  exitCode(): Promise<number | null>;
};

const MAIN = join(import.meta.dirname, "main.ts");
const LOG_CHARS_MAX = 1_000_000;
const STATUS_POLLS_MAX = 500;

const started = new Set<ChildProcess>();
const directories = new Set<string>();

// A test that failed halfway leaves its process and its directory to this.
after(() => {
  for (const child of started) child.kill("SIGKILL");
  for (const path of directories) rmSync(path, { recursive: true, force: true });
});

/** A directory that is gone when the test file has ended. */
export function makeDataDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "vigil-storage-"));
  directories.add(path);
  return path;
}

async function firstLine(child: ChildProcess): Promise<ReadyLine> {
  if (child.stdout === null) throw new Error("the child has no stdout");
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, "line")) as [string];
  return JSON.parse(line) as ReadyLine;
}

/** Starts the process and waits for its first line, which may say that it did not start. */
export async function startProcess(data: string, flags: string[] = []): Promise<StorageProcess> {
  const listen = flags.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  const args = [MAIN, "--data", data, ...listen, ...flags];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  started.add(child);
  const exited = once(child, "exit");
  const exitCode = async () => ((await exited) as [number | null])[0];
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-LOG_CHARS_MAX);
  });
  const line = await firstLine(child);
  const token = line.ready ? readFileSync(join(data, "storage.token"), "utf8").trim() : "";
  const url = `http://${line.listen}`;
  return {
    child,
    line,
    url,
    token,
    log: () => log,
    client: (options = {}) =>
      createClient({ url, password: token, log: { level: ClickHouseLogLevel.OFF }, ...options }),
    async status() {
      const response = await fetch(`${url}/status`, { headers: { "x-clickhouse-key": token } });
      return (await response.json()) as StorageStatus;
    },
    end(signal) {
      child.kill(signal);
      return exitCode();
    },
    exitCode,
  };
}

/** Polls the status until it fits; fails after a bounded number of polls. */
export async function untilStatus(
  storage: StorageProcess,
  fits: (status: StorageStatus) => boolean,
): Promise<StorageStatus> {
  for (let poll = 0; poll < STATUS_POLLS_MAX; poll += 1) {
    const status = await storage.status();
    if (fits(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the status never came to fit");
}

/** Runs a SELECT and returns its rows. */
export async function select<Row>(
  client: ClickHouseClient,
  query: string,
  options: {
    query_params?: Record<string, unknown>;
    clickhouse_settings?: Record<string, string>;
  } = {},
): Promise<Row[]> {
  const result = await client.query({ query, format: "JSONEachRow", ...options });
  return result.json<Row>();
}
