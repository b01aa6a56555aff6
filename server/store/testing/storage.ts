/**
 * A storage process for a test, which may kill it and start it again on the same address and data.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../storage/main.ts", import.meta.url));

export type TestStorage = {
  /** Base address for the ClickHouse client. */
  readonly url: string;
  readonly token: string;
  /** kill -9, and waits until the process is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, with more arguments if given. */
  restart(args?: readonly string[]): Promise<void>;
  stop(): Promise<void>;
};

async function launch(
  directory: string,
  listen: string,
  more: readonly string[],
): Promise<[ChildProcess, string]> {
  const args = [MAIN, "--data", directory, "--listen", listen, ...more];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const said = JSON.parse(line) as { ready: boolean; listen?: string };
    if (said.ready) return [child, String(said.listen)];
  }
  throw new Error(`storage did not start: ${log}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

/**
 * Starts storage on a free loopback port with an empty temporary directory, which `stop` removes.
 */
export async function startStorageProcess(): Promise<TestStorage> {
  const directory = mkdtempSync(join(tmpdir(), "vigil-store-test-"));
  let [child, listen] = await launch(directory, "127.0.0.1:0", []);
  return {
    url: `http://${listen}`,
    token: readFileSync(join(directory, "storage.token"), "utf8").trim(),
    kill: () => end(child, "SIGKILL"),
    restart: async (args = []) => {
      [child, listen] = await launch(directory, listen, args);
    },
    stop: async () => {
      await end(child, "SIGKILL");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
