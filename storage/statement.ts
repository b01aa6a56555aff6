/**
 * Reads just enough of a statement to route it: its verb, its FORMAT clause, whether it is alone.
 * The engine parses the rest. It must skip strings and comments exactly as the engine does, or a
 * word inside a literal would decide how the statement runs.
 */
import { refuse } from "./errors.ts";

/** Where a raw insert goes, in the plain form that needs no parsing by the engine. */
export type InsertHead = { table: string; columns?: readonly string[]; format: string };

export type Statement = {
  sql: string;
  verb: string;
  /** Only reads, so it may be killed when its reader leaves, and may come by GET. */
  isRead: boolean;
  /** Can be streamed block by block, format permitting. */
  isSelect: boolean;
  /** Takes disk space, so it is refused when the disk is nearly full. */
  needsDisk: boolean;
  /** Leaves the session as it found it. */
  isStateless: boolean;
  format: string | undefined;
  insertHead: InsertHead | undefined;
  /** An INSERT whose rows come beside the statement. */
  expectsData: boolean;
  /** Names in {name:Type} placeholders. */
  placeholders: readonly string[];
};

type Token = { kind: "word" | "mark"; text: string; start: number; end: number };

/** Formats whose blocks can be joined: no header, no footer, no state between rows. */
const STREAMED_FORMATS = new Set([
  "JSONEachRow",
  "JSONLines",
  "NDJSON",
  "JSONStringsEachRow",
  "JSONCompactEachRow",
  "JSONCompactStringsEachRow",
  "TabSeparated",
  "TSV",
  "TabSeparatedRaw",
  "TSVRaw",
  "CSV",
  "RowBinary",
]);

/** Whether blocks of this format make one whole result when they are put one after the other. */
export function isStreamedFormat(format: string): boolean {
  return STREAMED_FORMATS.has(format);
}

const SKIPPED = new RegExp(
  [
    String.raw`\s+`,
    String.raw`--[^\n]*`,
    String.raw`#[ !][^\n]*`,
    String.raw`\/\*[\s\S]*?(?:\*\/|$)`,
    String.raw`'(?:[^'\\]|\\[\s\S]|'')*'?`,
    String.raw`"(?:[^"\\]|\\[\s\S])*"?`,
    "`(?:[^`\\\\]|\\\\[\\s\\S])*`?",
    String.raw`\$(\w*)\$[\s\S]*?\$\1\$`,
  ].join("|"),
  "y",
);
const WORD = /[A-Za-z_]\w*/y;

/** Words and marks outside of literals and comments, one at a time so that callers may stop. */
function* tokensOf(sql: string): Generator<Token> {
  let at = 0;
  while (at < sql.length) {
    SKIPPED.lastIndex = at;
    if (SKIPPED.test(sql)) {
      at = SKIPPED.lastIndex;
      continue;
    }
    WORD.lastIndex = at;
    const word = WORD.exec(sql)?.[0];
    const text = word ?? sql.charAt(at);
    yield { kind: word === undefined ? "mark" : "word", text, start: at, end: at + text.length };
    at += text.length;
  }
}

/** Longest statement in characters, not counting the data of an INSERT. */
const STATEMENT_CHARS_MAX = 1024 * 1024;

const READ_VERBS = new Set([
  "SELECT",
  "WITH",
  "FROM",
  "SHOW",
  "DESCRIBE",
  "DESC",
  "EXISTS",
  "EXPLAIN",
]);
const SELECT_VERBS = new Set(["SELECT", "WITH", "FROM"]);
const DISK_VERBS = new Set(["INSERT", "CREATE", "ALTER", "ATTACH", "OPTIMIZE", "RESTORE"]);

type Outline = { verb: string; format: string | undefined; words: Set<string>; dataStart: number };

