/**
 * `fim.write.…` in an expression stands for every event that changes a file. Rules are about one
 * event type each, so such an expression becomes several, all under the id of the rule; places in
 * the file survive the rewriting.
 */
import { EXPRESSION_LENGTH_MAX } from "./limits.ts";
import type { PlacedText, RuleExpression } from "./types.ts";

/** What `fim.write.` becomes, with the condition that makes the event a write. */
const WRITES: readonly { prefix: string; file: string; condition: string }[] = [
  {
    prefix: "open.",
    file: "open.file.",
    condition: "open.flags & (O_CREAT | O_TRUNC | O_APPEND | O_RDWR | O_WRONLY) > 0",
  },
  { prefix: "chmod.", file: "chmod.file.", condition: "" },
  { prefix: "chown.", file: "chown.file.", condition: "" },
  { prefix: "link.", file: "link.file.", condition: "" },
  { prefix: "link.", file: "link.file.destination.", condition: "" },
  { prefix: "rename.", file: "rename.file.", condition: "" },
  { prefix: "rename.", file: "rename.file.destination.", condition: "" },
  { prefix: "unlink.", file: "unlink.file.", condition: "" },
  { prefix: "utimes.", file: "utimes.file.", condition: "" },
];

const WRITE_NAME = /\bfim\.write\.(file\.)?/g;

/** Whether text names the pseudo event of writing a file. */
export function namesWrites(text: string): boolean {
  return text.search(WRITE_NAME) !== -1;
}

/** The expressions to evaluate for one as written: itself, or one for every way to write a file. */
export function expandExpression(written: PlacedText, message: string): RuleExpression[] {
  const isTooLong = written.text.length > EXPRESSION_LENGTH_MAX;
  if (isTooLong || !namesWrites(written.text)) return [{ ...written, message }];
  return WRITES.map(({ prefix, file, condition }) => {
    const body = rename(written, prefix, file);
    const text = message.replace(WRITE_NAME, (_, isFile) => (isFile ? file : prefix));
    return { ...(condition === "" ? body : guard(body, condition)), message: text };
  });
}

/**
 * Replaces the pseudo names outside quotes; every new character gets the place of the name's first.
 */
function rename(written: PlacedText, prefix: string, file: string): PlacedText {
  let text = "";
  const offsets: number[] = [];
  const copy = (from: number, to: number) => {
    text += written.text.slice(from, to);
    for (let at = from; at < to; at++) offsets.push(written.offsets[at] ?? 0);
  };
  let next = 0;
  for (const match of written.text.matchAll(/"[^"]*"|\bfim\.write\.(file\.)?/g)) {
    copy(next, match.index);
    next = match.index + match[0].length;
    if (match[0].startsWith('"')) copy(match.index, next);
    else {
      const name = match[1] === undefined ? prefix : file;
      text += name;
      for (const _ of name) offsets.push(written.offsets[match.index] ?? 0);
    }
  }
  copy(next, written.text.length);
  offsets.push(written.offsets.at(-1) ?? 0);
  return { text, offsets };
}

/** `condition && (body)`; the line break ends a comment that the body may end with. */
function guard(body: PlacedText, condition: string): PlacedText {
  const isCommented = /#|\/\//.test(body.text);
  const head = `${condition} && (`;
  const tail = isCommented ? "\n)" : ")";
  const first = body.offsets[0] ?? 0;
  const last = body.offsets.at(-1) ?? 0;
  return {
    text: head + body.text + tail,
    offsets: [
      ...Array.from(head, () => first),
      ...body.offsets.slice(0, -1),
      ...Array.from(tail, () => last),
      last,
    ],
  };
}
