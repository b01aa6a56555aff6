/**
 * Drives the whole path from a recorded stream: an agent of its own reads the capture and sends
 * what matches.
 */
import { spawn } from "node:child_process";
import { accessSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { openClient } from "#cli/client";
import type { Output } from "#cli/output";
import { dataPaths, ROOT } from "#cli/setup";
import { agentArguments } from "#cli/up";
import { defineErrors } from "#lib/base";

const refuse = defineErrors({
  REPLAY_CAPTURE_UNREADABLE: {
    status: 400,
    message: "The capture {file} cannot be read: {reason}.",
    hint: "Record one with vigil-sensor --capture FILE.",
  },
  REPLAY_FAILED: {
    status: 500,
    message: "The replay ended early: {reason}",
    hint: "Its log is above.",
  },
});

/** Sends a capture to the running server and prints how many events and matches it had. */
export async function replay(data: string, file: string, output: Output): Promise<void> {
  const capture = resolve(file);
  try {
    accessSync(capture);
  } catch (cause) {
    throw refuse("REPLAY_CAPTURE_UNREADABLE", { file, reason: (cause as Error).message }, cause);
  }
  const client = openClient(data);
  const paths = dataPaths(data);
  const folder = mkdtempSync(join(paths.run, "replay-"));
  const done = output.step(`replay ${file}`);
  try {
    const args = ["--data", folder, "--replay", capture, ...agentArguments(paths, client.url)];
    const summary = await runAgent(args);
    done("done");
    output.result(summary);
    for (const [name, value] of Object.entries(summary))
      if (typeof value === "number") output.line(`  ${name.padEnd(12)} ${value}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runAgent(args: readonly string[]): Promise<Record<string, unknown>> {
  const flags = ["--disable-warning=ExperimentalWarning", join(ROOT, "agent/main.ts"), ...args];
  const child = spawn(process.execPath, flags, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString("utf8");
  });
  child.stderr.on("data", (data: Buffer) => {
    stderr = (stderr + data.toString("utf8")).slice(-8192);
  });
  return new Promise((resolvePromise, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      const last = stdout.trim().split("\n").at(-1) ?? "";
      if (code === 0) return resolvePromise(JSON.parse(last) as Record<string, unknown>);
      process.stderr.write(stderr);
      reject(refuse("REPLAY_FAILED", { reason: `status ${code}` }));
    });
  });
}
