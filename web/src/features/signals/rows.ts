/**
 * Live changes to the pages of a list, as pure functions. The newest page is fetched again and laid
 * over what is there: it decides all rows it covers in time, and older rows stay.
 */
import type { TriageState } from "#lib/protocol";
import type { SignalRow, SignalRows } from "../../api/signals.ts";
import { readFacet } from "../../ui/query-text.ts";
import { STATE_FACET } from "./search.ts";

function isSame(a: SignalRow, b: SignalRow): boolean {
  return (Object.keys(a) as (keyof SignalRow)[]).every((key) => a[key] === b[key]);
}

/**
 * Pages of a newest-first list after its first page was fetched again. Rows that did not change
 * keep identity.
 */
export function mergeHead(pages: readonly SignalRows[], fresh: SignalRows): SignalRows[] {
  const old = new Map(pages.flatMap((page) => page.rows.map((row) => [row.id, row])));
  const rows = fresh.rows.map((row) => {
    const before = old.get(row.id);
    return before && isSame(before, row) ? before : row;
  });
  const oldest = rows.at(-1)?.firstSeen;
  if (fresh.after === undefined || oldest === undefined || pages.length === 0)
    return [{ ...fresh, rows }];
  // More arrived than a page holds: what lies between is unknown, so the list starts anew.
  if (!rows.some((row) => old.has(row.id))) return [{ ...fresh, rows }];
  const ids = new Set(rows.map((row) => row.id));
  const rest = pages.map((page) => ({
    ...page,
    rows: page.rows.filter((row) => row.firstSeen <= oldest && !ids.has(row.id)),
  }));
  const [first, ...others] = rest as [SignalRows, ...SignalRows[]];
  return [{ ...first, rows: [...rows, ...first.rows] }, ...others];
}

/** Whether a search, as far as it names states, shows signals of this one. */
function showsState(query: string, state: TriageState): boolean {
  const shown = readFacet(query, STATE_FACET);
  return shown.length === 0 || shown.includes(state);
}

/**
 * Pages with some rows replaced. A row whose new state the search leaves out goes; pages without
 * any of the rows keep identity.
 */
export function patchRows(
  pages: readonly SignalRows[],
  query: string,
  changed: ReadonlyMap<string, SignalRow>,
): SignalRows[] {
  return pages.map((page) => {
    if (!page.rows.some((row) => changed.has(row.id))) return page;
    const rows = page.rows
      .map((row) => changed.get(row.id) ?? row)
      .filter((row) => !changed.has(row.id) || showsState(query, row.state));
    return { ...page, rows };
  });
}

/** What a triage change changes of a row. */
type TriagedRow = Pick<SignalRow, "state" | "archiveReason" | "version">;

/** Pages after a triage change of one signal. */
export function triageRows(
  pages: readonly SignalRows[],
  query: string,
  id: string,
  change: TriagedRow,
): SignalRows[] {
  const row = pages.flatMap((page) => page.rows).find((each) => each.id === id);
  return row ? patchRows(pages, query, new Map([[id, { ...row, ...change }]])) : [...pages];
}
