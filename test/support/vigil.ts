/**
 * A whole Vigil for tests: the real entry command, a data directory of its own, a free port, the
 * public API.
 */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createClient } from "@clickhouse/client";
import type { Signal, SignalAnswer, SignalPage } from "#lib/protocol";

export const ROOT = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);
const COMMAND = join(ROOT, "vigil");

/** Why the real sensor cannot run here; "" when it can. */
export function sensorObstacle(): string {
  if (process.getuid?.() !== 0) return "needs root to load BPF programs";
  try {
    const out = execFileSync(join(ROOT, "build/sensor/vigil-sensor"), ["--probe", "--json"], {
      encoding: "utf8",
    });
    const probe = JSON.parse(out) as { hooks: { ok: boolean }[] };
    return probe.hooks.some((hook) => hook.ok) ? "" : "this kernel allows none of the hooks";
  } catch (error) {
    return `the sensor cannot run here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? done(address.port) : fail()));
    });
  });
}

type SupervisorFile = {
  storageUrl: string;
  programs: { name: string; pid: number; state: string; restarts: number }[];
};

export type Vigil = {
  url: string;
  dir: string;
  admin: { user: string; password: string };
  keys: { "DD-API-KEY": string; "DD-APPLICATION-KEY": string };
  get<T>(path: string): Promise<T>;
  signals(query?: string): Promise<Signal[]>;
  signal(id: string): Promise<Signal>;
  /** Waits until a signal satisfies the claim; fails with what there was instead. */
  waitForSignal(what: string, claim: (signal: Signal) => boolean, ms?: number): Promise<Signal>;
  programs(): SupervisorFile["programs"];
  /** Rows of a query of the event store. */
  rows<T>(sql: string): Promise<T[]>;
  command(...args: string[]): Promise<{ stdout: string; stderr: string }>;
  stop(): Promise<void>;
};

const WAIT_MS = 15_000;

/** Polls until a value is there; `what` names it in the failure. */
export async function waitFor<T>(
  what: string,
  read: () => Promise<T | undefined>,
  ms = WAIT_MS,
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (performance.now() > deadline) assert.fail(`no ${what} within ${ms} ms`);
    await sleep(25);
  }
}

/**
 * Starts everything with `vigil up --detach`; `flags` are added to it, and `prepare` puts files into
 * the data directory first.
 */
export async function startVigil(
  flags: string[] = [],
  prepare: (dir: string) => void = () => undefined,
): Promise<Vigil> {
  const dir = mkdtempSync(join(tmpdir(), "vigil-test-"));
  prepare(dir);
  const port = await freePort();
  const command = (...args: string[]) => run(COMMAND, args, { maxBuffer: 16 << 20 });
  const { stdout } = await command(
    "up",
    "--detach",
    "--json",
    "--data",
    dir,
    "--port",
    String(port),
    ...flags,
  );
  const started = JSON.parse(stdout) as Pick<Vigil, "url" | "admin">;
  const made = await command("key", "create", "--json", "--data", dir);
  const key = JSON.parse(made.stdout) as { api_key: string; application_key: string };
  const keys = { "DD-API-KEY": key.api_key, "DD-APPLICATION-KEY": key.application_key };
  const state = () =>
    JSON.parse(readFileSync(join(dir, "run/supervisor.json"), "utf8")) as SupervisorFile;

  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(new URL(path, started.url), { headers: keys });
    assert.equal(response.status, 200, `${path}: ${response.status}`);
    return (await response.json()) as T;
  };
  const signals = async (query = "") => {
    const filter = `page[limit]=200&filter[query]=${encodeURIComponent(query)}`;
    const path = `/api/v2/security_monitoring/signals?${filter}`;
    return (await get<SignalPage>(path)).data;
  };
  return {
    ...started,
    dir,
    keys,
    get,
    signals,
    signal: async (id) =>
      (await get<SignalAnswer>(`/api/v2/security_monitoring/signals/${id}`)).data,
    waitForSignal: (what, claim, ms) =>
      waitFor(what, async () => (await signals().catch(() => [])).find(claim), ms),
    programs: () => state().programs,
    rows: async <T>(sql: string) => {
      const password = readFileSync(join(dir, "secret/storage.token"), "utf8").trim();
      const client = createClient({
        url: state().storageUrl,
        username: "default",
        password,
        database: "vigil",
      });
      try {
        const result = await client.query({ query: sql, format: "JSONEachRow" });
        return await result.json<T>();
      } finally {
        await client.close();
      }
    },
    command: (...args) => command(...args, "--data", dir),
    stop: async () => {
      await command("down", "--data", dir);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Ids of the agent rules behind a signal. */
export function agentRules(signal: Signal): string[] {
  const agent = (signal.attributes.custom as Record<string, unknown>)["agent"] as
    | { rule_id?: string | string[] }
    | undefined;
  return [agent?.rule_id ?? []].flat();
}
