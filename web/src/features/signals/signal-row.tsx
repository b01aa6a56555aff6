/** One row of the list. Drawn for every row in view on each tick, so it is memoised and cheap. */
import { type MouseEvent, memo } from "react";
import type { SignalRow } from "../../api/signals.ts";
import { ROW_HEIGHT, rowElementId } from "../../ui/explorer/grid-row.ts";
import { Cell } from "../../ui/explorer/virtual-grid.tsx";
import { formatCount } from "../../ui/format.ts";
import { SeverityPill, StateMark } from "../../ui/severity.tsx";
import { useText } from "../../ui/text/index.tsx";
import { Ago } from "../../ui/time.tsx";

type RowParts = {
  row: SignalRow;
  index: number;
  active: boolean;
  opened: boolean;
  selected: boolean;
  fresh: boolean;
  onOpen: (id: string) => void;
  onSelect: (id: string, range: boolean) => void;
};

function RowElement({ row, index, active, opened, selected, fresh, onOpen, onSelect }: RowParts) {
  const text = useText();
  const select = (event: MouseEvent) => {
    event.stopPropagation();
    onSelect(row.id, event.shiftKey);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot place rows one by one.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its active row.
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has focus for its active row.
    <div
      id={rowElementId(row.id)}
      className="grid-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active || undefined}
      data-opened={opened || undefined}
      data-fresh={fresh || undefined}
      data-state={row.state}
      data-severity={row.severity}
      data-testid="signal-row"
      data-id={row.id}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
      onClick={() => onOpen(row.id)}
    >
      <Cell name="select">
        <input
          type="checkbox"
          checked={selected}
          tabIndex={-1}
          readOnly
          aria-label={text("list.selectRow", { title: row.title })}
          onClick={select}
        />
      </Cell>
      <Cell name="severity">
        <SeverityPill severity={row.severity} />
      </Cell>
      <Cell name="title" title={row.title} />
      <Cell name="rule" title={row.rule} />
      <Cell name="host" title={row.host} />
      <Cell name="container" title={row.container}>
        {row.container || <span className="faint">–</span>}
      </Cell>
      <Cell name="events">{formatCount(row.events)}</Cell>
      <Cell name="first">
        <Ago at={row.firstSeen} />
      </Cell>
      <Cell name="last">
        <Ago at={row.lastSeen} />
      </Cell>
      <Cell name="state">
        <StateMark state={row.state} />
      </Cell>
    </div>
  );
}

export const SignalRowView = memo(RowElement);
