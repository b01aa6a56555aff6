/** What the searches of a draft would have found: counts over the past, one chart for each. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { aggregateRecords, type RecordKind, recordKindOf } from "../../../api/records.ts";
import { clock } from "../../../ui/clock.ts";
import { bucketWidth, fillBuckets } from "../../../ui/explorer/buckets.ts";
import { TimeBars } from "../../../ui/explorer/time-bars.tsx";
import { RANGES, type Range } from "../../../ui/explorer/time-range.ts";
import { useDesk } from "../../../ui/form/fields.tsx";
import { listAt, readPath } from "../../../ui/form/paths.ts";
import { formatCount } from "../../../ui/format.ts";
import { useText } from "../../../ui/text/index.tsx";
import { useSettled } from "../../../ui/use-settled.ts";

const SHOWN = ["1d", "7d", "30d"] as const satisfies readonly Range[];

function usePast(kind: RecordKind | undefined, query: string, range: Range) {
  return useQuery({
    queryKey: ["rule-preview", kind, query, range],
    queryFn: async ({ signal }) => {
      const to = clock();
      const span = { from: to - RANGES[range], to };
      const width = bucketWidth(span.to - span.from);
      const buckets = await aggregateRecords(
        { query, from: new Date(span.from).toISOString(), to: new Date(to).toISOString() },
        { compute: [{ aggregation: "count", type: "timeseries", interval: width.text }] },
        signal,
        kind,
      );
      const points = buckets[0]?.computes["c0"];
      const series = [{ name: "", points: Array.isArray(points) ? points : [] }];
      return { ...fillBuckets(series, span, width.ms, 0), widthMs: width.ms };
    },
    enabled: kind !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}

type PastParts = { label: string; query: string; source: string; range: Range };

function Past({ label, query, source, range }: PastParts) {
  const text = useText();
  const kind = recordKindOf(source);
  const { data, isError } = usePast(kind, useSettled(query), range);
  const count = (data?.series[0]?.values ?? []).reduce<number>(
    (sum, value) => sum + (value ?? 0),
    0,
  );
  return (
    <div className="preview" data-testid="preview">
      <p>
        <code>{label}</code>{" "}
        {kind === undefined && <span className="dim">{text("ruleEditor.previewNone")}</span>}
        {isError && <span className="dim">{text("ruleEditor.previewFault")}</span>}
        {data && !isError && (
          <strong data-testid="preview-count">
            {text("ruleEditor.previewCount", { count, shown: formatCount(count) })}
          </strong>
        )}
      </p>
      {data && !isError && (
        <TimeBars
          label={label}
          times={data.times}
          widthMs={data.widthMs}
          series={data.series.map((each) => ({ ...each, tone: "" }))}
        />
      )}
    </div>
  );
}

export function Preview() {
  const text = useText();
  const { draft } = useDesk();
  const [range, setRange] = useState<Range>("1d");
  return (
    <section className="card">
      <div className="card-head">
        <h2>{text("ruleEditor.preview")}</h2>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout. */}
        <div className="segments" role="group" aria-label={text("ruleEditor.previewRange")}>
          {SHOWN.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === range}
              onClick={() => setRange(each)}
            >
              {each}
            </button>
          ))}
        </div>
      </div>
      {listAt(draft, "queries").map((query, index) => {
        const extension = String(readPath(query, "customQueryExtension") ?? "");
        const own = String(readPath(query, "query") ?? "");
        return (
          <Past
            // biome-ignore lint/suspicious/noArrayIndexKey: searches are named by their place.
            key={index}
            label={String(readPath(query, "name") || String.fromCharCode(97 + index))}
            query={extension === "" ? own : `(${own}) (${extension})`}
            source={
              draft["type"] === "signal_correlation"
                ? ""
                : String(readPath(query, "dataSource") ?? "logs")
            }
            range={range}
          />
        );
      })}
    </section>
  );
}
