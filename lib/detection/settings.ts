/**
 * What people set beside the rules: which logs are looked at, what is left out, which values are in
 * tables, which assets matter. All of it is given; whoever stores it reads it first.
 */
import type { DetectionRule, Severity } from "#lib/protocol";
import { compilePredicate, type Predicate, parseQuery, valueReader } from "#lib/query";
import type { CompiledQuery, CompiledRule } from "./compile.ts";
import type { DraftEvent, SignalDraft } from "./draft.ts";
import { ADJUSTMENTS, type Adjustment, adjustSeverity } from "./severity.ts";

type Event = Record<string, unknown>;

/** Signals that are not made, and events that a rule does not see. Searches, "" for none. */
export type SuppressionSetting = {
  id: string;
  /** A search over rules, as `ruleDocument` shows them. */
  rule_query: string;
  suppression_query: string;
  data_exclusion_query: string;
  /** Milliseconds since 1970; undefined when it has no such end. */
  start_date?: number | undefined;
  expiration_date?: number | undefined;
};

export type CriticalAssetSetting = {
  id: string;
  rule_query: string;
  /** A search over signals. */
  query: string;
  severity: Adjustment;
};

/** Which logs are looked at: those of any filter, less its exclusions. */
export type SecurityFilterSetting = { query: string; exclusions: readonly string[] };

/** Rows of a table by name; a value of a column is text. */
export type ReferenceTables = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>;

export type DetectionSettings = {
  suppressions: readonly SuppressionSetting[];
  criticalAssets: readonly CriticalAssetSetting[];
  /** undefined: all logs are looked at. */
  securityFilters: readonly SecurityFilterSetting[] | undefined;
  referenceTables: ReferenceTables;
};

export const NO_SETTINGS: DetectionSettings = {
  suppressions: [],
  criticalAssets: [],
  securityFilters: undefined,
  referenceTables: new Map(),
};

/** What the matcher asks of the settings. */
export type MatchSettings = {
  /** A test of events beside a query, by the event and its time; undefined when there is none. */
  admits(
    rule: CompiledRule,
    query: CompiledQuery,
  ): ((event: Event, ts: number) => boolean) | undefined;
};

export const ANY_SETTINGS: MatchSettings = { admits: () => undefined };

/**
 * A rule as searches over rules see it; its tags are found by their keys, such as `source:`. A rule
 * at work is enabled.
 */
export function ruleDocument(rule: RuleHead): Event {
  const { id, name, type, tags, isDefault, isEnabled: enabled = true } = rule;
  const severity = rule.cases.map(({ status }) => status);
  const head = { ruleId: id, id, name, message: name, title: [id, type, ...tags] };
  return { ...head, type, tags: [...tags], severity, default: isDefault, enabled };
}

type RuleHead = Pick<DetectionRule, "id" | "name" | "type" | "isDefault"> & {
  tags: readonly string[];
  cases: readonly { status: string }[];
  isEnabled?: boolean;
};

/** A search over any document; text that is no search finds nothing. */
function searchOf(text: string): Predicate {
  const { query } = parseQuery(text);
  return query === undefined ? () => false : compilePredicate(query);
}

type Suppression = SuppressionSetting & {
  concerns: Predicate;
  suppresses: Predicate | undefined;
  excludes: Predicate | undefined;
};

type Rows = readonly Readonly<Record<string, string>>[];

/** Rules that are loaded anew mostly ask tables that are as they were. */
const columns = new WeakMap<Rows, Map<string, ReadonlySet<string>>>();

/** The values of a column. */
function columnValues(rows: Rows, name: string): ReadonlySet<string> {
  const known = columns.get(rows) ?? new Map<string, ReadonlySet<string>>();
  columns.set(rows, known);
  const values = known.get(name) ?? new Set(rows.map((row) => row[name] ?? ""));
  known.set(name, values);
  return values;
}

function inForce({ start_date: start, expiration_date: end }: SuppressionSetting, at: number) {
  return (start === undefined || at >= start) && (end === undefined || at < end);
}

