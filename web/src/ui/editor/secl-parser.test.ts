/** The highlighter and the language agree on every token, because there is one table of them. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Tree } from "@lezer/common";
import fc from "fast-check";
import { loadAgentContent } from "#lib/content";
import { FIELD_TABLE } from "#lib/event";
import { defineMacros } from "#lib/secl";
import { lex } from "../../../../lib/secl/lex.ts";
import { openSources, ruleSources } from "../../../../lib/secl/testing/random-rules.ts";
import { type NodeName, parseTree, SeclParser } from "./secl-parser.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const { macros } = defineMacros([{ id: "SHELLS", values: ["sh"] }]);
const NAMES = { table: FIELD_TABLE, macros };

type Leaf = { node: NodeName; text: string; start: number; end: number };

function leaves(tree: Tree, source: string): Leaf[] {
  const found: Leaf[] = [];
  tree.iterate({
    enter({ name, from, to }) {
      if (name === "Rule" || name === "Group" || name === "List") return;
      found.push({ node: name as NodeName, text: source.slice(from, to), start: from, end: to });
    },
  });
  return found;
}

/** Nodes that a token of the language's lexer may be shown as. */
const SHOWN: Readonly<Record<string, readonly NodeName[]>> = {
  name: ["Field", "Constant", "Macro", "Bool", "Name"],
  variable: ["Variable"],
  reference: ["Reference"],
  string: ["String"],
  pattern: ["Pattern"],
  regexp: ["Regexp"],
  int: ["Int"],
  duration: ["Duration"],
  ip: ["Address"],
  cidr: ["Address"],
  operator: ["Operator", "Word", "Open", "Close", "Comma"],
};

/** Every token and comment that the lexer reads is a leaf of the same place, and the other way. */
function agree(source: string): void {
  const { tokens, comments, diagnostics } = lex(source);
  const shown = leaves(parseTree(source, NAMES), source);
  const [fault] = diagnostics;
  const known = fault === undefined ? shown : shown.filter(({ end }) => end <= fault.span.start);
  const read = [
    ...tokens.filter(({ kind }) => kind !== "end"),
    ...comments.map((comment) => ({ ...comment, kind: "comment" })),
  ].sort((a, b) => a.span.start - b.span.start);
  assert.deepEqual(
    known.map(({ start, end }) => [start, end]),
    read.map(({ span }) => [span.start, span.end]),
    source,
  );
  known.forEach(({ node }, index) => {
    const kind = read[index]?.kind ?? "";
    assert.ok((SHOWN[kind] ?? ["Comment"]).includes(node), `${kind} as ${node} in ${source}`);
  });
  const isFaulty = shown.some(({ node }) => node === "Fault");
  assert.equal(isFaulty, fault !== undefined && source.length > 0, source);
}

test("on the rules that are shipped", () => {
  const files = globSync("content/agent/**/*.yaml", { cwd: ROOT }).map((path) => ({
    path,
    text: readFileSync(join(ROOT, path), "utf8"),
  }));
  const { rules } = loadAgentContent(files.filter(({ path }) => !path.endsWith("macros.yaml")));
  const sources = rules.flatMap(({ expressions }) => expressions.map(({ text }) => text));
  assert.ok(sources.length > 40, String(sources.length));
  for (const source of sources) {
    agree(source);
    const nodes = leaves(parseTree(source, NAMES), source).map(({ node }) => node);
    assert.ok(nodes.includes("Field"), source);
  }
});

test("on everything quoted in the tests of the language", () => {
  const files = ["language", "evaluator", "lint", "format", "diagnostics"];
  const texts = files.flatMap((name) => {
    const code = readFileSync(join(ROOT, `lib/secl/${name}.test.ts`), "utf8");
    return [...code.matchAll(/'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)"/g)].map(
      ([, single, double]) => (single ?? double ?? "").replaceAll(/\\(["'\\])/g, "$1"),
    );
  });
  assert.ok(texts.length > 500, String(texts.length));
  for (const text of texts) agree(text);
});

test("on random rules, and on random text", () => {
  fc.assert(fc.property(fc.oneof(ruleSources, openSources), agree), { numRuns: 500 });
  const words = [
    "open.flags",
    " ",
    "in",
    '"',
    "(",
    "[A]",
    "]",
    "${",
    "x",
    "}",
    "1.2.3.4",
    "/8",
    "#",
  ];
  const noise = fc.array(fc.constantFrom(...words, "5s", "-2", "=", "\n"), { maxLength: 20 });
  fc.assert(
    fc.property(noise, (parts) => agree(parts.join(""))),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.string({ maxLength: 80 }), agree), { numRuns: 500 });
});

test("names are shown as what they are", () => {
  const source = "open.flags & O_CREAT > 0 && exec.file.name in SHELLS and true # why";
  assert.deepEqual(
    leaves(parseTree(source, NAMES), source).map(({ node, text }) => `${node} ${text}`),
    [
      ...["Field open.flags", "Operator &", "Constant O_CREAT", "Operator >", "Int 0"],
      ...["Operator &&", "Field exec.file.name", "Word in", "Macro SHELLS", "Word and"],
      ...["Bool true", "Comment # why"],
    ],
  );
});

test("brackets that belong together have a node, whatever is wrong within", () => {
  const shape = (source: string) => new SeclParser(NAMES).parse(source).toString();
  assert.equal(shape("(a in [1])"), "Rule(Group(Open,Name,Word,List(Open,Int,Close),Close))");
  assert.equal(shape("(a = ; [)"), "Rule(Open,Name,Operator,Fault,Open,Close)");
});
