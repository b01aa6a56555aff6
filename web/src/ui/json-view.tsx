/**
 * JSON with search and copy. Lines are plain text with marks: no editor is loaded to read forty
 * kilobytes.
 */
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useMemo, useState } from "react";
import { Copy } from "./copy.tsx";
import { useText } from "./text/index.tsx";

/** More lines than this are cut from view, never from the copy. */
const JSON_LINES_MAX = 5_000;
const KEY_LINE = /^(\s*)("(?:[^"\\]|\\.)*")(: )(.*?)(,?)$/;

function valueKind(text: string): string {
  if (text.startsWith('"')) return "string";
  return /^[-\dtfn]/.test(text) ? "number" : "text";
}

function Line({ line }: { line: string }) {
  const match = KEY_LINE.exec(line);
  if (!match) return <span data-token={valueKind(line.trim())}>{line}</span>;
  const [, space, key, colon, value = "", comma] = match;
  return (
    <>
      {space}
      <span data-token="field">{key}</span>
      {colon}
      <span data-token={valueKind(value)}>{value}</span>
      {comma}
    </>
  );
}

export function JsonView({ value }: { value: unknown }) {
  const text = useText();
  const [needle, setNeedle] = useState("");
  const wanted = useDeferredValue(needle.trim().toLowerCase());
  const source = useMemo(() => JSON.stringify(value, null, 2), [value]);
  const lines = useMemo(() => source.split("\n").slice(0, JSON_LINES_MAX), [source]);
  const hits = useMemo(
    () => (wanted === "" ? 0 : lines.filter((line) => line.toLowerCase().includes(wanted)).length),
    [lines, wanted],
  );
  return (
    <div className="json">
      <div className="json-bar">
        <TextInput
          size="xs"
          value={needle}
          onChange={(event) => setNeedle(event.currentTarget.value)}
          placeholder={text("signal.jsonSearch")}
          aria-label={text("signal.jsonSearch")}
          leftSection={<IconSearch size={14} />}
        />
        <span className="dim" aria-live="polite">
          {wanted !== "" && text("signal.jsonMatches", { count: hits })}
        </span>
        <Copy value={source} label={text("signal.jsonCopy")} />
      </div>
      <pre className="json-text" data-testid="json">
        {lines.map((line, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never reorder.
            key={index}
            data-hit={wanted !== "" && line.toLowerCase().includes(wanted) ? "" : undefined}
          >
            <Line line={line} />
          </div>
        ))}
      </pre>
    </div>
  );
}
