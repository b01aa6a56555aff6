/**
 * The rows of a view: pages by cursor as one scrolls, kept live. A notice only says that something
 * changed, so the first page is fetched again, at most once at a time; changed rows further down
 * are fetched one by one.
 */
import {
  type InfiniteData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useNotice, useNotices } from "../../api/notices.ts";
import {
  fetchFacets,
  fetchSignal,
  fetchSignalRows,
  type SignalRow,
  type SignalRows,
  signalRow,
} from "../../api/signals.ts";
import { clock } from "../../ui/clock.ts";
import { useCoalesced } from "../../ui/coalesce.ts";
import { mergeHead, patchRows } from "./rows.ts";
import { filterOf, type SignalsView } from "./search.ts";

/** Notices that come within this time cost one request, and there is at most one in the pause. */
const REFRESH_DELAY_MS = 150;
const REFRESH_PAUSE_MS = 1_000;
/** Rows at the top that a refresh fetches. */
const HEAD_ROWS = 50;
/**
 * Changed rows fetched one by one in a round; what is beyond is brought up to date by the next
 * load.
 */
const PATCHED_ROWS_MAX = 20;
const FACETS_DELAY_MS = 1_000;

type Pages = InfiniteData<SignalRows, string>;
const listKey = (view: SignalsView) => ["signals", "list", view] as const;

/** Brings the list up to date; called for notices, and when the page is shown again. */
function useRefresh(view: SignalsView) {
  const client = useQueryClient();
  const changed = useRef(new Set<string>());

  async function patchOlder(head: ReadonlySet<string>) {
    const pages = client.getQueryData<Pages>(listKey(view))?.pages ?? [];
    const known = new Set(pages.flatMap((page) => page.rows.map((row) => row.id)));
    const ids = [...changed.current].filter((id) => known.has(id) && !head.has(id));
    changed.current.clear();
    if (ids.length === 0) return;
    const answers = await Promise.allSettled(
      ids.slice(0, PATCHED_ROWS_MAX).map(async (id) => signalRow((await fetchSignal(id)).data)),
    );
    const rows = new Map<string, SignalRow>();
    for (const answer of answers)
      if (answer.status === "fulfilled") rows.set(answer.value.id, answer.value);
    client.setQueryData<Pages>(
      listKey(view),
      (old) => old && { ...old, pages: patchRows(old.pages, view.query, rows) },
    );
  }

  const refresh = useCoalesced(
    async () => {
      if (!client.getQueryData<Pages>(listKey(view))) return;
      let head = new Set<string>();
      if (view.order === "-timestamp") {
        const fresh = await fetchSignalRows(filterOf(view, clock()), view.order, "", {
          size: HEAD_ROWS,
        });
        head = new Set(fresh.rows.map((row) => row.id));
        client.setQueryData<Pages>(listKey(view), (old) => {
          if (!old) return old;
          const pages = mergeHead(old.pages, fresh);
          return { pages, pageParams: old.pageParams.slice(0, pages.length) };
        });
      }
      await patchOlder(head);
    },
    { delayMs: REFRESH_DELAY_MS, pauseMs: REFRESH_PAUSE_MS },
  );
  const refreshFacets = useCoalesced(
    () => client.invalidateQueries({ queryKey: ["signals", "facets"] }),
    { delayMs: FACETS_DELAY_MS, pauseMs: FACETS_DELAY_MS },
  );
  return (id?: string) => {
    if (id !== undefined) changed.current.add(id);
    refresh();
    refreshFacets();
  };
}

export function useSignalList(view: SignalsView) {
  const list = useInfiniteQuery({
    queryKey: listKey(view),
    queryFn: ({ pageParam, signal }) =>
      fetchSignalRows(filterOf(view, clock()), view.order, pageParam, { signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.after,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const { reopened } = useNotices();
  const refresh = useRefresh(view);
  useNotice((notice) => {
    if (notice.kind === "signal") refresh(notice.id);
  });
  const newestRefresh = useRef(refresh);
  newestRefresh.current = refresh;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stream came back.
  useEffect(() => newestRefresh.current(), [reopened]);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  return { list, rows };
}

export function useFacets(view: SignalsView) {
  return useQuery({
    queryKey: ["signals", "facets", view],
    queryFn: ({ signal }) => fetchFacets(filterOf(view, clock()), signal),
    placeholderData: (before) => before,
    staleTime: 10_000,
  });
}