/** A signal as a search sees it before it is made, by one of its events. */
export function signalDocument(draft: SignalDraft, { event, host, tags }: DraftEvent): Event {
  const { rule, triggers } = draft;
  const met = rule.cases[triggers[0]?.case ?? 0];
  const { id, name, type, detectionMethod } = rule;
  return {
    ...event,
    host,
    status: met?.status ?? "info",
    title: rule.name,
    message: rule.name,
    tags: [...rule.tags, ...tags],
    workflow: { rule: { id, ruleId: id, name, type, detectionMethod } },
  };
}

/** Makes the tests of settings once; they are asked for every event and signal. */
export function compileSettings(settings: DetectionSettings) {
  const suppressions = settings.suppressions.map((setting): Suppression => {
    const { suppression_query: signal, data_exclusion_query: data } = setting;
    return {
      ...setting,
      concerns: searchOf(setting.rule_query),
      suppresses: signal === "" ? undefined : searchOf(signal),
      excludes: data === "" ? undefined : searchOf(data),
    };
  });
  const assets = settings.criticalAssets
    .filter(({ severity }) => ADJUSTMENTS.includes(severity))
    .map((asset) => ({
      ...asset,
      concerns: searchOf(asset.rule_query),
      covers: searchOf(asset.query),
    }));
  const filters = settings.securityFilters?.map(({ query, exclusions }) => ({
    includes: searchOf(query),
    excludes: exclusions.map(searchOf),
  }));

  function tablesOf(query: CompiledQuery): Predicate[] {
    return query.tables.map(({ tableName, columnName, logFieldPath, checkPresence }) => {
      const values = columnValues(settings.referenceTables.get(tableName) ?? [], columnName);
      const read = valueReader(logFieldPath.startsWith("@") ? logFieldPath : `@${logFieldPath}`);
      const plain = valueReader(logFieldPath);
      const has = (event: Event) =>
        [...read(event), ...plain(event)].some((value) => values.has(value));
      return (event) => has(event) === checkPresence;
    });
  }

  function admits(rule: CompiledRule, query: CompiledQuery) {
    const document = ruleDocument(rule.draft);
    const exclusions = suppressions.filter(
      (each) => each.excludes !== undefined && each.concerns(document),
    );
    const tables = tablesOf(query);
    if (exclusions.length + tables.length === 0) return undefined;
    return (event: Event, ts: number): boolean =>
      tables.every((test) => test(event)) &&
      !exclusions.some((each) => inForce(each, ts) && each.excludes?.(event) === true);
  }

  /** Whether a log is looked at; what agents send always is. */
  function isAnalysed(event: Event): boolean {
    if (filters === undefined) return true;
    return filters.some(
      ({ includes, excludes }) => includes(event) && !excludes.some((test) => test(event)),
    );
  }

  /** The draft without what is suppressed, with the severities its assets ask for. */
  function apply(draft: SignalDraft): SignalDraft | undefined {
    const rule = ruleDocument(draft.rule);
    const events = draft.events.length > 0 ? draft.events : draft.earlier;
    const documents = events.map((event) => ({
      event,
      document: signalDocument(draft, event),
    }));
    const relevant = suppressions.filter(
      (each) => each.suppresses !== undefined && each.concerns(rule),
    );
    const isSuppressed = ({ event, document }: (typeof documents)[number]) =>
      relevant.some((each) => inForce(each, event.ts) && each.suppresses?.(document) === true);
    if (documents.length > 0 && documents.every(isSuppressed)) return undefined;
    const covering = assets.filter(
      (asset) => asset.concerns(rule) && documents.some(({ document }) => asset.covers(document)),
    );
    return covering.length === 0 ? draft : adjusted(draft, covering);
  }

  return { admits, isAnalysed, apply };
}

export type CompiledSettings = ReturnType<typeof compileSettings>;

function adjusted(
  draft: SignalDraft,
  assets: readonly { id: string; severity: Adjustment }[],
): SignalDraft {
  const adjustments = assets.map(({ severity }) => severity);
  const cases = draft.rule.cases.map((each) => ({
    ...each,
    status: adjustSeverity(each.status as Severity, adjustments),
  }));
  const [trigger] = draft.triggers;
  const original = draft.rule.cases[trigger?.case ?? 0]?.status;
  const critical_assets_data = {
    original_status: original,
    assets: assets.map(({ id, severity }) => ({ id, severity })),
  };
  const attributes = { ...draft.attributes, critical_assets_data };
  return { ...draft, rule: { ...draft.rule, cases }, attributes };
}
