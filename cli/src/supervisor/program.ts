/** One supervised program: start, wait until it says it is ready, restart with growing pauses, stop. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openLog } from "./log-file.ts";
import { type ProgramState, startTimeOf } from "./state.ts";

export type ProgramSpec = {
  name: string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd: string;
  /** `line`: the first line of its output is JSON with `ready`; a path: it is ready when that file exists. */
  ready: "line" | { file: string };
  /** Exit statuses that another try cannot mend; it is then retried once a minute. */
  hopeless?: readonly number[];
};

const RESTART_MS_MIN = 200;
const RESTART_MS_MAX = 10_000;
const HOPELESS_RETRY_MS = 60_000;
/** A program that ran this long is forgiven its earlier crashes. */
const STABLE_MS = 30_000;
const READY_POLL_MS = 20;
const READY_LINE_BYTES_MAX = 64 * 1024;
const STOP_MS_MAX = 10_000;
const LAST_LINE_BYTES_MAX = 4096;

export type Program = {
  readonly state: ProgramState;
  /** Resolves with its ready line (empty for a file) or with why it did not come up the first time. */
  start(): Promise<{ ready: Record<string, unknown> } | { failed: string }>;
  stop(): Promise<void>;
};

/** Makes a program; `changed` is called whenever its state does. */
export function createProgram(spec: ProgramSpec, logs: string, changed: () => void): Program {
  const log = openLog(join(logs, `${spec.name}.log`));
  const state: ProgramState = {
    name: spec.name,
    state: "stopped",
    pid: 0,
    started: "",
    restarts: 0,
    reason: "",
  };
  let child: ChildProcess | undefined;
  let stopping = false;
  let pause = RESTART_MS_MIN;
  let timer: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  let firstTry:
    | ((outcome: { ready: Record<string, unknown> } | { failed: string }) => void)
    | undefined;

  const set = (change: Partial<ProgramState>) => {
    Object.assign(state, change);
    changed();
  };
  const becomeReady = (line: Record<string, unknown>) => {
    set({ state: "running", reason: "" });
    firstTry?.({ ready: line });
    firstTry = undefined;
  };

  const watchOutput = (started: ChildProcess) => {
    let head = spec.ready === "line" ? "" : undefined;
    started.stdout?.on("data", (data: Buffer) => {
      if (head === undefined) return log.write(data);
      head += data.toString("utf8");
      const end = head.indexOf("\n");
      if (end === -1 && head.length < READY_LINE_BYTES_MAX) return;
      const line = parseReady(head.slice(0, end));
      if (line) becomeReady(line);
      else log.write(head.slice(0, end + 1));
      log.write(head.slice(end + 1));
      head = undefined;
    });
    const ready = spec.ready;
    if (ready === "line") return;
    poll = setInterval(() => {
      if (!existsSync(ready.file)) return;
      clearInterval(poll);
      if (child === started) becomeReady({});
    }, READY_POLL_MS);
  };

  const launch = () => {
    const startedAt = Date.now();
    const env = { ...process.env, ...spec.env };
    const started = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    const pid = started.pid ?? 0;
    set({ state: "starting", pid, started: startTimeOf(pid) });
    let lastLine = "";
    started.stderr?.on("data", (data: Buffer) => {
      lastLine = (lastLine + data.toString("utf8")).trim().slice(-LAST_LINE_BYTES_MAX);
      log.write(data);
    });
    watchOutput(started);
    let ended = false;
    const end = (what: string, code: number) => {
      if (ended) return;
      ended = true;
      clearInterval(poll);
      child = undefined;
      const said = lastLine.split("\n").at(-1) ?? "";
      const reason = said === "" ? what : `${what}: ${readable(said)}`;
      firstTry?.({ failed: reason });
      firstTry = undefined;
      if (stopping) return set({ state: "stopped", pid: 0, started: "", reason: "" });
      if (Date.now() - startedAt > STABLE_MS) pause = RESTART_MS_MIN;
      const wait = spec.hopeless?.includes(code) ? HOPELESS_RETRY_MS : pause;
      pause = Math.min(pause * 2, RESTART_MS_MAX);
      set({ state: "waiting", pid: 0, started: "", reason });
      timer = setTimeout(() => {
        set({ restarts: state.restarts + 1 });
        launch();
      }, wait);
    };
    started.on("error", (error) => end(error.message, -1));
    started.on("exit", (code, signal) =>
      end(signal ? `ended by ${signal}` : `ended with ${code}`, code ?? -1),
    );
  };

  return {
    state,
    start: () =>
      new Promise((resolve) => {
        firstTry = resolve;
        launch();
      }),
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      const running = child;
      if (!running) {
        set({ state: "stopped", reason: "" });
        return;
      }
      const gone = new Promise<void>((resolve) => running.once("exit", () => resolve()));
      running.kill("SIGTERM");
      const hard = setTimeout(() => running.kill("SIGKILL"), STOP_MS_MAX);
      await gone;
      clearTimeout(hard);
    },
  };
}

function parseReady(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isReady = typeof value === "object" && value !== null && "ready" in value;
    return isReady ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not a ready line: it belongs in the log.
    return undefined;
  }
}

/** The message of a JSON log line, or the line itself. */
function readable(line: string): string {
  try {
    const value = JSON.parse(line) as { msg?: unknown };
    return typeof value.msg === "string" ? value.msg : line;
  } catch {
    // Plain text is readable as it is.
    return line;
  }
}
