/**
 * Evaluates an expression against an event given as JSON: the library call behind
 * `vigil secl eval`. Faults are answers, never exceptions. Rules stay compiled between calls, so
 * that a thousand events against one rule cost one check.
 */
import { type Diagnostic, locate } from "#lib/base";
import { FIELD_TABLE, type FieldTable } from "#lib/event";
import { parseNet } from "./address.ts";
import { checkRule } from "./check.ts";
import type { CheckEnvironment, VariableTable } from "./checker.ts";
import { compileClosures, type RuleFunction } from "./closure.ts";
import { type Explanation, explainMatch } from "./explain.ts";
import { defineMacros } from "./macro.ts";
import { createRecent } from "./recent.ts";
import { Refused, type Request, readRequest } from "./request.ts";
import * as faults from "./request-diagnostics.ts";
import { bindEvent, iteratorsOf, tableOf } from "./request-table.ts";
import { type Condition, traceRule } from "./trace.ts";
import type { CheckedRule } from "./tree.ts";

/** Compiled expressions kept, and the characters of what they were compiled from. */
export const EVALUATOR_RULES_MAX = 1024;
export const EVALUATOR_ENVIRONMENTS_MAX = 64;
export const EVALUATOR_CHARACTERS_MAX = 2 * 1024 * 1024;

/**
 * What an evaluation came to. `matched` are the parts of the expression that decided, empty when it
 * does not hold; `conditions` are all of them, there only when asked for; `ignored` are names in
 * the event that no field has, there only when there are any.
 * `line` and `column` count from 1 in the expression, or in the macro that `message` names; they
 * are 0 when the fault is elsewhere in the request.
 */
export type EvaluationAnswer =
  | { result: boolean; matched: Explanation[]; conditions?: Condition[]; ignored?: string[] }
  | { error: { code: string; message: string; line: number; column: number } };

export type EvaluatorOptions = {
  /** Fields of requests that bring none, and constants of all. */
  table?: FieldTable;
  /** Nanoseconds since 1970, for ages when neither request nor event has a time. */
  now: () => number;
  /** Whether answers tell how every condition came out. */
  trace?: boolean;
};

export type Evaluator = {
  /**
   * Evaluates one request, an object as docs/guides/secl-tools.md has it. Never throws for
   * anything that JSON can say.
   */
  evaluate(request: unknown): EvaluationAnswer;
  /** The same for a line of JSON. */
  evaluateLine(line: string): EvaluationAnswer;
  /** Compiled expressions held at the moment, at most EVALUATOR_RULES_MAX. */
  readonly rulesKept: number;
};

type Failed = { diagnostic: Diagnostic; source: string };
type Ready = { rule: CheckedRule; holds: RuleFunction; table: FieldTable };
type Environment = { check: CheckEnvironment } | Failed;

/** Makes an evaluator with a cache of its own. */
export function createEvaluator({
  table = FIELD_TABLE,
  now,
  trace = false,
}: EvaluatorOptions): Evaluator {
  const environments = createRecent<Environment>(
    EVALUATOR_ENVIRONMENTS_MAX,
    EVALUATOR_CHARACTERS_MAX,
  );
  const rules = createRecent<Ready | Failed>(EVALUATOR_RULES_MAX, EVALUATOR_CHARACTERS_MAX);

  function answer(json: unknown): EvaluationAnswer {
    const request = readRequest(json);
    const key = environmentKey(request);
    const compiled = rules.take(`${key}\n${request.expression}`, () => {
      const environment = environments.take(key, () => environmentOf(request, table));
      if ("diagnostic" in environment) return environment;
      return compileRequest(request, environment.check);
    });
    if ("diagnostic" in compiled) return refusal(compiled.diagnostic, compiled.source);
    return run(request, compiled, now, trace);
  }

  function evaluate(json: unknown): EvaluationAnswer {
    try {
      return answer(json);
    } catch (error) {
      if (error instanceof Refused) return refusal(error.diagnostic, undefined);
      throw error;
    }
  }

  return {
    evaluate,
    evaluateLine(line) {
      let json: unknown;
      try {
        json = JSON.parse(line);
      } catch (error) {
        return refusal(faults.notJson(error instanceof Error ? error.message : "?"), undefined);
      }
      return evaluate(json);
    },
    get rulesKept() {
      return rules.size;
    },
  };
}

