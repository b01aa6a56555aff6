/**
 * Reads the list's state from the address and writes it back, so that a copied address shows the
 * same list.
 */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { TimeChange } from "../../ui/explorer/time-range.ts";
import { DEFAULT_QUERY, DEFAULT_RANGE, type SignalsSearch, viewOf } from "./search.ts";

const route = getRouteApi("/shell/signals");

export function useAddress() {
  const search = route.useSearch();
  // What is opened beside the list does not make another view of it.
  const view = route.useSearch({ select: viewOf, structuralSharing: true });
  const navigate = useNavigate({ from: "/signals" });
  return useMemo(() => {
    const change = (edit: (old: SignalsSearch) => SignalsSearch, replace = false) =>
      void navigate({ search: (old: SignalsSearch) => edit(old), replace });
    return {
      view,
      opened: search.signal,
      search,
      /** Takes a whole state in place of the one shown. */
      replace: (next: SignalsSearch) => void navigate({ search: () => next }),
      setQuery: (query: string) =>
        change(({ q: _, ...rest }) => (query === DEFAULT_QUERY ? rest : { ...rest, q: query })),
      setTime: (time: TimeChange) =>
        change(({ range: _range, from: _from, to: _to, ...rest }) =>
          time.range === DEFAULT_RANGE ? rest : { ...rest, ...time },
        ),
      flipOrder: () =>
        change(({ order: before, ...rest }) => (before ? rest : { ...rest, order: "oldest" })),
      open: (id: string | undefined, replace = false) =>
        change(
          ({ signal: _, ...rest }) => (id === undefined ? rest : { ...rest, signal: id }),
          replace,
        ),
    };
  }, [navigate, view, search]);
}
