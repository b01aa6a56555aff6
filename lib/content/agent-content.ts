/** Agent rules from YAML files, and the macros they share from files named macros.yaml. */
import type { FieldTable } from "#lib/event";
import { FIELD_TABLE } from "#lib/event";
import { checkMessage } from "./agent-check.ts";
import * as faults from "./diagnostics.ts";
import { expandExpression } from "./expression.ts";
import { boundFiles, HEAD_KEYS, hasError, readHead, readSeverity, uniqueById } from "./head.ts";
import { CONTENT_FILES_MAX } from "./limits.ts";
import { readActions } from "./policy-action.ts";
import type {
  AgentContent,
  AgentRule,
  AgentTest,
  ContentFile,
  FileDiagnostic,
  Macro,
  PlacedText,
  RuleTerms,
} from "./types.ts";
import {
  boolAt,
  checkKeys,
  needText,
  openYaml,
  placedAt,
  placedListAt,
  plainMapAt,
  report,
  type Section,
  sectionsAt,
  spanOf,
  textAt,
  textsAt,
} from "./yaml.ts";

const RULE_KEYS = [...HEAD_KEYS, "severity", "expression", "expressions", "actions"];
const TEST_KEYS = ["name", "match", "event"];
const MACRO_KEYS = ["id", "description", "expression", "values"];
const MACROS_FILE = "macros.yaml";

/** Terms of a rule that says nothing special. */
export const NO_TERMS: Omit<RuleTerms, "idSpan"> = {
  version: "",
  agentVersion: undefined,
  filters: [],
  combine: "",
  overrides: [],
  everyNs: 0,
  limiterTokens: [],
  isSilent: false,
  groupId: "",
  priority: 0,
  productTags: [],
  actions: [],
};

/**
 * Reads agent rules; a file with a fault is reported and the others load. Expressions are not
 * checked here.
 */
export function loadAgentContent(
  files: readonly ContentFile[],
  table: FieldTable = FIELD_TABLE,
): AgentContent {
  const diagnostics: FileDiagnostic[] = [];
  const rules: AgentRule[] = [];
  const macros: Macro[] = [];
  for (const file of boundFiles(files, CONTENT_FILES_MAX, diagnostics)) {
    const own: FileDiagnostic[] = [];
    const section = openYaml(file, own);
    const isMacros = file.path.split("/").at(-1) === MACROS_FILE;
    if (section !== undefined && isMacros) macros.push(...readMacros(section));
    const rule = section === undefined || isMacros ? undefined : readRule(section, table);
    if (rule !== undefined && !hasError(own)) rules.push(rule);
    diagnostics.push(...own);
  }
  return { rules: uniqueById(rules, (rule) => rule, diagnostics), macros, diagnostics };
}

function readRule(section: Section, table: FieldTable): AgentRule | undefined {
  const { source } = section;
  checkKeys(section, RULE_KEYS);
  const head = readHead(section);
  const severity = readSeverity(section);
  const tests = readTests(section);
  const written = readExpressions(section);
  if (head === undefined || severity === undefined || written.length === 0) return undefined;
  const rule: AgentRule = {
    ...head,
    severity,
    expression: written.map(({ text }) => text).join("\n"),
    expressions: written.flatMap((placed) => expandExpression(placed, head.message)),
    isDisabled: head.maturity === "retired",
    terms: { ...NO_TERMS, actions: readActions(section), idSpan: spanOf(section, "id") },
    tests,
    path: source.path,
    span: spanOf(section, section.map.has("expressions") ? "expressions" : "expression"),
    faults: [],
  };
  checkMessage(rule, table, (name) =>
    report(source, faults.placeholderUnknown(spanOf(section, "message"), name)),
  );
  return rule;
}

/** One expression, or several when the same thing is done by different events. */
function readExpressions(section: Section): PlacedText[] {
  if (section.map.has("expressions")) return placedListAt(section, "expressions");
  needText(section, "expression", "It decides what matches.");
  const placed = placedAt(section, "expression");
  return placed === undefined ? [] : [placed];
}

function readTests(section: Section): AgentTest[] {
  return sectionsAt(section, "tests").map((test) => {
    checkKeys(test, TEST_KEYS);
    return {
      name: needText(test, "name", "A failing test is found by it.") ?? "",
      match: boolAt(test, "match") ?? true,
      event: plainMapAt(test, "event"),
      span: spanOf(test),
    };
  });
}

function readMacros(section: Section): Macro[] {
  checkKeys(section, ["macros"]);
  return sectionsAt(section, "macros").flatMap((entry) => {
    checkKeys(entry, MACRO_KEYS);
    const macro = readMacro(entry);
    return macro === undefined ? [] : [macro];
  });
}

/** One macro of a macros file or of a policy. */
export function readMacro(section: Section): Macro | undefined {
  const { source } = section;
  const id = needText(section, "id", "Rules name the macro by it.");
  if (id === undefined) return undefined;
  const expression = placedAt(section, "expression");
  const values = textsAt(section, "values");
  if ((expression === undefined) === (values.length === 0)) {
    return report(source, faults.macroBody(spanOf(section), id));
  }
  const combine = textAt(section, "combine");
  const body = expression === undefined ? { values } : { expression: expression.text };
  const { start } = spanOf(section, expression === undefined ? "values" : "expression");
  return {
    id,
    ...body,
    ...(combine === "merge" || combine === "override" ? { combine } : {}),
    path: source.path,
    offsets: expression?.offsets ?? [start],
  };
}
