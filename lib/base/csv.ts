/** Comma-separated values as RFC 4180 has them, with either end of line. */

/** A fault with the line it is in, from 1. */
export type CsvFault = { line: number; reason: string };

type Reading = {
  rows: string[][];
  /** The line that each row begins in, from 1. */
  lines: number[];
  fault?: CsvFault;
};

/** Reads text to rows of fields; reading stops at the first fault, and at `rowsMax` rows. */
export function readCsv(text: string, rowsMax: number): Reading {
  const rows: string[][] = [];
  const lines: number[] = [];
  let row: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  let begin = line;
  const end = () => {
    // An empty line is no row.
    if (row.length > 1 || row[0] !== "") {
      rows.push(row);
      lines.push(begin);
    }
    row = [];
    begin = line;
  };
  while (at < text.length) {
    if (text[at] === '"') {
      const begun = line;
      let value = "";
      for (at += 1; ; at += 1) {
        const mark = text.indexOf('"', at);
        if (mark === -1)
          return { rows, lines, fault: { line: begun, reason: "a quote is not closed" } };
        value += text.slice(at, mark);
        at = mark + 1;
        if (text[at] !== '"') break;
        value += '"';
      }
      line += value.split("\n").length - 1;
      row.push(value);
      const next = text[at];
      if (next !== undefined && !",\r\n".includes(next))
        return { rows, lines, fault: { line, reason: "something follows a closing quote" } };
    } else {
      const start = at;
      while (at < text.length && !",\r\n".includes(text[at] as string)) at += 1;
      row.push(text.slice(start, at));
    }
    if (text[at] === ",") {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
    line += 1;
    end();
    if (rows.length > rowsMax) break;
  }
  if (row.length > 0) end();
  return { rows, lines };
}

/** Fields as text that `readCsv` reads back. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const field = (value: string) =>
    /[",\r\n]/.test(value) || value === "" ? `"${value.replaceAll('"', '""')}"` : value;
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}