/** Evaluates one request without keeping anything; many are for `createEvaluator`. */
export function evaluateOnce(request: unknown, options: EvaluatorOptions): EvaluationAnswer {
  return createEvaluator(options).evaluate(request);
}

/** The answer to a line that was not kept because it is longer than `bytesMax`. */
export function lineTooLong(bytesMax: number): EvaluationAnswer {
  return refusal(faults.lineTooLong(bytesMax), undefined);
}

function refusal(diagnostic: Diagnostic, source: string | undefined): EvaluationAnswer {
  const { code, span, what, why, do: todo } = diagnostic;
  const { line, column } =
    source === undefined ? { line: 0, column: 0 } : locate(source, span.start);
  return { error: { code, message: `${what}. ${why} ${todo}`, line, column } };
}

/** Everything of a request that decides what its expression means; values of the event do not. */
function environmentKey({ fields, event, macros, variables, constants }: Request): string {
  const isPlain =
    fields === undefined && macros.length === 0 && variables.size === 0 && constants.size === 0;
  if (isPlain) return "";
  const shapes = [...variables].map(([name, { shape, value }]) => [name, shape, isAddress(value)]);
  const lists = fields === undefined ? [] : iteratorsOf(fields, event);
  return JSON.stringify([fields && [...fields], lists, macros, shapes, [...constants]]);
}

function environmentOf(request: Request, known: FieldTable): Environment {
  const { macros, faults: found } = defineMacros(request.macros);
  const error = found.find(({ diagnostic }) => diagnostic.severity === "error");
  if (error !== undefined) {
    const { id = "", expression = "" } = request.macros[error.index] ?? {};
    const { diagnostic } = error;
    const what = `in the macro ${id}: ${diagnostic.what}`;
    return { diagnostic: { ...diagnostic, what }, source: expression };
  }
  const variables = new Map([...request.variables].map(([name, { shape }]) => [name, shape]));
  return { check: { table: tableOf(request, known), macros, variables, anyEvent: true } };
}

function compileRequest(request: Request, environment: CheckEnvironment): Ready | Failed {
  const { expression } = request;
  const checked = checkRule(expression, environment);
  const rule = checked.rule ?? checkWithAddresses(request, environment);
  const { table } = environment;
  if (rule !== undefined) return { rule, holds: compileClosures(rule), table };
  const diagnostic = checked.diagnostics.find(({ severity }) => severity === "error");
  return { diagnostic: diagnostic as Diagnostic, source: expression };
}

/** JSON has no addresses: a variable whose text is one may be meant as such. */
function checkWithAddresses(request: Request, environment: CheckEnvironment) {
  const variables: VariableTable = new Map(
    [...request.variables].map(([name, { shape, value }]) => [
      name,
      shape.type === "string" && isAddress(value) ? { ...shape, type: "ip" } : shape,
    ]),
  );
  return checkRule(request.expression, { ...environment, variables }).rule;
}

function isAddress(value: unknown): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return (
    values.length > 0 &&
    values.every((text) => typeof text === "string" && parseNet(text) !== undefined)
  );
}

function run(
  request: Request,
  { rule, holds, table }: Ready,
  clock: () => number,
  trace: boolean,
): EvaluationAnswer {
  const { event, ignored } = bindEvent(request.event, table, rule.event);
  const timestamp = Number(event["event.timestamp"]);
  const context = {
    now: request.now ?? (timestamp > 0 ? timestamp : clock()),
    variables: { read: (name: string) => request.variables.get(name)?.value },
  };
  const result = holds(event, context);
  const matched = result ? explainMatch(rule, event, context) : [];
  return {
    result,
    matched,
    ...(trace && { conditions: traceRule(rule, event, context) }),
    ...(ignored.length > 0 && { ignored }),
  };
}
