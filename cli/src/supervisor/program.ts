/**
 * One supervised program: start, wait until it says it is ready, restart with growing pauses,
 * stop.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type LogFile, openLog } from "./log-file.ts";
import { type ProgramState, startTimeOf } from "./state.ts";

export type ProgramSpec = {
  name: string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd: string;
  /**
   * `line`: the first line of its output is JSON with `ready`, or with `ready` false and a
   * `message`; a path: it is ready when that file exists.
   */
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
  /**
   * Resolves with its ready line (empty for a file) or with why it did not come up the first time.
   */
  start(): Promise<Started>;
  stop(): Promise<void>;
};

/** How a program's first try ended: its ready line, or why it did not come up. */
export type Started = { ready: Record<string, unknown> } | { failed: string };

/** Makes a program; `changed` is called whenever its state does. */
export function createProgram(spec: ProgramSpec, logs: string, changed: () => void): Program {
  return new SupervisedProgram(spec, openLog(join(logs, `${spec.name}.log`)), changed);
}

class SupervisedProgram implements Program {
  readonly state: ProgramState;
  readonly #spec: ProgramSpec;
  readonly #log: LogFile;
  readonly #changed: () => void;
  #child: ChildProcess | undefined;
  #stopping = false;
  #pauseMs = RESTART_MS_MIN;
  #restart: NodeJS.Timeout | undefined;
  #firstTry: ((outcome: Started) => void) | undefined;
  /** What the program says against coming up, before it ends; "" when nothing. */
  #refusal = "";

  constructor(spec: ProgramSpec, log: LogFile, changed: () => void) {
    const nothing = { pid: 0, started: "", restarts: 0, reason: "" };
    this.state = { name: spec.name, state: "stopped", ...nothing };
    this.#spec = spec;
    this.#log = log;
    this.#changed = changed;
  }

  start(): Promise<Started> {
    return new Promise((resolve) => {
      this.#firstTry = resolve;
      this.#launch();
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const running = this.#child;
    if (!running) {
      this.#set({ state: "stopped", reason: "" });
      return;
    }
    const gone = new Promise<void>((resolve) => running.once("exit", () => resolve()));
    running.kill("SIGTERM");
    const hard = setTimeout(() => running.kill("SIGKILL"), STOP_MS_MAX);
    await gone;
    clearTimeout(hard);
  }

  #set(change: Partial<ProgramState>): void {
    Object.assign(this.state, change);
    this.#changed();
  }

  #settleFirstTry(outcome: Started): void {
    this.#firstTry?.(outcome);
    this.#firstTry = undefined;
  }

  #becomeReady(line: Record<string, unknown>): void {
    this.#set({ state: "running", reason: "" });
    this.#settleFirstTry({ ready: line });
  }

  #launch(): void {
    const { command, args, cwd } = this.#spec;
    const startedAt = Date.now();
    const env = { ...process.env, ...this.#spec.env };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const pid = child.pid ?? 0;
    this.#set({ state: "starting", pid, started: startTimeOf(pid) });
    this.#refusal = "";
    const stopWaiting = this.#watchOutput(child);
    let lastLine = "";
    child.stderr.on("data", (data: Buffer) => {
      lastLine = (lastLine + data.toString("utf8")).trim().slice(-LAST_LINE_BYTES_MAX);
      this.#log.write(data);
    });
    let ended = false;
    const end = (what: string, code: number, said = "") => {
      if (ended) return;
      ended = true;
      stopWaiting();
      this.#child = undefined;
      if (Date.now() - startedAt > STABLE_MS) this.#pauseMs = RESTART_MS_MIN;
      this.#ended(said === "" ? what : `${what}: ${readable(said)}`, code);
    };
    child.on("error", (error) => end(error.message, -1));
    child.on("exit", (code, signal) => {
      // What it said last is a reason only if it ended by itself.
      if (signal) end(`ended by ${signal}`, -1);
      else end(`ended with ${code}`, code ?? -1, this.#refusal || lastLine.split("\n").at(-1));
    });
  }

  #ended(reason: string, code: number): void {
    this.#settleFirstTry({ failed: reason });
    if (this.#stopping) {
      this.#set({ state: "stopped", pid: 0, started: "", reason: "" });
      return;
    }
    const wait = this.#spec.hopeless?.includes(code) ? HOPELESS_RETRY_MS : this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, RESTART_MS_MAX);
    this.#set({ state: "waiting", pid: 0, started: "", reason });
    this.#restart = setTimeout(() => {
      this.#set({ restarts: this.state.restarts + 1 });
      this.#launch();
    }, wait);
  }

  /**
   * Logs what the program prints and notices that it is ready; the result ends the wait for its
   * file.
   */
  #watchOutput(child: ChildProcess): () => void {
    const { ready } = this.#spec;
    let head = ready === "line" ? "" : undefined;
    child.stdout?.on("data", (data: Buffer) => {
      if (head === undefined) return this.#log.write(data);
      head += data.toString("utf8");
      const end = head.indexOf("\n");
      if (end === -1 && head.length < READY_LINE_BYTES_MAX) return;
      const line = parseReady(head.slice(0, end));
      if (line?.["ready"] === true) this.#becomeReady(line);
      else this.#log.write(head.slice(0, end + 1));
      if (line?.["ready"] === false) this.#refusal = String(line["message"] ?? "");
      this.#log.write(head.slice(end + 1));
      head = undefined;
    });
    if (ready === "line") return () => undefined;
    const poll = setInterval(() => {
      if (!existsSync(ready.file)) return;
      clearInterval(poll);
      if (this.#child === child) this.#becomeReady({});
    }, READY_POLL_MS);
    return () => clearInterval(poll);
  }
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
