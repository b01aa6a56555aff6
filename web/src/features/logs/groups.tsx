/** What logs add up to: the groups with the largest values, as a list or over time. */
import { Fragment } from "react";
import { TimeLines } from "../../ui/explorer/time-lines.tsx";
import { FailureView } from "../../ui/failure-view.tsx";
import { formatValue } from "../../ui/format.ts";
import { Loading } from "../../ui/placeholder.tsx";
import { useText } from "../../ui/text/index.tsx";
import { type Grouping, type LogsView, MEASURES, type Measure, type Shape } from "./search.ts";
import { isComplete, useGroups } from "./use-logs.ts";

type GroupingBarParts = {
  grouping: Grouping;
  keys: readonly string[];
  onGrouping: (grouping: Grouping) => void;
};

type KeyInputParts = { label: string; hint: string; value: string; onKey: (key: string) => void };

/** An attribute to be typed, with those known proposed; applied by Enter or by leaving it. */
function KeyInput({ label, hint, value, onKey }: KeyInputParts) {
  return (
    <input
      key={value}
      className="key-input"
      list="log-keys"
      defaultValue={value}
      aria-label={label}
      placeholder={hint}
      spellCheck={false}
      autoComplete="off"
      onBlur={(event) => onKey(event.currentTarget.value.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") onKey(event.currentTarget.value.trim());
      }}
    />
  );
}

export function GroupingBar({ grouping, keys, onGrouping }: GroupingBarParts) {
  const text = useText();
  const { measure, of, by } = grouping;
  const change = (changed: Partial<Grouping>) => {
    const next = { ...grouping, ...changed };
    if (JSON.stringify(next) !== JSON.stringify(grouping)) onGrouping(next);
  };
  return (
    <div className="grouping" data-testid="grouping">
      <datalist id="log-keys">
        {keys.map((key) => (
          <option key={key} value={key} />
        ))}
      </datalist>
      <select
        aria-label={text("logs.measure")}
        value={measure}
        onChange={(event) => change({ measure: event.currentTarget.value as Measure })}
      >
        {MEASURES.map((each) => (
          <option key={each} value={each}>
            {text(`logs.measures.${each}`)}
          </option>
        ))}
      </select>
      {measure !== "count" && (
        <>
          <span className="dim">{text("logs.of")}</span>
          <KeyInput
            label={text("logs.of")}
            hint="@duration"
            value={of}
            onKey={(key) => change({ of: key })}
          />
        </>
      )}
      <span className="dim">{text("logs.by")}</span>
      <KeyInput
        label={text("logs.by")}
        hint={text("logs.byHint")}
        value={by}
        onKey={(key) => change({ by: key })}
      />
    </div>
  );
}

type GroupsParts = {
  view: LogsView;
  grouping: Grouping;
  shape: Exclude<Shape, "list">;
  onPick: (value: string) => void;
};

function TopList({
  rows,
  nameOf,
  onPick,
}: {
  rows: readonly { name: string; value: number | null }[];
  nameOf: (name: string) => string;
  onPick: (value: string) => void;
}) {
  const most = rows.reduce((largest, { value }) => Math.max(largest, value ?? 0), 0) || 1;
  return (
    <div className="top-list" data-testid="top-list">
      {rows.map(({ name, value }) => (
        <Fragment key={name}>
          <button
            type="button"
            className="plain-button"
            disabled={name === ""}
            onClick={() => onPick(name)}
            title={nameOf(name)}
          >
            {nameOf(name)}
          </button>
          <div className="top-bar" aria-hidden>
            <div style={{ width: `${Math.max(0.4, ((value ?? 0) / most) * 100)}%` }} />
          </div>
          <strong>{formatValue(value)}</strong>
        </Fragment>
      ))}
    </div>
  );
}

export function Groups({ view, grouping, shape, onPick }: GroupsParts) {
  const text = useText();
  const answer = useGroups(view, grouping, shape);
  const { by } = grouping;
  const nameOf = (name: string) =>
    by === "" ? text("logs.all") : name === "" ? text("logs.missingValue", { key: by }) : name;
  if (!isComplete(grouping))
    return <p className="dim groups-note">{text("logs.measureMissing")}</p>;
  if (answer.isError)
    return <FailureView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  const { top, times, series } = answer.data;
  if (shape === "top" ? top.length === 0 : series.length === 0)
    return <p className="dim groups-note">{text("logs.noGroups")}</p>;
  const pick = (name: string) => {
    if (by !== "" && name !== "") onPick(name);
  };
  return (
    <div className="groups">
      {shape === "top" ? (
        <TopList rows={top} nameOf={nameOf} onPick={pick} />
      ) : (
        <TimeLines
          label={text("logs.shapes.series")}
          times={times}
          series={series.map(({ name, values }) => ({ name: nameOf(name), values }))}
          onPick={(index) => pick(series[index]?.name ?? "")}
        />
      )}
    </div>
  );
}
