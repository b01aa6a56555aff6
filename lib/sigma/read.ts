/**
 * Files of Sigma documents → documents. A file may hold several, divided by `---`; each is read by
 * itself, so that one that cannot be converted does not keep the others out.
 */
import { readYaml } from "#lib/content";
import { parseCondition } from "./condition.ts";
import * as refuse from "./refuse.ts";
import {
  CORRELATION_TYPES,
  type CorrelationOperator,
  LEVELS,
  type Level,
  type Logic,
  type LogSource,
  type Refusal,
  type SigmaCorrelation,
  type SigmaDocument,
  SigmaRefused,
  type SigmaRule,
} from "./types.ts";
import { fieldLogic } from "./values.ts";

export const SIGMA_FILE_LENGTH_MAX = 1_000_000;
const DOCUMENTS_MAX = 1000;
const SEARCHES_MAX = 200;

export type SigmaFile = { path: string; text: string };

/** A document that was read, or why it was not; `title` is what could be read of its name. */
export type ReadDocument = { path: string; title: string } & (
  | { sigma: SigmaDocument }
  | { refusal: Refusal }
);

type Mapping = Readonly<Record<string, unknown>>;

/** Reads all documents of a file, in their order. Never throws for what the file says. */
export function readSigma({ path, text }: SigmaFile): ReadDocument[] {
  if (text.length > SIGMA_FILE_LENGTH_MAX) {
    return [attempt(path, "", () => refuse.tooLong(SIGMA_FILE_LENGTH_MAX))];
  }
  const parts = text.split(/^---[ \t]*(?:#.*)?$/m).filter((part) => /^[^\s#]/m.test(part));
  const read = parts.slice(0, DOCUMENTS_MAX).map((part) => readPart(path, part));
  if (parts.length <= DOCUMENTS_MAX) return read;
  return [...read, attempt(path, "", () => refuse.tooLarge("documents", DOCUMENTS_MAX))];
}

function readPart(path: string, text: string): ReadDocument {
  const { yaml, faults } = readYaml(text);
  const plain: unknown = faults.length > 0 ? undefined : yaml?.tree.toJS();
  if (!isMapping(plain)) {
    return attempt(path, "", () => refuse.notYaml(faults[0]?.what ?? "it is not a mapping"));
  }
  const title = typeof plain["title"] === "string" ? plain["title"] : "";
  return attempt(path, title, () => toDocument(plain));
}

function attempt(path: string, title: string, read: () => SigmaDocument): ReadDocument {
  try {
    return { path, title, sigma: read() };
  } catch (error) {
    if (error instanceof SigmaRefused) return { path, title, refusal: error.refusal };
    throw error;
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toDocument(plain: Mapping): SigmaDocument {
  if (plain["action"] === "global") refuse.globalAction();
  if (isMapping(plain["correlation"])) return toCorrelation(plain, plain["correlation"]);
  if (isMapping(plain["filter"])) {
    const { filter } = plain as { filter: Mapping };
    const { rules, ...detection } = filter;
    return {
      kind: "filter",
      title: needText(plain, "title"),
      source: sourceOf(plain),
      rules: texts(rules),
      logic: detectionLogic(detection),
    };
  }
  return toRule(plain);
}

function toRule(plain: Mapping): SigmaRule {
  const head = headOf(plain);
  if (head.status === "deprecated" || head.status === "unsupported") refuse.retired(head.status);
  const { detection } = plain;
  if (!isMapping(detection)) return refuse.keyMissing("detection");
  return { kind: "rule", ...head, source: sourceOf(plain), logic: detectionLogic(detection) };
}

function headOf(plain: Mapping) {
  const level = LEVELS.find((known) => known === plain["level"]) ?? ("medium" satisfies Level);
  return {
    id: text(plain["id"]),
    name: text(plain["name"]),
    title: needText(plain, "title"),
    description: text(plain["description"]).trim(),
    status: text(plain["status"]),
    author: text(plain["author"]),
    level,
    references: texts(plain["references"]),
    falsePositives: texts(plain["falsepositives"]),
    tags: texts(plain["tags"]),
  };
}

function sourceOf(plain: Mapping): LogSource {
  const source = plain["logsource"];
  if (!isMapping(source)) return refuse.keyMissing("logsource");
  const part = (key: string) => text(source[key]).toLowerCase();
  return { category: part("category"), product: part("product"), service: part("service") };
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function texts(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.map(text).filter((one) => one !== "");
}

function needText(plain: Mapping, key: string): string {
  const found = text(plain[key]).trim();
  return found === "" ? refuse.keyMissing(key) : found;
}

function detectionLogic({ condition, timeframe, ...searches }: Mapping): Logic {
  if (timeframe !== undefined) refuse.aggregation(`timeframe: ${text(timeframe)}`);
  const names = Object.keys(searches);
  if (names.length > SEARCHES_MAX) refuse.tooLarge("searches", SEARCHES_MAX);
  const byName = new Map(names.map((name) => [name, searchLogic(name, searches[name])]));
  const conditions = texts(condition);
  if (conditions.length === 0) refuse.keyMissing("condition");
  const items = conditions.map((one) => parseCondition(one, byName));
  return items.length === 1 ? (items[0] as Logic) : { kind: "or", items };
}

/** A mapping is an AND of its fields; a list an OR of mappings or keywords. */
function searchLogic(name: string, search: unknown): Logic {
  if (isMapping(search)) {
    const items = Object.entries(search).map(([entry, values]) => fieldLogic(entry, values));
    if (items.length === 0) refuse.keyMissing(name);
    return items.length === 1 ? (items[0] as Logic) : { kind: "and", items };
  }
  if (Array.isArray(search) && search.length > 0) {
    const items = (search as unknown[]).map((item) =>
      isMapping(item) ? searchLogic(name, item) : fieldLogic("|contains", item),
    );
    return items.length === 1 ? (items[0] as Logic) : { kind: "or", items };
  }
  if (typeof search === "string") return fieldLogic("|contains", search);
  return refuse.keyMissing(name);
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, M: 2_592_000 };

function toCorrelation(plain: Mapping, correlation: Mapping): SigmaCorrelation {
  const type = CORRELATION_TYPES.find((known) => known === correlation["type"]);
  if (type === undefined) return refuse.keyMissing("correlation.type");
  const timespan = /^(\d+)\s*([smhdM])$/.exec(text(correlation["timespan"]));
  if (timespan === null) return refuse.keyMissing("correlation.timespan");
  const rules = texts(correlation["rules"]);
  if (rules.length === 0) refuse.keyMissing("correlation.rules");
  const condition = isMapping(correlation["condition"]) ? correlation["condition"] : {};
  return {
    kind: "correlation",
    ...headOf(plain),
    type,
    rules,
    groupBy: texts(correlation["group-by"]),
    timespanS: Number(timespan[1]) * (SECONDS[timespan[2] ?? ""] ?? 0),
    condition: conditionsOf(condition),
    field: texts(condition["field"])[0] ?? "",
    aliases: aliasesOf(correlation["aliases"]),
    generate: (correlation["generate"] ?? plain["generate"]) === true,
  };
}

const OPERATORS: readonly CorrelationOperator[] = ["gt", "gte", "lt", "lte", "eq", "neq"];

function conditionsOf(condition: Mapping) {
  return OPERATORS.flatMap((operator) => {
    if (condition[operator] === undefined) return [];
    const value = Number(condition[operator]);
    return Number.isFinite(value)
      ? [{ operator, value }]
      : refuse.keyMissing(`condition.${operator}`);
  });
}

function aliasesOf(aliases: unknown): SigmaCorrelation["aliases"] {
  if (!isMapping(aliases)) return {};
  return Object.fromEntries(
    Object.entries(aliases).map(([alias, byRule]) => [
      alias,
      isMapping(byRule)
        ? Object.fromEntries(Object.entries(byRule).map(([rule, field]) => [rule, text(field)]))
        : refuse.keyMissing(`aliases.${alias}`),
    ]),
  );
}
