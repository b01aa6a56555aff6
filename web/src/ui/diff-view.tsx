/** Two versions of a value as one text: what went is red, what came is green. */
import { useMemo } from "react";
import { diffLines, foldSame } from "./diff.ts";
import { useText } from "./text/index.tsx";

const CONTEXT_LINES = 3;
const SIGNS = { same: " ", removed: "-", added: "+" } as const;

type DiffViewParts = { before: unknown; after: unknown };

export function DiffView({ before, after }: DiffViewParts) {
  const text = useText();
  const parts = useMemo(() => {
    const print = (value: unknown) => JSON.stringify(value, null, 2);
    return foldSame(diffLines(print(before), print(after)), CONTEXT_LINES);
  }, [before, after]);
  if (!parts.some(({ kind }) => kind === "removed" || kind === "added"))
    return <p className="dim">{text("diff.same")}</p>;
  return (
    <pre className="json-text diff" data-testid="diff">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never reorder.
        <div key={index} data-diff={part.kind}>
          {part.kind === "gap"
            ? text("diff.gap", { count: part.count })
            : `${SIGNS[part.kind]} ${part.text}`}
        </div>
      ))}
    </pre>
  );
}
