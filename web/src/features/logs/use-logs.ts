/** The logs of a view: pages by cursor as one scrolls, counts of facets, and counts over time. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  aggregateRecords,
  countRecords,
  fetchRecordFacets,
  fetchRecords,
} from "../../api/records.ts";
import { clock } from "../../ui/clock.ts";
import { bucketWidth, fillBuckets, LINES_MAX, type Series } from "../../ui/explorer/buckets.ts";
import { rowOf } from "./rows.ts";
import { type Grouping, type LogsView, questionOf, type Shape } from "./search.ts";

/** Statuses that are told apart in the histogram. */
const STATUSES_MAX = 10;
const TOP_MAX = 50;
/** Where the time of an answer begins when the view has no beginning. */
const OPEN_SPAN_MS = 365 * 86_400_000;

export function useLogList(view: LogsView, enabled: boolean) {
  const list = useInfiniteQuery({
    queryKey: ["logs", "list", view],
    queryFn: ({ pageParam, signal }) =>
      fetchRecords(questionOf(view, clock()), view.order, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.after,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    enabled,
  });
  const rows = useMemo(
    () => (list.data?.pages ?? []).flatMap((page) => page.records.map(rowOf)),
    [list.data],
  );
  return { list, rows };
}

export function useLogFacets(view: LogsView) {
  return useQuery({
    queryKey: ["logs", "facets", { ...view, order: undefined }],
    queryFn: ({ signal }) => fetchRecordFacets(questionOf(view, clock()), signal),
    placeholderData: (before) => before,
    staleTime: 10_000,
  });
}

/** The ends of a view in milliseconds, of which an open one is now or long ago. */
function spanOf(view: LogsView, now: number) {
  const { from, to } = questionOf(view, now);
  const end = to === "" ? now : Date.parse(to);
  return { from: from === "" ? end - OPEN_SPAN_MS : Date.parse(from), to: end };
}

type Buckets = Awaited<ReturnType<typeof aggregateRecords>>;

function seriesOf(buckets: Buckets, by: string): Series[] {
  return buckets.map(({ by: values, computes }) => {
    const points = computes["c0"];
    return { name: values[by] ?? "", points: Array.isArray(points) ? points : [] };
  });
}

const group = (facet: string, limit: number, sort: object = {}) => ({
  facet,
  limit,
  missing: "",
  sort,
});

export function useHistogram(view: LogsView) {
  return useQuery({
    queryKey: ["logs", "histogram", { ...view, order: undefined }],
    queryFn: async ({ signal }) => {
      const now = clock();
      const span = spanOf(view, now);
      const width = bucketWidth(span.to - span.from);
      const question = questionOf(view, now);
      // Not the sum of the bars: there may be more statuses than are told apart.
      const [buckets, total] = await Promise.all([
        aggregateRecords(
          question,
          {
            compute: [{ aggregation: "count", type: "timeseries", interval: width.text }],
            group_by: [group("status", STATUSES_MAX)],
          },
          signal,
        ),
        countRecords(question, "logs", signal),
      ]);
      const filled = fillBuckets(seriesOf(buckets, "status"), span, width.ms, 0);
      return { ...filled, widthMs: width.ms, total };
    },
    placeholderData: (before) => before,
    staleTime: 10_000,
  });
}

function computeOf({ measure, of }: Grouping) {
  return measure === "count" ? { aggregation: "count" } : { aggregation: measure, metric: of };
}

/** Whether enough was said to work something out. */
export const isComplete = ({ measure, of }: Grouping) => measure === "count" || of !== "";

/** The groups with the largest values, each with its value or its values over time. */
export function useGroups(view: LogsView, grouping: Grouping, shape: Exclude<Shape, "list">) {
  const { by } = grouping;
  return useQuery({
    queryKey: ["logs", "groups", { ...view, order: undefined }, grouping, shape],
    queryFn: async ({ signal }) => {
      const now = clock();
      const span = spanOf(view, now);
      const width = bucketWidth(span.to - span.from);
      const compute = computeOf(grouping);
      const limit = shape === "top" ? TOP_MAX : LINES_MAX;
      const buckets = await aggregateRecords(
        questionOf(view, now),
        {
          compute: [
            shape === "top"
              ? { ...compute, type: "total" }
              : { ...compute, type: "timeseries", interval: width.text },
          ],
          group_by: by === "" ? [] : [group(by, limit, { ...compute, order: "desc" })],
        },
        signal,
      );
      const empty = grouping.measure === "count" ? 0 : null;
      return {
        top: buckets.map(({ by: values, computes }) => ({
          name: values[by] ?? "",
          value: typeof computes["c0"] === "number" ? computes["c0"] : null,
        })),
        ...fillBuckets(shape === "top" ? [] : seriesOf(buckets, by), span, width.ms, empty),
      };
    },
    enabled: isComplete(grouping),
    placeholderData: (before) => before,
    staleTime: 10_000,
  });
}
