/**
 * The list as a grid of which only the rows in view exist. Rows are addressed by id: their index
 * changes as others arrive.
 */

import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import type { SignalRow } from "../../api/signals.ts";
import { useText } from "../../ui/text/index.tsx";
import { ROW_HEIGHT, rowElementId, SignalRowView } from "./signal-row.tsx";
import { useAnchor } from "./use-anchor.ts";

const OVERSCAN_ROWS = 14;
/** The next page is asked for when this many rows are left below. */
const FETCH_AHEAD_ROWS = 60;

type SignalTableParts = {
  rows: readonly SignalRow[];
  /** Changes when the rows are of another search, so that they do not count as arrived. */
  view: string;
  total: number | undefined;
  cursor: string | undefined;
  opened: string | undefined;
  selection: ReadonlySet<string>;
  oldestFirst: boolean;
  hasMore: boolean;
  isFetchingMore: boolean;
  onMore: () => void;
  onOpen: (id: string) => void;
  onSelect: (id: string, range: boolean) => void;
  onSelectAll: () => void;
  onOrder: () => void;
  gridRef: RefObject<HTMLDivElement | null>;
};

type ColumnParts = { name: string; order?: "ascending" | "descending"; children: ReactNode };

function Column({ name, order, children }: ColumnParts) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot place rows one by one.
    // biome-ignore lint/a11y/useFocusableInteractive: what can be pressed in a head is a button.
    <span role="columnheader" className={`cell-${name}`} aria-sort={order}>
      {children}
    </span>
  );
}

const PLAIN_COLUMNS = ["severity", "title", "rule", "host", "container", "events"] as const;

function TableHead(parts: SignalTableParts) {
  const text = useText();
  const Arrow = parts.oldestFirst ? IconArrowUp : IconArrowDown;
  const all = parts.rows.length > 0 && parts.rows.every((row) => parts.selection.has(row.id));
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above.
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    <div className="signal-head" role="row" aria-rowindex={1}>
      <Column name="select">
        <input
          type="checkbox"
          checked={all}
          onChange={parts.onSelectAll}
          aria-label={text("list.selectAll")}
        />
      </Column>
      {PLAIN_COLUMNS.map((name) => (
        <Column key={name} name={name}>
          {text(`list.columns.${name}`)}
        </Column>
      ))}
      <Column name="first" order={parts.oldestFirst ? "ascending" : "descending"}>
        <button
          type="button"
          onClick={parts.onOrder}
          title={text(parts.oldestFirst ? "list.oldestFirst" : "list.newestFirst")}
        >
          {text("list.columns.firstSeen")} <Arrow size={12} aria-hidden />
        </button>
      </Column>
      <Column name="last">{text("list.columns.lastSeen")}</Column>
      <Column name="state">{text("list.columns.state")}</Column>
    </div>
  );
}

function useRows(parts: SignalTableParts, hovered: boolean) {
  const { rows, cursor, gridRef } = parts;
  const held = hovered || cursor !== undefined;
  const anchor = useAnchor(gridRef, parts.view, rows, held);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => gridRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN_ROWS,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasMore, isFetchingMore, onMore } = parts;
  useEffect(() => {
    if (hasMore && !isFetchingMore && last >= rows.length - FETCH_AHEAD_ROWS) onMore();
  }, [last, rows.length, hasMore, isFetchingMore, onMore]);

  const newest = useRef(rows);
  newest.current = rows;
  useEffect(() => {
    const index = newest.current.findIndex((row) => row.id === cursor);
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
  }, [cursor, virtual]);
  return { anchor, items };
}

/** Below the last row there is nothing to hold in place. */
const isOnRow = (target: EventTarget) =>
  target instanceof Element && target.closest("[role=row]") !== null;

export function SignalTable(parts: SignalTableParts) {
  const text = useText();
  const [hovered, setHovered] = useState(false);
  const { rows, cursor, opened, selection, gridRef } = parts;
  const { anchor, items } = useRows(parts, hovered);
  const height = rows.length * ROW_HEIGHT;
  return (
    <div className="signal-table" data-testid="signal-table">
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed one by one. */}
      <div
        className="signal-grid"
        role="grid"
        aria-label={text("list.table")}
        aria-rowcount={(parts.total ?? rows.length) + 1}
        aria-multiselectable
        aria-activedescendant={cursor && rowElementId(cursor)}
        tabIndex={0}
      >
        <TableHead {...parts} />
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        <div
          className="signal-scroll"
          role="rowgroup"
          ref={gridRef}
          onScroll={anchor.onScroll}
          // "Over", not "enter": React misses that when the list appears under a pointer at rest.
          onPointerOver={(event) => setHovered(isOnRow(event.target))}
          onPointerLeave={() => setHovered(false)}
        >
          <div
            className="signal-rows"
            style={{ height, minHeight: anchor.spare > 0 ? anchor.spare : undefined }}
          >
            {items.map(({ index }) => {
              const row = rows[index];
              return row ? (
                <SignalRowView
                  key={row.id}
                  row={row}
                  index={index}
                  active={row.id === cursor}
                  opened={row.id === opened}
                  selected={selection.has(row.id)}
                  fresh={anchor.fresh.has(row.id)}
                  onOpen={parts.onOpen}
                  onSelect={parts.onSelect}
                />
              ) : null;
            })}
          </div>
          <div className="signal-foot" aria-live="polite">
            {parts.hasMore ? text("list.loadingMore") : text("list.end")}
          </div>
        </div>
      </div>
      {anchor.unseen > 0 && (
        <button
          type="button"
          className="new-pill"
          data-testid="new-signals"
          onClick={() => gridRef.current?.scrollTo({ top: 0, behavior: "smooth" })}
        >
          <IconArrowUp size={13} aria-hidden /> {text("list.new", { count: anchor.unseen })}
        </button>
      )}
    </div>
  );
}
