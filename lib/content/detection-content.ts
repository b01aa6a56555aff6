/** Detection rules from YAML files, in the shape that the API shows. */

import {
  CASES_MAX,
  CONDITIONLESS_METHODS,
  parseCondition,
  queryLabels,
  WINDOWLESS_METHODS,
} from "#lib/detection";
import { type DetectionRule, SEVERITIES, STREAM_RULE_TYPES } from "#lib/protocol";
import { attackTags } from "./attack.ts";
import {
  finishRule,
  methodOf,
  methodOptions,
  PART_KEYS,
  rareParts,
  readQueries,
} from "./detection-parts.ts";
import * as faults from "./diagnostics.ts";
import { durationMs, WINDOWS } from "./duration.ts";
import { boundFiles, HEAD_KEYS, type Head, hasError, readHead, uniqueById } from "./head.ts";
import { CONTENT_FILES_MAX, TEST_EVENTS_MAX } from "./limits.ts";
import { placeFault } from "./place.ts";
import type {
  ContentFile,
  DetectionContent,
  DetectionTest,
  ExpectedSignal,
  FileDiagnostic,
} from "./types.ts";
import {
  boolAt,
  checkKeys,
  hasKey,
  needText,
  openYaml,
  placedAt,
  plainAt,
  plainMapAt,
  report,
  type Section,
  sectionsAt,
  spanOf,
  textAt,
  textsAt,
  wordAt,
} from "./yaml.ts";

const RULE_KEYS = [
  ...HEAD_KEYS,
  ...PART_KEYS,
  ...["queries", "window", "keep_alive", "max_duration", "cases", "removed_on"],
];
const CASE_KEYS = ["name", "when", "severity"];
const TEST_KEYS = ["name", "events", "signals"];
const TIME_KEYS: readonly string[] = ["at", "times", "every"];
const SIGNAL_KEYS = ["severity", "group", "events"];

const DEFAULT_WINDOWS = { window: "5m", keep_alive: "1h", max_duration: "1d" } as const;

type RuleCases = DetectionRule["cases"];

/**
 * Reads detection rules. `contents` has the same rules with their tests. Times are 0 and versions
 * 1: whoever stores the rules keeps both.
 */
export function loadDetectionContent(files: readonly ContentFile[]): {
  rules: DetectionRule[];
  contents: DetectionContent[];
  diagnostics: FileDiagnostic[];
} {
  const diagnostics: FileDiagnostic[] = [];
  const read: (DetectionContent & { id: string; span: { start: number; end: number } })[] = [];
  for (const file of boundFiles(files, CONTENT_FILES_MAX, diagnostics)) {
    const own: FileDiagnostic[] = [];
    const section = openYaml(file, own);
    const content = section && readDetection(section);
    diagnostics.push(...own);
    if (section === undefined || content === undefined || hasError(own)) continue;
    read.push({ ...content, id: content.rule.id, span: spanOf(section, "id") });
  }
  const contents = uniqueById(read, (content) => content, diagnostics);
  return { rules: contents.map(({ rule }) => rule), contents, diagnostics };
}

