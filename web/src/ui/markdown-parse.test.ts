import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Block,
  MARKDOWN_CHARACTERS_MAX,
  parseInline,
  parseMarkdown,
} from "./markdown-parse.ts";

test("rule messages become blocks", () => {
  const source =
    "## Goal\nFind *miners*\nnow.\n\n1. Look\n2. Act\n   quickly\n\n- `a`\n---\n```sh\nls -l\n```";
  const kinds = parseMarkdown(source).map((block) => block.kind);
  assert.deepEqual(kinds, ["heading", "paragraph", "list", "list", "code"]);
  const [, paragraph, list, , code] = parseMarkdown(source) as Block[];
  assert.deepEqual(paragraph, {
    kind: "paragraph",
    content: [
      { kind: "text", text: "Find " },
      { kind: "emphasis", text: "miners" },
      { kind: "text", text: " now." },
    ],
  });
  assert.deepEqual(list?.kind === "list" && list.items[1], [{ kind: "text", text: "Act quickly" }]);
  assert.deepEqual(code, { kind: "code", text: "ls -l" });
});

test("marks inside of code and names stay as they are", () => {
  assert.deepEqual(parseInline("`a*b*` and LD_PRELOAD_PATH"), [
    { kind: "code", text: "a*b*" },
    { kind: "text", text: " and LD_PRELOAD_PATH" },
  ]);
});

test("only links that lead to pages are links", () => {
  assert.deepEqual(
    parseInline("[x](javascript:alert(1))").filter((part) => part.kind === "link"),
    [],
  );
  assert.deepEqual(
    parseInline("[x](data:text/html,1) [y](//evil.example)").some((part) => part.kind === "link"),
    false,
  );
  assert.deepEqual(parseInline("See [T1](https://attack.mitre.org/)."), [
    { kind: "text", text: "See " },
    { kind: "link", text: "T1", href: "https://attack.mitre.org/" },
    { kind: "text", text: "." },
  ]);
  assert.deepEqual(parseInline("https://a.example/x."), [
    { kind: "link", text: "https://a.example/x", href: "https://a.example/x" },
    { kind: "text", text: "." },
  ]);
});

test("no text is lost and none is endless", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "*", "`", "[", "]", "(", ")", "_", " ") }),
      (source) => {
        const parts = parseInline(source);
        const letters = (text: string) => text.replace(/[^a]/g, "");
        const shown = parts
          .map((part) => part.text + (part.kind === "link" ? part.href : ""))
          .join("");
        assert.equal(letters(shown), letters(source));
      },
    ),
  );
  const long = parseMarkdown("x".repeat(2 * MARKDOWN_CHARACTERS_MAX));
  assert.equal(
    long[0]?.kind === "paragraph" && long[0].content[0]?.text.length,
    MARKDOWN_CHARACTERS_MAX,
  );
});
