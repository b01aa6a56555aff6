/** What a run would have to read: events in the time, and of them those that each search finds. */
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import type { DetectionRule } from "#lib/protocol";
import { countRecords, type RecordKind, recordKindOf } from "../../api/records.ts";

export type QueryCost = {
  label: string;
  source: string;
  kind: RecordKind | undefined;
  count: number | undefined;
  isFault: boolean;
};

export type Cost = {
  queries: readonly QueryCost[];
  /** Events in the time, by where they are kept. */
  stored: Readonly<Partial<Record<RecordKind, number>>>;
  /** What all searches find; undefined while that is not known of each that can be counted. */
  total: number | undefined;
};

/** Ends in ISO 8601. */
type Span = { from: string; to: string };

const countQuery = (kind: RecordKind | undefined, query: string, span: Span | undefined) => ({
  queryKey: ["job-cost", kind, query, span],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    countRecords({ query, from: span?.from ?? "", to: span?.to ?? "" }, kind ?? "logs", signal),
  enabled: kind !== undefined && span !== undefined,
  placeholderData: keepPreviousData,
  staleTime: 60_000,
  retry: false,
});

const isSignals = ({ type }: DetectionRule, source: string) =>
  type === "signal_correlation" || source === "security_signals";

export function useCost(rule: DetectionRule, span: Span | undefined): Cost {
  const asked = rule.queries.map(({ name, query, dataSource, customQueryExtension = "" }, at) => {
    const source = isSignals(rule, dataSource) ? "security_signals" : dataSource;
    return {
      ...{ label: name || String.fromCharCode(97 + at), source, kind: recordKindOf(source) },
      query: customQueryExtension === "" ? query : `(${query}) (${customQueryExtension})`,
    };
  });
  const answers = useQueries({
    queries: asked.map(({ kind, query }) => countQuery(kind, query, span)),
  });
  const logs = useQuery(countQuery("logs", "", span)).data;
  const events = useQuery(countQuery("events", "", span)).data;
  const queries = asked.map(({ label, source, kind }, at): QueryCost => {
    const { data: count, isError: isFault = false } = answers[at] ?? {};
    return { label, source, kind, count: kind && count, isFault };
  });
  const counted = queries.filter(({ kind }) => kind !== undefined);
  const isKnown = counted.length > 0 && counted.every(({ count }) => count !== undefined);
  return {
    queries,
    stored: { ...(logs !== undefined && { logs }), ...(events !== undefined && { events }) },
    total: isKnown ? counted.reduce((sum, { count = 0 }) => sum + count, 0) : undefined,
  };
}
