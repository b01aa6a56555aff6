/**
 * Where each source stands, and the batch under way. A batch is on disk with its name before it is
 * sent, and the places after it count when the server has it: after a crash the same batch goes out
 * again under the same name, which the server recognises.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Type, { type Static } from "typebox";
import Value from "typebox/value";

/** A place in a file; the digest of its first bytes tells it from another of the same number. */
export const Place = Type.Object({
  source: Type.String(),
  dev: Type.Integer(),
  ino: Type.Integer(),
  offset: Type.Integer({ minimum: 0 }),
  isSkipping: Type.Boolean(),
  headBytes: Type.Integer({ minimum: 0 }),
  head: Type.String(),
});
export type Place = Static<typeof Place>;

export const Places = Type.Object({
  /** By path. */
  files: Type.Record(Type.String(), Place),
  /** Patterns that were looked for before: what appears under them is read from its beginning. */
  patterns: Type.Array(Type.String()),
  /** Of the journal; "" before the first entry. */
  cursor: Type.String(),
});
export type Places = Static<typeof Places>;

const Pending = Type.Object({ name: Type.String(), body: Type.String(), after: Places });
export type Pending = Static<typeof Pending>;
const LogState = Type.Object({ places: Places, pending: Type.Optional(Pending) });
export type LogState = Static<typeof LogState>;

/** What was written last; empty at the first start, or when the file is damaged. */
export function readState(path: string): { state: LogState; isDamaged: boolean } {
  const empty: LogState = { places: { files: {}, patterns: [], cursor: "" } };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // Not there at the first start.
    return { state: empty, isDamaged: false };
  }
  try {
    const state: unknown = JSON.parse(text);
    if (Value.Check(LogState, state)) return { state, isDamaged: false };
  } catch {
    // No JSON is as good as JSON of another shape.
  }
  return { state: empty, isDamaged: true };
}

/** Durable when it returns. Throws what the disk throws. */
export function writeState(path: string, state: LogState): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}
