/** Where expressions stand in their files, and what `fim.write.` becomes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseDocument, type Scalar } from "yaml";
import { expandExpression } from "./expression.ts";
import { placeFault, placeText } from "./place.ts";

function placed(text: string) {
  return { text, offsets: Array.from({ length: text.length + 1 }, (_, at) => at) };
}

/** Each word of a value with the text found at its place. */
function foundWords(yaml: string): [string, string][] {
  const node = parseDocument(yaml).get("e", true) as Scalar<string>;
  const [start, end] = node.range ?? [0, 0];
  const { text, offsets } = placeText(node.value, yaml, start, end);
  return [...text.matchAll(/\S+/g)].map(([word], at, all) => {
    const from = [...text.matchAll(/\S+/g)][at]?.index ?? 0;
    assert.ok(all.length > 0 || at === 0);
    const first = offsets[from] ?? 0;
    const last = offsets[from + word.length - 1] ?? 0;
    return [word, yaml.slice(first, last + 1)];
  });
}

test("words are found in every form of YAML text", () => {
  const forms = [
    'e: a.b == "x" && c in [1, 2]\nf: 1\n',
    'e: >-\n  a.b == "x"\n  && c in\n\n  [1, 2]\nf: 1\n',
    'e: |\n  a.b == "x"\n  && c in [1, 2]\n',
    "e: 'a.b == \"x\" && c'\n",
    'e: a.b == "x"\n  && c\n  in [1]\n',
    "e: >-  # a remark\n    a == b\n      && c\n    || d\n",
  ];
  for (const yaml of forms) {
    for (const [word, found] of foundWords(yaml)) assert.equal(found, word, yaml);
  }
});

test("the place of a character never goes back", () => {
  const lines = fc.array(fc.stringMatching(/^[a-z"=&. ]{1,12}[a-z]$/), { minLength: 1 });
  fc.assert(
    fc.property(lines, (parts) => {
      const yaml = `k: 1\ne: >-\n${parts.map((part) => `  x${part}`).join("\n")}\n`;
      const node = parseDocument(yaml).get("e", true) as Scalar<string>;
      const [start, end] = node.range ?? [0, 0];
      const { text, offsets } = placeText(node.value, yaml, start, end);
      assert.equal(offsets.length, text.length + 1);
      for (let at = 0; at < text.length; at++) {
        assert.ok((offsets[at] ?? 0) <= (offsets[at + 1] ?? 0));
        if (text[at] !== " " && text[at] !== "\n") assert.equal(yaml[offsets[at] ?? 0], text[at]);
      }
    }),
  );
});

test("a write is every event that changes a file", () => {
  const written = placed(
    'fim.write.file.path == "/a/fim.write.file.path" && fim.write.retval >= 0',
  );
  const expanded = expandExpression(written, "{{fim.write.file.path}} {{process.comm}}");
  assert.deepEqual(
    expanded.map(({ text, message }) => [text, message]),
    [
      ["open.", "open.file."],
      ["chmod.", "chmod.file."],
      ["chown.", "chown.file."],
      ["link.", "link.file."],
      ["link.", "link.file.destination."],
      ["rename.", "rename.file."],
      ["rename.", "rename.file.destination."],
      ["unlink.", "unlink.file."],
      ["utimes.", "utimes.file."],
    ].map(([event = "", file = ""]) => {
      const body = `${file}path == "/a/fim.write.file.path" && ${event}retval >= 0`;
      const mask = "(O_CREAT | O_TRUNC | O_APPEND | O_RDWR | O_WRONLY)";
      const text = event === "open." ? `open.flags & ${mask} > 0 && (${body})` : body;
      return [text, `{{${file}path}} {{process.comm}}`];
    }),
  );
  for (const { text, offsets } of expanded) assert.equal(offsets.length, text.length + 1);
});

test("an ordinary expression stays as it is", () => {
  const written = placed('exec.file.name == "sh"');
  assert.deepEqual(expandExpression(written, "m"), [{ ...written, message: "m" }]);
});

test("a comment at the end does not swallow what is added", () => {
  const [open] = expandExpression(placed('fim.write.file.name == "x" # why'), "");
  assert.ok(open?.text.endsWith('open.file.name == "x" # why\n)'), open?.text);
});

test("a fault in an expansion points at what was written", () => {
  const written = placed("  fim.write.file.nonsense == 1");
  const [open] = expandExpression(written, "");
  const start = open?.text.indexOf("open.file.nonsense") ?? -1;
  const span = { start, end: start + "open.file.nonsense".length };
  const fault = { code: "X", severity: "error" as const, span, what: "", why: "", do: "" };
  assert.deepEqual(open && placeFault(open, fault, "a.yaml").span, { start: 2, end: 25 });
});
