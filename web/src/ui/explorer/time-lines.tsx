/** Values over time as a line for each group, with a legend that is also how to read them. */
import { type PointerEvent, useState } from "react";
import { formatRate, formatTime, formatValue } from "../format.ts";
import {
  type FilledSeries,
  CHART_HEIGHT as HEIGHT,
  LINES_MAX,
  linePath,
  scaleTop,
} from "./buckets.ts";

type TimeLinesParts = {
  label: string;
  times: readonly number[];
  series: readonly FilledSeries[];
  /** Told the place of a series among all. */
  onPick?: (index: number) => void;
};

export function TimeLines({ label, times, series, onPick }: TimeLinesParts) {
  const [at, setAt] = useState<number>();
  const shown = series.slice(0, LINES_MAX);
  const top = scaleTop(shown.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(Math.floor(((event.clientX - box.left) / box.width) * times.length));
  };
  const time = times[at ?? -1];
  return (
    <figure className="lines" data-testid="time-lines">
      <svg
        viewBox={`0 0 ${Math.max(1, times.length)} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
        onPointerMove={onMove}
        onPointerLeave={() => setAt(undefined)}
      >
        {[0.25, 0.5, 0.75].map((part) => (
          <line
            key={part}
            className="lines-rule"
            x1={0}
            x2={times.length}
            y1={part * HEIGHT}
            y2={part * HEIGHT}
          />
        ))}
        {at !== undefined && (
          <line className="lines-at" x1={at + 0.5} x2={at + 0.5} y1={0} y2={HEIGHT} />
        )}
        {shown.map(({ name, values }, index) => (
          <path key={name} data-series={index} d={linePath(values, top)} />
        ))}
      </svg>
      <span className="bars-top" aria-hidden>
        {formatRate(top)}
      </span>
      <p className="lines-time faint">
        {time === undefined
          ? [times[0], times.at(-1)]
              .map((each) => formatTime(new Date(each ?? 0).toISOString()))
              .join(" – ")
          : formatTime(new Date(time).toISOString())}
      </p>
      <ul className="lines-legend">
        {shown.map(({ name, values }, index) => (
          <li key={name}>
            <button type="button" className="plain-button" onClick={() => onPick?.(index)}>
              <i data-series={index} aria-hidden />
              <span>{name}</span>
              {at !== undefined && <strong>{formatValue(values[at] ?? null)}</strong>}
            </button>
          </li>
        ))}
      </ul>
    </figure>
  );
}
