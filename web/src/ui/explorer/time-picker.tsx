/** The time range: one press for the usual ones, two fields for any other. */
import { Button, Popover, TextInput } from "@mantine/core";
import { useState } from "react";
import { formatTime, localTime } from "../format.ts";
import { useText } from "../text/index.tsx";
import { RANGES, type Range, type TimeChange, type TimeView } from "./time-range.ts";

type TimePickerParts = { view: TimeView; onChange: (change: TimeChange) => void };

const isoTime = (local: string) => (local === "" ? undefined : new Date(local).toISOString());

function CustomRange({ view, onChange }: TimePickerParts) {
  const text = useText();
  const [from, setFrom] = useState(localTime(Date.parse(view.from)));
  const [to, setTo] = useState(localTime(Date.parse(view.to)));
  const wrong = from !== "" && to !== "" && to <= from;
  const apply = () => {
    const start = isoTime(from);
    const end = isoTime(to);
    onChange({ ...(start && { from: start }), ...(end && { to: end }) });
  };
  return (
    <div className="time-custom">
      <TextInput
        type="datetime-local"
        size="xs"
        label={text("list.rangeFrom")}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        type="datetime-local"
        size="xs"
        label={text("list.rangeTo")}
        description={text("list.rangeOpenEnd")}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={wrong && text("list.rangeOrder")}
      />
      <Button size="xs" disabled={wrong || (from === "" && to === "")} onClick={apply}>
        {text("list.rangeApply")}
      </Button>
    </div>
  );
}

function customLabel(view: TimeView): string {
  const from = formatTime(view.from).replace(/:\d\d GMT.*$|:\d\d [A-Z]+.*$/, "");
  const to = formatTime(view.to).replace(/:\d\d GMT.*$|:\d\d [A-Z]+.*$/, "");
  return `${from} → ${to}`;
}

export function TimePicker({ view, onChange }: TimePickerParts) {
  const text = useText();
  const [opened, setOpened] = useState(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own layout.
    <div className="time-picker" role="group" aria-label={text("list.rangeLabel")}>
      {(Object.keys(RANGES) as Range[]).map((range) => (
        <button
          key={range}
          type="button"
          aria-pressed={view.range === range}
          aria-label={text(`list.ranges.${range}`)}
          onClick={() => onChange({ range })}
        >
          {range}
        </button>
      ))}
      <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withArrow>
        <Popover.Target>
          <button
            type="button"
            aria-pressed={view.range === undefined}
            onClick={() => setOpened((open) => !open)}
          >
            {view.range === undefined ? customLabel(view) : text("list.ranges.custom")}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <CustomRange
            view={view}
            onChange={(change) => {
              setOpened(false);
              onChange(change);
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}
