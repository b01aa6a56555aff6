/**
 * How many there were over time, as stacked bars. Dragging over bars, or pressing one, chooses
 * their time.
 */
import { type PointerEvent, useRef, useState } from "react";
import { formatCount, formatTime } from "../format.ts";
import { useText } from "../text/index.tsx";
import { type FilledSeries, CHART_HEIGHT as HEIGHT, scaleTop, totals } from "./buckets.ts";

export type BarSeries = FilledSeries & { tone: string };

type TimeBarsParts = {
  label: string;
  times: readonly number[];
  widthMs: number;
  /** From the bottom of a bar to its top. */
  series: readonly BarSeries[];
  /** Ends of the time chosen, in milliseconds since 1970. */
  onZoom?: (from: number, to: number) => void;
};

/** Of the width of a bucket; the rest is the gap to the next. */
const BAR_WIDTH = 0.82;

type BarParts = { at: number; top: number; series: readonly BarSeries[] };

function Bar({ at, top, series }: BarParts) {
  let below = 0;
  return series.map(({ name, tone, values }) => {
    const height = ((values[at] ?? 0) / top) * HEIGHT;
    below += height;
    return height === 0 ? null : (
      <rect
        key={name}
        data-tone={tone}
        x={at}
        width={BAR_WIDTH}
        y={HEIGHT - below}
        height={height}
      />
    );
  });
}

/** The buckets that the pointer is dragged over. */
function useDrag(count: number, onChoose: (first: number, last: number) => void) {
  const frame = useRef<SVGSVGElement>(null);
  const [start, setStart] = useState<number>();
  const [at, setAt] = useState<number>();
  const indexOf = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || count === 0) return undefined;
    const index = Math.floor(((event.clientX - box.left) / box.width) * count);
    return Math.max(0, Math.min(count - 1, index));
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setStart(indexOf(event));
    },
    onPointerMove: (event: PointerEvent) => setAt(indexOf(event)),
    onPointerUp: (event: PointerEvent) => {
      const end = indexOf(event);
      if (start !== undefined && end !== undefined)
        onChoose(Math.min(start, end), Math.max(start, end));
      setStart(undefined);
    },
    onPointerCancel: () => setStart(undefined),
    onPointerLeave: () => setAt(undefined),
  };
  return { frame, start, at, handlers };
}

function Readout({
  at,
  sums,
  times,
}: {
  at: number;
  sums: readonly number[];
  times: readonly number[];
}) {
  const time = new Date(times[at] ?? 0).toISOString();
  return (
    <span className="bars-readout">
      {formatTime(time)} <strong>{formatCount(sums[at] ?? 0)}</strong>
    </span>
  );
}

export function TimeBars({ label, times, widthMs, series, onZoom }: TimeBarsParts) {
  const text = useText();
  const sums = totals(series, times.length);
  const top = scaleTop(sums);
  const { frame, start, at, handlers } = useDrag(times.length, (first, last) =>
    onZoom?.(times[first] as number, (times[last] as number) + widthMs),
  );
  const [low, high] = [Math.min(start ?? 0, at ?? 0), Math.max(start ?? 0, at ?? 0)];
  const all = formatCount(sums.reduce((sum, value) => sum + value, 0));
  return (
    <figure className="bars" data-testid="time-bars" data-zooms={onZoom !== undefined || undefined}>
      <svg
        ref={frame}
        viewBox={`0 0 ${Math.max(1, times.length)} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${all}`}
        {...handlers}
      >
        {times.map((time, index) => (
          <g key={time} data-at={index === at || undefined}>
            <rect className="bars-slot" x={index} width={1} y={0} height={HEIGHT} />
            <Bar at={index} top={top} series={series} />
          </g>
        ))}
        {start !== undefined && at !== undefined && (
          <rect className="bars-drag" x={low} width={high - low + 1} y={0} height={HEIGHT} />
        )}
      </svg>
      <figcaption>
        <span>{formatTime(new Date(times[0] ?? 0).toISOString())}</span>
        {at === undefined ? (
          <span className="faint">{onZoom && text("list.zoomHint")}</span>
        ) : (
          <Readout at={at} sums={sums} times={times} />
        )}
        <span>{formatTime(new Date((times.at(-1) ?? 0) + widthMs).toISOString())}</span>
      </figcaption>
      <span className="bars-top" aria-hidden>
        {formatCount(top)}
      </span>
    </figure>
  );
}
