/**
 * The agent rule of a Sigma rule as a file of content, proved by loading it: it is refused when it
 * would not load, and gets inline tests that were seen to pass.
 */
import { stringify } from "yaml";
import { type ContentFile, inspectContent, testContent } from "#lib/content";
import { FIELD_TABLE } from "#lib/event";
import { attackIds, severityOf } from "./detection.ts";
import { exampleEvents } from "./example.ts";
import { describeSource, type EventTarget, eventField } from "./fields.ts";
import * as refuse from "./refuse.ts";
import type { Logic, SigmaRule } from "./types.ts";

const LINE_WIDTH = 100;
const RESPOND_MAX = 10;

/** `name` is that of the file, `<id>.yaml` as content wants it. */
export type AgentFile = { name: string; text: string };

type Expression = { target: EventTarget; expression: string };

export function agentFile(rule: SigmaRule, id: string, expressions: readonly Expression[]) {
  const name = `${id.replaceAll("_", "-")}.yaml`;
  const body = ruleBody(rule, id, expressions);
  const write = (tests: readonly object[]): ContentFile => ({
    path: name,
    text: stringify({ ...body, ...(tests.length > 0 ? { tests } : {}) }, { lineWidth: LINE_WIDTH }),
  });
  const { rules, diagnostics } = inspectContent([write([])]);
  const undelivered = rules[0]?.undelivered ?? "";
  const fault = diagnostics.find(({ severity }) => severity === "error");
  if (fault !== undefined) refuse.expressionRefused(fault.what);
  const notes = [...notesOf(rule, expressions), ...(undelivered === "" ? [] : [undelivered])];
  const tests = testsOf(rule, expressions, (test) => passes(write([test])));
  if (!tests.some(({ match }) => match)) notes.push("no example could be made that it matches");
  return {
    agent: { name, text: write(tests).text } satisfies AgentFile,
    needs: `${expressions.map(({ target }) => target.event).join(", ")} events`,
    notes,
    keyOf: (field: string) => attributeOf(rule, expressions, field),
  };
}

function ruleBody(rule: SigmaRule, id: string, expressions: readonly Expression[]) {
  const texts = expressions.map(({ expression }) => expression);
  const { falsePositives, references } = rule;
  const respond = [
    "Read the process tree of the event upwards to what started it.",
    ...falsePositives.map((cause) => `Rule out: ${cause}`),
    ...references.map((reference) => `See ${reference}`),
  ];
  return {
    id,
    name: rule.title,
    severity: severityOf(rule.level),
    maturity: rule.status === "stable" ? "stable" : "trial",
    attack: attackIds(rule.tags),
    ...(texts.length === 1 ? { expression: texts[0] } : { expressions: texts }),
    message: "{{process.file.path}} as {{process.user}}",
    why: rule.description || rule.title,
    respond: respond.slice(0, RESPOND_MAX),
    tags: [...(rule.id === "" ? [] : [`sigma:${rule.id}`]), "source:sigma"],
  };
}

type Test = { name: string; match: boolean; event: Record<string, unknown> };

function passes(file: ContentFile): boolean {
  return testContent([file]).tests.every(({ passed }) => passed);
}

/** One event of each type that matches, and one that does not. */
function testsOf(
  rule: SigmaRule,
  expressions: readonly Expression[],
  check: (test: Test) => boolean,
): Test[] {
  const found = expressions.flatMap(({ target }): Test[] => {
    for (const event of exampleEvents(rule.logic, target, rule.source)) {
      const test = { name: `${target.event} as the rule describes it`, match: true, event };
      if (check(test)) return [test];
    }
    return [];
  });
  const type = expressions[0]?.target.event;
  const other = { name: "an event of which nothing is said", match: false, event: { type } };
  return check(other) ? [...found, other] : found;
}

function fieldsOf(logic: Logic): string[] {
  if (logic.kind === "not") return fieldsOf(logic.item);
  if (logic.kind !== "test") return logic.items.flatMap(fieldsOf);
  return logic.field === undefined ? [] : [logic.field];
}

/** Where the expression says something else than the rule. */
function notesOf({ logic, source }: SigmaRule, expressions: readonly Expression[]): string[] {
  const fields = fieldsOf(logic);
  const isAny = (test: (kind: string, field: string) => boolean) =>
    expressions.some(({ target }) =>
      fields.some((field) => test(eventField(target, field, source).kind, field)),
    );
  const notes: string[] = [];
  if (isAny((_, field) => /^a[1-9]\d*$/.test(field)))
    notes.push("arguments are looked for at any place, not at a numbered one");
  if (isAny((kind) => kind === "file")) notes.push("paths of files are compared with letter case");
  return notes;
}

/** The attribute by which signals can be grouped by a field of the rule's events. */
function attributeOf(rule: SigmaRule, expressions: readonly Expression[], field: string): string {
  const [first] = expressions;
  if (field.toLowerCase() === "computer" || field.toLowerCase() === "host") return "host";
  if (first === undefined) return refuse.unknownField(field, describeSource(rule.source));
  const { kind, name } = eventField(first.target, field, rule.source);
  const secl =
    kind === "path" || kind === "file"
      ? `${name}.path`
      : kind === "command"
        ? `${name}.argv`
        : name;
  const json = FIELD_TABLE.fields.get(secl)?.json ?? "";
  return json === "" ? refuse.unknownField(field, describeSource(rule.source)) : `@${json}`;
}
