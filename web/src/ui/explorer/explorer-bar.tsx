/** The bar above a list: counts on or off, the search, the time, and what a list adds. */
import { IconLayoutSidebar } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useText } from "../text/index.tsx";
import { QueryBar, type QueryBarParts } from "./query-bar.tsx";
import { TimePicker } from "./time-picker.tsx";
import type { TimeChange, TimeView } from "./time-range.ts";

/** On narrower screens the filters wait until asked for. */
const FACETS_WIDTH_MIN = 1100;

export const useFacetsShown = () => useState(() => window.innerWidth >= FACETS_WIDTH_MIN);

export type ExplorerBarParts = {
  search: QueryBarParts;
  /** Given when the list is of a time. */
  time?: TimeView;
  onTime?: (change: TimeChange) => void;
  facetsShown: boolean;
  onFacets: () => void;
  children?: ReactNode;
};

export function ExplorerBar({ search, time, onTime, facetsShown, ...parts }: ExplorerBarParts) {
  const text = useText();
  const label = text(facetsShown ? "list.hideFacets" : "list.showFacets");
  return (
    <div className="list-bar">
      <button
        type="button"
        className="icon-button"
        aria-pressed={facetsShown}
        aria-label={label}
        title={label}
        onClick={parts.onFacets}
      >
        <IconLayoutSidebar size={17} stroke={1.6} />
      </button>
      <QueryBar {...search} />
      {time && onTime && <TimePicker view={time} onChange={onTime} />}
      {parts.children}
    </div>
  );
}
