/** One row of the list. Drawn for every row in view on each tick, so it is memoised and cheap. */
import { memo } from "react";
import type { SignalRow } from "../../api/signals.ts";
import { Cell, GridRow } from "../../ui/explorer/virtual-grid.tsx";
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
  onSelect: (id: string, range: boolean) => void;
};

function RowElement({ row, index, active, opened, selected, fresh, onSelect }: RowParts) {
  const text = useText();
  return (
    <GridRow
      {...{ id: row.id, index, active, opened, selected, fresh }}
      testId="signal-row"
      marks={{ state: row.state, severity: row.severity }}
    >
      <Cell name="select">
        <input
          type="checkbox"
          checked={selected}
          tabIndex={-1}
          readOnly
          aria-label={text("list.selectRow", { title: row.title })}
          onClick={(event) => onSelect(row.id, event.shiftKey)}
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
    </GridRow>
  );
}

export const SignalRowView = memo(RowElement);
