/** The list of signals: its columns, and the order of time. */
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { SignalRow } from "../../api/signals.ts";
import { HeadCell, VirtualGrid } from "../../ui/explorer/virtual-grid.tsx";
import { useText } from "../../ui/text/index.tsx";
import { SignalRowView } from "./signal-row.tsx";

type SignalTableParts = {
  rows: readonly SignalRow[];
  /** Changes when the rows are of another search, so that they do not count as arrived. */
  view: string;
  total: number | undefined;
  cursor: string | undefined;
  opened: string | undefined;
  selection: ReadonlySet<string>;
  isAllSelected: boolean;
  oldestFirst: boolean;
  hasMore: boolean;
  isFetchingMore: boolean;
  onMore: () => void;
  onOpen: (id: string) => void;
  onSelect: (id: string, range: boolean) => void;
  onSelectAll: () => void;
  onOrder: () => void;
};

const PLAIN_COLUMNS = ["severity", "title", "rule", "host", "container", "events"] as const;
const firstSeen = (row: SignalRow) => row.firstSeen;

function Head(parts: SignalTableParts) {
  const text = useText();
  const Arrow = parts.oldestFirst ? IconArrowUp : IconArrowDown;
  return (
    <>
      <HeadCell name="select">
        <input
          type="checkbox"
          checked={parts.isAllSelected}
          onChange={parts.onSelectAll}
          aria-label={text("list.selectAll")}
        />
      </HeadCell>
      {PLAIN_COLUMNS.map((name) => (
        <HeadCell key={name} name={name}>
          {text(`list.columns.${name}`)}
        </HeadCell>
      ))}
      <HeadCell name="first" order={parts.oldestFirst ? "ascending" : "descending"}>
        <button
          type="button"
          onClick={parts.onOrder}
          title={text(parts.oldestFirst ? "list.oldestFirst" : "list.newestFirst")}
        >
          {text("list.columns.firstSeen")} <Arrow size={12} aria-hidden />
        </button>
      </HeadCell>
      <HeadCell name="last">{text("list.columns.lastSeen")}</HeadCell>
      <HeadCell name="state">{text("list.columns.state")}</HeadCell>
    </>
  );
}

export function SignalTable(parts: SignalTableParts) {
  const text = useText();
  const { rows, view, total, cursor, hasMore, isFetchingMore, onMore } = parts;
  return (
    <VirtualGrid
      {...{ rows, view, total, cursor, hasMore, isFetchingMore, onMore }}
      timeOf={firstSeen}
      onOpen={parts.onOpen}
      label={text("list.table")}
      isMultiselectable
      head={<Head {...parts} />}
      rowOf={(row, index, isFresh) => (
        <SignalRowView
          key={row.id}
          row={row}
          index={index}
          active={row.id === cursor}
          opened={row.id === parts.opened}
          selected={parts.selection.has(row.id)}
          fresh={isFresh}
          onSelect={parts.onSelect}
        />
      )}
      foot={text("list.end")}
      arrivedText={(count) => text("list.new", { count })}
      testId="signal-table"
      className="signal-grid"
    />
  );
}
