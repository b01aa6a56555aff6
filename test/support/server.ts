/** One server process for tests, beside others on the same two stores. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "../..");
export const ENROLL_TOKEN = "enrol-token-of-this-test";
export const OPERATOR_TOKEN = "operator-token-of-this-test";

export type ServerProcess = {
  url: string;
  /** The JSON of an answer to the operator. */
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
};

type Stores = { storage: { url: string; token: string }; control: string };

/** Starts a server with a data directory of its own below `directory`. */
export async function startServerProcess(
  directory: string,
  { storage, control }: Stores,
): Promise<ServerProcess> {
  mkdirSync(directory, { recursive: true });
  const file = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const args = [
    ...["--disable-warning=ExperimentalWarning", join(ROOT, "server/main.ts")],
    ...["--data", join(directory, "data"), "--listen", "127.0.0.1:0", "--control", control],
    ...["--web", join(directory, "web"), "--content", join(ROOT, "content")],
    ...["--storage", storage.url, "--storage-token-file", file("storage", storage.token)],
    ...["--enroll-token-file", file("enroll", ENROLL_TOKEN)],
    ...["--local-token-file", file("local", OPERATOR_TOKEN)],
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, "line")) as [string];
  const { ready, url } = JSON.parse(line) as { ready: boolean; url: string };
  assert.ok(ready, line);
  return {
    url,
    async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
      const answer = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${OPERATOR_TOKEN}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
      return JSON.parse(text) as Answer;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
