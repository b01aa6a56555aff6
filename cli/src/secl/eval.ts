/**
 * `vigil secl eval`: a line of JSON in, a line of JSON out, in order, whatever the line holds.
 * Lines are cut from bytes, so that an endless one costs its maximum and no more; nothing is read
 * while the reader of the answers is behind.
 */
import type { Input } from "#cli/source";
import { type EvaluationAnswer, type Evaluator, lineTooLong } from "#lib/secl";

/** Bytes of one line; a longer one is answered with an error and skipped. */
export const LINE_BYTES_MAX = 1024 * 1024;
/** Answers are written together up to this many characters. */
const WRITE_CHARACTERS_MAX = 64 * 1024;
const NEWLINE = 10;

/** Takes text; settles when more may come, with whether anybody still reads. */
export type Sink = (text: string) => Promise<boolean> | boolean;

export type EvalTotals = { lines: number; errors: number };

/** Answers every line of the input. */
export async function evaluateLines(
  input: Input,
  sink: Sink,
  evaluator: Evaluator,
): Promise<EvalTotals> {
  const totals: EvalTotals = { lines: 0, errors: 0 };
  const cutter = createCutter(LINE_BYTES_MAX);
  let pending = "";
  const answer = (line: string | undefined) => {
    const result = line === undefined ? lineTooLong(LINE_BYTES_MAX) : answerLine(line, evaluator);
    totals.lines++;
    if ("error" in result) totals.errors++;
    pending += `${JSON.stringify(result)}\n`;
  };
  const flush = async () => {
    const text = pending;
    pending = "";
    return text === "" || (await sink(text));
  };
  for await (const chunk of input) {
    for (const line of cutter.push(chunk)) {
      answer(line);
      if (pending.length >= WRITE_CHARACTERS_MAX && !(await flush())) return totals;
    }
    if (!(await flush())) return totals;
  }
  for (const line of cutter.end()) answer(line);
  await flush();
  return totals;
}

/** A fault of our own costs its line, not the run. */
function answerLine(line: string, evaluator: Evaluator): EvaluationAnswer {
  try {
    return evaluator.evaluateLine(line);
  } catch (error) {
    const message = `the evaluator failed: ${error instanceof Error ? error.message : error}`;
    return { error: { code: "SECL_EVAL_FAILED", message, line: 0, column: 0 } };
  }
}

type Cutter = {
  /** The lines that are whole now; undefined stands for one that was too long. */
  push(chunk: Uint8Array): Iterable<string | undefined>;
  /** The last line, when nothing ended it. */
  end(): Iterable<string | undefined>;
};

/** Cuts bytes into lines of at most `bytesMax` bytes. */
export function createCutter(bytesMax: number): Cutter {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let isTooLong = false;
  const keep = (part: Uint8Array) => {
    if (isTooLong || bytes + part.length > bytesMax) {
      isTooLong = true;
      parts = [];
    } else if (part.length > 0) {
      parts.push(part);
      bytes += part.length;
    }
  };
  const take = () => {
    const line = isTooLong ? undefined : Buffer.concat(parts).toString("utf8");
    parts = [];
    bytes = 0;
    isTooLong = false;
    return line;
  };
  return {
    *push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        keep(chunk.subarray(start, end));
        start = end + 1;
        yield take();
      }
      keep(chunk.subarray(start));
    },
    *end() {
      if (isTooLong || bytes > 0) yield take();
    },
  };
}
