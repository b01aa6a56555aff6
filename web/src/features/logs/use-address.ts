/**
 * Reads the explorer's state from the address and writes it back, so that a copied address shows
 * the same.
 */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { TimeChange } from "../../ui/explorer/time-range.ts";
import {
  columnsOf,
  DEFAULT_GROUP,
  DEFAULT_RANGE,
  type Grouping,
  groupingOf,
  type LogsSearch,
  type Shape,
  viewOf,
  writeColumns,
} from "./search.ts";

const route = getRouteApi("/shell/logs");

/** A search with some members set, and those that are undefined taken out. */
function withChange(
  old: LogsSearch,
  change: { [Key in keyof LogsSearch]?: LogsSearch[Key] | undefined },
) {
  const entries = Object.entries({ ...old, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as LogsSearch;
}

export function useLogsAddress() {
  const search = route.useSearch();
  // Parts keep their identity while what they say stays the same.
  const view = route.useSearch({ select: viewOf, structuralSharing: true });
  const columns = route.useSearch({ select: columnsOf, structuralSharing: true });
  const grouping = route.useSearch({ select: groupingOf, structuralSharing: true });
  const navigate = useNavigate({ from: "/logs" });
  return useMemo(() => {
    const change = (changed: Parameters<typeof withChange>[1], replace = false) =>
      void navigate({ search: (old: LogsSearch) => withChange(old, changed), replace });
    return {
      view,
      columns,
      grouping,
      search,
      shape: search.shape ?? ("list" as Shape),
      opened: search.log,
      setQuery: (query: string) => change({ q: query === "" ? undefined : query }),
      setTime: ({ range: next, from: start, to: end }: TimeChange) =>
        change({ range: next === DEFAULT_RANGE ? undefined : next, from: start, to: end }),
      flipOrder: () => change({ order: view.order === "timestamp" ? undefined : "oldest" }),
      setColumns: (next: readonly string[]) => change({ cols: writeColumns(next) }),
      setShape: (shape: Shape) => change({ shape: shape === "list" ? undefined : shape }),
      setGrouping: (next: Grouping) =>
        change({
          by: next.by === DEFAULT_GROUP ? undefined : next.by,
          measure: next.measure === "count" ? undefined : next.measure,
          of: next.of === "" || next.measure === "count" ? undefined : next.of,
        }),
      open: (id: string | undefined, replace = false) => change({ log: id }, replace),
      /** Takes a whole saved state in place of the one shown. */
      replace: (saved: LogsSearch) => void navigate({ search: () => saved }),
    };
  }, [navigate, view, columns, grouping, search]);
}
