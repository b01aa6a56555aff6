/**
 * The frame of every explorer: search and time above, counts at the left, the list, what is opened
 * beside it, and the help for its keys.
 */
import { type ReactNode, useRef, useState } from "react";
import { ExplorerBar, type ExplorerBarParts, useFacetsShown } from "./explorer-bar.tsx";
import { type FacetLook, FacetPanel } from "./facet-panel.tsx";
import { type KeyHelp, KeysHelp } from "./keys-help.tsx";
import type { FacetCounts } from "./suggest.ts";

/** What the keys `/` and `?` do in a frame. */
export function useExplorer() {
  const inputRef = useRef<HTMLInputElement>(null);
  const [isHelpShown, setHelpShown] = useState(false);
  return {
    ...{ inputRef, isHelpShown },
    focusQuery: () => inputRef.current?.select(),
    showHelp: () => setHelpShown(true),
    hideHelp: () => setHelpShown(false),
  };
}

type ExplorerFrameParts = Pick<ExplorerBarParts, "time" | "onTime"> & {
  explorer: ReturnType<typeof useExplorer>;
  search: Omit<ExplorerBarParts["search"], "inputRef">;
  facets: FacetCounts | undefined;
  look: FacetLook;
  help: readonly KeyHelp[];
  /** What a list adds to the bar. */
  tools?: ReactNode;
  /** What is opened beside the list. */
  beside?: ReactNode;
  children: ReactNode;
};

export function ExplorerFrame(parts: ExplorerFrameParts) {
  const { explorer, search, time, onTime, facets, look } = parts;
  const [facetsShown, setFacetsShown] = useFacetsShown();
  return (
    <>
      <ExplorerBar
        search={{ ...search, inputRef: explorer.inputRef }}
        {...(time && onTime && { time, onTime })}
        facetsShown={facetsShown}
        onFacets={() => setFacetsShown(!facetsShown)}
      >
        {parts.tools}
      </ExplorerBar>
      <div className="list-body">
        {facetsShown && (
          <FacetPanel facets={facets} look={look} query={search.query} onQuery={search.onApply} />
        )}
        <section className="list-main">{parts.children}</section>
        {parts.beside}
      </div>
      <KeysHelp rows={parts.help} opened={explorer.isHelpShown} onClose={explorer.hideHelp} />
    </>
  );
}
