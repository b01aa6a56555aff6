/**
 * The list of suggestions under the search: which are shown, which is active, and the keys that act
 * on it.
 */
import { type KeyboardEvent, type RefObject, useState } from "react";
import { type Suggestion, type Suggestions, type SuggestSource, suggest } from "./suggest.ts";

const NONE: Suggestions = { start: 0, end: 0, options: [] };

export function useSuggestions(
  input: RefObject<HTMLInputElement | null>,
  source: SuggestSource,
  onDraft: (draft: string) => void,
) {
  const [found, setFound] = useState(NONE);
  const [active, setActive] = useState(-1);
  const { options } = found;

  const close = () => {
    setFound(NONE);
    setActive(-1);
  };
  const update = (draft: string, caret: number) => {
    setFound(suggest(draft, caret, source));
    setActive(-1);
  };
  const accept = (option: Suggestion) => {
    const element = input.current;
    if (!element) return;
    element.focus();
    // Through the browser, so that its undo knows of it.
    element.setRangeText(option.insert, found.start, found.end, "end");
    onDraft(element.value);
    update(element.value, element.selectionStart ?? element.value.length);
  };
  /** Whether the key was for the list. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (options.length === 0) return false;
    const chosen = options[active];
    if (event.key === "ArrowDown") setActive((active + 1) % options.length);
    else if (event.key === "ArrowUp")
      setActive(((active + options.length) % (options.length + 1)) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) accept(chosen);
    else if (event.key === "Tab" && !event.shiftKey) accept(chosen ?? (options[0] as Suggestion));
    else return false;
    event.preventDefault();
    return true;
  };
  return { options, active, update, accept, close, onKey };
}
