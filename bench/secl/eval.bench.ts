/** How many lines a second does `vigil secl eval` answer, against reading and writing JSON alone? */
import { createEvaluator } from "#lib/secl";
import { compare } from "../agent/measure.ts";
import { ruleSources } from "./workload.ts";

const LINES = 2_000;
const RULES = 500;

const sources = ruleSources(RULES);
const event = { "open.file.path": "/etc/passwd", "process.uid": 0, "exec.file.name": "bash" };
const fields = { "open.file.path": "string", "process.uid": "int" };
const line = (at: number) => JSON.stringify({ expression: sources[at % RULES], event });
const same = Array.from({ length: LINES }, () => line(6));
const varied = Array.from({ length: LINES }, (_, at) => line(at));
const custom = Array.from({ length: LINES }, (_, at) =>
  JSON.stringify({
    expression: `open.file.path == "/etc/${at}" || process.uid == 0`,
    fields,
    event,
  }),
);

function answerAll(lines: readonly string[], answer: (text: string) => unknown): number {
  return lines.reduce((sum, text) => sum + JSON.stringify(answer(text)).length, 0);
}

const evaluator = createEvaluator({ now: () => 1_700_000_000_000_000_000 });
const evaluate = (text: string) => evaluator.evaluateLine(text);
compare("secl eval, a line in and a line out", LINES, [
  { name: "JSON alone", run: () => answerAll(same, (text) => JSON.parse(text)) },
  { name: "one rule", run: () => answerAll(same, evaluate) },
  { name: `${RULES} rules in turn, kept compiled`, run: () => answerAll(varied, evaluate) },
  { name: "every line a new rule with fields of its own", run: () => answerAll(custom, evaluate) },
]);
