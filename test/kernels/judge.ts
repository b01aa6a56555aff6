/** What a machine left, judged: each act's record found, and its members held against the table. */
import { type Hook, StreamReader, type StreamRecord } from "../sensor/harness.ts";
import type { Run } from "./machine.ts";
import { ACTS_FILE, STEPS, type Step } from "./scene.ts";

/**
 * How an act was seen: with the path the kernel looked up, with the one the caller claimed, as the
 * event has no path or always the kernel's, or not at all.
 */
export type Sight = "truth" | "claimed" | "seen" | "unseen";

/** One act in one tier; `fault` says what was wrong with it, "" when nothing was. */
export type Act = { event: string; name: string; sight: Sight; fault: string };

export type Judged = { hooks: Hook[]; acts: Act[]; fault: string };

/** Where it is attached, io_uring is reported by it, with results, and not by the hooks. */
const URING_HOOK = "tp_btf/io_uring_submit_req";

function textOf(run: Run, name: string): string {
  return run.files.get(name)?.toString().trim() ?? "";
}

function isOf(record: StreamRecord, step: Step, pid: bigint): boolean {
  if (record.type !== step.event) return false;
  return record.members[step.event === "fork" ? "child_pid" : "header.pid"] === pid;
}

function firstLine(error: unknown): string {
  return String((error as Error).message).split("\n")[0] as string;
}

function judgeStep(step: Step, line: string, records: StreamRecord[], hooks: Hook[]): Act {
  const { event, name } = step;
  const [pid, result] = line.split(" ").map((word) => BigInt(Number.parseInt(word, 10) || 0));
  if (!pid) return { event, name, sight: "unseen", fault: `the act failed: ${line}` };
  const has = (wanted?: string) => hooks.some((hook) => hook.name === wanted && hook.attached);
  const isUring = name.endsWith("io_uring");
  const isTraced = isUring && has(URING_HOOK);
  const isTrue = has(step.truth) && !isTraced;
  const record = records.findLast((candidate) => isOf(candidate, step, pid));
  if (!record) {
    // Nothing can be seen where no hook sees io_uring, or the kernel lacks the operation (EINVAL).
    const isExpected = !isUring || ((isTrue || isTraced) && (result ?? 0n) >= 0n);
    return { event, name, sight: "unseen", fault: isExpected ? "no record came" : "" };
  }
  const hasClaim = step.truth !== undefined && !(isUring && event === "open");
  const sight = !hasClaim ? "seen" : isTrue ? "truth" : "claimed";
  try {
    step.check({ record, pid, result: result ?? 0n, isTrue });
    return { event, name, sight, fault: "" };
  } catch (error) {
    return { event, name, sight, fault: firstLine(error) };
  }
}

/** Judges the part of the scene called `name`. */
export function judge(run: Run, name: string): Judged {
  const stream = run.files.get(`${name}.rec`);
  const said = textOf(run, `${name}.err`);
  if (!stream || stream.length === 0)
    return { hooks: [], acts: [], fault: said || "the sensor left no stream" };
  const reader = new StreamReader();
  try {
    reader.push(stream);
  } catch (error) {
    return { hooks: [], acts: [], fault: `the stream cannot be read: ${firstLine(error)}` };
  }
  const hooks = reader.preface?.hooks ?? [];
  const lines = new Map(
    textOf(run, `${name}.${ACTS_FILE}`)
      .split("\n")
      .map((line) => [Number.parseInt(line, 10), line.slice(line.indexOf(" ") + 1)]),
  );
  const acts = STEPS.map((step, index) =>
    judgeStep(step, lines.get(index) ?? "", reader.records, hooks),
  );
  const lost = reader.records.some((record) => record.type === "lost");
  const ended = textOf(run, `${name}.exit`);
  const fault = lost ? "records were lost" : ended === "0" ? "" : `exit ${ended}: ${said}`;
  return { hooks, acts, fault };
}
