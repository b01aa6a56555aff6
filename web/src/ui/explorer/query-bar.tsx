/**
 * The search: Enter applies it, `/` focuses it, a mistake is shown under it at its place. Keys and
 * values are suggested; Tab takes the first, Enter only one that was moved to.
 */
import { ActionIcon } from "@mantine/core";
import { IconAlertCircle, IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import { ApiFailure, type FailureDetail } from "../../api/client.ts";
import { useText } from "../text/index.tsx";
import type { SuggestSource } from "./suggest.ts";
import { useSuggestions } from "./use-suggestions.ts";

/** The mistakes in a search that a refused request points out. */
export function queryFaults(error: unknown): readonly FailureDetail[] {
  return error instanceof ApiFailure && error.status === 400 ? error.details : [];
}

function FaultPlace({ query, detail }: { query: string; detail: FailureDetail }) {
  if (detail.start === undefined) return null;
  const start = Math.min(detail.start, query.length);
  const end = Math.max(start + 1, Math.min(detail.end ?? start + 1, query.length));
  return (
    <pre className="query-fault-place" data-testid="query-fault-place">
      {query.slice(0, start)}
      <mark>{query.slice(start, end) || " "}</mark>
      {query.slice(end)}
    </pre>
  );
}

type ListParts = { suggestions: ReturnType<typeof useSuggestions> };

function SuggestionList({ suggestions }: ListParts) {
  const text = useText();
  const { options, active, accept } = suggestions;
  if (options.length === 0) return null;
  return (
    <div
      className="suggestions"
      id="suggestions"
      role="listbox"
      aria-label={text("list.suggestions")}
      data-testid="suggestions"
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the search handles the keys.
        // biome-ignore lint/a11y/useFocusableInteractive: see above.
        <div
          key={option.insert}
          id={`suggestion-${index}`}
          role="option"
          aria-selected={index === active}
          // Pressing must not take focus from the search.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => accept(option)}
        >
          <code>{option.label}</code>
          <span>{option.hint}</span>
        </div>
      ))}
    </div>
  );
}

function Faults({ query, faults }: { query: string; faults: readonly FailureDetail[] }) {
  return (
    <div id="query-faults" aria-live="polite">
      {faults.map((detail) => (
        <div
          key={`${detail.code}${detail.start}`}
          className="query-fault"
          data-testid="query-fault"
        >
          <IconAlertCircle size={15} aria-hidden />
          <div>
            <FaultPlace query={query} detail={detail} />
            <strong>{detail.message}</strong> <span className="dim">{detail.hint}</span>
          </div>
        </div>
      ))}
    </div>
  );
}

export type QueryBarParts = {
  query: string;
  error: unknown;
  /** Keys and values to suggest. */
  source: SuggestSource;
  label: string;
  /** An example of a search, shown while there is none. */
  hint: string;
  inputRef: RefObject<HTMLInputElement | null>;
  onApply: (query: string) => void;
};

export function QueryBar(parts: QueryBarParts) {
  const { query, error, source, label, hint, inputRef, onApply } = parts;
  const text = useText();
  const [draft, setDraft] = useState(query);
  useEffect(() => setDraft(query), [query]);
  const faults = queryFaults(error);
  const suggestions = useSuggestions(inputRef, source, setDraft);
  const { active } = suggestions;
  const apply = (next: string) => {
    suggestions.close();
    setDraft(next);
    onApply(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (suggestions.onKey(event)) return;
    if (event.key === "Enter") apply(draft.trim());
    if (event.key !== "Escape") return;
    setDraft(query);
    event.currentTarget.blur();
  };
  return (
    <search className="query-bar">
      <div className="query-input" data-invalid={faults.length > 0 || undefined}>
        <IconSearch size={15} aria-hidden />
        <input
          ref={inputRef}
          value={draft}
          onChange={({ target }) => {
            setDraft(target.value);
            suggestions.update(target.value, target.selectionStart ?? target.value.length);
          }}
          onKeyDown={onKeyDown}
          onBlur={suggestions.close}
          placeholder={hint}
          aria-label={label}
          title={text("list.queryHelp")}
          role="combobox"
          aria-expanded={suggestions.options.length > 0}
          aria-controls="suggestions"
          aria-activedescendant={active < 0 ? undefined : `suggestion-${active}`}
          aria-autocomplete="list"
          aria-invalid={faults.length > 0}
          aria-describedby="query-faults"
          spellCheck={false}
          autoComplete="off"
          data-testid="query"
        />
        {draft !== "" && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={text("list.clear")}
            onClick={() => apply("")}
          >
            <IconX size={14} />
          </ActionIcon>
        )}
        <kbd aria-hidden>/</kbd>
        <SuggestionList suggestions={suggestions} />
      </div>
      <Faults query={query} faults={faults} />
    </search>
  );
}
