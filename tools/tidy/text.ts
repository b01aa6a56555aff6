/**
 * Checks of a file's text: sizes, banned calls, words and comments. Each names what to do instead.
 */
import { type Fault, faultsOn, type SourceFile } from "./files.ts";

const LINE_MAX = 100;
/** Tests embed scripts of other languages, whose lines are not ours to break. */
const TEST_LINE_MAX = 130;
const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 600;
const TAB_WIDTH = 8;

const isCode = (path: string) => /\.(tsx?|c|h)$/.test(path);
const TEST_PARTS = [
  ...[String.raw`\.(test|bench|fixture)\.tsx?$`, "^test/", "^bench/"],
  ...[String.raw`/testing(/|\.ts$)`, String.raw`/test-[a-z-]+\.ts$`, "/dev/"],
];
const TEST = new RegExp(TEST_PARTS.join("|"));
const isTest = (path: string) => TEST.test(path);

/**
 * Lines, functions and files stay within what a reader can hold. Tables of data are exempt by
 * folder name only.
 */
export function checkSizes(file: SourceFile): Fault[] {
  if (!isCode(file.path) || file.generated) return [];
  const faults: Fault[] = [];
  file.lines.forEach((line, index) => {
    const width = line.replaceAll("\t", " ".repeat(TAB_WIDTH)).length;
    const unbreakable = /https?:\/\/|^\s*(import|export) .* from "|^\s*["'`r].{80,}["'`],?;?$/.test(
      line,
    );
    const max = isTest(file.path) ? TEST_LINE_MAX : LINE_MAX;
    if (width > max && !unbreakable)
      faults.push({
        path: file.path,
        line: index + 1,
        message: `${width} columns; at most ${max}`,
      });
  });
  if (file.lines.length > FILE_LINES_MAX)
    faults.push({
      path: file.path,
      line: 1,
      message: `${file.lines.length} lines; at most ${FILE_LINES_MAX}`,
    });
  return [...faults, ...(isTest(file.path) ? [] : longFunctions(file))];
}

const DECLARATION =
  /^(\s*)(?:export )?(?:async )?(?:function\*? \w+|static .*\{$|[\w\s*]*\b\w+\([^;]*\)\s*\{$)/;
const ARROW = /^(\s*)(?:export )?(?:const )?\w+(?: =|:) (?:async )?\(.*=> \{$/;
const KEYWORD = /^\s*(if|for|while|switch|return|else|describe|test)\b/;

type Block = { start: number; end: number };

/** Functions are recognised by indentation: formatters let the closing brace stand alone. */
function functionsOf(lines: readonly string[]): Block[] {
  return lines.flatMap((line, start) => {
    const match = KEYWORD.test(line) ? null : (DECLARATION.exec(line) ?? ARROW.exec(line));
    if (!match) return [];
    const close = `${match[1] ?? ""}}`;
    const end = lines.findIndex((other, at) => at > start && other.startsWith(close));
    return end === -1 ? [] : [{ start, end }];
  });
}

/** A function's own lines count; those of functions inside it are counted as theirs. */
function longFunctions(file: SourceFile): Fault[] {
  const blocks = functionsOf(file.lines);
  return blocks.flatMap((block) => {
    const inside = blocks.filter(({ start, end }) => start > block.start && end < block.end);
    const nested = new Set(inside.flatMap(({ start, end }) => range(start, end)));
    const own = block.end - block.start + 1 - nested.size;
    if (own <= FUNCTION_LINES_MAX) return [];
    const message = `function of ${own} lines; at most ${FUNCTION_LINES_MAX}`;
    return [{ path: file.path, line: block.start + 1, message }];
  });
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

type Ban = { where: (path: string) => boolean; pattern: RegExp; message: string };

const product = (path: string) =>
  /^(lib|agent|server|storage|cli|web\/src)\//.test(path) && !isTest(path);

const BANS: readonly Ban[] = [
  {
    where: (path) => /\.tsx?$/.test(path),
    pattern: /:\s*any\s*[;,)=\]{}|[]|<any>|\bas any\b/,
    message: "any: say what it is, or unknown",
  },
  {
    where: (path) => /^(lib|server|agent)\//.test(path) && !isTest(path) && !/main\.ts$/.test(path),
    pattern: /\bDate\.now\(\)|\bMath\.random\(\)/,
    message: "take a Clock or an id generator as a parameter",
  },
  {
    where: product,
    pattern: /catch\s*(\([^)]*\))?\s*\{\s*\}/,
    message: "an empty catch: say in a sentence why nothing is to be done",
  },
  {
    where: (path) => /^server\//.test(path) && !/^server\/store\//.test(path) && !isTest(path),
    pattern: /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\s/,
    message: "SQL belongs in server/store",
  },
  {
    where: (path) => /^sensor\/bpf\//.test(path),
    pattern: /\bbpf_probe_read\(|\bbpf_probe_read_str\(/,
    message: "use the _kernel or _user form: the plain one reads either",
  },
  {
    where: (path) => isCode(path) || /\.(md|ya?ml)$/.test(path),
    // The words that mark work left undone are looked for here; this line is not such work.
    pattern: /\b(TODO|FIXME|XXX)\b/,
    message: "finish it, or write a decision and link it",
  },
  {
    where: (path) => isCode(path) && !path.startsWith("tools/tidy/"),
    pattern: /keep (?:this )?in sync|must be updated accordingly/i,
    message: "generate it or test it instead",
  },
  {
    where: (path) => /^lib\//.test(path) && !isTest(path),
    pattern: /from "node:|\bwindow\.|\bdocument\.|\bprocess\.(env|argv)|\bBuffer\./,
    message: "lib runs in browsers and agents alike: no node:, no DOM",
  },
];

/** Calls and phrases that have a better form here. */
export function checkBans(file: SourceFile): Fault[] {
  if (file.generated || file.path.startsWith("tools/tidy/")) return [];
  return BANS.filter((ban) => ban.where(file.path)).flatMap((ban) =>
    faultsOn(file, ban.pattern, ban.message),
  );
}

/** Words that mean one of our nouns but are not it; the glossary is in ARCHITECTURE.md. */
const SYNONYMS: Readonly<Record<string, string>> = { alert: "signal", alarm: "signal" };

/** One word for one idea, in docs and comments of our own. */
export function checkWords(file: SourceFile): Fault[] {
  const own = /\.md$/.test(file.path) || (isCode(file.path) && product(file.path));
  if (!own || file.generated || file.path.startsWith("docs/reference/")) return [];
  return Object.entries(SYNONYMS).flatMap(([word, better]) => {
    const pattern = new RegExp(`(?<![\\w"'\`/.-])${word}s?(?![\\w"'\`/(.=-])`, "i");
    return faultsOn(file, pattern, `"${word}": here it is a ${better}`).filter(({ line }) => {
      const text = file.lines[line - 1] ?? "";
      return /\.md$/.test(file.path) || /^\s*(\*|\/\*|\/\/)/.test(text);
    });
  });
}
