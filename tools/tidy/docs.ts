/** Checks of pages and of what must be documented: titles, links, error codes, events. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { type Fault, ROOT, type SourceFile } from "./files.ts";

/** A link such as [`fill_file`](lib/file.h) promises that the file has that name in it. */
const SYMBOL_LINK = /\[`(\w+)`\]\(([^)\s]+\.(?:ts|tsx|c|h))\)/g;

function lostSymbols(file: SourceFile): Fault[] {
  return [...file.text.matchAll(SYMBOL_LINK)].flatMap(([, symbol = "", target = ""]) => {
    const path = join(ROOT, dirname(file.path), target);
    if (!existsSync(path) || new RegExp(`\\b${symbol}\\b`).test(readFileSync(path, "utf8")))
      return [];
    return [{ path: file.path, line: 1, message: `${target} has no ${symbol} any more` }];
  });
}

/**
 * One `# Title` a page; every link to a file of ours resolves, and so does every symbol it names.
 */
export function checkPage(file: SourceFile): Fault[] {
  if (!file.path.endsWith(".md")) return [];
  const faults: Fault[] = [];
  let fenced = false;
  let titles = 0;
  file.lines.forEach((line, index) => {
    if (line.startsWith("```")) fenced = !fenced;
    if (fenced) return;
    if (/^# /.test(line)) titles += 1;
    for (const [, target = ""] of line.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:|^#/.test(target)) continue;
      const path = join(ROOT, dirname(file.path), target.split("#")[0] ?? "");
      if (!existsSync(path))
        faults.push({
          path: file.path,
          line: index + 1,
          message: `link to ${target}, which is not there`,
        });
    }
  });
  if (titles !== 1)
    faults.push({ path: file.path, line: 1, message: `${titles} titles; a page has one` });
  return [...faults, ...lostSymbols(file)];
}

const CODE = /^ {2}([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): \{/;

/** Every error code of a `defineErrors` table, with where it is. */
export function errorCodes(files: readonly SourceFile[]): Map<string, Fault> {
  const codes = new Map<string, Fault>();
  for (const file of files) {
    if (!file.text.includes("defineErrors(") || /\.test\.ts$/.test(file.path)) continue;
    file.lines.forEach((line, index) => {
      const code = CODE.exec(line)?.[1];
      if (code) codes.set(code, { path: file.path, line: index + 1, message: code });
    });
  }
  return codes;
}

/** Codes in source and codes in docs/reference/errors.md are the same set. */
export function checkErrorCodes(files: readonly SourceFile[]): Fault[] {
  const codes = errorCodes(files);
  const page = files.find((file) => file.path === "docs/reference/errors.md");
  const documented = new Set(
    [...(page?.text ?? "").matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map((match) => match[1] as string),
  );
  const missing = [...codes.values()].filter((fault) => !documented.has(fault.message));
  const stale = [...documented].filter((code) => !codes.has(code));
  return [
    ...missing.map((fault) => ({
      ...fault,
      message: `${fault.message} is not in docs/reference/errors.md: npm run gen`,
    })),
    ...stale.map((code) => ({
      path: "docs/reference/errors.md",
      line: 1,
      message: `${code} is in no table: npm run gen`,
    })),
  ];
}

/** Kinds of file that belong in the tree, by extension. */
const EXTENSIONS = new Set([
  ...[
    "",
    ".ts",
    ".tsx",
    ".c",
    ".S",
    ".h",
    ".md",
    ".json",
    ".yaml",
    ".yml",
    ".sh",
    ".css",
    ".html",
    ".svg",
    ".png",
  ],
  ...[".vigilrec", ".service", ".target", ".txt", ".mk", ".policy", ".ico", ".conf"],
]);
export const FILE_BYTES_MAX = 256 * 1024;

/** Known kinds of file only, and none so big that a diff hides in it. */
export function checkKind(path: string, bytes: number): Fault[] {
  const faults: Fault[] = [];
  if (!EXTENSIONS.has(extname(path)) && !/\/\.|^\./.test(path))
    faults.push({ path, line: 1, message: `${extname(path)} files do not belong here` });
  if (bytes > FILE_BYTES_MAX && path !== "package-lock.json")
    faults.push({ path, line: 1, message: `${bytes} bytes; at most ${FILE_BYTES_MAX}` });
  return faults;
}
