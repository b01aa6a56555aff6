/**
 * Keeps the row that somebody points at where it is while rows arrive above it: the list then grows
 * upwards, out of sight, and `unseen` counts what waits there. At the top with nothing to disturb,
 * rows slide in instead.
 */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { type GridItem, ROW_HEIGHT } from "./grid-row.ts";

/** How long an arrived row stays highlighted. */
const FRESH_MS = 4_000;
const SLIDE_MS = 220;
const SLIDE_ROWS_MAX = 5;

type Previous<Row> = { view: string; rows: readonly Row[]; ids: Set<string> };

/** How many rows came in above the row that was topmost in view; 0 when it is gone. */
function shiftOf(before: readonly GridItem[], after: readonly GridItem[], top: number): number {
  const anchor = before[Math.min(top, before.length - 1)];
  if (!anchor) return 0;
  const now = after.findIndex((row) => row.id === anchor.id);
  return now < 0 ? 0 : now - Math.min(top, before.length - 1);
}

/** Lets rows that came in at the top push the others down, for those who like motion. */
function slideIn(content: HTMLElement, count: number): void {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const from = `translateY(${-Math.min(count, SLIDE_ROWS_MAX) * ROW_HEIGHT}px)`;
  content.animate({ transform: [from, "none"] }, { duration: SLIDE_MS, easing: "ease-out" });
}

type AnchorParts<Row> = {
  scroller: RefObject<HTMLDivElement | null>;
  view: string;
  rows: readonly Row[];
  timeOf: (row: Row) => string;
  held: boolean;
};

export function useAnchor<Row extends GridItem>(parts: AnchorParts<Row>) {
  const { scroller, view, rows, timeOf, held } = parts;
  const previous = useRef<Previous<Row> | undefined>(undefined);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [unseen, setUnseen] = useState(0);
  const [spare, setSpare] = useState(0);

  useLayoutEffect(() => {
    const before = previous.current;
    const ids = new Set(rows.map((row) => row.id));
    previous.current = { view, rows, ids };
    const element = scroller.current;
    if (!element || before?.view !== view || before.rows === rows) {
      if (before?.view !== view) setUnseen(0);
      return;
    }
    const tail = before.rows.at(-1);
    const arrived = rows.filter(
      (row) => !before.ids.has(row.id) && (!tail || timeOf(row) > timeOf(tail)),
    );
    if (arrived.length > 0) {
      setFresh(new Set(arrived.map((row) => row.id)));
      window.setTimeout(() => setFresh(new Set()), FRESH_MS);
    }
    const top = Math.floor(element.scrollTop / ROW_HEIGHT);
    const shift = shiftOf(before.rows, rows, top);
    if (shift === 0) return;
    const content = element.firstElementChild as HTMLElement;
    if (element.scrollTop < ROW_HEIGHT && !held) {
      if (shift > 0) slideIn(content, shift);
      return;
    }
    const target = Math.max(0, element.scrollTop + shift * ROW_HEIGHT);
    const needed = target + element.clientHeight;
    content.style.minHeight = `${needed}px`;
    setSpare(needed);
    element.scrollTop = target;
    if (shift > 0) setUnseen((count) => count + Math.min(shift, arrived.length));
  }, [rows, view, held, scroller, timeOf]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element || element.scrollTop >= ROW_HEIGHT) return;
    setUnseen(0);
    setSpare(0);
  }, [scroller]);

  return { fresh, unseen, spare, onScroll };
}
