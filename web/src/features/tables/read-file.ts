/** The head of a CSV file and its first rows, before it is sent. */
import { readCsv } from "#lib/base";

/** What the server takes of a file, in bytes. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;
const ROWS_SHOWN = 5;
/** Enough for a head of 50 columns and the first rows. */
const HEAD_BYTES = 256 * 1024;

export type FileFault =
  | { kind: "tooLarge" }
  | { kind: "notUtf8" }
  | { kind: "empty" }
  | { kind: "unreadable"; line: number; reason: string };

export type FileHead = { columns: string[]; rows: string[][] };

/** What a file begins with, or why it cannot be read. */
export async function readFileHead(file: Blob): Promise<FileHead | FileFault> {
  if (file.size > FILE_BYTES_MAX) return { kind: "tooLarge" };
  const bytes = await file.slice(0, HEAD_BYTES).arrayBuffer();
  let text: string;
  try {
    // What is cut within a character at the end is no fault.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, {
      stream: file.size > HEAD_BYTES,
    });
  } catch {
    return { kind: "notUtf8" };
  }
  const { rows, fault } = readCsv(text, ROWS_SHOWN);
  const [head, ...first] = rows;
  if (fault && rows.length <= ROWS_SHOWN) return { kind: "unreadable", ...fault };
  if (!head) return { kind: "empty" };
  return { columns: head.map((name) => name.trim()), rows: first.slice(0, ROWS_SHOWN) };
}
