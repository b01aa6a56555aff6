/** What stands at a place of a rule, for who points at it. */
import type { Span } from "#lib/base";
import { lookUp } from "./check-field.ts";
import { type CheckEnvironment, createChecker } from "./checker.ts";
import { cursorAt } from "./cursor.ts";
import {
  constantEntry,
  type Entry,
  fieldEntry,
  iteratorEntry,
  macroEntry,
  measureEntry,
  operatorEntry,
  variableEntry,
} from "./entry.ts";
import { type Lexeme, scan } from "./scan.ts";

/**
 * The entry of the token at `offset`, and where the token is; undefined when there is nothing to
 * say.
 */
export function entryAt(
  source: string,
  offset: number,
  environment: CheckEnvironment,
): { span: Span; entry: Entry } | undefined {
  const lexeme = scan(source).find(({ span }) => span.start <= offset && offset < span.end);
  const entry = lexeme && entryOf(lexeme, source, environment);
  return entry && lexeme && { span: lexeme.span, entry };
}

function entryOf(
  { kind, text, span }: Lexeme,
  source: string,
  environment: CheckEnvironment,
): Entry | undefined {
  if (kind === "operator") {
    const entry = operatorEntry(text);
    return entry.brief === "" || "()[],".includes(text) ? undefined : entry;
  }
  if (kind === "variable") {
    const shape = environment.variables?.get(text);
    return shape && variableEntry(text, shape);
  }
  if (kind !== "name" && kind !== "reference") return undefined;
  if (text === "true" || text === "false") return operatorEntry(text);
  const { table, macros } = environment;
  const value = table.constants.get(text);
  const { subject, event } = cursorAt(source, span.start, environment);
  if (value !== undefined) return constantEntry(text, value, subject?.group || undefined);
  if (macros?.has(text)) return macroEntry(text, environment);
  const plain = text.replace(/\[[^\]]*\]/, "");
  const members = [...table.fields.values()].filter(({ iterator }) => iterator === plain);
  if (members.length > 0 && !table.fields.has(plain)) return iteratorEntry(plain, members);
  const checker = createChecker(environment);
  checker.eventAhead = event;
  const found = lookUp(checker, plain);
  if (found === undefined) return undefined;
  if (found.measure === "value") return fieldEntry(found.field);
  return measureEntry(text, found.measure, found.field.reason);
}
