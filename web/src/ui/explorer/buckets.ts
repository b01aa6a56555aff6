/** Counts over time: how wide a bucket is, and one entry for each bucket, also the empty ones. */

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** Widths that people count in. */
const WIDTHS = [
  ...["1s", "2s", "5s", "10s", "30s", "1m", "2m", "5m", "10m", "15m", "30m"],
  ...["1h", "2h", "3h", "6h", "12h", "1d", "2d", "7d", "30d", "90d", "365d"],
];
export const BUCKETS_MAX = 80;

export type Width = { text: string; ms: number };

function widthOf(text: string): Width {
  const unit = UNITS[text.slice(-1) as keyof typeof UNITS];
  return { text, ms: Number(text.slice(0, -1)) * unit };
}

/** The narrowest width that cuts a span into no more than BUCKETS_MAX. */
export function bucketWidth(spanMs: number): Width {
  const widths = WIDTHS.map(widthOf);
  return widths.find(({ ms }) => spanMs / ms <= BUCKETS_MAX) ?? (widths.at(-1) as Width);
}

type Point = { time: string; value: number | null };
export type Series = { name: string; points: readonly Point[] };
export type FilledSeries = { name: string; values: (number | null)[] };

/**
 * Starts of the buckets that a span touches and what each series has in them; `empty` stands where
 * it has nothing. Buckets begin at multiples of their width since 1970, as the server's do.
 */
export function fillBuckets(
  series: readonly Series[],
  span: { from: number; to: number },
  widthMs: number,
  empty: number | null,
): { times: number[]; series: FilledSeries[] } {
  const first = Math.floor(span.from / widthMs);
  const count = Math.min(Math.floor(span.to / widthMs) - first + 1, 4 * BUCKETS_MAX);
  const times = Array.from({ length: Math.max(0, count) }, (_, at) => (first + at) * widthMs);
  const filled = series.map(({ name, points }) => {
    const values: (number | null)[] = times.map(() => empty);
    for (const { time, value } of points) {
      const at = Math.floor(Date.parse(time) / widthMs) - first;
      if (at >= 0 && at < values.length) values[at] = value;
    }
    return { name, values };
  });
  return { times, series: filled };
}

/** The sum over all series by bucket. */
export function totals(series: readonly FilledSeries[], count: number): number[] {
  return Array.from({ length: count }, (_, at) =>
    series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
  );
}

/** A round number that is not below the largest value: the top of the scale. */
export function scaleTop(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(largest));
  return ([1, 2, 2.5, 5, 10].find((step) => step * unit >= largest) ?? 10) * unit;
}

/** Lines that can be told apart; the design has as many colours. */
export const LINES_MAX = 8;
/** Units of a chart from its bottom to its top; a bucket is one unit wide. */
export const CHART_HEIGHT = 100;

/** The path of a line; a bucket without a value breaks it. */
export function linePath(values: readonly (number | null)[], top: number): string {
  return values
    .map((value, at) => {
      if (value === null) return "";
      const isJoined = at > 0 && values[at - 1] !== null && values[at - 1] !== undefined;
      const y = CHART_HEIGHT - (value / top) * CHART_HEIGHT;
      // A value between two gaps would not be seen without a length.
      return `${isJoined ? "L" : "M"}${at + 0.5} ${y.toFixed(2)}${isJoined ? "" : "h0.01"}`;
    })
    .join("");
}
