/** The keys that every rule file has, whatever it is a rule about. */
import type { Span } from "#lib/base";
import { SEVERITIES, type Severity } from "#lib/protocol";
import { attackEntry, attackSuccessor } from "./attack.ts";
import * as faults from "./diagnostics.ts";
import { type ContentFile, type FileDiagnostic, MATURITIES, type Maturity } from "./types.ts";
import { listAt, needText, report, type Section, spanOf, textAt, textsAt, wordAt } from "./yaml.ts";

export type Head = {
  id: string;
  name: string;
  maturity: Maturity;
  attack: string[];
  message: string;
  why: string;
  respond: string[];
  gaps: string;
  tags: string[];
};

export const HEAD_KEYS = [
  "id",
  "name",
  "maturity",
  "attack",
  "message",
  "why",
  "respond",
  "gaps",
  "tags",
  "tests",
] as const;

const ID = /^[a-z0-9_]+$/;

/** Reads the common keys; undefined when the rule cannot be named. */
export function readHead(section: Section): Head | undefined {
  const { source } = section;
  const id = needText(section, "id", "Matches and signals name their rule by it.");
  const name = needText(section, "name", "People know the rule by it.");
  const message = needText(section, "message", "It says what happened.");
  const why = needText(section, "why", "Whoever works a signal must know why it matters.") ?? "";
  const respond = textsAt(section, "respond");
  if (!section.map.has("respond")) {
    const purpose = "Whoever works a signal must know what to do.";
    report(source, faults.keyMissing(spanOf(section, "respond"), "respond", purpose));
  }
  const maturity = wordAt(section, "maturity", MATURITIES) ?? "trial";
  const attack = readAttack(section);
  const gaps = textAt(section, "gaps") ?? "";
  const tags = textsAt(section, "tags");
  if (id === undefined || name === undefined || message === undefined) return undefined;
  if (!ID.test(id)) return report(source, faults.idInvalid(spanOf(section, "id"), id));
  const expected = `${id.replaceAll("_", "-")}.yaml`;
  if (source.path.split("/").at(-1) !== expected) {
    report(source, faults.fileName(spanOf(section, "id"), id, expected));
  }
  return { id, name, maturity, attack, message: message.trim(), why, respond, gaps, tags };
}

function readAttack(section: Section): string[] {
  const known: string[] = [];
  for (const { text, span } of listAt(section, "attack")) {
    const successor = attackSuccessor(text);
    if (attackEntry(text) !== undefined) known.push(text);
    else if (successor !== undefined) {
      report(section.source, faults.attackRevoked(span, text, successor));
    } else report(section.source, faults.attackUnknown(span, text));
  }
  return known;
}

export function readSeverity(section: Section): Severity | undefined {
  const purpose = "Signals are sorted by it.";
  if (needText(section, "severity", purpose) === undefined) return undefined;
  return wordAt(section, "severity", SEVERITIES);
}

/** Whether something of a file could not be read; warnings do not keep a rule from loading. */
export function hasError(diagnostics: readonly FileDiagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** Keeps the first rule of each id and reports the others. */
export function uniqueById<Rule>(
  rules: readonly Rule[],
  idOf: (rule: Rule) => { id: string; path: string; span: Span },
  diagnostics: FileDiagnostic[],
): Rule[] {
  const paths = new Map<string, string>();
  return rules.filter((rule) => {
    const { id, path, span } = idOf(rule);
    const taken = paths.get(id);
    if (taken === undefined) {
      paths.set(id, path);
      return true;
    }
    report({ path, diagnostics }, faults.idTwice(span, id, taken));
    return false;
  });
}

/** The files within the maximum, in order of path; the first beyond it is reported. */
export function boundFiles(
  files: readonly ContentFile[],
  max: number,
  diagnostics: FileDiagnostic[],
): ContentFile[] {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const over = sorted[max];
  const nowhere = { start: 0, end: 0 };
  if (over !== undefined) {
    report({ path: over.path, diagnostics }, faults.tooManyFiles(nowhere, max));
  }
  return sorted.slice(0, max);
}
