/**
 * Every example of docs/reference/language.md, run as `vigil secl eval` would. A block is any
 * number of cases: an expression, perhaps `with` more of the request as JSON, and outcomes that
 * begin with `=>`. A case ends where the next expression begins.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { type Diagnostic, locate } from "#lib/base";
import { FIELD_TABLE } from "#lib/event";
import { checkRule } from "./check.ts";
import { LEGACY_ENDINGS } from "./check-field.ts";
import { createEvaluator } from "./evaluator.ts";
import * as limits from "./limits.ts";
import { lintRule } from "./lint.ts";
import { NOW } from "./testing/fixture.ts";

const PAGE = resolve(import.meta.dirname, "../../docs/reference/language.md");
const page = readFileSync(PAGE, "utf8");
const evaluator = createEvaluator({ now: () => NOW });

type Case = { line: number; expression: string; more: object; outcomes: string[] };

/** The cases of one block; `line` is where the block's first line is in the page. */
function casesOf(block: string, line: number): Case[] {
  const cases: Case[] = [];
  let open: Case | undefined;
  block.split("\n").forEach((text, index) => {
    if (text.startsWith("=> ")) open?.outcomes.push(text.slice("=> ".length));
    else if (text.startsWith("with ") && open !== undefined) {
      open.more = JSON.parse(text.slice("with ".length)) as object;
    } else if (open !== undefined && open.outcomes.length === 0) open.expression += `\n${text}`;
    else if (text.trim() !== "") {
      open = { line: line + index, expression: text, more: {}, outcomes: [] };
      cases.push(open);
    }
  });
  return cases;
}

const cases = [...page.matchAll(/^```secl\n(.*?)^```/gms)].flatMap((match) =>
  casesOf(match[1] ?? "", page.slice(0, match.index).split("\n").length + 1),
);

function resultOf({ expression, more }: Case, event: string): string {
  const answer = evaluator.evaluate({ ...more, expression, event: JSON.parse(event || "{}") });
  if ("error" in answer) return `error ${answer.error.code} ${answer.error.message}`;
  assert.deepEqual(answer.ignored, undefined, "names of the event that no field has");
  return String(answer.result);
}

/** Where the expression is refused; rules are refused for more than a request is. */
function errorOf({ expression, more }: Case): string {
  const answer = evaluator.evaluate({ ...more, expression });
  if ("error" in answer) {
    const { code, line, column } = answer.error;
    return `error ${code} ${line}:${column}`;
  }
  const { diagnostics } = checkRule(expression, { table: FIELD_TABLE });
  const fault = diagnostics.find(({ severity }) => severity === "error");
  return fault === undefined ? "no error" : placed("error", fault, expression);
}

function placed(kind: string, { code, span }: Diagnostic, source: string) {
  const { line, column } = locate(source, span.start);
  return `${kind} ${code} ${line}:${column}`;
}

function warningsOf({ expression }: Case): string[] {
  const { rule, diagnostics } = checkRule(expression, { table: FIELD_TABLE });
  const found = rule === undefined ? [] : lintRule(rule, FIELD_TABLE);
  return [...diagnostics, ...found].map((each) => placed("warning", each, expression));
}

/** Codes whose faults are too long to be shown; the table of limits has them. */
const TOO_LONG_TO_SHOW = [
  "SECL_TOO_LONG",
  "SECL_NESTED",
  "SECL_LIST_TOO_LONG",
  "SECL_TOO_LARGE",
  "SECL_REGEXP_TOO_LONG",
  "SECL_PATH_DEPTH",
  "SECL_PATH_SEGMENT",
];

/** Of expressions in actions, which `vigil secl eval` does not take. */
const OF_ACTIONS = ["SECL_NOT_VALUE", "SECL_REGISTER_IN_VALUE"];

test("every fault and trap of the language has an example", () => {
  const text = readFileSync(resolve(PAGE, "../diagnostics.md"), "utf8");
  const ofRules = text.slice(text.indexOf("## Rules"), text.indexOf("## Evaluation requests"));
  const codes = [...ofRules.matchAll(/^\| `(\w+)` \|/gm)].map(([, code = ""]) => code);
  assert.ok(codes.length > 60);
  const shown = new Set(
    cases.flatMap(({ outcomes }) => outcomes.map((each) => each.split(" ")[1])),
  );
  const missing = codes.filter((code) => !shown.has(code));
  assert.deepEqual(missing.sort(), [...TOO_LONG_TO_SHOW, ...OF_ACTIONS].sort());
  for (const code of missing) assert.ok(page.includes(`\`${code}\``), code);
});

test("every limit is in the table of limits", () => {
  const table = page.slice(page.indexOf("## Limits"), page.indexOf("## Codes"));
  const shown = new Set([...table.matchAll(/^\| [^|]+ \| ([\d,]+) \|/gm)].map((row) => row[1]));
  const internal = limits.RULES_PER_FUNCTION_MAX;
  const all = Object.values(limits).filter((max) => max !== internal);
  assert.deepEqual(shown, new Set(all.map((max) => max.toLocaleString("en-US"))));
});

test("every older ending of names is on the page", () => {
  for (const [old] of LEGACY_ENDINGS) assert.ok(page.includes(`\`${old}\``), old);
});

test("every word of the grammar is on the page", () => {
  for (const word of "== != =~ !~ < <= > >= in allin not and or + - & ^".split(" "))
    assert.ok(page.includes(word), word);
});

for (const each of cases) {
  test(`language.md:${each.line}: ${each.expression}`, () => {
    assert.ok(each.outcomes.length > 0, "an example has an outcome");
    for (const outcome of each.outcomes) {
      const [, kind = "", rest = ""] = /^(\w+) ?(.*)$/s.exec(outcome) ?? [];
      if (kind === "error") assert.equal(errorOf(each), outcome);
      else if (kind === "warning")
        assert.ok(warningsOf(each).includes(outcome), warningsOf(each).join());
      else assert.equal(resultOf(each, rest), kind, outcome);
    }
  });
}
