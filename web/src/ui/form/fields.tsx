/**
 * Fields of a form, each bound to a path of the draft, with the faults that the server finds there.
 */
import { type ChangeEvent, createContext, type ReactNode, useContext, useId } from "react";
import type { FailureDetail } from "../../api/client.ts";
import { localTime } from "../format.ts";
import { type Draft, readPath, writePath } from "./paths.ts";
import "./form.css";

export type Desk = {
  draft: Draft;
  change: (draft: Draft) => void;
  faults: readonly FailureDetail[];
  /** Whether what it finds may be changed; of a shipped rule it may not. */
  isOpen: boolean;
};

export const DeskContext = createContext<Desk>({
  ...{ draft: {}, change: () => {}, faults: [], isOpen: true },
});
export const useDesk = () => useContext(DeskContext);

/** The text at fault with its place marked, and what to do about it. */
function Fault({ detail, value }: { detail: FailureDetail; value: string }) {
  const { start = 0, end = 0 } = detail;
  return (
    <span className="field-fault" data-testid="field-fault">
      {end > start && (
        <code>
          {value.slice(0, start)}
          <mark>{value.slice(start, end) || " "}</mark>
          {value.slice(end)}
        </code>
      )}
      {detail.message} <span className="dim">{detail.hint}</span>
    </span>
  );
}

type FieldParts = { path: string; label: string; hint?: string; wide?: boolean; always?: boolean };
type FrameParts = FieldParts & {
  value: string;
  children: (parts: { id: string; disabled: boolean; invalid: boolean }) => ReactNode;
};

function Frame({ path, label, wide, always, value, children }: FrameParts) {
  const id = useId();
  const { faults, isOpen } = useDesk();
  const own = faults.filter((detail) => detail.path === path);
  return (
    <div className="field" data-wide={wide || undefined} data-path={path}>
      <label htmlFor={id}>{label}</label>
      {children({ id, disabled: !isOpen && !always, invalid: own.length > 0 })}
      {own.map((detail) => (
        <Fault key={`${detail.code}${detail.start}`} detail={detail} value={value} />
      ))}
    </div>
  );
}

export function TextField(parts: FieldParts & { lines?: number; code?: boolean }) {
  const { draft, change } = useDesk();
  const value = String(readPath(draft, parts.path) ?? "");
  const onChange = (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    change(writePath(draft, parts.path, event.currentTarget.value));
  const shared = { value, onChange, placeholder: parts.hint, spellCheck: !parts.code };
  return (
    <Frame {...parts} value={value}>
      {({ id, disabled, invalid }) =>
        parts.lines ? (
          <textarea {...shared} {...{ id, disabled }} rows={parts.lines} aria-invalid={invalid} />
        ) : (
          <input
            {...shared}
            {...{ id, disabled }}
            aria-invalid={invalid}
            className={parts.code ? "mono" : undefined}
            autoComplete="off"
          />
        )
      }
    </Frame>
  );
}

export function NumberField(parts: FieldParts) {
  const { draft, change } = useDesk();
  const value = readPath(draft, parts.path);
  const shown = typeof value === "number" ? String(value) : "";
  return (
    <Frame {...parts} value={shown}>
      {({ id, disabled, invalid }) => (
        <input
          {...{ id, disabled }}
          type="number"
          value={shown}
          aria-invalid={invalid}
          onChange={({ currentTarget: { value: text } }) =>
            change(writePath(draft, parts.path, text === "" ? undefined : Number(text)))
          }
        />
      )}
    </Frame>
  );
}

export type Choice = { value: string | number; label: string };

export function ChoiceField(
  parts: FieldParts & { choices: readonly Choice[]; optional?: boolean },
) {
  const { draft, change } = useDesk();
  const value = readPath(draft, parts.path);
  const isKnown = parts.choices.some((choice) => choice.value === value);
  return (
    <Frame {...parts} value={String(value ?? "")}>
      {({ id, disabled, invalid }) => (
        <select
          {...{ id, disabled }}
          value={String(value ?? "")}
          aria-invalid={invalid}
          onChange={({ currentTarget: { value: text } }) =>
            change(
              writePath(
                draft,
                parts.path,
                parts.choices.find((choice) => String(choice.value) === text)?.value,
              ),
            )
          }
        >
          {(parts.optional || !isKnown) && (
            <option value={String(value ?? "")}>{String(value ?? "–")}</option>
          )}
          {parts.optional && isKnown && <option value="">–</option>}
          {parts.choices.map((choice) => (
            <option key={choice.value} value={String(choice.value)}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

export function CheckField({ path, label, always }: FieldParts) {
  const { draft, change, isOpen } = useDesk();
  return (
    <label className="field-check">
      <input
        type="checkbox"
        checked={readPath(draft, path) === true}
        disabled={!isOpen && !always}
        onChange={(event) => change(writePath(draft, path, event.currentTarget.checked))}
      />
      {label}
    </label>
  );
}

/** A list of texts, written with commas between. */
export function ListField(parts: FieldParts) {
  const { draft, change } = useDesk();
  const value = readPath(draft, parts.path);
  const shown = Array.isArray(value) ? value.join(", ") : "";
  return (
    <Frame {...parts} value={shown}>
      {({ id, disabled, invalid }) => (
        <input
          // What is typed is kept as typed until the field is left.
          key={shown}
          {...{ id, disabled }}
          className="mono"
          defaultValue={shown}
          placeholder={parts.hint}
          aria-invalid={invalid}
          spellCheck={false}
          autoComplete="off"
          onBlur={({ currentTarget: { value: text } }) => {
            const list = text
              .split(",")
              .map((item) => item.trim())
              .filter((item) => item !== "");
            if (list.join(", ") !== shown) change(writePath(draft, parts.path, list));
          }}
        />
      )}
    </Frame>
  );
}

/** A time in milliseconds since 1970; null when it was taken out. */
export function TimeField(parts: FieldParts) {
  const { draft, change } = useDesk();
  const value = readPath(draft, parts.path);
  const shown = typeof value === "number" ? localTime(value) : "";
  return (
    <Frame {...parts} value={shown}>
      {({ id, disabled, invalid }) => (
        <input
          {...{ id, disabled }}
          type="datetime-local"
          value={shown}
          aria-invalid={invalid}
          onChange={({ currentTarget: { value: text } }) =>
            change(writePath(draft, parts.path, text === "" ? null : new Date(text).getTime()))
          }
        />
      )}
    </Frame>
  );
}

/** What a clock on a wall shows, as text without a zone: 2026-03-01T06:00:00. */
export function WallTimeField(parts: FieldParts) {
  const { draft, change } = useDesk();
  const value = String(readPath(draft, parts.path) ?? "");
  return (
    <Frame {...parts} value={value}>
      {({ id, disabled, invalid }) => (
        <input
          {...{ id, disabled }}
          type="datetime-local"
          value={value.slice(0, 16)}
          aria-invalid={invalid}
          onChange={({ currentTarget: { value: text } }) =>
            change(writePath(draft, parts.path, text === "" ? "" : `${text}:00`))
          }
        />
      )}
    </Frame>
  );
}
