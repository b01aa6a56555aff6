/** The list of logs: time, the chosen columns, and a mark that says how urgent each is. */
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import { type CSSProperties, memo } from "react";
import { Cell, GridRow, HeadCell, VirtualGrid } from "../../ui/explorer/virtual-grid.tsx";
import { formatStamp, formatTime } from "../../ui/format.ts";
import { useText } from "../../ui/text/index.tsx";
import { recordValues, statusTone } from "./record-values.ts";
import type { LogRow } from "./rows.ts";

type LogTableParts = {
  rows: readonly LogRow[];
  columns: readonly string[];
  view: string;
  total: number | undefined;
  cursor: string | undefined;
  opened: string | undefined;
  oldestFirst: boolean;
  hasMore: boolean;
  isFetchingMore: boolean;
  foot: string;
  onMore: () => void;
  onOpen: (id: string) => void;
  onOrder: (() => void) | undefined;
  onColumns: (columns: readonly string[]) => void;
};

const timeOf = ({ record }: LogRow) => record.attributes.timestamp;
/** Columns that take what the others leave. */
const WIDE = "message";
const NARROW = new Set(["host", "service", "source", "status", "env"]);

function widths(columns: readonly string[]): string {
  const rest = columns.map((key) =>
    key === WIDE
      ? "minmax(120px, 6fr)"
      : NARROW.has(key)
        ? "minmax(54px, 0.9fr)"
        : "minmax(64px, 1.4fr)",
  );
  return ["144px", ...rest].join(" ");
}

function Head({ columns, oldestFirst, onOrder, onColumns }: LogTableParts) {
  const text = useText();
  const Arrow = oldestFirst ? IconArrowUp : IconArrowDown;
  return (
    <>
      <HeadCell name="time" order={oldestFirst ? "ascending" : "descending"}>
        <button
          type="button"
          onClick={onOrder}
          disabled={onOrder === undefined}
          title={text(oldestFirst ? "logs.oldestFirst" : "logs.newestFirst")}
        >
          {text("logs.time")} <Arrow size={12} aria-hidden />
        </button>
      </HeadCell>
      {columns.map((key) => (
        <HeadCell key={key} name="log">
          <span title={key}>{key === WIDE ? text("logs.message") : key}</span>
          {columns.length > 1 && (
            <button
              type="button"
              className="column-remove"
              aria-label={text("logs.columnRemove", { name: key })}
              onClick={() => onColumns(columns.filter((each) => each !== key))}
            >
              <IconX size={11} aria-hidden />
            </button>
          )}
        </HeadCell>
      ))}
    </>
  );
}

type RowParts = {
  row: LogRow;
  index: number;
  columns: readonly string[];
  active: boolean;
  opened: boolean;
  fresh: boolean;
};

function RowElement({ row, index, columns, active, opened, fresh }: RowParts) {
  const { timestamp, status = "" } = row.record.attributes;
  return (
    <GridRow
      {...{ id: row.id, index, active, opened, fresh }}
      testId="log-row"
      marks={{ status: statusTone(status) }}
    >
      <Cell name="time" title={`${formatTime(timestamp)} ${status}`}>
        <time dateTime={timestamp}>{formatStamp(timestamp)}</time>
      </Cell>
      {columns.map((key) => {
        const value = recordValues(row.record, key).join(", ");
        return (
          <Cell key={key} name={key === WIDE ? "message" : "log"} title={value}>
            {value || <span className="faint">–</span>}
          </Cell>
        );
      })}
    </GridRow>
  );
}

const LogRowView = memo(RowElement);

export function LogTable(parts: LogTableParts) {
  const text = useText();
  const { rows, columns, view, total, cursor, hasMore, isFetchingMore, onMore } = parts;
  return (
    <VirtualGrid
      {...{ rows, view, total, cursor, hasMore, isFetchingMore, onMore, timeOf }}
      onOpen={parts.onOpen}
      label={text("logs.table")}
      head={<Head {...parts} />}
      rowOf={(row, index, isFresh) => (
        <LogRowView
          key={row.id}
          row={row}
          index={index}
          columns={columns}
          active={row.id === cursor}
          opened={row.id === parts.opened}
          fresh={isFresh}
        />
      )}
      foot={parts.foot}
      arrivedText={(count) => text("logs.new", { count })}
      testId="log-table"
      className="log-grid"
      style={{ "--columns": widths(columns) } as CSSProperties}
    />
  );
}
