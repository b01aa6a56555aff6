/**
 * Single keys that act on a page. They rest while somebody types, and while a dialog or menu is
 * open.
 */
import { useEffect, useRef } from "react";

/** Names of keys with spaces between, and what they do. */
export type Hotkeys = readonly (readonly [keys: string, act: () => void])[];

/** Keys that a focused control uses itself. */
const CONTROL_KEYS = new Set(["Enter", " ", "ArrowDown", "ArrowUp", "Home", "End"]);
const CONTROLS = "button, a[href], [role=tab], [role=treeitem], [role=menuitem], summary";

function isTyping(target: Element): boolean {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target instanceof Element ? event.target : document.body;
  if (isTyping(target)) return true;
  if (target.closest("[role=dialog][aria-modal=true], [role=menu], [role=listbox]")) return true;
  return CONTROL_KEYS.has(event.key) && target.closest(CONTROLS) !== null;
}

/**
 * Listens for the keys named while the component is shown and `enabled`. What listens at the window
 * comes after what listens at the document: a page is asked before its frame.
 */
export function useHotkeys(
  keys: Hotkeys,
  enabled = true,
  target: Document | Window = document,
): void {
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      const entry = newest.current.find(([keys]) => keys.split(" ").includes(event.key));
      if (!entry || isTaken(event)) return;
      event.preventDefault();
      entry[1]();
    };
    // Both tell keys alike, which their types do not say together.
    const source: EventTarget = target;
    const onKey = (event: Event) => listen(event as KeyboardEvent);
    source.addEventListener("keydown", onKey);
    return () => source.removeEventListener("keydown", onKey);
  }, [enabled, target]);
}
