/** What the explorer of logs shows, as its address says it. */
import type { RecordOrder, RecordQuestion } from "../../api/records.ts";
import {
  type Range,
  readText,
  readTime,
  type TimeSearch,
  type TimeView,
  timeBounds,
  timeView,
} from "../../ui/explorer/time-range.ts";

export const DEFAULT_RANGE: Range = "1h";
export const DEFAULT_COLUMNS: readonly string[] = ["host", "service", "message"];
export const COLUMNS_MAX = 12;
const COLUMN_CHARACTERS_MAX = 256;
export const DEFAULT_GROUP = "service";

/** How logs are shown: one by one, or what they add up to. */
export const SHAPES = ["list", "top", "series"] as const;
export type Shape = (typeof SHAPES)[number];

/** What can be worked out of a group; all but the first are about an attribute. */
export const MEASURES = [
  ...(["count", "cardinality", "sum", "avg", "min", "max"] as const),
  ...(["median", "pc95", "pc99"] as const),
] as const;
export type Measure = (typeof MEASURES)[number];

/** Absent members mean the default, so that the plain address is short. */
export type LogsSearch = TimeSearch & {
  q?: string;
  order?: "oldest";
  log?: string;
  /** Columns, separated by commas. */
  cols?: string;
  shape?: Exclude<Shape, "list">;
  by?: string;
  measure?: Exclude<Measure, "count">;
  of?: string;
};

/** Reads an address; what does not make sense is left out. */
export function readLogsSearch(raw: Record<string, unknown>): LogsSearch {
  const search: LogsSearch = readTime(raw);
  for (const name of ["q", "log", "cols", "by", "of"] as const) {
    const text = readText(raw[name]);
    if (text !== undefined) search[name] = text;
  }
  if (raw["order"] === "oldest") search.order = "oldest";
  if (raw["shape"] === "top" || raw["shape"] === "series") search.shape = raw["shape"];
  const measure = MEASURES.find((each) => each === raw["measure"]);
  if (measure !== undefined && measure !== "count") search.measure = measure;
  return search;
}

/** What identifies a list: two addresses with the same view share their rows. */
export type LogsView = TimeView & { query: string; order: RecordOrder };
/** What logs are put together by, and what is worked out of each group. */
export type Grouping = { by: string; measure: Measure; of: string };

export function viewOf(search: LogsSearch): LogsView {
  return {
    query: search.q ?? "",
    ...timeView(search, DEFAULT_RANGE),
    order: search.order === "oldest" ? "timestamp" : "-timestamp",
  };
}

export function groupingOf({ by, measure, of }: LogsSearch): Grouping {
  return { by: by ?? DEFAULT_GROUP, measure: measure ?? "count", of: of ?? "" };
}

/** The columns of an address, each once. */
export function columnsOf({ cols }: LogsSearch): readonly string[] {
  const wanted = (cols ?? "")
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "" && key.length <= COLUMN_CHARACTERS_MAX);
  const columns = [...new Set(wanted)].slice(0, COLUMNS_MAX);
  return columns.length === 0 ? DEFAULT_COLUMNS : columns;
}

/** The member of the address for these columns; undefined for the usual ones. */
export function writeColumns(columns: readonly string[]): string | undefined {
  const text = columns.join(",");
  return text === "" || text === DEFAULT_COLUMNS.join(",") ? undefined : text;
}

/** The question to ask the server; a range is counted back from `now`. */
export function questionOf(view: LogsView, now: number): RecordQuestion {
  return { query: view.query, ...timeBounds(view, now) };
}
