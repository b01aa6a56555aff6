/** `up --detach`: the same `up` in a session of its own, which says over IPC when it is there. */
import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Output } from "#cli/output";
import { dataPaths, ROOT } from "#cli/setup";
import { AppError } from "#lib/base";
import { retentionArguments } from "./programs.ts";
import { type UpOptions, type UpResult, up } from "./up.ts";

type Message = {
  note?: string;
  started?: UpResult;
  failed?: { code: string; message: string; hint: string };
};

function print(result: UpResult, options: UpOptions, output: Output): void {
  const { url, admin, already } = result;
  output.result({ url, admin });
  output.line();
  output.line(already ? `  Vigil is already running: ${url}` : `  Vigil is running: ${url}`);
  if (admin.password !== null)
    output.line(`  Sign in as ${admin.user} with password ${admin.password}   (shown this once)`);
  if (!already && options.agent)
    output.line(
      "  Try it:  cp /bin/true /tmp/xmrig && /tmp/xmrig -o stratum+tcp://pool.example:3333",
    );
  output.line();
}

async function detach(options: UpOptions, output: Output): Promise<void> {
  const paths = dataPaths(options.data);
  mkdirSync(paths.logs, { recursive: true, mode: 0o700 });
  const log = openSync(join(paths.logs, "supervisor.log"), "a", 0o600);
  const args = ["--data", options.data, "--host", options.host, "--port", String(options.port)];
  if (!options.agent) args.push("--no-agent");
  args.push("--enforcement", options.enforcement);
  for (const file of options.logFile ?? []) args.push("--log-file", file);
  if (options.journal) args.push("--journal");
  args.push(...retentionArguments(options));
  const script = join(ROOT, "cli/main.ts");
  const flags = ["--disable-warning=ExperimentalWarning", script, "up", ...args];
  const child = spawn(process.execPath, flags, {
    detached: true,
    cwd: ROOT,
    stdio: ["ignore", log, log, "ipc"],
    env: { ...process.env, VIGIL_DETACHED: "1" },
  });
  const result = await new Promise<UpResult>((resolve, reject) => {
    child.on("message", (message: Message) => {
      if (message.note !== undefined) output.note(message.note);
      if (message.started) resolve(message.started);
      if (message.failed) {
        const { code, message: text, hint } = message.failed;
        reject(new AppError(code, { status: 500, message: text, hint }));
      }
    });
    child.once("exit", (code) =>
      reject(new Error(`the supervisor ended with ${code}; see ${paths.logs}/supervisor.log`)),
    );
  });
  child.removeAllListeners();
  if (child.connected) child.disconnect();
  child.unref();
  print(result, options, output);
}

/** The background half of `up --detach`: progress and the result go to the parent, once. */
async function runDetached(options: UpOptions, output: Output): Promise<void> {
  const tell = (message: Message) => {
    if (process.connected) process.send?.(message);
  };
  const relay: Output = {
    ...output,
    note: (text) => tell({ note: text }),
    step: (name) => {
      const started = Date.now();
      return (outcome) => {
        const seconds = ((Date.now() - started) / 1000).toFixed(1);
        tell({ note: `  ${name.padEnd(34)} ${outcome} ${seconds} s` });
      };
    },
  };
  try {
    await up(options, relay, (started) => tell({ started }));
  } catch (error) {
    const {
      code = "INTERNAL",
      message,
      hint = "",
    } = error as { code?: string; message: string; hint?: string };
    tell({ failed: { code, message, hint } });
    throw error;
  }
}

/** Runs `up` in the foreground, or in the background when `background` says so. */
export async function attachOrDetach(
  options: UpOptions,
  background: boolean,
  output: Output,
): Promise<void> {
  if (process.env["VIGIL_DETACHED"] === "1") return runDetached(options, output);
  if (background) return detach(options, output);
  await up(options, output, (result) => {
    print(result, options, output);
    if (!result.already) output.line("  Ctrl-C stops it.");
  });
}
