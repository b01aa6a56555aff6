/** Which lines two texts share: the longest common part, as a unified list. */

export type DiffLine = { kind: "same" | "removed" | "added"; text: string };

/** Lines of the middle part, where the texts differ, that are compared one by one. */
const DIFFERING_LINES_MAX = 2_000;

/** Lengths of the longest common parts of all tails. */
function tailLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        before[i] === after[j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
  return lengths;
}

const as = (kind: DiffLine["kind"]) => (text: string) => ({ kind, text });

function compareMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length > DIFFERING_LINES_MAX || after.length > DIFFERING_LINES_MAX)
    return [...before.map(as("removed")), ...after.map(as("added"))];
  const lengths = tailLengths(before, after);
  const width = after.length + 1;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    const down = lengths[(i + 1) * width + j] ?? 0;
    const right = lengths[i * width + j + 1] ?? 0;
    if (i < before.length && j < after.length && old === fresh) {
      lines.push({ kind: "same", text: old as string });
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || down >= right)) {
      lines.push({ kind: "removed", text: old as string });
      i += 1;
    } else {
      lines.push({ kind: "added", text: fresh as string });
      j += 1;
    }
  }
  return lines;
}

/** The lines of both, in order; what was removed stands before what was added. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  )
    end += 1;
  const middle = compareMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [
    ...a.slice(0, start).map(as("same")),
    ...middle,
    ...a.slice(a.length - end).map(as("same")),
  ];
}

export type DiffPart = DiffLine | { kind: "gap"; count: number };

/** Only the lines near a change; what lies between is counted. */
export function foldSame(lines: readonly DiffLine[], context: number): DiffPart[] {
  const isNear = (at: number) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== "same");
  const parts: DiffPart[] = [];
  lines.forEach((line, at) => {
    const last = parts.at(-1);
    if (isNear(at)) parts.push(line);
    else if (last?.kind === "gap") last.count += 1;
    else parts.push({ kind: "gap", count: 1 });
  });
  return parts;
}
