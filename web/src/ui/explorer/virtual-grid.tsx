/**
 * A long list as a grid of which only the rows in view exist. Rows are addressed by id: their index
 * changes as others arrive.
 */
import { IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";
import { isOnControl } from "../on-control.ts";
import { useText } from "../text/index.tsx";
import { type GridItem, ROW_HEIGHT, rowElementId } from "./grid-row.ts";
import { useAnchor } from "./use-anchor.ts";

const OVERSCAN_ROWS = 14;
/** The next page is asked for when this many rows are left below. */
const FETCH_AHEAD_ROWS = 60;

export type VirtualGridParts<Row extends GridItem> = {
  rows: readonly Row[];
  /** When a row is from, in ISO 8601: newer ones than those known have arrived. */
  timeOf: (row: Row) => string;
  /** Changes when the rows are of another search, so that they do not count as arrived. */
  view: string;
  total: number | undefined;
  cursor: string | undefined;
  hasMore: boolean;
  isFetchingMore: boolean;
  onMore: () => void;
  /** Told the id of a row that is pressed. */
  onOpen: (id: string) => void;
  label: string;
  /** The row of column heads. */
  head: ReactNode;
  rowOf: (row: Row, index: number, isFresh: boolean) => ReactNode;
  /** What stands below the last row. */
  foot: ReactNode;
  /** What the button says that leads to rows which arrived out of sight. */
  arrivedText: (count: number) => string;
  testId: string;
  /** Names the columns in the styles: `.name > .grid` has `--columns`. */
  className?: string;
  style?: CSSProperties;
  isMultiselectable?: boolean;
};

type HeadCellParts = { name: string; order?: "ascending" | "descending"; children: ReactNode };

export function HeadCell({ name, order, children }: HeadCellParts) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot place rows one by one.
    // biome-ignore lint/a11y/useFocusableInteractive: what can be pressed in a head is a button.
    <span role="columnheader" className={`cell-${name}`} aria-sort={order}>
      {children}
    </span>
  );
}

type CellParts = { name: string; title?: string; children?: ReactNode };

/** A cell; without children it shows its title. */
export function Cell({ name, title, children }: CellParts) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot place rows one by one.
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has focus for its active row.
    <span role="gridcell" className={`cell-${name}`} title={title}>
      {children ?? title}
    </span>
  );
}

type GridRowParts = {
  id: string;
  /** Its place among all rows, from 0. */
  index: number;
  testId: string;
  active: boolean;
  opened?: boolean;
  /** Given in a grid whose rows are selected. */
  selected?: boolean;
  fresh?: boolean;
  /** What the styles tell rows apart by, as `data-NAME`. */
  marks?: Readonly<Record<string, string | undefined>>;
  children: ReactNode;
};

/** A row. It is opened by a press that the grid hears, and by the keys of the grid. */
export function GridRow({ id, index, testId, marks = {}, children, ...state }: GridRowParts) {
  const named = Object.entries(marks).map(([name, value]) => [`data-${name}`, value]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot place rows one by one.
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has focus for its active row.
    <div
      id={rowElementId(id)}
      className="grid-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={state.selected}
      data-active={state.active || undefined}
      data-opened={state.opened || undefined}
      data-fresh={state.fresh || undefined}
      data-testid={testId}
      data-id={id}
      {...Object.fromEntries(named)}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
    >
      {children}
    </div>
  );
}

/** The id of the row that was pressed, unless something in it was that acts itself. */
function pressedRow(event: MouseEvent): string | undefined {
  if (isOnControl(event) || !(event.target instanceof Element)) return undefined;
  return event.target.closest<HTMLElement>("[role=row]")?.dataset["id"];
}

function useRows<Row extends GridItem>(parts: VirtualGridParts<Row>, hovered: boolean) {
  const { rows, cursor, timeOf } = parts;
  const gridRef = useRef<HTMLDivElement>(null);
  const held = hovered || cursor !== undefined;
  const anchor = useAnchor({ scroller: gridRef, view: parts.view, rows, timeOf, held });
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
  return { anchor, items, gridRef };
}

/** Below the last row there is nothing to hold in place. */
const isOnRow = (target: EventTarget) =>
  target instanceof Element && target.closest("[role=row]") !== null;

export function VirtualGrid<Row extends GridItem>(parts: VirtualGridParts<Row>) {
  const text = useText();
  const [hovered, setHovered] = useState(false);
  const { rows, cursor, rowOf } = parts;
  const { anchor, items, gridRef } = useRows(parts, hovered);
  const height = rows.length * ROW_HEIGHT;
  return (
    <div
      className={`grid-frame ${parts.className ?? ""}`}
      data-testid={parts.testId}
      style={parts.style}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed one by one. */}
      <div
        className="grid"
        role="grid"
        aria-label={parts.label}
        aria-rowcount={(parts.total ?? rows.length) + 1}
        aria-multiselectable={parts.isMultiselectable}
        aria-activedescendant={cursor && rowElementId(cursor)}
        tabIndex={0}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: see above. */}
        <div className="grid-head" role="row" aria-rowindex={1}>
          {parts.head}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the page has the keys of rows. */}
        <div
          className="grid-scroll"
          role="rowgroup"
          ref={gridRef}
          onScroll={anchor.onScroll}
          onClick={(event) => {
            const id = pressedRow(event);
            if (id !== undefined) parts.onOpen(id);
          }}
          // "Over", not "enter": React misses that when the list appears under a pointer at rest.
          onPointerOver={(event) => setHovered(isOnRow(event.target))}
          onPointerLeave={() => setHovered(false)}
        >
          <div
            className="grid-rows"
            style={{ height, minHeight: anchor.spare > 0 ? anchor.spare : undefined }}
          >
            {items.map(({ index }) => {
              const row = rows[index];
              return row ? rowOf(row, index, anchor.fresh.has(row.id)) : null;
            })}
          </div>
          <div className="grid-foot" aria-live="polite">
            {parts.hasMore ? text("list.loadingMore") : parts.foot}
          </div>
        </div>
      </div>
      {anchor.unseen > 0 && (
        <button
          type="button"
          className="new-pill"
          data-testid="arrived"
          onClick={() => gridRef.current?.scrollTo({ top: 0, behavior: "smooth" })}
        >
          <IconArrowUp size={13} aria-hidden /> {parts.arrivedText(anchor.unseen)}
        </button>
      )}
    </div>
  );
}
