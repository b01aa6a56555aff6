/**
 * What a form fills in: the JSON that is sent, changed by path. Paths are those that the server
 * names faults by, such as `queries[0].query`.
 */

export type Draft = Readonly<Record<string, unknown>>;

type Step = string | number;

/** The steps of a path. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(/[^.[\]]+/g)].map(([step]) =>
    /^\d+$/.test(step) ? Number(step) : step,
  );
}

export function readPath(draft: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null
        ? (value as Record<Step, unknown>)[step]
        : undefined,
    draft,
  );
}

function write(holder: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  const isList = typeof step === "number";
  if (isList) {
    const list = Array.isArray(holder) ? [...(holder as unknown[])] : [];
    list[step] = write(list[step], rest, value);
    return list;
  }
  const object = { ...(typeof holder === "object" && !Array.isArray(holder) ? holder : {}) };
  const next = write((object as Record<string, unknown>)[step], rest, value);
  if (next === undefined) {
    const { [step]: _, ...others } = object as Record<string, unknown>;
    return others;
  }
  return { ...object, [step]: next };
}

/** The draft with a value at a path; undefined takes it out of its object. */
export function writePath(draft: Draft, path: string, value: unknown): Draft {
  return write(draft, stepsOf(path), value) as Draft;
}

export function listAt(draft: Draft, path: string): readonly unknown[] {
  const list = readPath(draft, path);
  return Array.isArray(list) ? list : [];
}

export const addTo = (draft: Draft, path: string, item: unknown) =>
  writePath(draft, path, [...listAt(draft, path), item]);

export const removeFrom = (draft: Draft, path: string, index: number) =>
  writePath(
    draft,
    path,
    listAt(draft, path).filter((_, at) => at !== index),
  );

/** The list with an item one place up: the first case that holds decides. */
export function moveUp(draft: Draft, path: string, index: number): Draft {
  const list = [...listAt(draft, path)];
  if (index <= 0 || index >= list.length) return draft;
  list.splice(index - 1, 0, ...list.splice(index, 1));
  return writePath(draft, path, list);
}
