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
  const isTrue = hooks.some((hook) => hook.name === step.truth && hook.attached);
  const record = records.findLast((candidate) => isOf(candidate, step, pid));
  const isUring = name.endsWith("io_uring");
  // A kernel that lacks the operation answers EINVAL, and then there is nothing to be seen.
  const isExpected = !isUring || (isTrue && result === 0n) || (isTrue && event === "open");
  if (!record) {
    return { event, name, sight: "unseen", fault: isExpected ? "no record came" : "" };
  }
  const sight = step.truth === undefined ? "seen" : isTrue ? "truth" : "claimed";
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
  reader.push(stream);
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