/** Walks the tokens once; stops where the data of an INSERT begins. */
function outline(sql: string): Outline {
  const words = new Set<string>();
  let verb = "";
  let format: string | undefined;
  let previous = "";
  let ended = false;
  for (const token of tokensOf(sql.slice(0, STATEMENT_CHARS_MAX))) {
    if (ended)
      throw refuse("STORAGE_STATEMENT_INVALID", { reason: "multi-statements are not allowed" });
    ended = token.text === ";";
    const upper = token.kind === "word" ? token.text.toUpperCase() : token.text;
    if (token.kind === "word") {
      if (verb === "") verb = upper;
      words.add(upper);
      if (previous === "FORMAT") format = token.text;
      const isData = verb === "INSERT" && !words.has("SELECT");
      if (isData && (previous === "FORMAT" || upper === "VALUES")) {
        return { verb, format, words, dataStart: token.end };
      }
    }
    previous = upper;
  }
  if (sql.length > STATEMENT_CHARS_MAX) {
    const reason = `it is longer than ${STATEMENT_CHARS_MAX} characters`;
    throw refuse("STORAGE_STATEMENT_INVALID", { reason });
  }
  return { verb, format, words, dataStart: sql.length };
}

const INSERT_HEAD = new RegExp(
  [
    String.raw`^\s*INSERT\s+INTO\s+(?:TABLE\s+)?`,
    "((?:`?\\w+`?\\.)?`?\\w+`?)\\s*",
    "(?:\\(([\\w\\s,`]*)\\)\\s*)?",
    String.raw`FORMAT\s+\w+\s*$`,
  ].join(""),
  "i",
);
const RAW_INSERT_FORMATS = new Set([
  "JSONEachRow",
  "JSONCompactEachRow",
  "CSV",
  "CSVWithNames",
  "TSV",
  "TabSeparated",
  "TSVWithNames",
  "TabSeparatedWithNames",
]);

/** Formats whose rows are not text; their heads must name the columns. */
const BINARY_INSERT_FORMATS = new Set(["Native"]);

export function isBinaryFormat(format: string): boolean {
  return BINARY_INSERT_FORMATS.has(format);
}

function parseInsertHead(sql: string, format: string | undefined): InsertHead | undefined {
  const found = INSERT_HEAD.exec(sql);
  if (found === null || format === undefined) return undefined;
  const isBinary = isBinaryFormat(format);
  if (!isBinary && !RAW_INSERT_FORMATS.has(format)) return undefined;
  const plain = (name: string) => name.replaceAll("`", "").trim();
  const table = plain(found[1] ?? "");
  const columns = (found[2] ?? "")
    .split(",")
    .map(plain)
    .filter((name) => name !== "");
  if (columns.length === 0) return isBinary ? undefined : { table, format };
  return { table, columns, format };
}

function needsDisk(verb: string, words: Set<string>): boolean {
  if (verb === "ALTER" && words.has("DROP") && words.has("PARTITION")) return false;
  return DISK_VERBS.has(verb);
}

/** Reads a statement; throws STORAGE_STATEMENT_INVALID when it is empty or not alone. */
export function readStatement(sql: string): Statement {
  if (sql.includes("\0"))
    throw refuse("STORAGE_STATEMENT_INVALID", { reason: "it holds a NUL byte" });
  const { verb, format, words, dataStart } = outline(sql);
  if (verb === "") throw refuse("STORAGE_STATEMENT_INVALID", { reason: "the query is empty" });
  const isRead = READ_VERBS.has(verb) && !words.has("INSERT");
  const insertHead = verb === "INSERT" ? parseInsertHead(sql, format) : undefined;
  const head = sql.slice(0, dataStart);
  return {
    sql,
    verb,
    isRead,
    isSelect: isRead && SELECT_VERBS.has(verb),
    needsDisk: needsDisk(verb, words),
    isStateless: isRead || insertHead !== undefined,
    format,
    insertHead,
    expectsData: verb === "INSERT" && !words.has("SELECT") && sql.slice(dataStart).trim() === "",
    placeholders: [...head.matchAll(/\{\s*(\w+)\s*:/g)].map((match) => match[1] ?? ""),
  };
}
