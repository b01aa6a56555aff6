/**
 * The subset of Markdown that rule messages use: headings, lists, paragraphs, fenced code,
 * emphasis, code and links. It yields plain values, never HTML: what a message quotes from an
 * attacker's command line stays text.
 */

export type Inline =
  | { kind: "text" | "code" | "strong" | "emphasis"; text: string }
  | { kind: "link"; text: string; href: string };

export type Block =
  | { kind: "heading"; level: number; content: Inline[] }
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "code"; text: string };

/** A longer message is cut here; rules are far shorter. */
export const MARKDOWN_CHARACTERS_MAX = 64 * 1024;

// In this order: what is in code is not emphasised. Each part is linear, without nested repetition.
const INLINE = new RegExp(
  [
    /`([^`\n]+)`/,
    /\*\*([^*\n]+)\*\*/,
    /(?<![\w*])[*_]([^*_\n]+)[*_](?![\w*])/,
    /\[([^\]\n]+)\]\(([^)\s]+)\)/,
    /(https?:\/\/[^\s<>()`"]*[^\s<>()`".,;:!?])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

/** Only these lead out of the page; anything else (javascript:, data:) is shown as text. */
function isSafeLink(href: string): boolean {
  return /^(https?:\/\/|mailto:|\/(?!\/))/i.test(href);
}

export function parseInline(source: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  const text = (value: string) => {
    if (value !== "") parts.push({ kind: "text", text: value });
  };
  for (const match of source.matchAll(INLINE)) {
    const [whole, code, strong, emphasis, label, href, bare] = match;
    text(source.slice(end, match.index));
    end = match.index + whole.length;
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (strong !== undefined) parts.push({ kind: "strong", text: strong });
    else if (emphasis !== undefined) parts.push({ kind: "emphasis", text: emphasis });
    else if (bare !== undefined) parts.push({ kind: "link", text: bare, href: bare });
    else if (label !== undefined && href !== undefined && isSafeLink(href))
      parts.push({ kind: "link", text: label, href });
    else text(whole);
  }
  text(source.slice(end));
  return parts;
}

const FENCE = /^\s*```/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*\d{1,3}[.)]\s+(.*)$/;
const RULER = /^\s*([-*_])(\s*\1){2,}\s*$/;

function startsBlock(line: string): boolean {
  return [FENCE, HEADING, BULLET, NUMBER, RULER].some((pattern) => pattern.test(line));
}

/** Lines of a list item or paragraph that go on without a mark of their own. */
function takeContinuation(lines: readonly string[], from: number): string[] {
  const taken: string[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line.trim() === "" || startsBlock(line)) break;
    taken.push(line.trim());
  }
  return taken;
}

function takeList(lines: readonly string[], from: number, mark: RegExp) {
  const items: Inline[][] = [];
  let at = from;
  for (let match = mark.exec(lines[at] ?? ""); match; match = mark.exec(lines[at] ?? "")) {
    const more = takeContinuation(lines, at + 1);
    items.push(parseInline([match[1] ?? "", ...more].join(" ")));
    at += 1 + more.length;
  }
  return { items, next: at };
}

function takeFence(lines: readonly string[], from: number) {
  let end = from + 1;
  while (end < lines.length && !FENCE.test(lines[end] as string)) end += 1;
  return { text: lines.slice(from + 1, end).join("\n"), next: end + 1 };
}

/** Reads Markdown into blocks. Never fails: what it does not know is a paragraph. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.slice(0, MARKDOWN_CHARACTERS_MAX).replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    const heading = HEADING.exec(line);
    const mark = NUMBER.test(line) ? NUMBER : BULLET;
    if (line.trim() === "" || RULER.test(line)) at += 1;
    else if (FENCE.test(line)) {
      const { text, next } = takeFence(lines, at);
      blocks.push({ kind: "code", text });
      at = next;
    } else if (heading) {
      const level = (heading[1] ?? "").length;
      blocks.push({ kind: "heading", level, content: parseInline(heading[2] ?? "") });
      at += 1;
    } else if (mark.test(line)) {
      const { items, next } = takeList(lines, at, mark);
      blocks.push({ kind: "list", ordered: mark === NUMBER, items });
      at = next;
    } else {
      const more = takeContinuation(lines, at + 1);
      blocks.push({ kind: "paragraph", content: parseInline([line.trim(), ...more].join(" ")) });
      at += 1 + more.length;
    }
  }
  return blocks;
}