function readDetection(section: Section): DetectionContent | undefined {
  const { source } = section;
  checkKeys(section, RULE_KEYS);
  const head = readHead(section);
  const queries = readQueries(section);
  const method = methodOf(section);
  const cases = readCases(section, method, caseLabels(section, method, queries));
  const options = readOptions(section, method);
  const tests = sectionsAt(section, "tests").map(readTest);
  if (head === undefined) return undefined;
  const rule = finishRule(section, {
    id: head.id,
    name: head.name,
    message: markdownOf(head),
    type: wordAt(section, "type", STREAM_RULE_TYPES) ?? "workload_security",
    version: 1,
    isEnabled: head.maturity !== "retired",
    isDefault: true,
    isDeleted: false,
    hasExtendedTitle: boolAt(section, "extended_title") ?? false,
    createdAt: 0,
    updatedAt: 0,
    tags: [...new Set(["security:attack", ...attackTags(head.attack), ...head.tags])],
    queries,
    cases,
    filters: [],
    options,
    ...deprecation(section, head),
    ...rareParts(section),
  });
  if (rule === undefined) return undefined;
  return { rule, maturity: head.maturity, attack: head.attack, tests, path: source.path };
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A rule that is going, and from when it is not shipped any more; a retired one stays, off. */
function deprecation(section: Section, { maturity }: Head): Partial<DetectionRule> {
  const day = textAt(section, "removed_on");
  const retired = maturity === "retired" ? { isDeprecated: true } : {};
  if (day === undefined) return retired;
  const deprecationDate = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // The 30th of February would be the 2nd of March.
  const isDay = new Date(deprecationDate).toJSON()?.startsWith(day) === true;
  if (isDay) return { isDeprecated: true, deprecationDate };
  const wanted = "a day such as 2027-01-31";
  report(section.source, faults.valueKind(spanOf(section, "removed_on"), "removed_on", wanted));
  return retired;
}

/** What cases may name: queries, or in a sequence its steps. */
function caseLabels(section: Section, method: string, queries: readonly unknown[]): string[] {
  if (method !== "sequence_detection") return queryLabels(queries as { name: string }[]);
  const { steps } = plainMapAt(section, "options");
  return Array.isArray(steps)
    ? steps.map((step) => String((step as { name?: unknown })?.name))
    : [];
}

/** The text of a signal: what happened, why it matters, what to do, what is not seen. */
function markdownOf({ message, why, respond, gaps }: Head): string {
  const parts = [message, `## Why it matters\n${why.trim()}`];
  parts.push(`## What to do\n${respond.map((step, at) => `${at + 1}. ${step.trim()}`).join("\n")}`);
  if (gaps.trim() !== "") parts.push(`## Known gaps\n${gaps.trim()}`);
  return parts.join("\n\n");
}

function bounded(section: Section, key: string, max: number, purpose: string): Section[] {
  const entries = sectionsAt(section, key);
  const span = spanOf(section, key);
  if (entries.length === 0) report(section.source, faults.keyMissing(span, key, purpose));
  if (entries.length > max) report(section.source, faults.tooMany(span, key, max));
  return entries.slice(0, max);
}

function readCases(section: Section, method: string, labels: readonly string[]): RuleCases {
  if (method === "third_party" && !hasKey(section, "cases")) return [];
  const entries = bounded(section, "cases", CASES_MAX, "It says how severe a signal is.");
  return entries.map((entry) => {
    checkKeys(entry, CASE_KEYS);
    if (!CONDITIONLESS_METHODS.has(method)) needText(entry, "when", "It says when the case holds.");
    needText(entry, "severity", "Signals are sorted by it.");
    const when = placedAt(entry, "when");
    const { source } = entry;
    if (when !== undefined) {
      for (const diagnostic of parseCondition(when.text, labels).diagnostics) {
        report(source, placeFault(when, diagnostic, source.path));
      }
    }
    return {
      name: textAt(entry, "name") ?? "",
      status: wordAt(entry, "severity", SEVERITIES) ?? "info",
      condition: when?.text ?? "",
      notifications: [],
    };
  });
}

function readOptions(section: Section, method: string): Record<string, unknown> {
  const seconds = (key: keyof typeof DEFAULT_WINDOWS) => {
    const isOff = key === "window" && WINDOWLESS_METHODS.has(method);
    const text = textAt(section, key) ?? (isOff ? "0s" : DEFAULT_WINDOWS[key]);
    const length = Object.hasOwn(WINDOWS, text) ? WINDOWS[text] : undefined;
    if (length !== undefined) return length;
    const allowed = Object.keys(WINDOWS);
    report(section.source, faults.durationInvalid(spanOf(section, key), key, allowed));
    return 0;
  };
  const options = {
    detectionMethod: method,
    evaluationWindow: seconds("window"),
    keepAlive: seconds("keep_alive"),
    maxSignalDuration: seconds("max_duration"),
    ...(boolAt(section, "decrease_by_env") === true ? { decreaseCriticalityBasedOnEnv: true } : {}),
    ...methodOptions(section, method),
  };
  const { evaluationWindow, keepAlive, maxSignalDuration } = options;
  if (evaluationWindow > keepAlive || keepAlive > maxSignalDuration) {
    report(section.source, faults.windowsDisagree(spanOf(section, "keep_alive")));
  }
  return options;
}

function readTest(section: Section): DetectionTest {
  checkKeys(section, TEST_KEYS);
  const events = readEvents(section);
  const signals = sectionsAt(section, "signals").map((entry): ExpectedSignal => {
    checkKeys(entry, SIGNAL_KEYS);
    return {
      severity: wordAt(entry, "severity", SEVERITIES) ?? "info",
      group: textsAt(entry, "group"),
      events: Number(textAt(entry, "events") ?? 1),
    };
  });
  const name = needText(section, "name", "A failing test is found by it.") ?? "";
  return { name, events, signals, span: spanOf(section) };
}

/** Stands in a text of a repeated event for the number of the repetition, from 1. */
const NUMBER = "{n}";

/**
 * `times` and `every` repeat an event; every other key beside `at` is a path in the event, and a
 * `{n}` in its text is another number each time.
 */
function readEvents(section: Section): DetectionTest["events"] {
  const events: { atMs: number; event: Record<string, unknown> }[] = [];
  for (const entry of sectionsAt(section, "events")) {
    const lastMs = events.at(-1)?.atMs ?? 0;
    const atMs = durationMs(textAt(entry, "at") ?? "0s") ?? -1;
    const everyMs = durationMs(textAt(entry, "every") ?? "0s") ?? -1;
    const times = Number(textAt(entry, "times") ?? 1);
    const isBounded = Number.isInteger(times) && times > 0 && times <= TEST_EVENTS_MAX;
    if (atMs < lastMs || everyMs < 0 || !isBounded) {
      report(entry.source, faults.offsetInvalid(spanOf(entry, "at")));
      continue;
    }
    for (let at = 0; at < times; at++)
      events.push({ atMs: atMs + at * everyMs, event: readEvent(entry, at + 1) });
  }
  return events;
}

function readEvent(entry: Section, number: number): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const { key } of entry.map.items) {
    const path = String(key);
    if (TIME_KEYS.includes(path)) continue;
    const value = plainAt(entry, path);
    const own = typeof value === "string" ? value.replaceAll(NUMBER, String(number)) : value;
    setPath(event, path.split("."), own);
  }
  return event;
}

/** `agent.rule_id: x` is `{agent: {rule_id: x}}`. */
function setPath(event: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    event[first] = value;
    return;
  }
  const inner = event[first];
  const next = typeof inner === "object" && inner !== null ? inner : {};
  event[first] = next;
  setPath(next as Record<string, unknown>, rest, value);
}
